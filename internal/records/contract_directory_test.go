package records

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"waypost/internal/directory"
	"waypost/internal/place"
)

// fill sets every field that JSON can reach, so that a field which is added
// later and not kept is noticed.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("text %d", *n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64, reflect.Int32:
		v.SetInt(int64(*n))
	case reflect.Uint8:
		v.SetUint(1)
	case reflect.Float64:
		v.SetFloat(float64(*n) / 8)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		value := reflect.New(v.Type().Elem()).Elem()
		fill(value, n)
		v.SetMapIndex(reflect.ValueOf("am").Convert(v.Type().Key()), value)
	case reflect.Struct:
		switch v.Addr().Interface().(type) {
		case *time.Time:
			v.Set(reflect.ValueOf(now.Add(time.Duration(*n) * time.Second)))
			return
		case *directory.Hours:
			hours, err := directory.ParseHours("24h")
			if err != nil {
				panic(err)
			}
			v.Set(reflect.ValueOf(hours))
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i), n)
			}
		}
	}
}

func filled[T any](n int) T {
	var v T
	fill(reflect.ValueOf(&v).Elem(), &n)
	return v
}

func directoryRoundTrip(t *testing.T, db *DB) {
	c := Changes{
		Who: "import", At: now,
		Services: []directory.Service{filled[directory.Service](100), filled[directory.Service](200), {ID: "z"}},
		Missions: []directory.Mission{filled[directory.Mission](0), {ID: "z"}},
		Pages:    []directory.Page{filled[directory.Page](0), {ID: "z"}},
		Packs:    []directory.Pack{filled[directory.Pack](0), {Country: "z"}},
		Areas:    []place.Area{filled[place.Area](0), {ID: "z"}},
	}
	revision, err := db.Apply(ctx, c)
	if err != nil || revision != 1 {
		t.Fatalf("revision %d, %v", revision, err)
	}
	got, err := db.LoadDirectory(ctx)
	if err != nil {
		t.Fatal(err)
	}
	// Order is that of the ids: text 102, text 202, z.
	want := Directory{1, c.Services, c.Missions, c.Pages, c.Packs, c.Areas}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func service(id, org string) directory.Service {
	return directory.Service{ID: id, Need: "food", Org: org}
}

func apply(t *testing.T, db *DB, c Changes) int64 {
	t.Helper()
	n, err := db.Apply(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	if last, err := db.Revision(ctx); err != nil || last != n {
		t.Errorf("revision %d, %v, want %d", last, err, n)
	}
	return n
}

func ids(t *testing.T, db *DB) string {
	t.Helper()
	d, err := db.LoadDirectory(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, s := range d.Services {
		list = append(list, s.ID+":"+s.Org)
	}
	return strings.Join(list, " ")
}

func revisions(t *testing.T, db *DB) {
	if n, err := db.Revision(ctx); n != 0 || err != nil {
		t.Errorf("of a new database: %d, %v", n, err)
	}
	for n, tc := range []struct {
		name string
		c    Changes
		want int64
		ids  string
	}{
		{"two new", Changes{Services: []directory.Service{service("a", "1"), service("b", "1")}}, 1, "a:1 b:1"},
		{"the same again", Changes{Services: []directory.Service{service("a", "1")}}, 1, "a:1 b:1"},
		{"one changed", Changes{Services: []directory.Service{service("a", "1"), service("b", "2")}}, 2, "a:1 b:2"},
		{"one deleted and one that is not there", Changes{Delete: map[Kind][]string{Services: {"b", "nothing"}}}, 3, "a:1"},
		{"nothing deleted", Changes{Delete: map[Kind][]string{Services: {"b"}}}, 3, "a:1"},
		{"a whole list", Changes{Services: []directory.Service{service("c", "1")}, Whole: []Kind{Services}}, 4, "c:1"},
		{"an empty list of another kind", Changes{Whole: []Kind{Pages}}, 4, "c:1"},
	} {
		tc.c.Who, tc.c.At = fmt.Sprintf("editor %d", n), now.Add(time.Duration(n)*time.Second)
		if got := apply(t, db, tc.c); got != tc.want {
			t.Errorf("%s: revision %d, want %d", tc.name, got, tc.want)
		}
		if got := ids(t, db); got != tc.ids {
			t.Errorf("%s: services %q, want %q", tc.name, got, tc.ids)
		}
	}
	history, err := db.History(ctx, Services, "b", 10)
	if err != nil || len(history) != 3 {
		t.Fatalf("%d edits, %v", len(history), err)
	}
	for i, want := range []struct {
		revision      int64
		who           string
		before, after string
	}{{3, "editor 3", `"Org":"2"`, ""}, {2, "editor 2", `"Org":"1"`, `"Org":"2"`}, {1, "editor 0", "", `"Org":"1"`}} {
		e := history[i]
		if e.Revision != want.revision || e.Who != want.who || e.At.Before(now) || e.ID != "b" {
			t.Errorf("edit %d: %+v", i, e)
		}
		for side, got := range map[string][2]string{"before": {string(e.Before), want.before}, "after": {string(e.After), want.after}} {
			if !strings.Contains(got[0], got[1]) || (got[0] == "") != (got[1] == "") {
				t.Errorf("edit %d %s: %q, want it to hold %q", i, side, got[0], got[1])
			}
		}
	}
}

func wholeChanges(t *testing.T, db *DB) {
	apply(t, db, Changes{Services: []directory.Service{service("a", "1")}})
	for name, c := range map[string]Changes{
		"an empty id":          {Services: []directory.Service{service("b", "1"), service("", "1")}},
		"an id twice":          {Services: []directory.Service{service("b", "1"), service("b", "2")}},
		"given and deleted":    {Services: []directory.Service{service("b", "1")}, Delete: map[Kind][]string{Services: {"b"}}},
		"an unknown kind":      {Services: []directory.Service{service("b", "1")}, Delete: map[Kind][]string{"handled": {"b"}}},
		"trouble in the areas": {Services: []directory.Service{service("b", "1")}, Areas: []place.Area{{}}},
	} {
		if _, err := db.Apply(ctx, c); err == nil {
			t.Errorf("%s is accepted", name)
		}
		if n, _ := db.Revision(ctx); n != 1 || ids(t, db) != "a:1" {
			t.Errorf("%s: half of it was done", name)
		}
	}
}

func changeInOnce(t *testing.T, db *DB) {
	for range 2 {
		once(t, db, message(1, anna, now), func(tx *Tx) error {
			n, err := tx.Apply(Changes{Who: "site", At: now, Services: []directory.Service{service("a", "1")}})
			if n != 1 {
				t.Errorf("revision %d", n)
			}
			return err
		})
	}
	_, _, err := db.Once(ctx, message(2, anna, now), func(tx *Tx) (Handled, error) {
		_, err := tx.Apply(Changes{Who: "site", At: now, Services: []directory.Service{service("a", "2")}})
		return Handled{}, errors.Join(err, errors.New("no"))
	})
	if err == nil || ids(t, db) != "a:1" {
		t.Errorf("services %q after a step that failed: %v", ids(t, db), err)
	}
}
