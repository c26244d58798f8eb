package model

import (
	"errors"
	"math"
)

// Table is a linear model: for each feature a row of weights, one a class.
// Weights are stored in 8 bits with one scale a row.
type Table struct {
	Classes int
	keys    []uint32 // fingerprint of each row
	scales  []float32
	weights []int8
	slots   []slot
	shift   uint
}

// slot is an entry of the open hash table; row counts from 1.
type slot struct{ key, row uint32 }

// NewTable stores rows of weights, given with the hashes of their features.
// Two features whose hashes share the leading 32 bits are merged into the
// first.
func NewTable(classes int, hashes []uint64, rows [][]float32) (*Table, error) {
	if len(hashes) != len(rows) {
		return nil, errors.New("model: hashes and rows differ in number")
	}
	t := &Table{Classes: classes}
	seen := make(map[uint32]bool, len(hashes))
	for i, h := range hashes {
		key := fingerprint(h)
		if seen[key] {
			continue
		}
		seen[key] = true
		t.keys = append(t.keys, key)
		scale, q := quantize(rows[i])
		t.scales = append(t.scales, scale)
		t.weights = append(t.weights, q...)
	}
	t.index()
	return t, nil
}

// slight is the weight, of 127, below which it is noise and stored as none.
const slight = 6

func quantize(row []float32) (float32, []int8) {
	var top float32
	for _, w := range row {
		top = max(top, float32(math.Abs(float64(w))))
	}
	q := make([]int8, len(row))
	if top == 0 {
		return 0, q
	}
	scale := top / 127
	for i, w := range row {
		if n := math.RoundToEven(float64(w / scale)); n >= slight || n <= -slight {
			q[i] = int8(n)
		}
	}
	return scale, q
}

func fingerprint(h uint64) uint32 { return uint32(h>>32) ^ uint32(h) }

// index builds the hash table, at most half full.
func (t *Table) index() {
	bits := uint(1)
	for 1<<bits < 2*len(t.keys) {
		bits++
	}
	t.slots = make([]slot, 1<<bits)
	t.shift = 32 - bits
	for i, key := range t.keys {
		at := t.home(key)
		for t.slots[at].row != 0 {
			at = (at + 1) & uint32(len(t.slots)-1)
		}
		t.slots[at] = slot{key, uint32(i + 1)}
	}
}

func (t *Table) home(key uint32) uint32 { return key * 2654435769 >> t.shift }

func (t *Table) row(hash uint64) int {
	key := fingerprint(hash)
	for at := t.home(key); ; at = (at + 1) & uint32(len(t.slots)-1) {
		s := t.slots[at]
		if s.row == 0 {
			return -1
		}
		if s.key == key {
			return int(s.row - 1)
		}
	}
}

// Rows is the number of features the table knows.
func (t *Table) Rows() int { return len(t.keys) }

// Bytes is what the table takes in memory.
func (t *Table) Bytes() int { return 4*len(t.keys) + 4*len(t.scales) + len(t.weights) + 8*len(t.slots) }

// mostClasses bounds the classes of a table; fixed is the fixed point that
// sums are kept in, which is faster than floating point and the same on every
// machine.
const (
	mostClasses = 64
	fixed       = 1 << 24
)

// Add adds the weights of the features, each times its value and times
// factor, to scores, which has one entry a class. It returns how many
// features were known.
func (t *Table) Add(scores []float32, fs []Feature, factor float32) int {
	var sums [mostClasses]int64
	known := 0
	n := min(t.Classes, mostClasses)
	for _, f := range fs {
		i := t.row(f.Hash)
		if i < 0 {
			continue
		}
		known++
		v := int64(f.Value * factor * t.scales[i] * fixed)
		w := t.weights[i*t.Classes:][:n]
		for c, x := range w {
			sums[c&(mostClasses-1)] += v * int64(x)
		}
	}
	for c := range n {
		scores[c] += float32(sums[c]) / fixed
	}
	return known
}

// Softmax turns scores, divided by a temperature, into probabilities.
func Softmax(scores []float32, temperature float32) {
	top := scores[0]
	for _, s := range scores {
		top = max(top, s)
	}
	var sum float32
	for i, s := range scores {
		scores[i] = float32(math.Exp(float64((s - top) / temperature)))
		sum += scores[i]
	}
	for i := range scores {
		scores[i] /= sum
	}
}
