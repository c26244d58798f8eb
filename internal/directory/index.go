package directory

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"waypost/internal/gateway"
)

// item is what ranking needs of one public service, kept close together.
type item struct {
	area     int32 // number in the gazetteer, -1 when not known
	row      int32 // in Data.Services
	lat, lon float32
	checked  int64 // Unix seconds, 0 never
	from     int64
	until    int64 // 0: no end
	hours    *schedule
	zone     uint16
	status   Status
	placed   bool // lat and lon are known
	national bool
}

// needIndex holds the public services for one need, ordered by area.
type needIndex struct {
	items []item
	grid  cellIndex
}

func indexNeeds(d Data, zoneOf map[string]uint16) map[string]*needIndex {
	out := map[string]*needIndex{}
	for row := range d.Services {
		sv := &d.Services[row]
		if sv.Visibility != Public {
			continue
		}
		idx := out[sv.Need]
		if idx == nil {
			idx = &needIndex{}
			out[sv.Need] = idx
		}
		idx.items = append(idx.items, newItem(d, int32(row), zoneOf))
	}
	for _, idx := range out {
		slices.SortFunc(idx.items, func(a, b item) int {
			return cmp.Or(cmp.Compare(a.area, b.area), cmp.Compare(a.row, b.row))
		})
		idx.grid = newCellIndex(idx.items)
	}
	return out
}

func newItem(d Data, row int32, zoneOf map[string]uint16) item {
	sv := &d.Services[row]
	it := item{area: -1, row: row, hours: sv.Hours.s, status: sv.Status, national: sv.Accepts == AcceptsNational}
	if n, _, ok := d.Areas.Interval(sv.Area); ok {
		it.area = int32(n)
		it.zone = zoneOf[d.Areas.Country(sv.Area)]
	}
	if p, ok := servicePoint(d.Areas, sv); ok {
		it.lat, it.lon, it.placed = float32(p.Lat), float32(p.Lon), true
	}
	if !sv.CheckedAt.IsZero() {
		it.checked = sv.CheckedAt.Unix()
	}
	if !sv.From.IsZero() {
		it.from = sv.From.Unix()
	}
	if !sv.Until.IsZero() {
		it.until = sv.Until.Unix()
	}
	return it
}

// inside gives the positions of the items whose area is in [low, high).
func (x *needIndex) inside(low, high int32) func(yield func(int, int32) bool) {
	from := sort.Search(len(x.items), func(i int) bool { return x.items[i].area >= low })
	to := sort.Search(len(x.items), func(i int) bool { return x.items[i].area >= high })
	return func(yield func(int, int32) bool) {
		for i := from; i < to; i++ {
			if !yield(i-from, int32(i)) {
				return
			}
		}
	}
}

// cellIndex sorts placed items into cells of half a degree, 55 km high.
type cellIndex struct {
	cells map[int32][]int32
}

const (
	cellDegrees = 0.5
	cellRows    = 360
	cellCols    = 720
)

func newCellIndex(items []item) cellIndex {
	x := cellIndex{map[int32][]int32{}}
	for i := range items {
		if it := &items[i]; it.placed {
			c := cellAt(float64(it.lat), float64(it.lon))
			x.cells[c] = append(x.cells[c], int32(i))
		}
	}
	return x
}

func cellAt(lat, lon float64) int32 {
	row := int32(math.Floor((lat + 90) / cellDegrees))
	col := int32(math.Floor((lon + 180) / cellDegrees))
	return cellOf(row, col)
}

func cellOf(row, col int32) int32 {
	return min(max(row, 0), cellRows-1)*cellCols + (col%cellCols+cellCols)%cellCols
}

// near visits the items of all cells that may hold something within km of p.
func (x cellIndex) near(p gateway.Point, km float64, visit func(int32)) {
	const degree = 111.19
	rows := int32(math.Ceil(km / degree / cellDegrees))
	narrow := math.Cos(math.Min(math.Abs(p.Lat)+km/degree, 89) * math.Pi / 180)
	cols := min(int32(math.Ceil(km/degree/narrow/cellDegrees)), cellCols/2)
	row := int32(math.Floor((p.Lat + 90) / cellDegrees))
	col := int32(math.Floor((p.Lon + 180) / cellDegrees))
	for r := max(row-rows, 0); r <= min(row+rows, cellRows-1); r++ {
		for c := col - cols; c <= min(col+cols, col-cols+cellCols-1); c++ {
			for _, i := range x.cells[cellOf(r, c)] {
				visit(i)
			}
		}
	}
}
