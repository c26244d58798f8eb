package directory

import (
	"encoding/base64"
	"hash/fnv"
	"iter"
	"time"

	"waypost/internal/gateway"
	"waypost/internal/place"
)

// Data is what a Snapshot is made of. The snapshot keeps it: it must not be
// changed afterwards.
type Data struct {
	Services []Service
	Missions []Mission
	Pages    []Page
	Packs    []Pack
	Areas    *place.Gazetteer
	// Revision is the directory's revision, LoadedAt when it was read.
	Revision int64
	LoadedAt time.Time
	// Zones are the time zones that the packs name. A service in a country
	// without one has no known opening state.
	Zones map[string]*time.Location
}

// Snapshot is an immutable directory, safe for concurrent use.
type Snapshot struct {
	data     Data
	byID     map[string]int32
	byRef    map[string]int32
	needs    map[string]*needIndex
	missions map[string][]*Mission
	pages    map[string][]*Page
	packs    map[string]*Pack
	zones    []zone // zone 0 is not known
}

// zone is where and by which holidays a service's hours are read.
type zone struct {
	loc      *time.Location
	holidays []string
}

// NewSnapshot indexes d. Ids are unique: of two services with one id, the
// later is returned by Service. Areas may be nil.
func NewSnapshot(d Data) *Snapshot {
	if d.Areas == nil {
		d.Areas, _ = place.New(nil) // no areas cannot be at fault
	}
	s := &Snapshot{
		data:  d,
		byID:  make(map[string]int32, len(d.Services)),
		byRef: make(map[string]int32, len(d.Services)),
		pages: map[string][]*Page{},
		packs: map[string]*Pack{},
		zones: make([]zone, 1, 1+len(d.Packs)),
	}
	zoneOf := map[string]uint16{}
	for i := range d.Packs {
		p := &d.Packs[i]
		s.packs[p.Country] = p
		if loc := d.Zones[p.TimeZone]; loc != nil {
			zoneOf[p.Country] = uint16(len(s.zones))
			s.zones = append(s.zones, zone{loc, p.Holidays})
		}
	}
	for i := range d.Services {
		ref := Ref(d.Services[i].ID)
		if _, taken := s.byRef[ref]; taken {
			s.byRef[ref] = -1
		} else {
			s.byRef[ref] = int32(i)
		}
		s.byID[d.Services[i].ID] = int32(i)
	}
	for i := range d.Pages {
		s.pages[d.Pages[i].Need] = append(s.pages[d.Pages[i].Need], &d.Pages[i])
	}
	s.needs = indexNeeds(d, zoneOf)
	s.missions = indexMissions(d.Missions)
	return s
}

// Revision is the directory's revision; LoadedAt is when it was read.
func (s *Snapshot) Revision() int64     { return s.data.Revision }
func (s *Snapshot) LoadedAt() time.Time { return s.data.LoadedAt }

// Areas is the gazetteer that the services' areas belong to.
func (s *Snapshot) Areas() *place.Gazetteer { return s.data.Areas }

// Service returns a service by id, whatever its visibility; nil when there is
// none. It must not be changed.
func (s *Snapshot) Service(id string) *Service {
	if i, ok := s.byID[id]; ok {
		return &s.data.Services[i]
	}
	return nil
}

// Ref is a service's id in six letters, for a session or a button that must be
// short. It is a hash: only ByRef may turn it back.
func Ref(id string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))[:6]
}

// ByRef returns the service with that Ref; nil when there is none, or when two
// share it and the right one cannot be told.
func (s *Snapshot) ByRef(ref string) *Service {
	if i, ok := s.byRef[ref]; ok && i >= 0 {
		return &s.data.Services[i]
	}
	return nil
}

// Services yields all services, whatever their visibility.
func (s *Snapshot) Services() iter.Seq[*Service] {
	return func(yield func(*Service) bool) {
		for i := range s.data.Services {
			if !yield(&s.data.Services[i]) {
				return
			}
		}
	}
}

// Missions yields all missions.
func (s *Snapshot) Missions() iter.Seq[*Mission] {
	return func(yield func(*Mission) bool) {
		for i := range s.data.Missions {
			if !yield(&s.data.Missions[i]) {
				return
			}
		}
	}
}

// Pack is the pack of a country, nil when there is none.
func (s *Snapshot) Pack(country string) *Pack { return s.packs[country] }

// Zone is the time zone of a country, nil when it is not known.
func (s *Snapshot) Zone(country string) *time.Location {
	if p := s.packs[country]; p != nil {
		return s.data.Zones[p.TimeZone]
	}
	return nil
}

// State tells whether a service with these hours, in that country, is open.
func (s *Snapshot) State(h Hours, country string, now time.Time) State {
	loc := s.Zone(country)
	if loc == nil {
		return State{}
	}
	return h.At(now.In(loc), s.packs[country].Holidays...)
}

// servicePoint is where a service is: its own point, else that of the town or
// site it belongs to.
func servicePoint(areas *place.Gazetteer, sv *Service) (gateway.Point, bool) {
	if sv.Point != nil {
		return *sv.Point, true
	}
	return townPoint(areas, sv.Area)
}

// townPoint is the point of a city or site. Larger areas have none that would
// say where something in them is.
func townPoint(areas *place.Gazetteer, id place.AreaID) (gateway.Point, bool) {
	a, ok := areas.Kind(id)
	if !ok || a != place.City && a != place.Site {
		return gateway.Point{}, false
	}
	return areas.Point(id)
}
