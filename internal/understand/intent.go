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
	urgent := p[r.emergency] + p[r.protection]
	switch {
	case p[r.emergency] >= r.alarm && p[r.emergency] >= p[r.protection]:
		chosen = r.emergency
	case urgent >= r.guard:
		chosen = r.protection
	case best == r.emergency:
		chosen = r.second(p)
	}
	out.Intent, out.Confidence = r.intents[chosen], float64(p[chosen])
	out.Other = r.others(p, chosen)
	if chosen != r.emergency && chosen != r.protection && urgent >= r.offer {
		r.offerUrgent(out, p)
	}
}

// proven is the confidence of a need that a terse message names in so many
// words.
const proven = 0.95

// keyword decides a terse message by the one need that its words prove:
// "shelter tripoli" asks for nothing else.
func (r *Reader) keyword(out *Reading, s *scratch) {
	if len(s.m.Tokens) > briefly {
		return
	}
	var id Intent
	for _, h := range s.m.hits {
		if h.Weak || h.Topic != "" || h.lang != out.Language && h.lang != "en" {
			continue
		}
		if id != "" && id != h.Intent {
			return
		}
		id = h.Intent
	}
	if id != "" {
		out.Intent, out.Confidence, out.Other = id, max(out.Confidence, proven), nil
	}
}

// second is the likeliest intent but an emergency.
func (r *Reader) second(p []float32) int {
	best := -1
	for i := range p {
		if i != r.emergency && (best < 0 || p[i] > p[best]) {
			best = i
		}
	}
	return best
}

// unsure is a confidence at which the person is asked.
const unsure = 0.49

// offerUrgent names the likelier of emergency and protection first among the
// other intents, and makes the person be asked.
func (r *Reader) offerUrgent(out *Reading, p []float32) {
	first := r.emergency
	if p[r.protection] > p[r.emergency] {
		first = r.protection
	}
	id := r.intents[first]
	list := append(make([]Intent, 0, mostOther), id)
	for _, o := range out.Other {
		if o != id && len(list) < mostOther {
			list = append(list, o)
		}
	}
	out.Other = list
	out.Confidence = min(out.Confidence, unsure)
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
