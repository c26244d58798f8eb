package records

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"waypost/internal/gateway"
	"waypost/internal/place"
	"waypost/internal/subscriber"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestSQLiteKeepsTheContract(t *testing.T) {
	contract(t, func(t *testing.T) *DB { return open(t, filepath.Join(t.TempDir(), "w.db")) })
}

func open(t testing.TB, path string) *DB {
	t.Helper()
	db, err := Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// contract is what every database behind DB must do. fresh opens an empty one.
func contract(t *testing.T, fresh func(t *testing.T) *DB) {
	for name, test := range map[string]func(t *testing.T, db *DB){
		"a message is handled once":                               onceIsOnce,
		"of fifty deliveries at once one is handled":              onceAmongMany,
		"a step that fails leaves nothing and may be tried again": failureLeavesNothing,
		"a step that panics takes nothing else along":             panicIsAlone,
		"two people are told apart":                               peopleAreApart,
		"the same command within three minutes is one":            repeatedCommands,
		"STOP outlives joining and START lifts it":                stopAndStart,
		"what the carrier blocks and what the person said":        carrierAndPerson,
		"joining an area again replaces the subscription":         joining,
		"DELETE leaves the suppression and bare ids":              deleting,
		"cleaning up takes what is over":                          cleaning,
		"the contact key is never replaced by another":            contactKey,
		"the directory is read as it was written":                 directoryRoundTrip,
		"every change makes a revision with before and after":     revisions,
		"a change is made whole or not at all":                    wholeChanges,
		"the directory changes with the message that said so":     changeInOnce,
		"the audit names nobody":                                  auditNamesNobody,
	} {
		t.Run(name, func(t *testing.T) { test(t, fresh(t)) })
	}
}

var (
	ctx   = context.Background()
	now   = time.Date(2026, 11, 5, 12, 0, 0, 0, time.UTC)
	anna  = gateway.Contact{0xa1, 15: 1}
	bilal = gateway.Contact{0xb2, 15: 2}
)

func message(n int, c gateway.Contact, at time.Time) Message {
	return Message{Channel: "twilio", ID: gateway.MessageID{byte(n), byte(n >> 8), byte(n >> 16)}, Contact: c, At: at}
}

// once runs fn for a message and fails the test on an error.
func once(t *testing.T, db *DB, m Message, fn func(*Tx) error) {
	t.Helper()
	_, _, err := db.Once(ctx, m, func(tx *Tx) (Handled, error) { return Handled{}, fn(tx) })
	if err != nil {
		t.Fatal(err)
	}
}

func subscription(c gateway.Contact, area place.AreaID) subscriber.Subscription {
	return subscriber.Subscription{
		Contact: c, Channel: "twilio", Address: []byte("sealed"), Area: area, Nationality: "ET", Language: "am",
		Joined: now, Until: now.Add(subscriber.Term),
	}
}

func onceIsOnce(t *testing.T, db *DB) {
	want := Handled{Outcome: []byte(`{"a":1}`), Session: []byte{0, 1, 255}, Reply: []byte("r")}
	for n := range 3 {
		got, replayed, err := db.Once(ctx, message(1, anna, now), func(*Tx) (Handled, error) {
			if n > 0 {
				t.Error("the step ran again")
			}
			return want, nil
		})
		if err != nil || replayed != (n > 0) {
			t.Errorf("delivery %d: replayed %v, %v", n, replayed, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("delivery %d: %s", n, diff)
		}
	}
	for name, other := range map[string]Message{
		"another id":      message(2, anna, now),
		"another channel": {Channel: "telegram", ID: message(1, anna, now).ID, Contact: anna, At: now},
	} {
		if _, replayed, err := db.Once(ctx, other, func(*Tx) (Handled, error) { return Handled{}, nil }); err != nil || replayed {
			t.Errorf("%s: replayed %v, %v", name, replayed, err)
		}
	}
}

func onceAmongMany(t *testing.T, db *DB) {
	var ran, first atomic.Int32
	var wg sync.WaitGroup
	for n := range 50 {
		wg.Go(func() {
			h, replayed, err := db.Once(ctx, message(1, anna, now), func(tx *Tx) (Handled, error) {
				ran.Add(1)
				return Handled{Reply: fmt.Appendf(nil, "by %d", n)}, tx.Join(subscription(anna, "LB"))
			})
			if err != nil {
				t.Error(err)
			}
			if !replayed {
				first.Add(1)
			}
			if !bytes.HasPrefix(h.Reply, []byte("by ")) {
				t.Errorf("reply %q", h.Reply)
			}
		})
	}
	wg.Wait()
	if ran.Load() != 1 || first.Load() != 1 {
		t.Errorf("the step ran %d times, %d were told it was theirs", ran.Load(), first.Load())
	}
}

func failureLeavesNothing(t *testing.T, db *DB) {
	errStep := errors.New("no")
	_, _, err := db.Once(ctx, message(1, anna, now), func(tx *Tx) (Handled, error) {
		return Handled{}, errors.Join(tx.Stop(anna, now), tx.Join(subscription(anna, "LB")), errStep)
	})
	if !errors.Is(err, errStep) {
		t.Fatalf("error %v", err)
	}
	wantSubscriptions(t, db, anna)
	if suppressed(t, db, anna) {
		t.Error("the suppression stayed")
	}
	once(t, db, message(1, anna, now), func(tx *Tx) error { return tx.Join(subscription(anna, "LB")) })
	wantSubscriptions(t, db, anna, "LB")
}

func panicIsAlone(t *testing.T, db *DB) {
	var wg sync.WaitGroup
	for n := range 40 {
		wg.Go(func() {
			_, _, err := db.Once(ctx, message(n, anna, now), func(tx *Tx) (Handled, error) {
				err := tx.Join(subscription(anna, place.AreaID(fmt.Sprintf("x:%02d", n))))
				if n%4 == 0 {
					panic("+15005550006 wrote something")
				}
				return Handled{}, err
			})
			if failed := err != nil; failed != (n%4 == 0) {
				t.Errorf("step %d: %v", n, err)
			}
			if err != nil && strings.Contains(err.Error(), "1500") {
				t.Errorf("the error quotes what the step panicked with: %v", err)
			}
		})
	}
	wg.Wait()
	subs, err := db.Subscriptions(ctx, anna, now)
	if err != nil || len(subs) != 30 {
		t.Errorf("%d subscriptions, want those of the 30 steps that ended well; %v", len(subs), err)
	}
}

func peopleAreApart(t *testing.T, db *DB) {
	once(t, db, message(1, anna, now), func(tx *Tx) error {
		return errors.Join(tx.Join(subscription(anna, "LB")), tx.Join(subscription(bilal, "LB-AS")), tx.Stop(bilal, now))
	})
	once(t, db, message(2, anna, now), func(tx *Tx) error { return tx.Delete(anna, now) })
	wantSubscriptions(t, db, anna)
	wantSubscriptions(t, db, bilal, "LB-AS")
}

func repeatedCommands(t *testing.T, db *DB) {
	for n, tc := range []struct {
		name   string
		who    gateway.Contact
		effect string
		after  time.Duration
		want   bool
	}{
		{"the first", anna, "seat 4", 0, false},
		{"again", anna, "seat 4", time.Minute, true},
		{"with other arguments", anna, "seat 5", time.Minute, false},
		{"by somebody else", bilal, "seat 4", time.Minute, false},
		{"at the end of the window", anna, "seat 4", RepeatWindow - time.Second, true},
		{"after the window, counted from the first", anna, "seat 4", RepeatWindow, false},
		{"soon after that", anna, "seat 4", RepeatWindow + time.Minute, true},
	} {
		at := now.Add(tc.after)
		once(t, db, message(n, tc.who, at), func(tx *Tx) error {
			got, err := tx.Repeat(tc.who, []byte(tc.effect), at)
			if got != tc.want {
				t.Errorf("%s: repeat %v, want %v", tc.name, got, tc.want)
			}
			return err
		})
	}
}

func suppressed(t *testing.T, db *DB, c gateway.Contact) bool {
	t.Helper()
	s, err := db.Suppressed(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func wantSubscriptions(t *testing.T, db *DB, c gateway.Contact, want ...place.AreaID) {
	t.Helper()
	subs, err := db.Subscriptions(ctx, c, now)
	if err != nil {
		t.Fatal(err)
	}
	var got []place.AreaID
	for _, s := range subs {
		got = append(got, s.Area)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("subscriptions: %s", diff)
	}
}

func stopAndStart(t *testing.T, db *DB) {
	once(t, db, message(1, anna, now), func(tx *Tx) error { return tx.Join(subscription(anna, "LB")) })
	for n := range 2 {
		once(t, db, message(2+n, anna, now), func(tx *Tx) error { return tx.Stop(anna, now) })
	}
	once(t, db, message(5, anna, now), func(tx *Tx) error { return tx.Join(subscription(anna, "LB-AS")) })
	if !suppressed(t, db, anna) {
		t.Error("joining lifted the STOP")
	}
	if suppressed(t, db, bilal) {
		t.Error("somebody else is suppressed")
	}
	wantSubscriptions(t, db, anna, "LB", "LB-AS")
	once(t, db, message(6, anna, now), func(tx *Tx) error { return tx.Start(anna) })
	if suppressed(t, db, anna) {
		t.Error("START did not lift the STOP")
	}
}

func carrierAndPerson(t *testing.T, db *DB) {
	optedOut := func(out bool) {
		t.Helper()
		for range 2 {
			if err := db.OptedOut(ctx, anna, out, now); err != nil {
				t.Fatal(err)
			}
		}
	}
	optedOut(true)
	if !suppressed(t, db, anna) {
		t.Error("the carrier's block is not kept")
	}
	optedOut(false)
	if suppressed(t, db, anna) {
		t.Error("the carrier's block is not lifted")
	}
	once(t, db, message(1, anna, now), func(tx *Tx) error { return tx.Stop(anna, now) })
	optedOut(false)
	if !suppressed(t, db, anna) {
		t.Error("the carrier lifted what the person said")
	}
	optedOut(true)
	once(t, db, message(2, anna, now), func(tx *Tx) error { return tx.Start(anna) })
	if suppressed(t, db, anna) {
		t.Error("START did not lift both")
	}
}

func joining(t *testing.T, db *DB) {
	first, again := subscription(anna, "LB"), subscription(anna, "LB")
	again.Language, again.Nationality, again.Channel, again.Address = "ar", "", "telegram", []byte("other")
	again.Joined, again.Until = now.Add(time.Hour), now.Add(2*time.Hour)
	for n, s := range []subscriber.Subscription{first, again} {
		once(t, db, message(n, anna, now), func(tx *Tx) error { return tx.Join(s) })
		want := []subscriber.Subscription{s}
		got, err := db.Subscriptions(ctx, anna, now)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("outside: %v %s", err, diff)
		}
		once(t, db, message(10+n, anna, now), func(tx *Tx) error {
			got, err := tx.Subscriptions(anna, now)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("inside: %s", diff)
			}
			return err
		})
	}
	if subs, err := db.Subscriptions(ctx, anna, again.Until); err != nil || len(subs) != 0 {
		t.Errorf("%d subscriptions after the term, %v", len(subs), err)
	}
}

func deleting(t *testing.T, db *DB) {
	content := Handled{Outcome: []byte("o"), Session: []byte("s"), Reply: []byte("r")}
	_, _, err := db.Once(ctx, message(1, anna, now), func(tx *Tx) (Handled, error) {
		_, err := tx.Repeat(anna, []byte("join"), now)
		return content, errors.Join(err, tx.Join(subscription(anna, "LB")))
	})
	if err != nil {
		t.Fatal(err)
	}
	goodbye := Handled{Reply: []byte("deleted")}
	for range 2 {
		h, _, err := db.Once(ctx, message(2, anna, now), func(tx *Tx) (Handled, error) {
			_, err := tx.Repeat(anna, []byte("delete"), now)
			return goodbye, errors.Join(err, tx.Delete(anna, now))
		})
		if diff := cmp.Diff(goodbye, h); diff != "" || err != nil {
			t.Errorf("%v %s", err, diff)
		}
	}
	// A late redelivery of the JOIN neither joins again nor says what it was.
	h, replayed, err := db.Once(ctx, message(1, anna, now), func(tx *Tx) (Handled, error) {
		t.Error("the step ran again")
		return Handled{}, nil
	})
	if err != nil || !replayed {
		t.Errorf("replayed %v, %v", replayed, err)
	}
	if diff := cmp.Diff(Handled{}, h); diff != "" {
		t.Error(diff)
	}
	if !suppressed(t, db, anna) {
		t.Error("we may write first")
	}
	for table, n := range tablesWith(t, db, anna) {
		if table != "suppression" && n > 0 {
			t.Errorf("%s has %d rows of the person", table, n)
		}
	}
}

// tablesWith counts a person's rows in every table keyed by contact.
func tablesWith(t *testing.T, db *DB, c gateway.Contact) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for table, columns := range schema(t, db) {
		for _, column := range columns {
			if column == "contact" {
				var n int
				if err := db.reads.QueryRowContext(ctx, "SELECT count(*) FROM "+table+" WHERE contact = ?", c[:]).Scan(&n); err != nil {
					t.Fatal(err)
				}
				counts[table] = n
			}
		}
	}
	if len(counts) < 3 {
		t.Fatalf("only %d tables are keyed by contact", len(counts))
	}
	return counts
}

func cleaning(t *testing.T, db *DB) {
	const many = cleanupRows + 3
	var wg sync.WaitGroup
	for n := range many {
		wg.Go(func() { once(t, db, message(n, anna, now.Add(-HandledTTL)), func(*Tx) error { return nil }) })
	}
	wg.Wait()
	once(t, db, message(many, anna, now.Add(-HandledTTL+time.Second)), func(tx *Tx) error {
		over, holds := subscription(anna, "LB"), subscription(anna, "LB-AS")
		over.Until, holds.Until = now, now.Add(time.Second)
		return errors.Join(tx.Join(over), tx.Join(holds), tx.Stop(anna, now.Add(-1000*time.Hour)))
	})
	deleted, err := db.Cleanup(ctx, now)
	if err != nil || deleted != many+1 {
		t.Errorf("%d rows deleted, want %d; %v", deleted, many+1, err)
	}
	want := map[string]int{"handled": 1, "subscription": 1, "suppression": 1}
	if diff := cmp.Diff(want, tablesWith(t, db, anna)); diff != "" {
		t.Error(diff)
	}
	if deleted, err := db.Cleanup(ctx, now); err != nil || deleted != 0 {
		t.Errorf("again: %d, %v", deleted, err)
	}
}

func contactKey(t *testing.T, db *DB) {
	wrapped, check, err := db.ContactKey(ctx)
	if wrapped != nil || check != nil || err != nil {
		t.Errorf("of a new database: %v %v %v", wrapped, check, err)
	}
	for _, w := range []string{"wrapped by a", "wrapped by b"} {
		if err := db.PutContactKey(ctx, []byte(w), []byte("check")); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.PutContactKey(ctx, []byte("x"), []byte("other")); !errors.Is(err, ErrOtherContactKey) {
		t.Errorf("another key: %v", err)
	}
	wrapped, check, err = db.ContactKey(ctx)
	if string(wrapped) != "wrapped by b" || string(check) != "check" || err != nil {
		t.Errorf("%s %s %v", wrapped, check, err)
	}
}

func auditNamesNobody(t *testing.T, db *DB) {
	once(t, db, message(1, anna, now), func(tx *Tx) error {
		return errors.Join(tx.Join(subscription(anna, "LB")), tx.Stop(anna, now), tx.Start(anna), tx.Delete(anna, now))
	})
	rows, err := db.reads.QueryContext(ctx, "SELECT actor, action, detail FROM audit ORDER BY at")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var got []string
	for rows.Next() {
		var actor, action, detail string
		if err := rows.Scan(&actor, &action, &detail); err != nil {
			t.Fatal(err)
		}
		got = append(got, strings.TrimSpace(actor+" "+action+" "+detail))
	}
	if diff := cmp.Diff([]string{"person join LB", "person stop", "person start", "person delete"}, got); diff != "" {
		t.Error(diff)
	}
}
