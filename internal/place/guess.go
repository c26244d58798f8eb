package place

import (
	"slices"
	"unicode/utf8"

	"waypost/internal/fold"
)

// Find reads a whole text as an answer to "which place?": the exact name,
// within the scope first; else names that stand in the text; else a corrected
// spelling. False when nothing fits.
func (g *Gazetteer) Find(text string, scope []string) (Match, bool) {
	toks := fold.Tokens(text)
	if len(toks) == 0 {
		return Match{}, false
	}
	ms := g.Scan(toks, scope)
	if best := slices.IndexFunc(ms, func(m Match) bool { return m.Whole }); best >= 0 && (ms[best].InScope || len(scope) == 0) {
		return ms[best], true
	}
	best := slices.IndexFunc(ms, func(m Match) bool { return m.InScope && (!m.Common || m.Cue) })
	if best >= 0 {
		return ms[best], true
	}
	if m, ok := g.Guess(toks, scope); ok {
		return m, true
	}
	if len(ms) == 0 {
		return Match{}, false
	}
	best = max(slices.IndexFunc(ms, func(m Match) bool { return !m.Common || m.Cue }), 0)
	return ms[best], true
}

// Guess corrects a spelling: the longest stretch of tokens that is one edit
// away from a name of five letters or more within the scope, else one whose
// consonants are those of a single place in it when written in Latin. An empty
// scope is the whole world, of which only towns of 50,000 and more, divisions
// and countries are guessed. Give it only tokens that mean nothing else; the
// result is never Exact.
func (g *Gazetteer) Guess(tokens []fold.Token, scope []string) (Match, bool) {
	s := scanner{g: g, toks: tokens, scope: g.data.scope(scope), scoped: len(scope) > 0}
	if !s.scoped {
		s.scope = []span{{0, int32(len(g.data.parent))}}
	}
	for _, try := range []func(string) []candidate{s.near, s.bones} {
		for n := min(longestName, len(tokens)); n > 0; n-- {
			for i := 0; i+n <= len(tokens); i++ {
				if m, ok := s.guess(i, n, try); ok {
					return m, true
				}
			}
		}
	}
	return Match{}, false
}

func (s *scanner) guess(i, n int, try func(string) []candidate) (Match, bool) {
	s.key = s.key[:0]
	for k, t := range s.toks[i : i+n] {
		if isDigits(t.Key) || (t.Run && n > 1) || k > 0 && len(s.key) > 200 {
			return Match{}, false
		}
		s.key = append(s.key, t.Key...)
	}
	key := string(s.key)
	if utf8.RuneCountInString(key) < 4 || s.g.opts.isCommon(key) {
		return Match{}, false
	}
	got := try(key)
	if len(got) == 0 {
		return Match{}, false
	}
	m := s.match(got, i, n)
	m.Exact = false
	return m, true
}

// leastNear is how many letters a name has at least whose spelling is
// corrected.
const leastNear = 5

// near finds names at distance 1; the edited form may be one letter shorter.
func (s *scanner) near(key string) []candidate {
	d := s.g.data
	t := &d.names
	m := measureKey(key)
	s.cand = s.cand[:0]
	look := func(n uint32) {
		if t.size[n] < leastNear || !t.mayBeNear(n, &m) {
			return
		}
		if full, _ := joinedKey(t.text(n)); fold.Distance1(key, full) {
			s.guessed(d.areaOf(n))
		}
	}
	if !s.scoped {
		d.large.near(&m, look)
		return s.cand
	}
	for _, sp := range s.scope {
		for n := d.first[sp.from]; n < d.first[sp.to]; n++ {
			look(n)
		}
	}
	return s.cand
}

// guessed takes a candidate that is large enough to be meant.
func (s *scanner) guessed(area int32) {
	if s.scoped || s.g.data.weight(area) >= townAbroad {
		s.add(area)
	}
}

// bones finds the one area whose skeleton is that of key, none when several
// have it.
func (s *scanner) bones(key string) []candidate {
	d := s.g.data
	s.cand = s.cand[:0]
	skeleton := fold.Skeleton(key)
	if len(skeleton) < 3 {
		return nil
	}
	want := uint32(hashAdd(hashSeed, skeleton))
	if !s.scoped {
		for _, n := range d.large.bones[want] {
			s.guessed(d.areaOf(n))
		}
	}
	for _, sp := range s.scope {
		for n := d.first[sp.from]; s.scoped && n < d.first[sp.to]; n++ {
			if d.names.bones[n] == want {
				s.guessed(d.areaOf(n))
			}
		}
	}
	if ids, _, _ := d.resolve(s.cand, s.scoped); len(ids) != 1 {
		return nil
	}
	return s.cand
}
