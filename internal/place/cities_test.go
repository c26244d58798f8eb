package place

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"waypost/internal/fold"
)

// realCities reads data/cities: countries and cities, no coordinates.
func realCities(t *testing.T) []Area {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "cities", "world-cities.csv"))
	if err != nil {
		t.Skip("data/cities is not here: ", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var areas []Area
	codes := map[string]string{}
	for _, r := range rows[1:] {
		code, ok := codes[r[1]]
		if !ok {
			code = fmt.Sprintf("%c%c", 'A'+len(codes)/26, 'A'+len(codes)%26)
			codes[r[1]] = code
			areas = append(areas, Area{ID: AreaID(code), Kind: Country, Names: map[string]string{"en": r[1]}})
		}
		areas = append(areas, Area{ID: AreaID("gn:" + r[3]), Parent: AreaID(code), Kind: City, Names: map[string]string{"en": r[0]}})
	}
	return areas
}

// The limits are those of SPEC D2.
func TestWorldCitiesWithinTheLimits(t *testing.T) {
	areas := realCities(t)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	began := time.Now()
	g, err := New(areas)
	if err != nil {
		t.Fatal(err)
	}
	took := time.Since(began)
	runtime.GC()
	runtime.ReadMemStats(&after)
	heap := float64(int64(after.HeapAlloc)-int64(before.HeapAlloc)) / 1e6
	t.Logf("%d areas in %v, %.1f MB", g.Len(), took, heap)
	if g.Len() < 34_000 || took > 3*time.Second || heap > 150 {
		t.Errorf("over the limits: %d areas in %v, %.1f MB", g.Len(), took, heap)
	}

	var times []time.Duration
	missed := 0
	for i := 0; i < len(areas); i += 17 {
		a := areas[i]
		toks := fold.Tokens("shelter " + a.Names["en"] + " please")
		began := time.Now()
		ms := g.Scan(toks, []string{g.Country(a.ID)})
		times = append(times, time.Since(began))
		if !slices.ContainsFunc(ms, func(m Match) bool { return slices.Contains(m.Areas, a.ID) || len(m.Areas) > 1 }) {
			missed++
		}
	}
	slices.Sort(times)
	p99 := times[len(times)*99/100]
	t.Logf("%d names, %d missed, p50 %v p99 %v", len(times), missed, times[len(times)/2], p99)
	if p99 > time.Millisecond {
		t.Errorf("p99 %v", p99)
	}
	if missed > len(times)/100 {
		t.Errorf("%d of %d names not found in their own country", missed, len(times))
	}
	runtime.KeepAlive(areas)
}
