package records

import (
	"context"
	"fmt"
	"time"

	"waypost/internal/gateway"
	"waypost/internal/place"
)

// UnansweredTTL is how long words that were not understood are kept.
const UnansweredTTL = 90 * 24 * time.Hour

// Word is how often one word stood in messages that were not understood, on
// one day, in one language and area. It says nothing about who wrote it.
type Word struct {
	Day      string // 2006-01-02, UTC
	Language gateway.Language
	Area     place.AreaID // empty when not known
	Word     string
	Asked    int
}

// AddUnanswered adds counts to those already there.
func (db *DB) AddUnanswered(ctx context.Context, words []Word) error {
	err := db.writer.do(ctx, db.writer.bulk, func(q querier) error {
		for _, w := range words {
			_, err := q.exec(`INSERT INTO unanswered (day, language, area, word, asked) VALUES (?, ?, ?, ?, ?)
				ON CONFLICT (day, language, area, word) DO UPDATE SET asked = unanswered.asked + excluded.asked`,
				w.Day, string(w.Language), string(w.Area), w.Word, w.Asked)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("unanswered: %w", err)
	}
	return nil
}

// Unanswered lists the most asked words since a day, the most frequent first,
// leaving out those asked less than atLeast times: a rare word may be a name.
func (db *DB) Unanswered(ctx context.Context, since time.Time, atLeast, limit int) ([]Word, error) {
	rows, err := db.reads.QueryContext(ctx, `SELECT day, language, area, word, asked FROM unanswered
		WHERE day >= ? AND asked >= ? ORDER BY asked DESC, day DESC, language, word LIMIT ?`,
		since.UTC().Format(time.DateOnly), atLeast, limit)
	if err != nil {
		return nil, fmt.Errorf("unanswered: %w", err)
	}
	defer rows.Close()
	var list []Word
	for rows.Next() {
		var w Word
		if err := rows.Scan(&w.Day, &w.Language, &w.Area, &w.Word, &w.Asked); err != nil {
			return nil, fmt.Errorf("unanswered: %w", err)
		}
		list = append(list, w)
	}
	return list, rows.Err()
}
