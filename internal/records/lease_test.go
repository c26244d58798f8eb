package records

import (
	"path/filepath"
	"testing"
	"time"
)

func TestALeaseHasOneHolder(t *testing.T) {
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "w.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	now := time.Unix(1_800_000_000, 0)
	take := func(holder string, at time.Time, want bool) {
		t.Helper()
		got, err := db.Lease(t.Context(), "poll", holder, at, 10*time.Second)
		if err != nil || got != want {
			t.Errorf("%s: %v, %v; want %v", holder, got, err, want)
		}
	}
	take("a", now, true)
	take("b", now.Add(5*time.Second), false)
	take("a", now.Add(5*time.Second), true)
	take("b", now.Add(14*time.Second), false)
	take("b", now.Add(15*time.Second), true)
	if err := db.Release(t.Context(), "poll", "a"); err != nil {
		t.Fatal(err)
	}
	take("a", now.Add(16*time.Second), false)
	if err := db.Release(t.Context(), "poll", "b"); err != nil {
		t.Fatal(err)
	}
	take("a", now.Add(16*time.Second), true)
}
