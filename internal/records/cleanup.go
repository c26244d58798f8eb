package records

import (
	"context"
	"fmt"
	"time"
)

// cleanupRows is how many rows one transaction deletes, so that no person's
// message waits long behind it.
const cleanupRows = 500

// Cleanup deletes what has outlived its purpose by now: handled messages after
// HandledTTL, subscriptions after their term, words that were not understood
// after UnansweredTTL. A suppression never goes.
func (db *DB) Cleanup(ctx context.Context, now time.Time) (deleted int, err error) {
	for _, step := range []struct {
		query  string
		before any
	}{
		{"DELETE FROM handled WHERE (channel, id) IN (SELECT channel, id FROM handled WHERE at <= ? LIMIT ?)", now.Add(-HandledTTL).Unix()},
		{"DELETE FROM subscription WHERE (contact, area) IN (SELECT contact, area FROM subscription WHERE until <= ? LIMIT ?)", now.Unix()},
		{"DELETE FROM unanswered WHERE (day, language, area, word) IN (SELECT day, language, area, word FROM unanswered WHERE day <= ? LIMIT ?)",
			now.Add(-UnansweredTTL).UTC().Format(time.DateOnly)},
	} {
		for more := true; more; {
			rows := new(int64) // the job may outlive ctx
			err := db.writer.do(ctx, db.writer.bulk, func(q querier) (err error) {
				*rows, err = q.exec(step.query, step.before, cleanupRows)
				return err
			})
			if err != nil {
				return deleted, fmt.Errorf("cleanup: %w", err)
			}
			deleted += int(*rows)
			more = *rows == cleanupRows
		}
	}
	return deleted, nil
}
