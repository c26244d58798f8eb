package directory

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"waypost/internal/gateway"
	"waypost/internal/place"
)

// Query asks for help of one kind near a place.
type Query struct {
	// Need is an intent id.
	Need string
	// Area is where the person is; empty when only Point is known.
	Area place.AreaID
	// Point is the exact place, nil when not shared.
	Point *gateway.Point
	Now   time.Time
	// Limit is the most hits wanted, 3 when zero.
	Limit int
}

// Hit is one service that answers a Query.
type Hit struct {
	Service *Service
	Age     Freshness
	// Hours is the state at the time of the query.
	Hours State
	// Km is the distance from the person's place, -1 when one of the two is
	// not known.
	Km float64
	// Beyond is true when the service lies outside the area asked for; say
	// so, with the distance or the other town.
	Beyond bool
	score  score
}

// Full and Closed say what the owner last reported.
func (h *Hit) Full() bool   { return h.Service.Status == Full }
func (h *Hit) Closed() bool { return h.Service.Status == Closed }

// How the hits are ordered. Above all: closed ones come last, an entry that is
// Stale comes after every fresher one, and among equals in that full ones come
// last. What remains is a distance in km to which these are added.
const (
	// widen is how far beyond its area a need is looked for.
	widen = 60
	// aheadClosed is for a place that is closed at this hour, aheadCall for
	// one to be called first, aheadCheck for one due for a re-check,
	// aheadHours for one whose hours are not known.
	aheadClosed = 25
	aheadCall   = 10
	aheadCheck  = 2
	aheadHours  = 1
	// aheadNational is for a place that takes nationals only.
	aheadNational = 30
	// aheadUnknown stands for a distance that is not known.
	aheadUnknown = 15
	// perDay lets the fresher of two equals come first, and never adds up to a
	// kilometre in the time in which an entry is not stale.
	perDay = 1.0 / 64
)

// score orders hits: bucket, then cost, then the order of the directory.
type score struct {
	bucket uint8
	cost   float32
	row    int32
}

const (
	bucketFull   = 1
	bucketStale  = 2
	bucketClosed = 4
)

func (a score) usable() bool { return a.bucket&(bucketFull|bucketClosed) == 0 }

func (a score) compare(b score) int {
	return cmp.Or(cmp.Compare(a.bucket, b.bucket), cmp.Compare(a.cost, b.cost), cmp.Compare(a.row, b.row))
}

// Search lists the services that answer q, best first. Only public ones in
// their dates are given; closed ones only when there is nothing else. When all
// in the area are full or closed, or there is none, those within 60 km are
// given too, marked Beyond. Full ones never take every place while another is
// known. Nil when there is nothing at all.
func (s *Snapshot) Search(q Query) []Hit {
	idx := s.needs[q.Need]
	if idx == nil {
		return nil
	}
	limit := q.Limit
	if limit <= 0 {
		limit = 3
	}
	r := ranking{s: s, q: q, idx: idx, top: make([]candidate, 0, limit+1), limit: limit, now: q.Now.Unix()}
	r.from, r.hasFrom = s.center(q)
	r.cos = math.Cos(r.from.Lat * math.Pi / 180)
	if q.Area != "" {
		r.inArea(q.Area)
	}
	if r.usable == 0 && r.hasFrom {
		r.nearby()
	}
	return r.finish()
}

// center is where distances are measured from.
func (s *Snapshot) center(q Query) (gateway.Point, bool) {
	if q.Point != nil {
		return *q.Point, true
	}
	return townPoint(s.data.Areas, q.Area)
}

// ranking holds the best hits of one search.
type ranking struct {
	s       *Snapshot
	q       Query
	idx     *needIndex
	from    gateway.Point
	hasFrom bool
	cos     float64
	low, hi int32 // the area's interval, empty when there is none
	top     []candidate
	best    candidate // of those neither full nor closed
	hasBest bool
	limit   int
	usable  int // services in the area that are neither full nor closed
	now     int64
	walls   [8]wall // wall clocks by zone, made when needed
	made    [8]bool
}

// candidate is a Hit in the making.
type candidate struct {
	score  score
	km     float32
	beyond bool
}

// inArea takes what lies in the area, and what serves a larger area as a whole.
func (r *ranking) inArea(id place.AreaID) {
	areas := r.s.data.Areas
	low, high, ok := areas.Interval(id)
	if !ok {
		return
	}
	r.low, r.hi = int32(low), int32(high)
	for _, i := range r.idx.inside(r.low, r.hi) {
		if r.take(i, false).usable() {
			r.usable++
		}
	}
	for _, wide := range areas.Ancestors(id) {
		n, _, _ := areas.Interval(wide)
		for _, i := range r.idx.inside(int32(n), int32(n)+1) {
			if !r.idx.items[i].placed {
				r.take(i, false)
			}
		}
	}
}

// nearby takes what lies within reach of the center outside the area.
func (r *ranking) nearby() {
	r.idx.grid.near(r.from, widen, func(i int32) {
		it := &r.idx.items[i]
		if r.low <= it.area && it.area < r.hi {
			return
		}
		if r.km(it) <= widen {
			r.take(i, r.q.Area != "")
		}
	})
}

// km is the distance to an item on the flat, right to 0.5 % within 60 km.
func (r *ranking) km(it *item) float64 {
	const degree = 111.195
	dLon := float64(it.lon) - r.from.Lon
	if dLon > 180 {
		dLon -= 360
	} else if dLon < -180 {
		dLon += 360
	}
	return math.Hypot(float64(it.lat)-r.from.Lat, dLon*r.cos) * degree
}

// take ranks one item and keeps it when it is among the best.
func (r *ranking) take(i int32, beyond bool) score {
	it := &r.idx.items[i]
	if r.now < it.from || it.until != 0 && r.now >= it.until {
		return score{bucket: bucketClosed}
	}
	km := -1.0
	if it.placed && r.hasFrom {
		km = r.km(it)
	}
	sc := r.score(it, km)
	if sc.usable() && (!r.hasBest || sc.compare(r.best.score) < 0) {
		r.best, r.hasBest = candidate{sc, float32(km), beyond}, true
	}
	if len(r.top) == r.limit && sc.compare(r.top[r.limit-1].score) >= 0 {
		return sc
	}
	at := len(r.top)
	for at > 0 && sc.compare(r.top[at-1].score) < 0 {
		at--
	}
	r.top = slices.Insert(r.top, at, candidate{sc, float32(km), beyond})
	r.top = r.top[:min(len(r.top), r.limit)]
	return sc
}

func (r *ranking) score(it *item, km float64) score {
	cost, bucket := km, uint8(0)
	if km < 0 {
		cost = 0
		if r.hasFrom {
			cost = aheadUnknown
		}
	}
	switch it.status {
	case Full:
		bucket |= bucketFull
	case Closed:
		bucket |= bucketClosed
	}
	age := time.Duration(max(r.now-it.checked, 0)) * time.Second
	switch {
	case it.checked == 0 || age >= Stale:
		bucket |= bucketStale
	case age >= CallFirst:
		cost += aheadCall
	case age >= Recheck:
		cost += aheadCheck
	}
	if it.checked != 0 {
		cost += perDay * min(age.Hours()/24, 365)
	} else {
		cost += perDay * 366
	}
	if open, known := r.open(it); !known {
		cost += aheadHours
	} else if !open {
		cost += aheadClosed
	}
	if it.national {
		cost += aheadNational
	}
	return score{bucket, float32(cost), it.row}
}

// open reads the hours on the wall clock of the item's zone.
func (r *ranking) open(it *item) (open, known bool) {
	if it.hours == nil || it.zone == 0 {
		return false, false
	}
	z := &r.s.zones[it.zone]
	if int(it.zone) >= len(r.walls) {
		return it.hours.openOn(wallClock(r.q.Now.In(z.loc), z.holidays)), true
	}
	if !r.made[it.zone] {
		r.made[it.zone] = true
		r.walls[it.zone] = wallClock(r.q.Now.In(z.loc), z.holidays)
	}
	return it.hours.openOn(r.walls[it.zone]), true
}

// finish drops closed hits beside others and tells what is known of each.
func (r *ranking) finish() []Hit {
	closed := func(c candidate) bool { return c.score.bucket&bucketClosed != 0 }
	if slices.ContainsFunc(r.top, func(c candidate) bool { return !closed(c) }) {
		r.top = slices.DeleteFunc(r.top, closed)
	}
	if len(r.top) == 0 {
		return nil
	}
	if last := len(r.top) - 1; r.hasBest && !slices.ContainsFunc(r.top, func(c candidate) bool { return c.score.usable() }) {
		r.top[last] = r.best
	}
	hits := make([]Hit, len(r.top))
	for i, c := range r.top {
		sv := &r.s.data.Services[c.score.row]
		hits[i] = Hit{
			Service: sv, Km: float64(c.km), Beyond: c.beyond, score: c.score,
			Age:   Age(sv.CheckedAt, r.q.Now),
			Hours: r.s.State(sv.Hours, r.s.data.Areas.Country(sv.Area), r.q.Now),
		}
	}
	return hits
}

// Why tells an operator how a hit came to its rank.
func (h *Hit) Why() string {
	var why []string
	add := func(when bool, s string) {
		if when {
			why = append(why, s)
		}
	}
	add(h.Km >= 0, fmt.Sprintf("%.1f km", h.Km))
	add(h.Km < 0, "distance not known")
	add(h.Beyond, "outside the area")
	add(h.Full(), "full: after all that are not")
	add(h.Closed(), "closed: after all others")
	add(h.Age.Stale, "not checked for 30 days: after all fresher ones")
	add(h.Age.CallFirst && !h.Age.Stale, fmt.Sprintf("call first: +%d", aheadCall))
	add(h.Age.Recheck && !h.Age.CallFirst, fmt.Sprintf("re-check due: +%d", aheadCheck))
	add(!h.Hours.Known, fmt.Sprintf("hours not known: +%d", aheadHours))
	add(h.Hours.Known && !h.Hours.Open, fmt.Sprintf("not open at this hour: +%d", aheadClosed))
	add(h.Service.Accepts == AcceptsNational, fmt.Sprintf("nationals only: +%d", aheadNational))
	add(true, fmt.Sprintf("rank value %.1f", h.score.cost))
	return strings.Join(why, "; ")
}
