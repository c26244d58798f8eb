package place

import (
	"cmp"
	"slices"
)

// span is an interval of area numbers.
type span struct{ from, to int32 }

func contains(spans []span, i int32) bool {
	for _, s := range spans {
		if s.from <= i && i < s.to {
			return true
		}
	}
	return false
}

// scope gives the subtrees of the countries.
func (d *data) scope(countries []string) []span {
	spans := make([]span, 0, len(countries))
	for _, c := range countries {
		if root, ok := d.roots[c]; ok {
			spans = append(spans, span{root, d.end[root]})
		}
	}
	return spans
}

// What is believed without a cue, and what is asked back. A name typed without
// a country is meant for the larger place when that is this many times larger;
// a town abroad is believed from that size on.
const (
	mostAsked      = 9 // menu digits
	dwarfInScope   = 50
	dwarfElsewhere = 10
	townAbroad     = 50_000
	metropolis     = 500_000
)

// resolve orders the areas that share a name, likeliest first, and drops those
// that nobody would mean: out of scope beside in scope, a division beside the
// city in it, a hamlet beside a metropolis. Big is false when all are small
// places outside a scope.
func (d *data) resolve(got []candidate, scoped bool) (ids []AreaID, inScope, big bool) {
	for _, c := range got {
		inScope = inScope || c.scope
	}
	areas := make([]int32, 0, len(got))
	for _, c := range got {
		if c.scope == inScope {
			areas = append(areas, c.area)
		}
	}
	areas = d.dropDivisions(areas)
	slices.SortFunc(areas, func(a, b int32) int {
		return cmp.Or(cmp.Compare(d.weight(b), d.weight(a)), cmp.Compare(a, b))
	})
	areas = d.dropDwarfs(areas, scoped && inScope)
	big = scoped && inScope
	for _, i := range areas {
		big = big || d.weight(i) >= townAbroad
	}
	for _, i := range areas[:min(len(areas), mostAsked)] {
		ids = append(ids, d.id(i))
	}
	return ids, inScope, big
}

// weight is the population, or what an area of that kind stands for when it
// is not known. Countries and sites are always meant.
func (d *data) weight(i int32) uint32 {
	switch d.kind[i] {
	case Country, Site:
		return max(d.people[i], 1<<30)
	case Admin1:
		return max(d.people[i], 100_000)
	}
	return d.people[i]
}

// largest is the greatest weight among candidates.
func (d *data) largest(got []candidate) (w uint32) {
	for _, c := range got {
		w = max(w, d.weight(c.area))
	}
	return w
}

// dropDivisions leaves out what contains another of the areas. A country stays
// before a city of the same name in it.
func (d *data) dropDivisions(areas []int32) []int32 {
	if len(areas) < 2 {
		return areas
	}
	return slices.DeleteFunc(slices.Clone(areas), func(i int32) bool {
		for _, j := range areas {
			if i == j {
				continue
			}
			if d.within(j, i) && d.kind[i] != Country || d.within(i, j) && d.kind[j] == Country {
				return true
			}
		}
		return false
	})
}

func (d *data) dropDwarfs(areas []int32, inScope bool) []int32 {
	if len(areas) < 2 {
		return areas
	}
	times := uint32(dwarfElsewhere)
	if inScope {
		times = dwarfInScope
	}
	least := d.weight(areas[0]) / times
	return slices.DeleteFunc(areas, func(i int32) bool { return d.weight(i) < least })
}
