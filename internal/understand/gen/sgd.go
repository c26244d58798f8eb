package main

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"waypost/internal/understand/model"
)

// sample is a message ready for training.
type sample struct {
	features []model.Feature
	// target is a probability for each class.
	target []float32
	weight float32
	ids    []int32
	values []float32
}

// recipe holds the settings of a training run.
type recipe struct {
	classes, epochs int
	// least is in how many samples a feature must occur.
	least int
	rate, decay,
	// drop is the share of features left out of each step.
	drop float64
	seed uint64
}

// linear is a model in training.
type linear struct {
	recipe
	number map[uint64]int32
	hashes []uint64
	w, g   []float32
}

// fit trains multinomial logistic regression with AdaGrad.
func (r recipe) fit(samples []*sample) *linear {
	m := &linear{recipe: r, number: map[uint64]int32{}}
	m.choose(samples)
	m.w = make([]float32, len(m.hashes)*r.classes)
	m.g = make([]float32, len(m.hashes)*r.classes)
	rng := rand.New(rand.NewPCG(r.seed, 1))
	order := make([]int, len(samples))
	for i := range order {
		order[i] = i
	}
	score := make([]float32, r.classes)
	var keptIDs []int32
	var keptValues []float32
	for epoch := range r.epochs {
		rate := float32(r.rate * (1 - float64(epoch)/float64(r.epochs)))
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			s := samples[i]
			keptIDs, keptValues = keptIDs[:0], keptValues[:0]
			for k, id := range s.ids {
				if rng.Float64() >= r.drop {
					keptIDs = append(keptIDs, id)
					keptValues = append(keptValues, s.values[k]/float32(1-r.drop))
				}
			}
			m.step(score, keptIDs, keptValues, s, rate)
		}
	}
	return m
}

// choose numbers the features that occur often enough.
func (m *linear) choose(samples []*sample) {
	count := map[uint64]int{}
	last := map[uint64]int{}
	for i, s := range samples {
		for _, f := range s.features {
			if last[f.Hash] != i+1 {
				last[f.Hash] = i + 1
				count[f.Hash]++
			}
		}
	}
	for h, n := range count {
		if n >= m.least {
			m.hashes = append(m.hashes, h)
		}
	}
	slices.Sort(m.hashes)
	for i, h := range m.hashes {
		m.number[h] = int32(i)
	}
	for _, s := range samples {
		s.ids, s.values = s.ids[:0], s.values[:0]
		for _, f := range s.features {
			if id, ok := m.number[f.Hash]; ok {
				s.ids = append(s.ids, id)
				s.values = append(s.values, f.Value)
			}
		}
	}
}

func (m *linear) step(score []float32, ids []int32, values []float32, s *sample, rate float32) {
	clear(score)
	n := m.classes
	for k, id := range ids {
		w := m.w[int(id)*n:][:n]
		for c := range w {
			score[c] += float32(w[c] * values[k])
		}
	}
	model.Softmax(score, 1)
	for c := range score {
		score[c] = (score[c] - s.target[c]) * s.weight
	}
	for k, id := range ids {
		w, g := m.w[int(id)*n:][:n], m.g[int(id)*n:][:n]
		for c := range w {
			d := float32(score[c]*values[k]) + float32(float32(m.decay)*w[c])
			g[c] += float32(d * d)
			w[c] -= float32(rate * d / (float32(math.Sqrt(float64(g[c]))) + 0.1))
		}
	}
}

// scores gives the raw scores of a message.
func (m *linear) scores(fs []model.Feature) []float32 {
	out := make([]float32, m.classes)
	for _, f := range fs {
		if id, ok := m.number[f.Hash]; ok {
			for c, w := range m.w[int(id)*m.classes:][:m.classes] {
				out[c] += float32(w * f.Value)
			}
		}
	}
	return out
}

// table packs the rows that say most, in the order of their hashes.
func (m *linear) table(most int) (*model.Table, error) {
	strength := make([]float32, len(m.hashes))
	order := make([]int, len(m.hashes))
	for i := range m.hashes {
		row := m.w[i*m.classes:][:m.classes]
		strength[i] = max(slices.Max(row), -slices.Min(row))
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(strength[b], strength[a]) })
	order = order[:min(most, len(order))]
	slices.Sort(order)
	var hashes []uint64
	var rows [][]float32
	for _, i := range order {
		hashes = append(hashes, m.hashes[i])
		rows = append(rows, m.w[i*m.classes:][:m.classes])
	}
	return model.NewTable(m.classes, hashes, rows)
}
