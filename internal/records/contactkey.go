package records

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// ErrOtherContactKey refuses to replace the contact key by another one, which
// would forget every STOP.
var ErrOtherContactKey = errors.New("records: this database has another contact key")

// ContactKey returns the wrapped contact key and its check value, both nil
// when none was stored yet.
func (db *DB) ContactKey(ctx context.Context) (wrapped, check []byte, err error) {
	err = db.reads.QueryRowContext(ctx, "SELECT wrapped, check_value FROM contact_key").Scan(&wrapped, &check)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, nil, fmt.Errorf("contact key: %w", err)
	}
	return wrapped, check, nil
}

// PutContactKey stores the contact key. It may be repeated with the same check
// value, to wrap the same key by a newer secret; with another check value it is
// ErrOtherContactKey. Of two processes that start on a new database one gets
// that error, and must read the key of the other.
func (db *DB) PutContactKey(ctx context.Context, wrapped, check []byte) error {
	return db.writer.do(ctx, db.writer.facts, func(q querier) error {
		var held []byte
		err := q.row("SELECT check_value FROM contact_key").Scan(&held)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			_, err = q.exec("INSERT INTO contact_key (one, wrapped, check_value) VALUES (1, ?, ?)", wrapped, check)
		case err == nil && !bytes.Equal(held, check):
			return ErrOtherContactKey
		case err == nil:
			_, err = q.exec("UPDATE contact_key SET wrapped = ?", wrapped)
		}
		if err != nil {
			return fmt.Errorf("put contact key: %w", err)
		}
		return nil
	})
}
