package records

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestUnansweredWordsAreCountedAndForgotten(t *testing.T) {
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "w.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	day := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	word := func(w string, n int) Word {
		return Word{Day: "2026-11-01", Language: "en", Area: "LB", Word: w, Asked: n}
	}
	for range 2 {
		if err := db.AddUnanswered(t.Context(), []Word{word("masnaa", 3), word("zainab", 1)}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := db.Unanswered(t.Context(), day, 3, 10)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Word{word("masnaa", 6)}, got); diff != "" {
		t.Error(diff)
	}
	if _, err := db.Cleanup(t.Context(), day.Add(UnansweredTTL+48*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if got, err := db.Unanswered(t.Context(), day, 1, 10); err != nil || len(got) != 0 {
		t.Errorf("%v, %v after their term", got, err)
	}
}
