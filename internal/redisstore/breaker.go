package redisstore

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

// The circuit breaker opens after this many failed round trips in a row and
// then asks Redis once per second whether it works again (DESIGN 1).
const (
	failuresToOpen = 3
	probeEvery     = time.Second
)

// breaker counts reads and writes apart: a full Redis still answers reads, and
// these must not hide that nothing can be written.
type breaker struct {
	open  atomic.Bool
	log   *slog.Logger
	probe func() error
	done  chan struct{}
	wg    sync.WaitGroup

	mu            sync.Mutex
	reads, writes int // failed in a row
	ended         bool
}

func newBreaker(log *slog.Logger, probe func() error) *breaker {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &breaker{log: log, probe: probe, done: make(chan struct{})}
}

func (b *breaker) closed() bool { return !b.open.Load() }

func (b *breaker) close() {
	b.mu.Lock()
	b.ended = true
	b.mu.Unlock()
	close(b.done)
	b.wg.Wait()
}

// report takes the outcome of one round trip.
func (b *breaker) report(batch []*call) {
	var read, write, failedRead, failedWrite bool
	var err error
	for _, c := range batch {
		failed := c.err != nil && !errors.Is(c.err, redis.Nil)
		if failed {
			err = c.err
		}
		if c.write {
			write, failedWrite = true, failedWrite || failed
		} else {
			read, failedRead = true, failedRead || failed
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	count := func(n *int, any, failed bool) {
		switch {
		case failed:
			*n++
		case any:
			*n = 0
		}
	}
	count(&b.reads, read, failedRead)
	count(&b.writes, write, failedWrite)
	if max(b.reads, b.writes) >= failuresToOpen {
		b.trip(err)
	}
}

// trip opens the breaker and starts asking. b.mu is held.
func (b *breaker) trip(err error) {
	if b.ended || !b.open.CompareAndSwap(false, true) {
		return
	}
	b.log.Warn("redis does not answer; going on without it", "cause", cause(err))
	b.wg.Go(b.wait)
}

// wait closes the breaker again at the first probe that succeeds.
func (b *breaker) wait() {
	tick := time.NewTicker(probeEvery)
	defer tick.Stop()
	for {
		select {
		case <-b.done:
			return
		case <-tick.C:
		}
		if b.probe() != nil {
			continue
		}
		b.mu.Lock()
		b.reads, b.writes = 0, 0
		b.open.Store(false)
		b.mu.Unlock()
		b.log.Info("redis answers again")
		return
	}
}

// probe asks for a write that changes nothing: SET XX of a key that never
// exists. A full or read-only Redis refuses it like any other write.
func probe(ctx context.Context, client redis.UniversalClient) error {
	ctx, cancel := context.WithTimeout(ctx, LoadBudget)
	defer cancel()
	err := client.SetArgs(ctx, "waypost:probe", "", redis.SetArgs{Mode: "XX", TTL: time.Second}).Err()
	if errors.Is(err, redis.Nil) {
		return nil
	}
	return err
}
