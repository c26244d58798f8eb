package redisstore

import (
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"waypost/internal/testkit"
)

// link is a connection to Redis that can stop forwarding without closing.
type link struct {
	listener net.Listener
	hung     atomic.Bool
	mu       sync.Mutex
	conns    []net.Conn
	wg       sync.WaitGroup
}

// newLink returns a link to a unix:// URL and the URL of its own end.
func newLink(t *testing.T, to string) (*link, string) {
	t.Helper()
	u, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &link{listener: listener}
	l.wg.Go(func() { l.accept(u.Path) })
	t.Cleanup(func() {
		_ = listener.Close()
		l.mu.Lock()
		for _, c := range l.conns {
			_ = c.Close()
		}
		l.mu.Unlock()
		l.wg.Wait()
	})
	return l, "redis://" + listener.Addr().String()
}

func (l *link) accept(socket string) {
	for {
		client, err := l.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("unix", socket)
		if err != nil {
			_ = client.Close()
			continue
		}
		l.mu.Lock()
		l.conns = append(l.conns, client, server)
		l.mu.Unlock()
		l.wg.Go(func() { l.copy(server, client) })
		l.wg.Go(func() { l.copy(client, server) })
	}
}

// copy forwards, and swallows while the link hangs.
func (l *link) copy(to, from net.Conn) {
	defer to.Close()
	defer from.Close()
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		if err != nil {
			return
		}
		if l.hung.Load() {
			_, _ = io.Copy(io.Discard, from)
			return
		}
		if _, err := to.Write(buf[:n]); err != nil {
			return
		}
	}
}

// within fails the test when f takes longer than its budget and some air for
// a busy machine.
func within(t *testing.T, budget time.Duration, f func() error) error {
	t.Helper()
	start := time.Now()
	err := f()
	if took := time.Since(start); took > budget+500*time.Millisecond {
		t.Errorf("took %v, budget %v", took, budget)
	}
	return err
}

func loadOnce(s *Store) error {
	_, err := s.Load(context.Background(), anna, id(1))
	return err
}

func commitOnce(s *Store, n int, version uint32) error {
	_, _, err := s.Commit(context.Background(), step(n, version))
	return err
}

func TestAHungRedisIsGivenUpInTime(t *testing.T) {
	l, url := newLink(t, testkit.Redis(t))
	s := open(t, url)
	if err := commitOnce(s, 1, 0); err != nil {
		t.Fatal(err)
	}
	l.hung.Store(true)
	if err := within(t, LoadBudget, func() error { return loadOnce(s) }); !errors.Is(err, ErrUnavailable) {
		t.Errorf("load: %v, want unavailable", err)
	}
	err := within(t, CommitBudget, func() error { return commitOnce(s, 2, 1) })
	if !errors.Is(err, ErrUnknown) && !errors.Is(err, ErrUnavailable) {
		t.Errorf("commit: %v", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	err = within(t, 10*time.Millisecond, func() error { _, err := s.Load(ctx, anna, id(1)); return err })
	if !errors.Is(err, ErrUnavailable) {
		t.Errorf("load with a deadline of its own: %v", err)
	}
	opens(t, s, func() { _ = loadOnce(s) })
	start := time.Now()
	for range 1000 {
		if err := loadOnce(s); !errors.Is(err, ErrUnavailable) {
			t.Fatalf("load with the breaker open: %v", err)
		}
	}
	if took := time.Since(start); took > time.Second {
		t.Errorf("1000 refusals took %v", took)
	}
	l.hung.Store(false)
	recovers(t, s)
}

// opens calls f until the breaker opens.
func opens(t *testing.T, s *Store, f func()) {
	t.Helper()
	for range failuresToOpen + 1 {
		if !s.Healthy() {
			return
		}
		f()
	}
	for deadline := time.Now().Add(5 * time.Second); s.Healthy(); {
		if time.Now().After(deadline) {
			t.Fatal("the breaker stays closed")
		}
		time.Sleep(time.Millisecond)
	}
}

// recovers waits for the breaker to close and for an answer.
func recovers(t *testing.T, s *Store) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !s.Healthy(); {
		if time.Now().After(deadline) {
			t.Fatal("the breaker stays open")
		}
		time.Sleep(10 * time.Millisecond)
	}
	if err := loadOnce(s); err != nil {
		t.Errorf("after recovery: %v", err)
	}
}

func TestATimedOutWriteIsUnknown(t *testing.T) {
	l, url := newLink(t, testkit.Redis(t))
	s := open(t, url)
	if err := commitOnce(s, 1, 0); err != nil {
		t.Fatal(err)
	}
	l.hung.Store(true)
	if err := commitOnce(s, 2, 1); !errors.Is(err, ErrUnknown) || errors.Is(err, ErrUnavailable) {
		t.Errorf("%v, want unknown", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(50*time.Millisecond, cancel)
	err := within(t, 50*time.Millisecond, func() error { _, _, err := s.Commit(ctx, step(3, 1)); return err })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want it to name the cancelled context", err)
	}
}

func TestAFullRedisRefusesWritesAndTheBreakerOpens(t *testing.T) {
	url := testkit.Redis(t)
	s := open(t, url)
	if err := commitOnce(s, 1, 0); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	s.client.ConfigSet(ctx, "maxmemory-policy", "noeviction")
	s.client.ConfigSet(ctx, "maxmemory", "1")
	opens(t, s, func() {
		if err := loadOnce(s); err != nil {
			t.Errorf("load: %v", err)
		}
		if err := commitOnce(s, 2, 1); !errors.Is(err, ErrUnavailable) || errors.Is(err, ErrUnknown) || !strings.Contains(err.Error(), "OOM") {
			t.Errorf("commit: %v, want unavailable for OOM", err)
		}
	})
	if err := probe(ctx, s.client); err == nil {
		t.Error("the probe does not see that Redis is full")
	}
	s.client.ConfigSet(ctx, "maxmemory", "0")
	recovers(t, s)
	if err := commitOnce(s, 2, 1); err != nil {
		t.Errorf("after recovery: %v", err)
	}
	if keys := s.client.Keys(ctx, "waypost*").Val(); len(keys) != 0 {
		t.Errorf("the probe left %v", keys)
	}
}

func TestAStoppedRedisIsUnavailableAtOnce(t *testing.T) {
	url, server := testkit.RedisServer(t)
	s := open(t, url)
	if err := commitOnce(s, 1, 0); err != nil {
		t.Fatal(err)
	}
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	opens(t, s, func() {
		_ = within(t, CommitBudget, func() error { return commitOnce(s, 2, 1) })
	})
	err := within(t, 0, func() error { return commitOnce(s, 3, 1) })
	if !errors.Is(err, ErrUnavailable) {
		t.Errorf("%v, want unavailable", err)
	}
	if err := s.Ping(context.Background()); !errors.Is(err, ErrUnavailable) {
		t.Errorf("ping: %v, want unavailable", err)
	}
}

func TestAProcessStartsWithoutRedis(t *testing.T) {
	s := open(t, "unix:///nowhere/redis.sock")
	err := within(t, LoadBudget, func() error { return loadOnce(s) })
	if !errors.Is(err, ErrUnavailable) || strings.Contains(err.Error(), "nowhere") {
		t.Errorf("%v, want unavailable without an address", err)
	}
	if err := commitOnce(s, 1, 0); !errors.Is(err, ErrUnavailable) {
		t.Errorf("commit: %v, want unavailable, since it was not sent", err)
	}
}

func TestConflictsAndDuplicatesDoNotOpenTheBreaker(t *testing.T) {
	s := open(t, testkit.Redis(t))
	for range 3 * failuresToOpen {
		commit(t, s, step(1, 0))
		commit(t, s, step(2, 77))
	}
	if !s.Healthy() {
		t.Error("the breaker opened")
	}
}
