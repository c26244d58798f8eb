package place

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"waypost/internal/gateway"
)

// Gazetteer is an immutable tree of areas with an index of all their names.
// Areas are numbered depth first, so the subtree of area i is [i, end[i]).
type Gazetteer struct {
	data *data
	opts options
}

// data is the compact store behind a Gazetteer: columns indexed by area
// number, and columns indexed by name number. Names of one area are
// consecutive, the English one first.
type data struct {
	ids     []uint32 // GeoNames id, 0 when the area has an id of another form
	others  map[int32]AreaID
	byGeo   []int32 // area numbers ordered by GeoNames id
	byID    map[AreaID]int32
	parent  []int32 // -1 for a root
	end     []int32
	kind    []Kind
	country []country
	lat     []float32 // degrees; noPoint when not known
	lon     []float32
	people  []uint32
	names   nameTable
	first   []uint32 // first name of each area, and one past the last
	grid    grid
	large   largeNames
	roots   map[string]int32 // ISO code → root
}

// noPoint marks an area without coordinates: no latitude is that large.
const noPoint = 1000

// country is an ISO 3166-1 alpha-2 code in two bytes.
type country [2]byte

func countryCode(s string) (c country) { copy(c[:], s); return c }

func (c country) String() string {
	if c[0] == 0 {
		return ""
	}
	return string(c[:])
}

// Len is the number of areas.
func (g *Gazetteer) Len() int { return len(g.data.parent) }

// Area returns the area with that id; false when there is none. Its maps and
// slices are the caller's.
func (g *Gazetteer) Area(id AreaID) (Area, bool) {
	i, ok := g.data.find(id)
	if !ok {
		return Area{}, false
	}
	return g.data.area(i), true
}

// All yields every area, parents before children.
func (g *Gazetteer) All() iter.Seq[Area] {
	return func(yield func(Area) bool) {
		for i := range g.data.parent {
			if !yield(g.data.area(int32(i))) {
				return
			}
		}
	}
}

// Name is the name to show for an area: in the first of the languages it has
// one in (a regional tag falls back to its base), else in English, else any.
// It is the id itself when the area is not known.
func (g *Gazetteer) Name(id AreaID, langs ...gateway.Language) string {
	d := g.data
	i, ok := d.find(id)
	if !ok {
		return string(id)
	}
	for _, lang := range langs {
		if s := d.nameIn(i, string(lang)); s != "" {
			return s
		}
		if base, _, cut := strings.Cut(string(lang), "-"); cut {
			if s := d.nameIn(i, base); s != "" {
				return s
			}
		}
	}
	if d.first[i] == d.first[i+1] {
		return string(id)
	}
	return d.names.text(d.first[i])
}

// Names returns the display names of an area by locale tag, nil when the area
// is not known.
func (g *Gazetteer) Names(id AreaID) map[string]string {
	if i, ok := g.data.find(id); ok {
		return g.data.area(i).Names
	}
	return nil
}

// Within reports whether child is parent or lies in its subtree. Unknown areas
// lie nowhere.
func (g *Gazetteer) Within(child, parent AreaID) bool {
	c, ok := g.data.find(child)
	if !ok {
		return false
	}
	p, ok := g.data.find(parent)
	return ok && g.data.within(c, p)
}

// Interval gives the numbers of an area's subtree, [low, high). They hold for
// this Gazetteer only.
func (g *Gazetteer) Interval(id AreaID) (low, high int, ok bool) {
	i, ok := g.data.find(id)
	if !ok {
		return 0, 0, false
	}
	return int(i), int(g.data.end[i]), true
}

// Ancestors lists what id lies in, the nearest first, the country last.
func (g *Gazetteer) Ancestors(id AreaID) []AreaID {
	i, ok := g.data.find(id)
	if !ok {
		return nil
	}
	var out []AreaID
	for p := g.data.parent[i]; p >= 0; p = g.data.parent[p] {
		out = append(out, g.data.id(p))
	}
	return out
}

// Kind is the level of an area; false when it is not known.
func (g *Gazetteer) Kind(id AreaID) (Kind, bool) {
	i, ok := g.data.find(id)
	if !ok {
		return 0, false
	}
	return g.data.kind[i], true
}

// Country is the ISO code of the country that id lies in, empty when unknown.
func (g *Gazetteer) Country(id AreaID) string {
	if i, ok := g.data.find(id); ok {
		return g.data.country[i].String()
	}
	return ""
}

// Point is where an area is; false when that is not known.
func (g *Gazetteer) Point(id AreaID) (gateway.Point, bool) {
	i, ok := g.data.find(id)
	if !ok || g.data.lat[i] == noPoint {
		return gateway.Point{}, false
	}
	return g.data.point(i), true
}

func (d *data) within(child, parent int32) bool { return parent <= child && child < d.end[parent] }

func (d *data) point(i int32) gateway.Point {
	return gateway.Point{Lat: float64(d.lat[i]), Lon: float64(d.lon[i])}
}

func (d *data) find(id AreaID) (int32, bool) {
	n, ok := geoNamesID(id)
	if !ok {
		i, ok := d.byID[id]
		return i, ok
	}
	at, ok := slices.BinarySearchFunc(d.byGeo, n, func(i int32, n uint32) int { return int(d.ids[i]) - int(n) })
	if !ok {
		return 0, false
	}
	return d.byGeo[at], true
}

func (d *data) id(i int32) AreaID {
	if n := d.ids[i]; n != 0 {
		return AreaID("gn:" + strconv.FormatUint(uint64(n), 10))
	}
	return d.others[i]
}

// geoNamesID reads "gn:266826"; false for every other form of id.
func geoNamesID(id AreaID) (uint32, bool) {
	rest, ok := strings.CutPrefix(string(id), "gn:")
	if !ok || strings.HasPrefix(rest, "0") {
		return 0, false
	}
	n, err := strconv.ParseUint(rest, 10, 31)
	return uint32(n), err == nil && n > 0
}

func (d *data) area(i int32) Area {
	a := Area{ID: d.id(i), Kind: d.kind[i], Country: d.country[i].String(), Population: int(d.people[i]), Names: map[string]string{}}
	if p := d.parent[i]; p >= 0 {
		a.Parent = d.id(p)
	}
	if d.lat[i] != noPoint {
		p := d.point(i)
		a.Point = &p
	}
	for n := d.first[i]; n < d.first[i+1]; n++ {
		if lang := d.names.lang(n); lang != "" {
			a.Names[lang] = d.names.text(n)
		} else {
			a.Aliases = append(a.Aliases, d.names.text(n))
		}
	}
	return a
}

func (d *data) nameIn(i int32, lang string) string {
	for n := d.first[i]; n < d.first[i+1]; n++ {
		if d.names.lang(n) == lang {
			return d.names.text(n)
		}
	}
	return ""
}

// areaOf finds the area a name belongs to.
func (d *data) areaOf(name uint32) int32 {
	i, ok := slices.BinarySearch(d.first, name)
	if !ok {
		return int32(i - 1)
	}
	for i+1 < len(d.first) && d.first[i+1] == name {
		i++ // areas without names share the position
	}
	return int32(i)
}
