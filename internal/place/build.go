package place

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// New builds a Gazetteer. Areas may come in any order. A duplicate id, an
// unknown parent, an area without a name, or a circle is an error that names
// the area.
func New(areas []Area) (*Gazetteer, error) {
	var b Builder
	for i := range areas {
		b.Add(areas[i])
	}
	return b.Build()
}

// Extend returns a Gazetteer with further areas. An area whose id is already
// known adds its names and aliases, and replaces point and population where it
// has them.
func (g *Gazetteer) Extend(areas []Area) (*Gazetteer, error) {
	var b Builder
	seen := make(map[AreaID]Area, len(areas))
	for _, a := range areas {
		if _, twice := seen[a.ID]; twice {
			return nil, fmt.Errorf("area %q: twice", a.ID)
		}
		seen[a.ID] = a
	}
	for i := range g.data.parent {
		id := g.data.id(int32(i))
		if a, ok := seen[id]; ok {
			b.Add(merged(g.data.area(int32(i)), a))
			delete(seen, id)
			continue
		}
		b.copy(g.data, int32(i))
	}
	for _, a := range areas {
		if _, fresh := seen[a.ID]; fresh {
			b.Add(a)
		}
	}
	out, err := b.Build()
	if err != nil {
		return nil, err
	}
	out.opts = g.opts
	return out, nil
}

func merged(old, more Area) Area {
	for lang, name := range more.Names {
		if was := old.Names[lang]; was != "" && was != name {
			old.Aliases = append(old.Aliases, was)
		}
		old.Names[lang] = name
	}
	old.Aliases = append(old.Aliases, more.Aliases...)
	if more.Point != nil {
		old.Point = more.Point
	}
	if more.Population != 0 {
		old.Population = more.Population
	}
	return old
}

// Builder gathers areas. The zero value is ready; it builds once.
type Builder struct {
	nodes []node
	langs []string
	arena []byte
	names []name
}

type node struct {
	id, parent  AreaID
	kind        Kind
	country     country
	lat, lon    float32
	people      uint32
	first, last uint32 // its names
}

type name struct {
	start, end uint32
	tag        uint8
	measured
	others []uint32 // hashes of the variants
}

// Add takes one area with all its names.
func (b *Builder) Add(a Area) {
	b.Node(a)
	langs := make([]string, 0, len(a.Names))
	for lang := range a.Names {
		langs = append(langs, lang)
	}
	slices.SortFunc(langs, func(x, y string) int {
		return cmp.Or(cmp.Compare(b2i(x != "en"), b2i(y != "en")), cmp.Compare(x, y))
	})
	for _, lang := range langs {
		b.Name(lang, a.Names[lang])
	}
	for _, alias := range a.Aliases {
		b.Name("", alias)
	}
}

// Node takes one area without its names: they follow by Name.
func (b *Builder) Node(a Area) {
	n := node{id: a.ID, parent: a.Parent, kind: a.Kind, country: countryCode(a.Country), lat: noPoint, people: uint32(max(a.Population, 0))}
	if a.Country == "" && a.Parent == "" && len(a.ID) == 2 {
		n.country = countryCode(string(a.ID))
	}
	if a.Point != nil {
		n.lat, n.lon = float32(a.Point.Lat), float32(a.Point.Lon)
	}
	n.first = uint32(len(b.names))
	n.last = n.first
	b.nodes = append(b.nodes, n)
}

// Name gives the last Node a name: the one to show in lang, or an alias when
// lang is empty. The first name is the one shown where no language fits.
func (b *Builder) Name(lang, text string) {
	text = strings.TrimSpace(text)
	if text == "" || len(b.nodes) == 0 {
		return
	}
	if m, others := measure(text); m.size > 0 {
		b.add(name{tag: b.tag(lang), measured: m, others: others}, text)
	}
}

func (b *Builder) add(n name, text string) {
	n.start = uint32(len(b.arena))
	b.arena = append(b.arena, text...)
	n.end = uint32(len(b.arena))
	b.names = append(b.names, n)
	b.nodes[len(b.nodes)-1].last++
}

func (b *Builder) tag(lang string) uint8 {
	if len(b.langs) == 0 {
		b.langs = append(b.langs, "")
	}
	i := slices.Index(b.langs, lang)
	if i < 0 {
		if len(b.langs) == 256 {
			return 0 // the 256th language is found, but not shown
		}
		b.langs = append(b.langs, lang)
		i = len(b.langs) - 1
	}
	return uint8(i)
}

// copy takes area i of d with its names.
func (b *Builder) copy(d *data, i int32) {
	n := node{id: d.id(i), kind: d.kind[i], country: d.country[i], lat: d.lat[i], lon: d.lon[i], people: d.people[i]}
	if p := d.parent[i]; p >= 0 {
		n.parent = d.id(p)
	}
	n.first = uint32(len(b.names))
	n.last = n.first
	b.nodes = append(b.nodes, n)
	for at := d.first[i]; at < d.first[i+1]; at++ {
		text := d.names.text(at)
		m, others := measure(text)
		b.add(name{tag: b.tag(d.names.lang(at)), measured: m, others: others}, text)
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Build checks the tree and lays out the columns.
func (b *Builder) Build() (*Gazetteer, error) {
	order, parents, err := b.depthFirst()
	if err != nil {
		return nil, err
	}
	d := &data{
		ids:     make([]uint32, len(order)),
		others:  map[int32]AreaID{},
		byID:    map[AreaID]int32{},
		parent:  parents,
		end:     make([]int32, len(order)),
		kind:    make([]Kind, len(order)),
		country: make([]country, len(order)),
		lat:     make([]float32, len(order)),
		lon:     make([]float32, len(order)),
		people:  make([]uint32, len(order)),
		roots:   map[string]int32{},
	}
	for i, at := range order {
		d.place(int32(i), &b.nodes[at])
	}
	for i := len(order) - 1; i >= 0; i-- {
		d.end[i] = max(d.end[i], int32(i)+1)
		if p := d.parent[i]; p >= 0 {
			d.end[p] = max(d.end[p], d.end[i])
		}
	}
	slices.SortFunc(d.byGeo, func(x, y int32) int { return cmp.Compare(d.ids[x], d.ids[y]) })
	b.layNames(d, order)
	d.grid = newGrid(d)
	d.large = newLargeNames(d)
	return &Gazetteer{data: d}, nil
}

// place fills the columns of area i.
func (d *data) place(i int32, n *node) {
	d.kind[i], d.country[i], d.lat[i], d.lon[i], d.people[i] = n.kind, n.country, n.lat, n.lon, n.people
	if p := d.parent[i]; p >= 0 && d.country[i] == (country{}) {
		d.country[i] = d.country[p]
	}
	if geo, ok := geoNamesID(n.id); ok {
		d.ids[i] = geo
		d.byGeo = append(d.byGeo, i)
	} else {
		d.others[i] = n.id
		d.byID[n.id] = i
	}
	if code := d.country[i].String(); d.parent[i] < 0 && code != "" && (n.kind == Country || d.roots[code] == 0) {
		d.roots[code] = i
	}
}

// depthFirst orders the nodes so that every subtree is an interval, children
// in the order in which they came. It returns the order and the parents by
// their new numbers.
func (b *Builder) depthFirst() (order []uint32, parents []int32, err error) {
	at := make(map[AreaID]uint32, len(b.nodes))
	for i := range b.nodes {
		n := &b.nodes[i]
		if n.id == "" || n.first == n.last {
			return nil, nil, fmt.Errorf("area %q: no id or no name", n.id)
		}
		if _, twice := at[n.id]; twice {
			return nil, nil, fmt.Errorf("area %q: twice", n.id)
		}
		at[n.id] = uint32(i)
	}
	const none = ^uint32(0)
	child := slices.Repeat([]uint32{none}, len(b.nodes))
	next := slices.Repeat([]uint32{none}, len(b.nodes))
	top := none
	for i := len(b.nodes) - 1; i >= 0; i-- {
		n := &b.nodes[i]
		head := &top
		if n.parent != "" {
			p, ok := at[n.parent]
			if !ok {
				return nil, nil, fmt.Errorf("area %q: unknown parent %q", n.id, n.parent)
			}
			head = &child[p]
		}
		next[i], *head = *head, uint32(i)
	}
	order = make([]uint32, 0, len(b.nodes))
	parents = make([]int32, 0, len(b.nodes))
	var walk func(first uint32, parent int32)
	walk = func(first uint32, parent int32) {
		for i := first; i != none; i = next[i] {
			self := int32(len(order))
			order = append(order, i)
			parents = append(parents, parent)
			walk(child[i], self)
		}
	}
	walk(top, -1)
	if len(order) != len(b.nodes) {
		return nil, nil, b.circle(order)
	}
	return order, parents, nil
}

// circle names an area that no root leads to.
func (b *Builder) circle(reached []uint32) error {
	slices.Sort(reached)
	for i := range b.nodes {
		if _, ok := slices.BinarySearch(reached, uint32(i)); !ok {
			return fmt.Errorf("area %q: lies in itself", b.nodes[i].id)
		}
	}
	return nil
}

// layNames writes the names in the order of the areas and sorts their index.
func (b *Builder) layNames(d *data, order []uint32) {
	t := &d.names
	t.langs = b.langs
	t.start = make([]uint32, 0, len(b.names)+1)
	t.tag = make([]uint8, 0, len(b.names))
	t.letters = make([]uint32, 0, len(b.names))
	t.size = make([]uint8, 0, len(b.names))
	t.bones = make([]uint32, 0, len(b.names))
	t.head = make([]uint8, 0, len(b.names))
	t.tail = make([]uint8, 0, len(b.names))
	d.first = make([]uint32, 0, len(order)+1)
	entries := make([]indexEntry, 0, len(b.names))
	var arena strings.Builder
	arena.Grow(len(b.arena))
	for _, at := range order {
		d.first = append(d.first, uint32(len(t.tag)))
		for _, n := range b.names[b.nodes[at].first:b.nodes[at].last] {
			self := uint32(len(t.tag))
			entries = append(entries, indexEntry{n.hash, self})
			text := b.arena[n.start:n.end]
			for _, alt := range n.others {
				entries = append(entries, indexEntry{alt, self})
			}
			t.start = append(t.start, uint32(arena.Len()))
			t.tag, t.size = append(t.tag, n.tag), append(t.size, n.size)
			t.letters, t.bones = append(t.letters, n.letters), append(t.bones, n.bones)
			t.head, t.tail = append(t.head, n.head), append(t.tail, n.tail)
			arena.Write(text)
		}
	}
	d.first = append(d.first, uint32(len(t.tag)))
	t.start = append(t.start, uint32(arena.Len()))
	t.arena = arena.String()
	t.sortIndex(entries)
	*b = Builder{}
}
