package records

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"waypost/internal/directory"
	"waypost/internal/place"
)

// Kind is a sort of directory entry.
type Kind string

// The kinds, named as their tables are.
const (
	Services Kind = "service"
	Missions Kind = "mission"
	Pages    Kind = "page"
	Packs    Kind = "pack"
	Areas    Kind = "area"
)

var kinds = [...]Kind{Services, Missions, Pages, Packs, Areas}

// Changes is one edit of the directory by one person or import.
type Changes struct {
	// Who is a member of staff, a site account, or an import by name; never a
	// phone number.
	Who string
	At  time.Time

	// Entries to put in place of those of the same id.
	Services []directory.Service
	Missions []directory.Mission
	Pages    []directory.Page
	Packs    []directory.Pack
	Areas    []place.Area

	// Delete names entries to take away; one that is not there is no error.
	Delete map[Kind][]string
	// Whole lists kinds that the change gives completely: entries not in it
	// are taken away.
	Whole []Kind
}

// Directory is all entries at one revision, each kind in the order of its ids.
type Directory struct {
	Revision int64
	Services []directory.Service
	Missions []directory.Mission
	Pages    []directory.Page
	Packs    []directory.Pack
	Areas    []place.Area
}

// Edit is one entry of the history: what one revision did to one entry.
type Edit struct {
	Revision int64
	Kind     Kind
	ID       string
	Who      string
	At       time.Time
	// Before and After are the entry as JSON; nil where there was none.
	Before, After []byte
}

// Revision is the number of the last change, 0 before the first.
func (db *DB) Revision(ctx context.Context) (int64, error) {
	var n int64
	if err := db.reads.QueryRowContext(ctx, lastRevision).Scan(&n); err != nil {
		return 0, fmt.Errorf("revision: %w", err)
	}
	return n, nil
}

const lastRevision = "SELECT coalesce(max(number), 0) FROM revision"

// Apply makes a change, all of it or nothing, and returns the revision that
// the directory then has. Entries that stay as they are make no revision.
func (db *DB) Apply(ctx context.Context, c Changes) (revision int64, err error) {
	n := new(int64) // the job may outlive ctx
	err = db.writer.do(ctx, db.writer.bulk, func(q querier) (err error) {
		*n, err = q.apply(c)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("apply: %w", err)
	}
	return *n, nil
}

// Apply is DB.Apply as part of what one message does.
func (tx *Tx) Apply(c Changes) (revision int64, err error) {
	if revision, err = tx.q.apply(c); err != nil {
		return 0, fmt.Errorf("apply: %w", err)
	}
	return revision, nil
}

// LoadDirectory reads everything as of one moment.
func (db *DB) LoadDirectory(ctx context.Context) (Directory, error) {
	tx, err := db.reads.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return Directory{}, fmt.Errorf("load directory: %w", err)
	}
	defer tx.Rollback()
	var d Directory
	err = errors.Join(
		tx.QueryRowContext(ctx, lastRevision).Scan(&d.Revision),
		entries(ctx, tx, Services, &d.Services),
		entries(ctx, tx, Missions, &d.Missions),
		entries(ctx, tx, Pages, &d.Pages),
		entries(ctx, tx, Packs, &d.Packs),
		entries(ctx, tx, Areas, &d.Areas),
	)
	if err != nil {
		return Directory{}, fmt.Errorf("load directory: %w", err)
	}
	return d, nil
}

func entries[T any](ctx context.Context, tx *sql.Tx, kind Kind, list *[]T) error {
	rows, err := tx.QueryContext(ctx, "SELECT entry FROM "+string(kind)+" ORDER BY "+idColumn(kind))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var text sql.RawBytes
		if err := rows.Scan(&text); err != nil {
			return err
		}
		var entry T
		if err := json.Unmarshal(text, &entry); err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
		*list = append(*list, entry)
	}
	return rows.Err()
}

// History lists the edits of one entry, newest first, at most limit.
func (db *DB) History(ctx context.Context, kind Kind, id string, limit int) ([]Edit, error) {
	rows, err := db.reads.QueryContext(ctx, `SELECT number, who, at, before, after FROM revision
		WHERE kind = ? AND id = ? ORDER BY number DESC LIMIT ?`, string(kind), id, limit)
	if err != nil {
		return nil, fmt.Errorf("history: %w", err)
	}
	defer rows.Close()
	var list []Edit
	for rows.Next() {
		e := Edit{Kind: kind, ID: id}
		var at int64
		if err := rows.Scan(&e.Revision, &e.Who, &at, &e.Before, &e.After); err != nil {
			return nil, fmt.Errorf("history: %w", err)
		}
		e.At = time.Unix(at, 0).UTC()
		list = append(list, e)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("history: %w", err)
	}
	return list, nil
}
