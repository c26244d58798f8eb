package place

import (
	"math"

	"waypost/internal/gateway"
)

// earthRadius is the mean radius in km (IUGG).
const earthRadius = 6371.0088

// kmPerDegree is at most the length of a degree of latitude.
const kmPerDegree = earthRadius * math.Pi / 180 * 0.9999

// Distance is the great-circle distance in km.
func Distance(a, b gateway.Point) float64 {
	const rad = math.Pi / 180
	dLat, dLon := (b.Lat-a.Lat)*rad, (b.Lon-a.Lon)*rad
	h := math.Sin(dLat/2)*math.Sin(dLat/2) +
		math.Cos(a.Lat*rad)*math.Cos(b.Lat*rad)*math.Sin(dLon/2)*math.Sin(dLon/2)
	return 2 * earthRadius * math.Asin(math.Min(1, math.Sqrt(h)))
}

// Nearest is the area of that kind closest to p, empty when none has a point.
func (g *Gazetteer) Nearest(p gateway.Point, kind Kind) AreaID {
	d := g.data
	best, bestKm := int32(-1), math.Inf(1)
	d.grid.around(p, func(i int32) {
		if d.kind[i] != kind || math.Abs(float64(d.lat[i])-p.Lat)*kmPerDegree > bestKm {
			return
		}
		if km := Distance(p, d.point(i)); km < bestKm {
			best, bestKm = i, km
		}
	}, func(reached float64) bool { return bestKm > reached })
	if best < 0 {
		return ""
	}
	return d.id(best)
}

// grid sorts the areas that have a point into cells of one degree.
type grid struct {
	start []uint32 // of each cell in items, and one past the last
	items []int32
}

const gridRows, gridCols = 180, 360

func cell(lat, lon float64) (row, col int) {
	row = min(max(int(math.Floor(lat))+90, 0), gridRows-1)
	col = ((int(math.Floor(lon))+180)%gridCols + gridCols) % gridCols
	return row, col
}

func newGrid(d *data) grid {
	count := make([]uint32, gridRows*gridCols+1)
	each := func(f func(cell int, i int32)) {
		for i := range d.lat {
			if d.lat[i] != noPoint {
				r, c := cell(float64(d.lat[i]), float64(d.lon[i]))
				f(r*gridCols+c, int32(i))
			}
		}
	}
	total := 0
	each(func(c int, _ int32) { count[c+1]++; total++ })
	for c := 1; c < len(count); c++ {
		count[c] += count[c-1]
	}
	items := make([]int32, total)
	fill := append([]uint32(nil), count...)
	each(func(c int, i int32) { items[fill[c]] = i; fill[c]++ })
	return grid{count, items}
}

// around visits the cells in growing rings about p. After each ring more is
// told the distance in km within which all has been visited; it ends the walk
// by returning false.
func (g grid) around(p gateway.Point, visit func(i int32), more func(reached float64) bool) {
	if len(g.items) == 0 {
		return
	}
	row, col := cell(p.Lat, p.Lon)
	for ring := 0; ring <= gridCols/2; ring++ {
		g.ring(row, col, ring, visit)
		if !more(reach(p.Lat, ring)) {
			return
		}
	}
}

// ring visits the cells at that distance in rows or columns.
func (g grid) ring(row, col, ring int, visit func(i int32)) {
	for r := max(row-ring, 0); r <= min(row+ring, gridRows-1); r++ {
		edge := r == row-ring || r == row+ring
		for c := -ring; c <= ring; c++ {
			if !edge && c != -ring && c != ring {
				c = ring - 1
				continue
			}
			if c == gridCols/2 && c == ring {
				continue // the same meridian as -ring
			}
			at := r*gridCols + ((col+c)%gridCols+gridCols)%gridCols
			for _, i := range g.items[g.start[at]:g.start[at+1]] {
				visit(i)
			}
		}
	}
}

// reach is the distance in km within which ring rings of cells hold everything
// about a point at that latitude: the shorter of the way north or south and
// the way to the meridian that many degrees east or west.
func reach(lat float64, ring int) float64 {
	const degree = math.Pi / 180
	if ring >= gridCols/2 {
		return math.Inf(1)
	}
	sideways := math.Asin(math.Cos(lat*degree) * math.Sin(min(float64(ring), 90)*degree))
	return earthRadius * math.Min(float64(ring)*degree, sideways)
}
