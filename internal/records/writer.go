package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"
)

// A commit waits for the disk. So the writer takes what waits at the moment
// and commits it together, each piece in a savepoint of its own: one that
// fails takes nothing else along.
const (
	batchMax  = 128
	batchTime = 50 * time.Millisecond // then commit, whatever still waits (DESIGN 2)
	waiting   = 1024
)

var (
	// ErrClosed means that the database is being closed; nothing was written.
	ErrClosed = errors.New("records: closed")
	errPanic  = errors.New("a step panicked")
)

// querier is what a fact is written with.
type querier struct {
	ctx  context.Context
	conn *sql.Conn
}

func (q querier) exec(query string, args ...any) (rows int64, err error) {
	res, err := q.conn.ExecContext(q.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (q querier) query(query string, args ...any) (*sql.Rows, error) {
	return q.conn.QueryContext(q.ctx, query, args...)
}

func (q querier) row(query string, args ...any) *sql.Row {
	return q.conn.QueryRowContext(q.ctx, query, args...)
}

type job struct {
	ctx   context.Context // the caller's; over before its turn, the job is not done
	write func(querier) error
	err   error
	done  chan struct{}
}

type writer struct {
	q     querier
	facts chan *job // what a person waits for
	bulk  chan *job // what can wait for them
	quit  chan struct{}
	wg    sync.WaitGroup
}

func newWriter(ctx context.Context, db *sql.DB) (*writer, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &writer{
		q:     querier{context.Background(), conn},
		facts: make(chan *job, waiting),
		bulk:  make(chan *job, waiting),
		quit:  make(chan struct{}),
	}
	w.wg.Go(w.run)
	return w, nil
}

func (w *writer) close() error {
	close(w.quit)
	w.wg.Wait()
	return w.q.conn.Close()
}

// do runs write in a transaction and returns when it has reached the disk. An
// error means that it was not done, except when ctx ended meanwhile: then it
// may have been, or may yet be.
func (w *writer) do(ctx context.Context, queue chan *job, write func(querier) error) error {
	j := &job{ctx: ctx, write: write, done: make(chan struct{})}
	select {
	case queue <- j:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.quit:
		return ErrClosed
	}
	select {
	case <-j.done:
		return j.err
	case <-ctx.Done():
		return ctx.Err()
	case <-w.quit:
	}
	w.wg.Wait() // the batch under way may hold it
	select {
	case <-j.done:
		return j.err
	default:
		return ErrClosed
	}
}

func (w *writer) run() {
	for {
		j, ok := w.next()
		if !ok {
			return
		}
		w.batch(j)
	}
}

// next waits for a job, facts before bulk.
func (w *writer) next() (*job, bool) {
	select {
	case <-w.quit:
		return nil, false
	case j := <-w.facts:
		return j, true
	default:
	}
	select {
	case <-w.quit:
		return nil, false
	case j := <-w.facts:
		return j, true
	case j := <-w.bulk:
		return j, true
	}
}

// batch runs one transaction: the first job and the facts that wait.
func (w *writer) batch(first *job) {
	if first.ctx.Err() != nil {
		first.finish(first.ctx.Err())
		return
	}
	if _, err := w.q.exec("BEGIN IMMEDIATE"); err != nil {
		first.finish(fmt.Errorf("begin: %w", err))
		return
	}
	var done []*job
	var err error
	start := time.Now()
	for j := first; j != nil; j = w.another(len(done), start) {
		done = append(done, j)
		if err = w.savepoint(j); err != nil {
			break
		}
	}
	if err == nil {
		_, err = w.q.exec("COMMIT")
	}
	if err != nil {
		_, _ = w.q.exec("ROLLBACK") // fails when SQLite has done so by itself
	}
	for _, j := range done {
		if j.err == nil && err != nil {
			j.err = fmt.Errorf("commit: %w", err)
		}
		close(j.done)
	}
}

// another takes a fact that waits, nil when the batch should end.
func (w *writer) another(taken int, start time.Time) *job {
	if taken >= batchMax || time.Since(start) >= batchTime {
		return nil
	}
	select {
	case j := <-w.facts:
		return j
	default:
		return nil
	}
}

func (j *job) finish(err error) {
	j.err = err
	close(j.done)
}

// savepoint runs one job and keeps its own failure in it. What it returns is a
// failure of the whole transaction.
func (w *writer) savepoint(j *job) error {
	if j.err = j.ctx.Err(); j.err != nil {
		return nil
	}
	if _, err := w.q.exec("SAVEPOINT job"); err != nil {
		return err
	}
	if j.err = guarded(j.write, w.q); j.err != nil {
		if _, err := w.q.exec("ROLLBACK TO job"); err != nil {
			return err
		}
	}
	_, err := w.q.exec("RELEASE job")
	return err
}

// guarded turns a panic into an error. Its value may hold anything, so only
// one of the runtime is quoted.
func guarded(write func(querier) error, q querier) (err error) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case runtime.Error:
			err = fmt.Errorf("%w: %w", errPanic, v)
		default:
			err = fmt.Errorf("%w: %T", errPanic, v)
		}
	}()
	return write(q)
}
