package directory

import (
	"cmp"
	"slices"
	"strings"
)

// How says in which way a mission serves a country.
type How uint8

const (
	// NoMission: none is known, here or elsewhere, that serves the country.
	NoMission How = iota
	// Here: it stands in the country.
	Here
	// Covers: it stands elsewhere and is accredited to the country.
	Covers
	// Home: the person is in the country of his own nationality.
	Home
)

// Found is the answer to "which mission serves me".
type Found struct {
	How How
	// Host is the country asked about that it serves.
	Host string
	// Mission is nil for NoMission and Home.
	Mission *Mission
	// HasPhone tells whether there is a phone; Checked, whether a person ever
	// confirmed the entry.
	HasPhone, Checked bool
	// Phone is another mission that has a phone where Mission has none: in
	// the same country first, else one that covers it. Nil when there is none.
	Phone *Mission
}

// indexMissions groups missions by origin.
func indexMissions(missions []Mission) map[string][]*Mission {
	out := map[string][]*Mission{}
	for i := range missions {
		m := &missions[i]
		out[m.Origin] = append(out[m.Origin], m)
	}
	return out
}

// Consular finds the mission of origin that serves the first of the hosts it
// can: one that stands there before one that covers it from elsewhere; among
// those the one with a checked phone, then with any phone, then an embassy.
// Codes are ISO 3166-1 alpha-2.
func (s *Snapshot) Consular(origin string, hosts []string) Found {
	best := Found{How: NoMission}
	for _, host := range hosts {
		if host == origin {
			return Found{How: Home, Host: host}
		}
		f := s.serving(origin, host)
		if f.How == Here {
			return f
		}
		if f.How == Covers && best.How == NoMission {
			best = f
		}
	}
	if best.How == NoMission && len(hosts) > 0 {
		best.Host = hosts[0]
	}
	return best
}

func (s *Snapshot) serving(origin, host string) Found {
	list, how := s.MissionsIn(origin, host), Here
	covering := s.MissionsCovering(origin, host)
	if len(list) == 0 {
		list, how = covering, Covers
	}
	if len(list) == 0 {
		return Found{}
	}
	f := Found{How: how, Host: host, Mission: list[0], HasPhone: list[0].Phone != "", Checked: !list[0].CheckedAt.IsZero()}
	if !f.HasPhone && len(covering) > 0 && covering[0].Phone != "" && how == Here {
		f.Phone = covering[0]
	}
	return f
}

// MissionsIn lists the missions of origin in host, the most useful first.
func (s *Snapshot) MissionsIn(origin, host string) []*Mission {
	return s.missionsWhere(origin, func(m *Mission) bool { return m.Host == host })
}

// MissionsCovering lists those elsewhere that are accredited to host.
func (s *Snapshot) MissionsCovering(origin, host string) []*Mission {
	return s.missionsWhere(origin, func(m *Mission) bool { return m.Host != host && slices.Contains(m.Covers, host) })
}

func (s *Snapshot) missionsWhere(origin string, ok func(*Mission) bool) []*Mission {
	var out []*Mission
	for _, m := range s.missions[origin] {
		if ok(m) && usefulness(m) > 0 {
			out = append(out, m)
		}
	}
	slices.SortStableFunc(out, func(a, b *Mission) int {
		return cmp.Or(cmp.Compare(usefulness(b), usefulness(a)), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// usefulness is 0 for a mission that does not help people.
func usefulness(m *Mission) int {
	kind := kindRank(m.Kind)
	if kind == 0 {
		return 0
	}
	if m.Phone != "" {
		kind += 100
		if !m.CheckedAt.IsZero() {
			kind += 100
		}
	}
	return kind
}

// kindRank orders kinds of missions by what they do for their nationals;
// missions to organisations do nothing for them.
func kindRank(kind string) int {
	k := strings.ToLower(kind)
	switch {
	case strings.Contains(k, "honorary"):
		return 4
	case strings.Contains(k, "permanent") && !strings.Contains(k, "consul"):
		return 0
	case strings.Contains(k, "embassy"), strings.Contains(k, "high commission"), strings.Contains(k, "nunciature"):
		return 9
	case strings.Contains(k, "consul"):
		return 7
	}
	return 3
}
