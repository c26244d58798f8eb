package redisstore

import (
	"context"
	"crypto/rand"
	"strconv"
	"strings"
	"sync"
	"testing"

	"waypost/internal/gateway"
	"waypost/internal/testkit"
)

// The bound is SPEC I5. The session is as long as the dialog's usually is.
func TestAConversationFitsItsMemory(t *testing.T) {
	const (
		bound   = 500
		session = 45
	)
	for _, tc := range []struct {
		name            string
		contacts, steps int
	}{
		{"after one step", 20_000, 1},
		{"with a full ring", 5_000, ringIDs + 2},
		// 8,400 keys have 16,384 buckets: nearly the emptiest table there is.
		{"with a full ring just after the key table has grown", 4_200, ringIDs + 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := open(t, testkit.Redis(t))
			commit(t, s, step(1, 0)) // what only the first one costs
			before := usedMemory(t, s)
			plain := make([]byte, session)
			var wg sync.WaitGroup
			for part := range 50 {
				wg.Go(func() {
					for n := part; n < tc.contacts; n += 50 {
						var c gateway.Contact
						_, _ = rand.Read(c[:])
						for v := range tc.steps {
							var id MessageID
							_, _ = rand.Read(id[:])
							st := Step{Contact: c, ID: id, Version: uint32(v), Session: plain, Sent: true}
							if outcome, _, err := s.Commit(context.Background(), st); err != nil || outcome != Committed {
								t.Errorf("%v, %v", outcome, err)
								return
							}
						}
						s.client.Del(context.Background(), repliesKey(name(c)))
					}
				})
			}
			wg.Wait()
			each := float64(usedMemory(t, s)-before) / float64(tc.contacts)
			t.Logf("%.0f bytes per conversation", each)
			if each > bound {
				t.Errorf("%.0f bytes per conversation, at most %d", each, bound)
			}
		})
	}
}

// usedMemory is what the data takes: used_memory without the buffers of
// clients.
func usedMemory(t *testing.T, s *Store) int {
	t.Helper()
	info := s.client.Info(context.Background(), "memory").Val()
	field := func(name string) int {
		for line := range strings.Lines(info) {
			if v, ok := strings.CutPrefix(strings.TrimSpace(line), name+":"); ok {
				n, err := strconv.Atoi(v)
				if err != nil {
					t.Fatal(err)
				}
				return n
			}
		}
		t.Fatalf("INFO has no %s", name)
		return 0
	}
	return field("used_memory") - field("mem_clients_normal")
}
