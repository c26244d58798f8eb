package records

import (
	"context"
	"fmt"
	"time"
)

// Lease takes or renews the right to do what only one process may do, until
// now+ttl. It reports false while another holder has it. Times have whole
// seconds.
func (db *DB) Lease(ctx context.Context, name, holder string, now time.Time, ttl time.Duration) (bool, error) {
	held := new(bool) // the job may outlive ctx
	err := db.writer.do(ctx, db.writer.facts, func(q querier) error {
		rows, err := q.exec(`INSERT INTO lease (name, holder, until) VALUES (?, ?, ?)
			ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
			WHERE lease.holder = excluded.holder OR lease.until <= ?`,
			name, holder, now.Add(ttl).Unix(), now.Unix())
		*held = rows == 1
		return err
	})
	if err != nil {
		return false, fmt.Errorf("lease: %w", err)
	}
	return *held, nil
}

// Release gives a lease back; it does nothing when another holds it.
func (db *DB) Release(ctx context.Context, name, holder string) error {
	err := db.writer.do(ctx, db.writer.facts, func(q querier) error {
		_, err := q.exec("DELETE FROM lease WHERE name = ? AND holder = ?", name, holder)
		return err
	})
	if err != nil {
		return fmt.Errorf("release: %w", err)
	}
	return nil
}
