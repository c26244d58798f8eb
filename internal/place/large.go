package place

// largeNames finds, without a scope, the names that may be near a key, or have
// its skeleton, among the areas large enough to be meant: a search through all
// names of the world takes a millisecond.
type largeNames struct {
	// head and tail list name numbers by the hash of their first and last two
	// letters, bones by that of their skeleton.
	head, tail [256][]uint32
	bones      map[uint32][]uint32
}

func newLargeNames(d *data) largeNames {
	l := largeNames{bones: map[uint32][]uint32{}}
	t := &d.names
	for area := range int32(len(d.parent)) {
		if d.weight(area) < townAbroad {
			continue
		}
		for n := d.first[area]; n < d.first[area+1]; n++ {
			if t.size[n] >= leastNear {
				l.head[t.head[n]] = append(l.head[t.head[n]], n)
				l.tail[t.tail[n]] = append(l.tail[t.tail[n]], n)
			}
			if t.bones[n] != 0 {
				l.bones[t.bones[n]] = append(l.bones[t.bones[n]], n)
			}
		}
	}
	return l
}

// near calls f with every name that may be at distance 1 of a measured key;
// one that shares both ends is met twice.
func (l *largeNames) near(m *measured, f func(n uint32)) {
	for _, n := range l.head[m.head] {
		f(n)
	}
	for _, n := range l.tail[m.tail] {
		f(n)
	}
}
