// Package redisstore keeps the state of conversations in Redis: the session,
// the ring of message ids already handled, the last replies. It is the only
// importer of go-redis.
//
// What must stay true: losing all of Redis costs nobody more than being asked
// once more. Every key of a person has a time to live, starts with the same
// `{contact}` and is removed by Forget. Values are sealed. A call returns
// within its budget whatever Redis does, and a write that timed out is
// reported as unknown, never as not done.
package redisstore

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/redis/go-redis/v9"
)

// Budgets of one call, the time in the queue included (DESIGN 1).
const (
	LoadBudget   = 400 * time.Millisecond
	CommitBudget = 800 * time.Millisecond
)

var (
	// ErrUnavailable means that Redis did not do it.
	ErrUnavailable = errors.New("redis unavailable")
	// ErrUnknown means that a write was sent and no answer came: it may have
	// been applied, or may yet be. Committing the same Step again is safe.
	ErrUnknown = errors.New("redis write unknown")
)

// Sealer encrypts values; seal.Ring is one.
type Sealer interface {
	Seal(plain, aad []byte) []byte
	Open(sealed, aad []byte) ([]byte, error)
}

// Store is safe for concurrent use.
type Store struct {
	client redis.UniversalClient
	sealer Sealer
	group  *group

	commit, sent *script

	stop []func() // run last to first by Close
}

// Open prepares a store for one of
//
//	redis://[user:password@]host:port[/db]          rediss:// for TLS
//	unix:///path/to/socket
//	redis://host:port?addr=host2:port&addr=…         a cluster, also ?cluster=true
//	redis://host:port?master_name=name&addr=…        Sentinel
//
// It does not wait for Redis: a process starts with Redis down. Close it.
func Open(url string, sealer Sealer, log *slog.Logger) (*Store, error) {
	client, err := newClient(url, log)
	if err != nil {
		return nil, err
	}
	s := &Store{client: client, sealer: sealer, commit: commitScript(), sent: newScript(sentSource)}
	s.stop = append(s.stop, func() { _ = client.Close() })
	s.group = newGroup(client, log)
	s.stop = append(s.stop, s.group.close)
	return s, nil
}

// Ping asks Redis itself, past the circuit breaker.
func (s *Store) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, LoadBudget)
	defer cancel()
	if err := s.client.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("ping: %w", unavailable(err))
	}
	return nil
}

// Healthy reports whether the circuit breaker lets calls through.
func (s *Store) Healthy() bool { return s.group.breaker.closed() }

// Close ends what the store started. Calls under way fail.
func (s *Store) Close() error {
	for i := len(s.stop) - 1; i >= 0; i-- {
		s.stop[i]()
	}
	s.stop = nil
	return nil
}
