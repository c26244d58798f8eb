package directory

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"waypost/internal/gateway"
	"waypost/internal/place"
)

var now = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) // a Sunday

func ago(d time.Duration) time.Time { return now.Add(-d) }

const dayLong = 24 * time.Hour

// lebanon has Tripoli, a town 12 km south of it, Beirut 67 km away, and a
// country without any pack.
func lebanon(t testing.TB) *place.Gazetteer {
	t.Helper()
	en := func(s string) map[string]string { return map[string]string{"en": s} }
	g, err := place.New([]place.Area{
		{ID: "LB", Kind: place.Country, Names: en("Lebanon")},
		{ID: "LB-AS", Parent: "LB", Kind: place.Admin1, Names: en("North")},
		{ID: "gn:1", Parent: "LB-AS", Kind: place.City, Names: en("Tripoli"), Point: &gateway.Point{Lat: 34.4367, Lon: 35.8497}},
		{ID: "gn:2", Parent: "LB-AS", Kind: place.City, Names: en("Enfeh"), Point: &gateway.Point{Lat: 34.3539, Lon: 35.7411}},
		{ID: "gn:3", Parent: "LB", Kind: place.City, Names: en("Beirut"), Point: &gateway.Point{Lat: 33.8938, Lon: 35.5018}},
		{ID: "FJ", Kind: place.Country, Names: en("Fiji")},
		{ID: "gn:4", Parent: "FJ", Kind: place.City, Names: en("Labasa"), Point: &gateway.Point{Lat: -16.4, Lon: 179.95}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func snapshot(t testing.TB, services ...Service) *Snapshot {
	t.Helper()
	for i := range services {
		sv := &services[i]
		sv.Need = cmpOr(sv.Need, "shelter")
		sv.Visibility = Visibility(cmpOr(string(sv.Visibility), string(Public)))
	}
	return NewSnapshot(Data{
		Services: services, Areas: lebanon(t), Revision: 7, LoadedAt: now,
		Packs: []Pack{{Country: "LB", TimeZone: "Asia/Beirut"}},
		Zones: map[string]*time.Location{"Asia/Beirut": time.FixedZone("EET", 2*3600)},
	})
}

func cmpOr(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

func names(hits []Hit) string {
	var out []string
	for _, h := range hits {
		s := h.Service.ID
		if h.Beyond {
			s = "beyond " + s
		}
		if h.Full() {
			s += " FULL"
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

func TestSearch(t *testing.T) {
	open := func(id string) Service {
		return Service{ID: id, Area: "gn:1", Status: Open, CheckedAt: ago(2 * time.Hour)}
	}
	with := func(sv Service, change func(*Service)) Service { change(&sv); return sv }
	for _, tt := range []struct {
		name     string
		services []Service
		query    Query
		want     string
	}{
		{"Mi1: open before full", []Service{with(open("joseph"), func(s *Service) { s.Status = Full }), open("amal")}, Query{Area: "gn:1"}, "amal, joseph FULL"},
		{"closed is left out beside others", []Service{with(open("a"), func(s *Service) { s.Status = Closed }), open("b")}, Query{Area: "gn:1"}, "b"},
		{"closed is told when it is all there is", []Service{with(open("a"), func(s *Service) { s.Status = Closed })}, Query{Area: "gn:1"}, "a"},
		{"a stale entry comes after a full fresh one", []Service{
			with(open("old"), func(s *Service) { s.CheckedAt = ago(31 * dayLong) }), with(open("full"), func(s *Service) { s.Status = Full }),
		}, Query{Area: "gn:1"}, "full FULL, old"},
		{"never checked counts as stale", []Service{with(open("never"), func(s *Service) { s.CheckedAt = time.Time{} }), with(open("b"), func(s *Service) { s.CheckedAt = ago(29 * dayLong) })}, Query{Area: "gn:1"}, "b, never"},
		{"open at this hour before closed at this hour", []Service{
			with(open("shut"), func(s *Service) { s.Hours = hours(t, "Mo-Fr 08-18") }), with(open("now"), func(s *Service) { s.Hours = hours(t, "24h") }),
		}, Query{Area: "gn:1"}, "now, shut"},
		{"the fresher of two equals", []Service{with(open("a"), func(s *Service) { s.CheckedAt = ago(20 * time.Hour) }), open("b")}, Query{Area: "gn:1"}, "b, a"},
		{"only public ones", []Service{with(open("house"), func(s *Service) { s.Visibility = ReferralOnly }), with(open("b"), func(s *Service) { s.Visibility = OnRequest })}, Query{Area: "gn:1"}, ""},
		{"only in their dates", []Service{
			with(open("past"), func(s *Service) { s.Until = now }), with(open("later"), func(s *Service) { s.From = now.Add(time.Minute) }),
			with(open("today"), func(s *Service) { s.From, s.Until = now, now.Add(time.Minute) }),
		}, Query{Area: "gn:1"}, "today"},
		{"another need", []Service{with(open("a"), func(s *Service) { s.Need = "food" })}, Query{Area: "gn:1"}, ""},
		{"nothing here: the next town", []Service{with(open("enfeh"), func(s *Service) { s.Area = "gn:2" })}, Query{Area: "gn:1"}, "beyond enfeh"},
		{"all full here: the next town, full ones last", []Service{with(open("joseph"), func(s *Service) { s.Status = Full }), with(open("enfeh"), func(s *Service) { s.Area = "gn:2" })}, Query{Area: "gn:1"}, "beyond enfeh, joseph FULL"},
		{"not as far as Beirut", []Service{with(open("beirut"), func(s *Service) { s.Area = "gn:3" })}, Query{Area: "gn:1"}, ""},
		{"something here: no other town", []Service{open("a"), with(open("enfeh"), func(s *Service) { s.Area = "gn:2" })}, Query{Area: "gn:1"}, "a"},
		{"the whole country", []Service{open("a"), with(open("beirut"), func(s *Service) { s.Area = "gn:3" })}, Query{Area: "LB"}, "a, beirut"},
		{"a service for the whole country is told in each town", []Service{with(open("line"), func(s *Service) { s.Area = "LB" })}, Query{Area: "gn:1"}, "line"},
		{"by position only", []Service{with(open("beirut"), func(s *Service) { s.Area = "gn:3" }), open("a"), with(open("enfeh"), func(s *Service) { s.Area = "gn:2" })}, Query{Point: &gateway.Point{Lat: 34.36, Lon: 35.74}}, "enfeh, a, beirut"},
		{"across the date line", []Service{with(open("fiji"), func(s *Service) { s.Area = "gn:4" })}, Query{Point: &gateway.Point{Lat: -16.4, Lon: -179.9}}, "fiji"},
		{"three at most", []Service{open("a"), open("b"), open("c"), open("d")}, Query{Area: "gn:1"}, "a, b, c"},
		{"an area nobody knows", []Service{open("a")}, Query{Area: "gn:99"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.query.Need, tt.query.Now = "shelter", now
			if d := cmp.Diff(tt.want, names(snapshot(t, tt.services...).Search(tt.query))); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestHitTellsWhatIsKnown(t *testing.T) {
	s := snapshot(t, Service{ID: "a", Area: "gn:2", CheckedAt: ago(15 * dayLong), Hours: hours(t, "Mo-Fr 08-18")})
	h := s.Search(Query{Need: "shelter", Area: "gn:1", Now: now})[0]
	if h.Km < 12 || h.Km > 15 || !h.Beyond {
		t.Errorf("%.1f km, beyond %v", h.Km, h.Beyond)
	}
	if d := cmp.Diff(Freshness{Unit: Days, N: 15, Recheck: true, CallFirst: true}, h.Age); d != "" {
		t.Error(d)
	}
	if !h.Hours.Known || h.Hours.Open || h.Hours.Next.Format("Mon 15:04") != "Mon 08:00" {
		t.Errorf("%+v", h.Hours)
	}
	for _, part := range []string{"km", "outside the area", "call first: +10", "not open at this hour: +25"} {
		if !strings.Contains(h.Why(), part) {
			t.Errorf("Why() = %q lacks %q", h.Why(), part)
		}
	}
}

func TestAge(t *testing.T) {
	for _, tt := range []struct {
		ago  time.Duration
		want Freshness
	}{
		{-time.Hour, Freshness{Unit: Minutes}},
		{59 * time.Minute, Freshness{Unit: Minutes, N: 59}},
		{2 * time.Hour, Freshness{Unit: Hourly, N: 2}},
		{47 * time.Hour, Freshness{Unit: Hourly, N: 47}},
		{72 * time.Hour, Freshness{Unit: Days, N: 3, Recheck: true}},
		{14 * dayLong, Freshness{Unit: Days, N: 14, Recheck: true, CallFirst: true}},
		{30 * dayLong, Freshness{Unit: Days, N: 30, Recheck: true, CallFirst: true, Stale: true}},
	} {
		if d := cmp.Diff(tt.want, Age(ago(tt.ago), now)); d != "" {
			t.Errorf("%v: %s", tt.ago, d)
		}
	}
	if d := cmp.Diff(Freshness{Recheck: true, CallFirst: true, Stale: true}, Age(time.Time{}, now)); d != "" {
		t.Error(d)
	}
}

func drawService(t *rapid.T, i int) Service {
	sv := Service{
		ID: fmt.Sprint(i), Need: "shelter", Visibility: Public,
		Status: rapid.SampledFrom([]Status{Open, Open, StatusUnknown, Full, Closed}).Draw(t, "status"),
		Area:   rapid.SampledFrom([]place.AreaID{"gn:1", "gn:1", "gn:2", "gn:3"}).Draw(t, "area"),
	}
	if age := rapid.SampledFrom([]int{-1, 0, 2, 80, 200, 350, 719, 721, 2000}).Draw(t, "age"); age >= 0 {
		sv.CheckedAt = ago(time.Duration(age) * time.Hour)
	}
	if rapid.Bool().Draw(t, "point") {
		sv.Point = &gateway.Point{Lat: 34.43 + rapid.Float64Range(-0.2, 0.2).Draw(t, "lat"), Lon: 35.84 + rapid.Float64Range(-0.2, 0.2).Draw(t, "lon")}
	}
	text := rapid.SampledFrom([]string{"", "24h", "Mo-Fr 08-18", "Su 08-11", "20-06"}).Draw(t, "hours")
	sv.Hours, _ = ParseHours(text)
	return sv
}

// worse names a way in which a may not stand above b.
func worse(a, b Hit) string {
	switch {
	case a.Age.Stale && !b.Age.Stale:
		return "stale above fresher"
	case a.Age.Stale == b.Age.Stale && a.Full() && !b.Full() && !b.Closed():
		return "full above open"
	}
	if a.Km != b.Km || a.Age.Stale != b.Age.Stale || a.Service.Status != b.Service.Status {
		return ""
	}
	shut := func(h Hit) bool { return h.Hours.Known && !h.Hours.Open }
	if shut(a) && !shut(b) && a.Age.CallFirst == b.Age.CallFirst && a.Age.Recheck == b.Age.Recheck {
		return "closed at this hour above open, at the same distance"
	}
	if a.Age.CallFirst && !b.Age.CallFirst && shut(a) == shut(b) && a.Hours.Known == b.Hours.Known {
		return "older above fresher, at the same distance"
	}
	return ""
}

func TestRankingProperties(t *testing.T) {
	areas := lebanon(t)
	zones := map[string]*time.Location{"Asia/Beirut": time.FixedZone("EET", 2*3600)}
	packs := []Pack{{Country: "LB", TimeZone: "Asia/Beirut"}}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 25).Draw(t, "n")
		var services []Service
		for i := range n {
			services = append(services, drawService(t, i))
		}
		s := NewSnapshot(Data{Services: services, Areas: areas, Packs: packs, Zones: zones})
		q := Query{Need: "shelter", Now: now, Area: "gn:1", Limit: rapid.IntRange(1, 30).Draw(t, "limit")}
		hits := s.Search(q)
		if len(hits) > q.Limit {
			t.Fatalf("%d hits", len(hits))
		}
		for i, a := range hits {
			for _, b := range hits[i+1:] {
				if why := worse(a, b); why != "" {
					t.Fatalf("%s: %s before %s", why, a.Why(), b.Why())
				}
			}
			if a.Closed() && slices.ContainsFunc(hits, func(h Hit) bool { return !h.Closed() }) {
				t.Fatal("a closed one beside others")
			}
			if a.Beyond != !areas.Within(a.Service.Area, "gn:1") || a.Km > 60.5 {
				t.Fatalf("beyond %v at %.1f km", a.Beyond, a.Km)
			}
		}
		// What is left out is never better than what is given.
		all := s.Search(Query{Need: "shelter", Now: now, Area: "gn:1", Limit: 1000})
		for i := range hits {
			kept := i == len(hits)-1 && !hits[i].Full() // for one that is not full
			if hits[i].Service != all[i].Service && !kept {
				t.Fatalf("with a limit %s, without %s", names(hits), names(all))
			}
		}
		usable := func(h Hit) bool { return !h.Full() && !h.Closed() }
		if slices.ContainsFunc(all, usable) && !slices.ContainsFunc(hits, usable) {
			t.Fatalf("only full ones: %s of %s", names(hits), names(all))
		}
		here := slices.ContainsFunc(services, func(sv Service) bool { return sv.Area == "gn:1" })
		if here && len(hits) == 0 {
			t.Fatal("something is there and nothing was given")
		}
	})
}

// fiftyThousand spreads services over a grid of towns.
func fiftyThousand(t testing.TB) (*Snapshot, []place.AreaID) {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	areas := []place.Area{{ID: "LB", Kind: place.Country, Names: map[string]string{"en": "X"}}}
	var towns []place.AreaID
	for i := range 2000 {
		id := place.AreaID(fmt.Sprintf("gn:%d", i+1))
		towns = append(towns, id)
		areas = append(areas, place.Area{ID: id, Parent: "LB", Kind: place.City, Names: map[string]string{"en": fmt.Sprint("town ", i)},
			Point: &gateway.Point{Lat: 30 + rng.Float64()*8, Lon: 30 + rng.Float64()*8}})
	}
	g, err := place.New(areas)
	if err != nil {
		t.Fatal(err)
	}
	var services []Service
	for i := range 50_000 {
		sv := Service{ID: fmt.Sprint(i), Need: []string{"shelter", "food", "medical", "legal", "cash"}[i%5], Visibility: Public,
			Area: towns[rng.IntN(len(towns))], CheckedAt: ago(time.Duration(rng.IntN(900)) * time.Hour), Hours: hours(t, "Mo-Sa 08-18")}
		if rng.IntN(3) == 0 {
			sv.Status = Full
		}
		services = append(services, sv)
	}
	return NewSnapshot(Data{Services: services, Areas: g, Packs: []Pack{{Country: "LB", TimeZone: "x"}}, Zones: map[string]*time.Location{"x": time.UTC}}), towns
}

func TestSearchAmongFiftyThousandIsFast(t *testing.T) {
	s, towns := fiftyThousand(t)
	var times []time.Duration
	for i := range 2000 {
		q := Query{Need: "shelter", Area: towns[i], Now: now}
		if i%50 == 0 {
			q.Area = "LB" // all 10,000 shelters
		}
		began := time.Now()
		s.Search(q)
		times = append(times, time.Since(began))
	}
	slices.Sort(times)
	p50, p99 := times[len(times)/2], times[len(times)*99/100]
	t.Logf("p50 %v p99 %v", p50, p99)
	if p50 > time.Millisecond { // p99 is the aim; a busy machine may miss it
		t.Errorf("p50 %v", p50)
	}
}

func BenchmarkSearch(b *testing.B) {
	s, towns := fiftyThousand(b)
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		i++
		s.Search(Query{Need: "shelter", Area: towns[i%len(towns)], Now: now})
	}
}
