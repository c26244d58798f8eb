package understand

import (
	"strings"

	"waypost/internal/fold"
	"waypost/internal/place"
)

// words are those that mean something in some language, so that they are not
// taken for the name of an unknown place.
type words struct {
	known  map[string]bool
	stems  map[string]bool
	before map[string]bool
	least  int
}

func newWords(lexicons []Lexicon) *words {
	w := &words{known: map[string]bool{}, stems: map[string]bool{}, before: map[string]bool{}, least: 1 << 30}
	for _, l := range lexicons {
		l.eachWord(func(s string) { w.known[s] = true })
		for _, t := range l.Terms {
			if t.Stem && len(t.Words) == 1 {
				w.stems[t.Words[0]] = true
				w.least = min(w.least, len(t.Words[0]))
			}
		}
		for key := range l.Demonyms {
			w.know(key)
		}
		for _, s := range l.After {
			w.know(fold.Fold(s))
		}
		for _, s := range l.Before {
			w.know(fold.Fold(s))
			w.before[fold.Fold(s)] = true
		}
	}
	return w
}

func (w *words) know(key string) {
	for _, s := range strings.Fields(key) {
		w.known[s] = true
	}
}

// mean reports whether a word means something.
func (w *words) mean(key string) bool {
	if w.known[key] || key[0] <= '9' {
		return true
	}
	for n := w.least; n <= len(key); n++ {
		if w.stems[key[:n]] {
			return true
		}
	}
	return false
}

func placeOptions(lexicons []Lexicon) place.Options {
	var o place.Options
	for _, l := range lexicons {
		o.Before = append(o.Before, l.Before...)
		o.After = append(o.After, l.After...)
		o.Prefixes = append(o.Prefixes, l.Prefixes...)
		o.Suffixes = append(o.Suffixes, l.Suffixes...)
		o.Common = append(o.Common, l.Common...)
		o.Common = append(o.Common, l.Romanised...)
		for _, t := range l.Terms {
			if len(t.Words) == 1 {
				o.Common = append(o.Common, t.Words[0])
			}
		}
	}
	return o
}

// places finds the places named and masks their tokens, which say nothing of
// the intent.
func (r *Reader) places(s *scratch) []place.Match {
	g := r.cfg.Places
	if g == nil {
		return nil
	}
	found := g.Scan(s.m.Tokens, r.cfg.Scope)
	for i := range found {
		m := &found[i]
		if m.Common && !m.Cue || m.Whole {
			continue
		}
		for k := m.Start; k < m.End; k++ {
			s.m.Masked[k] = !s.m.Tokens[k].Run
		}
	}
	return found
}

// place finds where the person is, or the word that should be a place.
func (r *Reader) place(out *Reading, s *scratch, found []place.Match) {
	g := r.cfg.Places
	if g == nil {
		return
	}
	best := -1
	for i := range found {
		m := &found[i]
		if m.Common && !m.Cue && !m.Whole || r.isNationality(out, m) {
			continue
		}
		if best < 0 || rank(m) > rank(&found[best]) {
			best = i
		}
	}
	if best >= 0 {
		out.Place = &found[best]
		return
	}
	r.unknownPlace(out, s)
}

// rank prefers a place that a word announces, then a town to a country.
func rank(m *place.Match) int {
	n := 0
	if m.Cue {
		n += 2
	}
	if len(m.Areas) == 0 || len(m.Areas[0]) != 2 {
		n++
	}
	return n
}

// isNationality drops a country that was read as a nationality.
func (r *Reader) isNationality(out *Reading, m *place.Match) bool {
	return out.Nationality != "" && len(m.Areas) == 1 && string(m.Areas[0]) == out.Nationality &&
		(out.Intent == Consular || out.Intent == Register)
}

// A word that stands for a place is looked for in a message of so few words.
const shortMessage = 5

// unknownPlace looks at the words that mean nothing else: one may be a place
// spelt badly, or one nobody knows.
func (r *Reader) unknownPlace(out *Reading, s *scratch) {
	from, to, cued := r.leftover(s)
	if from == to {
		return
	}
	rest := s.m.Tokens[from:to]
	if m, ok := r.cfg.Places.Guess(rest, r.cfg.Scope); ok {
		m.Start, m.End = m.Start+from, m.End+from
		out.Place = &m
		return
	}
	if (cued || out.Confidence >= 0.5) && out.Intent != Unknown && out.Nationality == "" {
		out.UnknownPlace = s.m.Text[rest[0].Start:rest[len(rest)-1].End]
	}
}

// leftover finds the first words that mean nothing, as long as they stand
// together: in a short message those beside its phrases, in a longer one only
// what follows a word that announces a place.
func (r *Reader) leftover(s *scratch) (from, to int, cued bool) {
	toks := s.m.Tokens
	free := func(i int) bool { return !toks[i].Run && !r.words.mean(toks[i].Key) }
	short := len(toks) <= shortMessage && len(s.m.hits) > 0
	for i := range toks {
		after := i > 0 && r.words.before[toks[i-1].Key]
		if !free(i) || !after && !short {
			continue
		}
		if after && !short && len(toks) > i+1 {
			continue
		}
		to = i + 1
		for to < len(toks) && free(to) {
			to++
		}
		return i, to, after
	}
	return 0, 0, false
}
