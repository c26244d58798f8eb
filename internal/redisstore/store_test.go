package redisstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"waypost/internal/gateway"
	"waypost/internal/seal"
	"waypost/internal/testkit"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func ring(t testing.TB) *seal.Ring {
	t.Helper()
	r, err := seal.ParseRing("k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func open(t testing.TB, url string) *Store {
	t.Helper()
	s, err := Open(url, ring(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// both runs a test against a real server and against the in-process one. later
// lets keys expire.
func both(t *testing.T, test func(t *testing.T, s *Store, later func(time.Duration))) {
	t.Run("redis-server", func(t *testing.T) {
		s := open(t, testkit.Redis(t))
		test(t, s, func(d time.Duration) { age(t, s, d) })
	})
	t.Run("in-process", func(t *testing.T) {
		server := miniredis.RunT(t)
		test(t, open(t, "redis://"+server.Addr()), server.FastForward)
	})
}

// age makes every key of a real server older by d.
func age(t *testing.T, s *Store, d time.Duration) {
	t.Helper()
	ctx := context.Background()
	keys, err := s.client.Keys(ctx, "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		left := s.client.PTTL(ctx, key).Val()
		if err := s.client.PExpire(ctx, key, left-d).Err(); err != nil {
			t.Fatal(err)
		}
	}
}

var (
	anna  = gateway.Contact{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}
	bilal = gateway.Contact{200, 7}
)

func id(n int) MessageID {
	return MessageID{byte(n), byte(n >> 8), byte(n >> 16), 9, byte(n * 7), 1, 2, 3}
}

func step(n int, version uint32) Step {
	return Step{
		Contact: anna, ID: id(n), Version: version,
		Session: fmt.Appendf(nil, "session after %d", n), Reply: fmt.Appendf(nil, "reply to %d", n),
	}
}

func load(t *testing.T, s *Store, c gateway.Contact, id MessageID) Stored {
	t.Helper()
	got, err := s.Load(context.Background(), c, id)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func commit(t *testing.T, s *Store, step Step) (Outcome, []byte) {
	t.Helper()
	outcome, reply, err := s.Commit(context.Background(), step)
	if err != nil {
		t.Fatal(err)
	}
	return outcome, reply
}

func wantOutcome(t *testing.T, got, want Outcome) {
	t.Helper()
	if got != want {
		t.Fatalf("outcome %v, want %v", got, want)
	}
}

func TestAnUnknownPersonHasNothing(t *testing.T) {
	both(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		if diff := cmp.Diff(Stored{}, load(t, s, anna, id(1))); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWhatIsCommittedIsLoaded(t *testing.T) {
	both(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		got, _ := commit(t, s, step(1, 0))
		wantOutcome(t, got, Committed)
		want := Stored{Session: []byte("session after 1"), Version: 1}
		if diff := cmp.Diff(want, load(t, s, anna, id(2))); diff != "" {
			t.Errorf("another message: %s", diff)
		}
		want.Known, want.Unsent, want.Reply = true, true, []byte("reply to 1")
		if diff := cmp.Diff(want, load(t, s, anna, id(1))); diff != "" {
			t.Errorf("the same message: %s", diff)
		}
		if err := s.MarkSent(context.Background(), anna, id(1)); err != nil {
			t.Fatal(err)
		}
		want.Unsent = false
		if diff := cmp.Diff(want, load(t, s, anna, id(1))); diff != "" {
			t.Errorf("after it was sent: %s", diff)
		}
	})
}

func TestAStepMayBeSentWhenCommitted(t *testing.T) {
	both(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		st := step(1, 0)
		st.Sent = true
		commit(t, s, st)
		if got := load(t, s, anna, id(1)); !got.Known || got.Unsent {
			t.Errorf("known %v, unsent %v", got.Known, got.Unsent)
		}
	})
}

func TestASilentReplyIsAReply(t *testing.T) {
	both(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		st := step(1, 0)
		st.Reply = nil
		commit(t, s, st)
		got, reply := commit(t, s, st)
		wantOutcome(t, got, Duplicate)
		if reply == nil || len(reply) != 0 {
			t.Errorf("reply %q, want an empty one", reply)
		}
		if got := load(t, s, anna, id(1)); got.Reply == nil || len(got.Reply) != 0 {
			t.Errorf("loaded reply %q, want an empty one", got.Reply)
		}
	})
}

func TestAnEmptySessionDropsTheOldOne(t *testing.T) {
	both(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		commit(t, s, step(1, 0))
		st := step(2, 1)
		st.Session = nil
		commit(t, s, st)
		if diff := cmp.Diff(Stored{}, load(t, s, anna, id(3))); diff != "" {
			t.Error(diff)
		}
	})
}

func TestFiveDeliveriesAtOnceAreOneStep(t *testing.T) {
	both(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		outcomes := map[Outcome]int{}
		var mu sync.Mutex
		var wg sync.WaitGroup
		for n := range 5 {
			wg.Go(func() {
				st := step(1, 0)
				st.Reply = fmt.Appendf(nil, "reply of delivery %d", n)
				outcome, reply, err := s.Commit(context.Background(), st)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				outcomes[outcome]++
				if outcome == Committed {
					reply = st.Reply
				}
				if kept := load(t, s, anna, id(1)).Reply; !bytes.Equal(reply, kept) {
					t.Errorf("a delivery got %q, kept is %q", reply, kept)
				}
			})
		}
		wg.Wait()
		if outcomes[Committed] != 1 || outcomes[Duplicate] != 4 {
			t.Errorf("outcomes %v, want 1 committed and 4 duplicates", outcomes)
		}
	})
}

func TestTwoMessagesFromTheSameVersionConflict(t *testing.T) {
	both(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		commit(t, s, step(1, 0))
		got, _ := commit(t, s, step(2, 1))
		wantOutcome(t, got, Committed)
		got, _ = commit(t, s, step(3, 1))
		wantOutcome(t, got, Conflict)
		after := load(t, s, anna, id(3))
		if after.Known {
			t.Error("the refused message is known")
		}
		if string(after.Session) != "session after 2" {
			t.Errorf("session %q", after.Session)
		}
		got, _ = commit(t, s, step(3, after.Version))
		wantOutcome(t, got, Committed)
	})
}

func TestVersionsStartAgainAfterTheLast(t *testing.T) {
	both(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		if got, want := nextVersion(0xffff), uint32(1); got != want {
			t.Errorf("next version %d, want %d", got, want)
		}
		sealed := versionBytes(0xffff) + string(s.sealer.Seal([]byte("old"), additional(anna, 's')))
		s.client.Set(context.Background(), sessionKey(name(anna)), sealed, time.Minute)
		got, _ := commit(t, s, step(1, load(t, s, anna, id(1)).Version))
		wantOutcome(t, got, Committed)
		if v := load(t, s, anna, id(2)).Version; v != 1 {
			t.Errorf("version %d, want 1", v)
		}
	})
}

func TestEverythingExpires(t *testing.T) {
	both(t, func(t *testing.T, s *Store, later func(time.Duration)) {
		commit(t, s, step(1, 0))
		later(ReplyTTL + time.Second)
		got := load(t, s, anna, id(1))
		if !got.Known || got.Reply != nil || got.Session == nil {
			t.Errorf("after 10 minutes: %+v, want it known, without a reply, with a session", got)
		}
		later(SessionTTL - ReplyTTL)
		got = load(t, s, anna, id(1))
		if !got.Known || got.Session != nil || got.Version != 0 {
			t.Errorf("after 30 minutes: %+v, want it known and no session", got)
		}
		later(RingTTL - SessionTTL)
		if keys := s.client.Keys(context.Background(), "*").Val(); len(keys) != 0 {
			t.Errorf("after 48 hours there are still %d keys", len(keys))
		}
	})
}

func TestEveryKeyIsNamedAndExpires(t *testing.T) {
	both(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		ctx := context.Background()
		commit(t, s, step(1, 0))
		if err := s.MarkSent(ctx, anna, id(1)); err != nil {
			t.Fatal(err)
		}
		want := map[string]time.Duration{":s": SessionTTL, ":r": RingTTL, ":a": ReplyTTL}
		keys := s.client.Keys(ctx, "*").Val()
		for _, key := range keys {
			prefix, kind := key[:len(key)-2], key[len(key)-2:]
			ttl := s.client.PTTL(ctx, key).Val()
			if prefix != name(anna) || ttl > want[kind] || ttl < want[kind]-time.Minute {
				t.Errorf("key %s lives %v, want %v", kind, ttl, want[kind])
			}
			if strings.Contains(s.client.Get(ctx, key).Val(), "session") {
				t.Errorf("key %s is readable", kind)
			}
		}
		if len(keys) != 3 {
			t.Errorf("%d keys, want 3", len(keys))
		}
	})
}

func TestAnUnsentMessageWithoutReplyIsAnsweredAfresh(t *testing.T) {
	both(t, func(t *testing.T, s *Store, later func(time.Duration)) {
		commit(t, s, step(1, 0))
		commit(t, s, step(2, 1))
		later(ReplyTTL + time.Second)
		got := load(t, s, anna, id(1))
		if !got.Known || !got.Unsent || got.Reply != nil {
			t.Fatalf("%+v, want it known, unsent and without a reply", got)
		}
		again := step(1, got.Version)
		again.Reply = []byte("afresh")
		outcome, _ := commit(t, s, again)
		wantOutcome(t, outcome, Committed)
		if got := load(t, s, anna, id(1)); string(got.Reply) != "afresh" {
			t.Errorf("reply %q", got.Reply)
		}
		if length := s.client.StrLen(context.Background(), ringKey(name(anna))).Val(); length != 2*entrySize {
			t.Errorf("the ring has %d bytes, want two entries", length)
		}
	})
}

func TestASentMessageWithoutReplyIsADuplicate(t *testing.T) {
	both(t, func(t *testing.T, s *Store, later func(time.Duration)) {
		commit(t, s, step(1, 0))
		if err := s.MarkSent(context.Background(), anna, id(1)); err != nil {
			t.Fatal(err)
		}
		later(ReplyTTL + time.Second)
		outcome, reply := commit(t, s, step(1, 1))
		wantOutcome(t, outcome, Duplicate)
		if reply != nil {
			t.Errorf("reply %q, want none", reply)
		}
	})
}

func TestTheRingKeepsTheLastIDs(t *testing.T) {
	both(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		const steps = 100
		for n := range steps {
			got, _ := commit(t, s, step(n, uint32(n)))
			wantOutcome(t, got, Committed)
			if err := s.MarkSent(context.Background(), anna, id(n)); err != nil {
				t.Fatal(err)
			}
		}
		for n := range steps {
			got := load(t, s, anna, id(n))
			if want := n >= steps-ringIDs; got.Known != want || got.Unsent {
				t.Errorf("message %d: known %v, unsent %v, want known %v", n, got.Known, got.Unsent, want)
			}
			if want := n >= steps-replies; (got.Reply != nil) != want {
				t.Errorf("message %d: reply %q, want one: %v", n, got.Reply, want)
			}
		}
	})
}

func TestAnIDIsNotFoundAcrossEntries(t *testing.T) {
	both(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		first := step(1, 0)
		first.ID = MessageID{1, 2, 3, 4, 5}
		second := step(2, 1)
		second.ID = MessageID{6, 7, 8, 9, 10}
		commit(t, s, first)
		commit(t, s, second)
		// The ring is 6 7 8 9 10 1 2 3 4 5.
		for _, straddling := range []MessageID{{7, 8, 9, 10, 1}, {10, 1, 2, 3, 4}} {
			if load(t, s, anna, straddling).Known {
				t.Errorf("Load finds %v", straddling)
			}
			third := step(3, 2)
			third.ID = straddling
			third.Version = load(t, s, anna, straddling).Version
			outcome, _ := commit(t, s, third)
			wantOutcome(t, outcome, Committed)
			if err := s.Forget(context.Background(), anna); err != nil {
				t.Fatal(err)
			}
			commit(t, s, first)
			commit(t, s, second)
		}
	})
}

func TestForgetLeavesNothing(t *testing.T) {
	both(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		ctx := context.Background()
		other := step(1, 0)
		other.Contact = bilal
		commit(t, s, step(1, 0))
		commit(t, s, other)
		for range 2 {
			if err := s.Forget(ctx, anna); err != nil {
				t.Fatal(err)
			}
		}
		for _, key := range s.client.Keys(ctx, "*").Val() {
			if !strings.HasPrefix(key, name(bilal)) {
				t.Errorf("key %s is left", key)
			}
		}
		if load(t, s, bilal, id(2)).Session == nil {
			t.Error("another person was forgotten")
		}
	})
}

func TestPeopleWhoShareANameDoNotShareASession(t *testing.T) {
	both(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		twin := anna
		twin[15] = 99
		if name(twin) != name(anna) {
			t.Fatal("the names differ")
		}
		commit(t, s, step(1, 0))
		got := load(t, s, twin, id(2))
		if got.Session != nil {
			t.Errorf("session %q", got.Session)
		}
		st := step(2, got.Version)
		st.Contact = twin
		outcome, _ := commit(t, s, st)
		wantOutcome(t, outcome, Committed)
		if got := load(t, s, anna, id(1)); got.Session != nil {
			t.Errorf("session %q", got.Session)
		}
	})
}

func TestScriptsThatRedisLostAreSentAgain(t *testing.T) {
	both(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		commit(t, s, step(1, 0))
		if err := s.client.ScriptFlush(context.Background()).Err(); err != nil {
			t.Fatal(err)
		}
		got, _ := commit(t, s, step(2, 1))
		wantOutcome(t, got, Committed)
		if err := s.MarkSent(context.Background(), anna, id(2)); err != nil {
			t.Fatal(err)
		}
	})
}

func TestANoticeArrives(t *testing.T) {
	both(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		ctx, cancel := context.WithCancel(context.Background())
		heard := make(chan struct{}, 100)
		var wg sync.WaitGroup
		wg.Go(func() { s.Subscribe(ctx, "directory", func() { heard <- struct{}{} }) })
		defer wg.Wait()
		defer cancel()
		for range 500 { // a notice sent before the subscription stands is lost
			if err := s.Notify(ctx, "directory"); err != nil {
				t.Fatal(err)
			}
			select {
			case <-heard:
				return
			case <-time.After(10 * time.Millisecond):
			}
		}
		t.Error("no notice arrived")
	})
}

func TestTheEmbeddedRedisAnswersAndExpires(t *testing.T) {
	s, err := Embedded(ring(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx := context.Background()
	if err := s.Ping(ctx); err != nil {
		t.Fatal(err)
	}
	commit(t, s, step(1, 0))
	s.client.PExpire(ctx, ringKey(name(anna)), 100*time.Millisecond)
	for deadline := time.Now().Add(20 * time.Second); load(t, s, anna, id(1)).Known; {
		if time.Now().After(deadline) {
			t.Fatal("the key does not expire")
		}
		time.Sleep(50 * time.Millisecond)
	}
	open := s.client.(*redis.Client).Options()
	stranger := redis.NewClient(&redis.Options{Addr: open.Addr, MaxRetries: -1, DialerRetries: 1})
	defer stranger.Close()
	if err := stranger.Get(ctx, "x").Err(); err == nil || errors.Is(err, redis.Nil) {
		t.Errorf("without the password: %v, want a refusal", err)
	}
}

func TestURLs(t *testing.T) {
	for _, tc := range []struct{ url, want string }{
		{"redis://127.0.0.1:1/2", "*redis.Client"},
		{"unix:///tmp/x", "*redis.Client"},
		{"redis://127.0.0.1:1?addr=127.0.0.1:2", "*redis.ClusterClient"},
		{"redis://127.0.0.1:1?cluster=true", "*redis.ClusterClient"},
		{"redis://127.0.0.1:1?master_name=m&addr=127.0.0.1:2", "*redis.Client"},
	} {
		s, err := Open(tc.url, ring(t), nil)
		if err != nil {
			t.Errorf("%s: %v", tc.url, err)
			continue
		}
		if got := fmt.Sprintf("%T", s.client); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.url, got, tc.want)
		}
		_ = s.Close()
	}
	for _, bad := range []string{"", "http://secret@x", "redis://:secret@h:1/?nonsense=1", "redis://:secret@[::1", "redis://a:secret@h/notanumber"} {
		_, err := Open(bad, ring(t), nil)
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: error %v", bad, err)
		}
	}
}
