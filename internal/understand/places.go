package understand

import (
	"unicode"
	"unicode/utf8"

	"waypost/internal/fold"
	"waypost/internal/gateway"
	"waypost/internal/place"
)

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

// named is a place found, with how much speaks for it.
type named struct {
	place.Match
	weight int
}

// What speaks for a piece of text being a place, and against.
const (
	cueWeight      = 3
	capitalWeight  = 3
	plainWeight    = 2 // not an ordinary word, and not only a hamlet
	townWeight     = 1 // a town says more than its country
	wholeWeight    = 4
	ordinaryWeight = -5
	believedFrom   = 1
)

// places finds the places named and masks the tokens of those it believes,
// which say nothing of the intent.
func (r *Reader) places(s *scratch, out *Reading) []named {
	s.found = s.found[:0]
	if r.cfg.Places == nil {
		return nil
	}
	for _, m := range r.cfg.Places.Scan(s.m.Tokens, r.cfg.Scope) {
		n := named{m, r.weight(s, &m, out.Language)}
		if n.weight < believedFrom {
			continue
		}
		s.found = append(s.found, n)
		if m.Whole || n.weight < plainWeight {
			continue
		}
		for k := m.Start; k < m.End; k++ {
			s.m.Masked[k] = !s.m.Tokens[k].Run
		}
	}
	return s.found
}

func (r *Reader) weight(s *scratch, m *place.Match, lang gateway.Language) int {
	toks := s.m.Tokens
	weight := 0
	if m.Cue {
		weight += cueWeight
	}
	if !m.Common {
		weight += plainWeight
	}
	if m.Whole {
		weight += wholeWeight
	}
	if capital(toks, m.Start) {
		weight += capitalWeight
	}
	switch {
	case len(m.Areas) > 0 && len(m.Areas[0]) != 2:
		weight += townWeight
	case !m.Common:
		return weight
	}
	if m.End == m.Start+1 && !toks[m.Start].Run && r.words.ordinary.Has(string(lang), toks[m.Start].Key) {
		weight += ordinaryWeight
	}
	return weight
}

// capital reports whether a word in mid-sentence starts with a capital while
// others do not.
func capital(toks []fold.Token, i int) bool {
	if i == 0 || !upper(toks[i].Text) {
		return false
	}
	for k := range toks {
		if k != i && lower(toks[k].Text) {
			return true
		}
	}
	return false
}

func upper(s string) bool { r, _ := utf8.DecodeRuneInString(s); return unicode.IsUpper(r) }
func lower(s string) bool { r, _ := utf8.DecodeRuneInString(s); return unicode.IsLower(r) }

// place finds where the person is, or the word that should be a place.
func (r *Reader) place(out *Reading, s *scratch, found []named) {
	if r.cfg.Places == nil {
		return
	}
	best := -1
	for i := range found {
		if found[i].weight >= believedFrom && (best < 0 || found[i].weight > found[best].weight) {
			best = i
		}
	}
	if best >= 0 {
		m := found[best].Match
		out.Place = &m
		return
	}
	r.unknownPlace(out, s)
}

// A word that stands for a place is looked for in a message of so few words.
const shortMessage = 5

// unknownPlace looks at the words that mean nothing else: one may be a place
// with an ending, one spelt badly, or one nobody knows.
func (r *Reader) unknownPlace(out *Reading, s *scratch) {
	toks := s.m.Tokens
	for i := range toks {
		if !r.free(out.Language, &toks[i]) {
			continue
		}
		if m, ok := r.inflected(&toks[i]); ok {
			m.Start, m.End = i, i+1
			out.Place = &m
			return
		}
	}
	from, to, cued := r.leftover(s, out.Language)
	if from == to {
		return
	}
	rest := toks[from:to]
	if m, ok := r.cfg.Places.Guess(rest, r.cfg.Scope); ok {
		m.Start, m.End = m.Start+from, m.End+from
		m.Whole = m.Whole && len(rest) == len(s.m.Tokens)
		out.Place = &m
		return
	}
	short := len(toks) <= shortMessage && out.Confidence >= 0.5
	if (cued || short) && out.Intent != Unknown && out.Nationality == "" {
		out.UnknownPlace = s.m.Text[rest[0].Start:rest[len(rest)-1].End]
	}
}

// free reports whether a word means nothing in the language, so that it may
// be a place.
func (r *Reader) free(lang gateway.Language, t *fold.Token) bool {
	return !t.Run && utf8.RuneCountInString(t.Key) > 2 && !r.words.mean(lang, t.Key)
}

// longestEnding is how many letters of an ending are cut, leastStemLeft how
// many of an alphabet must remain of the name; of syllable signs fewer.
const (
	longestEnding    = 4
	leastNameLetters = 5
	leastNameSigns   = 3
)

// inflected finds the place whose name a word begins with, when only an ending
// that no lexicon lists follows. It is never exact.
func (r *Reader) inflected(t *fold.Token) (place.Match, bool) {
	first, _ := utf8.DecodeRuneInString(t.Key)
	least := leastNameLetters
	if first >= 0x900 {
		least = leastNameSigns
	}
	key := t.Key
	runes := utf8.RuneCountInString(key)
	for range longestEnding {
		_, n := utf8.DecodeLastRuneInString(key)
		key = key[:len(key)-n]
		if runes--; runes < least {
			break
		}
		one := [1]fold.Token{{Text: key, Key: key, End: len(key)}}
		for _, m := range r.cfg.Places.Scan(one[:], r.cfg.Scope) {
			if !m.Common {
				m.Text, m.Exact, m.Whole = t.Text, false, false
				return m, true
			}
		}
	}
	return place.Match{}, false
}

// leftover finds the words that mean nothing and may be a place: what follows
// a word that announces one, or is written with a capital; in a short message
// what is left beside its phrases.
func (r *Reader) leftover(s *scratch, lang gateway.Language) (from, to int, cued bool) {
	toks := s.m.Tokens
	short := len(toks) <= shortMessage && len(s.m.hits) > 0
	for i := range toks {
		after := i > 0 && r.words.before[toks[i-1].Key]
		if !after && !short && !capital(toks, i) && i != len(toks)-1 || !r.free(lang, &toks[i]) {
			continue
		}
		to = i + 1
		for to < len(toks) && r.free(lang, &toks[to]) {
			to++
		}
		return i, to, after
	}
	return 0, 0, false
}
