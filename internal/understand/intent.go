package understand

import (
	"waypost/internal/understand/model"
)

// mostOther is how many further intents a reading names.
const mostOther = 3

// judge decides the intent by the scores of the model. An emergency and a
// protection case are chosen from a lower probability on than others, since
// missing one costs most; the thresholds are tuned on held-out messages.
func (r *Reader) judge(out *Reading, p []float32) {
	model.Softmax(p, r.heat)
	best := 0
	for i := range p {
		if p[i] > p[best] {
			best = i
		}
	}
	chosen := best
	switch urgent := p[r.emergency] + p[r.protection]; {
	case p[r.emergency] >= r.alarm && p[r.emergency] >= p[r.protection]:
		chosen = r.emergency
	case urgent >= r.guard:
		chosen = r.protection
		if p[r.emergency] > p[r.protection] {
			chosen = r.emergency
		}
	}
	out.Intent, out.Confidence = r.intents[chosen], float64(p[chosen])
	out.Other = r.others(p, chosen)
}

// others lists the next likely intents, best first.
func (r *Reader) others(p []float32, chosen int) []Intent {
	var top [mostOther]int
	n := 0
	for i := range p {
		if i == chosen || p[i] < leastOther {
			continue
		}
		at := n
		for at > 0 && p[i] > p[top[at-1]] {
			at--
		}
		if at == mostOther {
			continue
		}
		n = min(n+1, mostOther)
		copy(top[at+1:n], top[at:n-1])
		top[at] = i
	}
	list := make([]Intent, n)
	for i := range list {
		list[i] = r.intents[top[i]]
	}
	return list
}

// leastOther is the probability below which an intent is not worth offering.
const leastOther = 0.02

// bareEmergency reports whether the whole message is a phrase of some lexicon
// that proves an emergency: a bare HELP is one in every locale. A phrase of
// the message's own language that means something else stands against it.
func (r *Reader) bareEmergency(key string, out *Reading) bool {
	list := r.alarms[key]
	if len(list) == 0 {
		return false
	}
	for _, l := range list {
		if l == out.Language || l == "en" {
			return true
		}
	}
	return r.vectors.known[key]&r.tongue(out.Language) == 0
}
