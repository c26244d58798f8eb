// Package records keeps the facts: who asked for alerts and who said STOP,
// which messages were handled, the directory and its history. It is the only
// importer of database/sql.
//
// What must stay true: when a call that writes returns without an error, the
// fact has reached the disk. A fact is written in the transaction of the
// message that caused it, so that a redelivery does nothing again. No row
// holds an address that is not sealed, or the text of a message.
package records

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"runtime"
	"strings"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite"
)

//go:embed migrations/*.sql
var migrations embed.FS

// ErrPostgres refuses a URL of a database that does not work yet.
var ErrPostgres = errors.New("records: PostgreSQL is not supported yet; use an SQLite file")

// DB is safe for concurrent use. Writes go through one goroutine, reads
// through connections of their own.
type DB struct {
	reads  *sql.DB
	writer *writer
	stop   []func() error // run last to first by Close
}

// Exists reports whether the file that url names is there; Open would make it.
func Exists(url string) bool {
	path, err := filePath(url)
	if err != nil {
		return false
	}
	_, err = os.Stat(path)
	return !errors.Is(err, os.ErrNotExist)
}

// Open opens the SQLite file that url names ("path", "sqlite:path" or
// "file:path"), makes it if it is not there, readable by its owner only, and
// brings its tables up to date. Close it.
func Open(ctx context.Context, url string) (*DB, error) {
	path, err := filePath(url)
	if err != nil {
		return nil, err
	}
	if err := create(path); err != nil {
		return nil, fmt.Errorf("records: %w", err)
	}
	db := &DB{}
	if err := db.open(ctx, path); err != nil {
		return nil, errors.Join(fmt.Errorf("records: %w", err), db.Close())
	}
	return db, nil
}

func (db *DB) open(ctx context.Context, path string) error {
	writes, err := sql.Open("sqlite", dsn(path, false))
	if err != nil {
		return err
	}
	db.stop = append(db.stop, writes.Close)
	writes.SetMaxOpenConns(1)
	if err := migrate(ctx, writes); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	db.reads, err = sql.Open("sqlite", dsn(path, true))
	if err != nil {
		return err
	}
	db.stop = append(db.stop, db.reads.Close)
	db.reads.SetMaxOpenConns(max(4, runtime.GOMAXPROCS(0)))
	db.writer, err = newWriter(ctx, writes)
	if err != nil {
		return err
	}
	db.stop = append(db.stop, db.writer.close)
	return nil
}

// Close ends the writer after the transaction under way and closes the file.
func (db *DB) Close() error {
	var errs []error
	for i := len(db.stop) - 1; i >= 0; i-- {
		errs = append(errs, db.stop[i]())
	}
	db.stop = nil
	return errors.Join(errs...)
}

// Ping reports whether the database answers a question.
func (db *DB) Ping(ctx context.Context) error {
	var one int
	if err := db.reads.QueryRowContext(ctx, "SELECT count(*) FROM contact_key").Scan(&one); err != nil {
		return fmt.Errorf("records: ping: %w", err)
	}
	return nil
}

func filePath(text string) (string, error) {
	if strings.HasPrefix(text, "postgres:") || strings.HasPrefix(text, "postgresql:") {
		return "", ErrPostgres
	}
	path := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(text, "sqlite:"), "file:"), "//")
	if path == "" || strings.ContainsAny(path, "?#") || strings.HasPrefix(path, ":memory:") {
		return "", errors.New("records: the database must be the path of a file")
	}
	return path, nil
}

// create makes the file before SQLite does, which would let others read it.
// The files beside it take over its mode.
func create(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// dsn asks for a commit that survives a power cut (synchronous FULL with a
// write-ahead log), for deleted rows to be overwritten, and for other
// processes to be waited for.
func dsn(path string, reading bool) string {
	q := url.Values{"_pragma": {
		"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "secure_delete(1)",
	}}
	if reading {
		q["_pragma"] = []string{"busy_timeout(5000)", "query_only(1)"}
	}
	return (&url.URL{Scheme: "file", Opaque: url.PathEscape(path), RawQuery: q.Encode()}).String()
}

func migrate(ctx context.Context, db *sql.DB) error {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, dir, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}
