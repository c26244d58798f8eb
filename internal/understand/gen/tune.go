package main

import (
	"math"
	"slices"

	"waypost/internal/understand"
	"waypost/internal/understand/model"
)

// tuneIntent finds the temperature at which the probabilities are honest, and
// the thresholds for what must not be missed, on messages not trained on.
func tuneIntent(m *linear, held heldOut, logf func(string, ...any)) []model.Figure {
	scores := make([][]float32, len(held))
	right := 0
	for i, h := range held {
		scores[i] = m.scores(h.plain.features)
		if h.example.right(argmax(scores[i])) {
			right++
		}
	}
	heat := temperature(scores, held)
	logf("intent: %.2f %% of %d held-out messages right, heat %.2f", 100*float64(right)/float64(len(held)), len(held), heat)
	for _, s := range scores {
		model.Softmax(s, heat)
	}
	emergency, protection := intentNumber(string(understand.Emergency)), intentNumber(string(understand.Protection))
	alarm := thresholdFor(held, scores, func(p []float32) float32 {
		if p[emergency] >= p[protection] {
			return p[emergency]
		}
		return 0
	}, func(h *heldMessage) bool { return h.example.right(emergency) }, falseAlarms)
	guard := thresholdFor(held, scores, func(p []float32) float32 { return p[emergency] + p[protection] },
		func(h *heldMessage) bool { return h.example.right(emergency) || h.example.right(protection) }, falseGuards)
	offer := offerFrom(held, scores, emergency, protection)
	logf("emergency from %.3f, urgent from %.3f, offered from %.3f", alarm, guard, offer)
	return []model.Figure{{Name: "intent heat", Value: heat}, {Name: "emergency from", Value: alarm},
		{Name: "urgent from", Value: guard}, {Name: "urgent offered from", Value: offer}}
}

// offeredRecall is the share of emergencies and protection cases that must be
// chosen or offered.
const offeredRecall = 0.97

// offerFrom finds the probability of either that so many of them reach.
func offerFrom(held heldOut, p [][]float32, emergency, protection int) float32 {
	var urgent []float32
	for i, h := range held {
		if h.example.intent == emergency || h.example.intent == protection {
			urgent = append(urgent, p[i][emergency]+p[i][protection])
		}
	}
	slices.Sort(urgent)
	return urgent[int((1-offeredRecall)*float64(len(urgent)))]
}

// The shares of other messages that may be taken for an emergency, and for
// either an emergency or a protection case.
const (
	falseAlarms = 0.04
	falseGuards = 0.09
)

// thresholdFor finds the lowest threshold that takes at most a share of the
// messages wrongly.
func thresholdFor(held heldOut, p [][]float32, value func([]float32) float32, is func(*heldMessage) bool, share float64) float32 {
	var wrong []float32
	others := 0
	for i := range held {
		if !is(&held[i]) {
			others++
			wrong = append(wrong, value(p[i]))
		}
	}
	slices.Sort(wrong)
	at := len(wrong) - 1 - int(share*float64(others))
	return wrong[max(at, 0)] + 1e-4
}

// temperature minimises the cross-entropy by golden-section search.
func temperature(scores [][]float32, held heldOut) float32 {
	loss := func(t float64) float64 {
		sum := 0.0
		for i, h := range held {
			s := slices.Clone(scores[i])
			model.Softmax(s, float32(t))
			sum -= math.Log(float64(s[h.class()]) + 1e-9)
		}
		return sum
	}
	low, high := 0.3, 5.0
	const golden = 0.618033988749895
	for high-low > 0.01 {
		a, b := high-golden*(high-low), low+golden*(high-low)
		if loss(a) < loss(b) {
			high = b
		} else {
			low = a
		}
	}
	return float32((low + high) / 2)
}

func (h *heldMessage) class() int { return argmax(h.plain.target) }

func argmax(s []float32) int {
	best := 0
	for i := range s {
		if s[i] > s[best] {
			best = i
		}
	}
	return best
}

// sureRight is how often a sure language must be right on held-out messages.
const sureRight = 0.99

// tuneLanguage finds the temperature and the probability from which on the
// language is sure.
func tuneLanguage(m *linear, held heldOut, tags []string, logf func(string, ...any)) []model.Figure {
	scores := make([][]float32, len(held))
	right := 0
	for i, h := range held {
		scores[i] = m.scores(h.plain.features)
		if argmax(scores[i]) == h.class() {
			right++
		}
	}
	heat := temperature(scores, held)
	type outcome struct {
		p  float32
		ok bool
	}
	list := make([]outcome, len(held))
	for i, h := range held {
		model.Softmax(scores[i], heat)
		best := argmax(scores[i])
		list[i] = outcome{scores[i][best], best == h.class()}
	}
	slices.SortStableFunc(list, func(a, b outcome) int {
		switch {
		case a.p > b.p:
			return -1
		case a.p < b.p:
			return 1
		}
		return 0
	})
	sure, good := float32(0.9), 0
	for i, o := range list {
		if o.ok {
			good++
		}
		if float64(good) >= sureRight*float64(i+1) {
			sure = o.p
		}
	}
	sure = max(sure, 0.5)
	logf("language: %.2f %% of %d held-out messages right, heat %.2f, sure from %.3f",
		100*float64(right)/float64(len(held)), len(held), heat, sure)
	return []model.Figure{{Name: "language heat", Value: heat}, {Name: "language sure", Value: sure}}
}
