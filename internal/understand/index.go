package understand

import (
	"strings"
	"unicode/utf8"

	"waypost/internal/fold"
	"waypost/internal/gateway"
)

// phrase is a Term of one language.
type phrase struct {
	Term
	lang gateway.Language
}

// hit is a phrase found in a message.
type hit struct {
	*phrase
	// start and end are token positions [start,end).
	start, end int
	fuzzy      bool
}

// index finds the phrases of all languages in a message.
type index struct {
	words map[string][]*phrase // by first word, exact
	stems map[string][]*phrase // one-word stems
	runs  map[rune][]*phrase   // scripts without spaces, by first rune
	near  map[string][]*phrase // strong single words with one letter left out
	// minStem is the shortest stem in bytes.
	minStem int
}

// fuzzyLetters is the least length of a word whose spelling is corrected.
const fuzzyLetters = 5

func newIndex(lexicons []Lexicon) *index {
	x := &index{words: map[string][]*phrase{}, stems: map[string][]*phrase{}, runs: map[rune][]*phrase{},
		near: map[string][]*phrase{}, minStem: 99}
	for _, l := range lexicons {
		for _, t := range l.Terms {
			x.add(&phrase{t, l.Language})
		}
	}
	return x
}

func (x *index) add(p *phrase) {
	first := p.Words[0]
	r, _ := utf8.DecodeRuneInString(first)
	switch {
	case fold.Spaceless(r):
		x.runs[r] = append(x.runs[r], p)
	case p.Stem && len(p.Words) == 1:
		x.stems[first] = append(x.stems[first], p)
		x.minStem = min(x.minStem, len(first))
	default:
		x.words[first] = append(x.words[first], p)
	}
	if len(p.Words) == 1 && !p.Weak && !p.Stem && utf8.RuneCountInString(first) >= fuzzyLetters && !fold.Spaceless(r) {
		for _, key := range deletions(first) {
			x.near[key] = append(x.near[key], p)
		}
	}
}

// deletions lists s and s with each one rune left out.
func deletions(s string) []string {
	list := []string{s}
	for i, r := range s {
		list = append(list, s[:i]+s[i+utf8.RuneLen(r):])
	}
	return list
}

// find returns every phrase in the message; spelling is corrected only in
// words that mean nothing as they stand.
func (x *index) find(toks []fold.Token) []hit {
	var hits []hit
	for i := range toks {
		before := len(hits)
		if toks[i].Run {
			hits = x.inRun(hits, toks, i)
			continue
		}
		for _, p := range x.words[toks[i].Key] {
			if fits(p, toks[i:]) {
				hits = append(hits, hit{phrase: p, start: i, end: i + len(p.Words)})
			}
		}
		key := toks[i].Key
		for n := x.minStem; n <= len(key); n++ {
			for _, p := range x.stems[key[:n]] {
				hits = append(hits, hit{phrase: p, start: i, end: i + 1})
			}
		}
		if len(hits) == before {
			hits = x.correct(hits, toks, i)
		}
	}
	return hits
}

// fits reports whether all words of p stand at the start of toks.
func fits(p *phrase, toks []fold.Token) bool {
	if len(p.Words) > len(toks) {
		return false
	}
	for i, w := range p.Words {
		last := i == len(p.Words)-1
		if toks[i].Key != w && !(last && p.Stem && strings.HasPrefix(toks[i].Key, w)) {
			return false
		}
	}
	return true
}

// inRun finds phrases inside a stretch without spaces.
func (x *index) inRun(hits []hit, toks []fold.Token, i int) []hit {
	key := toks[i].Key
	for at, r := range key {
		for _, p := range x.runs[r] {
			if strings.HasPrefix(key[at:], p.Words[0]) && fold.Boundary(key, at) && fold.Boundary(key, at+len(p.Words[0])) {
				if len(p.Words) == 1 || fits(&phrase{Term: Term{Words: p.Words[1:]}}, toks[i+1:]) {
					hits = append(hits, hit{phrase: p, start: i, end: i + len(p.Words)})
				}
			}
		}
	}
	return hits
}

// correct finds phrases one edit away from a word.
func (x *index) correct(hits []hit, toks []fold.Token, i int) []hit {
	key := toks[i].Key
	if utf8.RuneCountInString(key) < fuzzyLetters {
		return hits
	}
	seen := map[*phrase]bool{}
	for _, d := range deletions(key) {
		for _, p := range x.near[d] {
			if !seen[p] && fold.Distance1(p.Words[0], key) {
				seen[p] = true
				hits = append(hits, hit{phrase: p, start: i, end: i + 1, fuzzy: true})
			}
		}
	}
	return hits
}
