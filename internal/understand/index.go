package understand

import (
	"strings"
	"unicode/utf8"

	"waypost/internal/fold"
	"waypost/internal/gateway"
	"waypost/internal/understand/model"
)

// phrase is a Term of one language.
type phrase struct {
	Term
	lang gateway.Language
	// doubtful phrases prove nothing unless they are the whole message.
	doubtful bool
}

// hit is a phrase found in a message, over tokens [start,end).
type hit struct {
	*phrase
	start, end int
}

// index finds the phrases of the lexicons in a message.
type index struct {
	words map[string][]*phrase // by first word, exact
	stems map[string][]*phrase // one-word stems
	runs  map[string][]*phrase // scripts without spaces, by the first two runes
	// minStem is the shortest stem in bytes.
	minStem int
}

func newIndex(lexicons []Lexicon, doubtful model.Set) *index {
	x := &index{words: map[string][]*phrase{}, stems: map[string][]*phrase{}, runs: map[string][]*phrase{}, minStem: 1 << 30}
	for _, l := range lexicons {
		for _, t := range l.Terms {
			x.add(&phrase{t, l.Language, len(doubtful) > 0 && doubtful.Has(string(l.Language), t.id())})
		}
	}
	return x
}

// id tells a phrase from all others of its language.
func (t *Term) id() string { return string(t.Intent) + ":" + strings.Join(t.Words, " ") }

func (x *index) add(p *phrase) {
	first := p.Words[0]
	r, _ := utf8.DecodeRuneInString(first)
	switch {
	case fold.Spaceless(r):
		x.runs[lead(first)] = append(x.runs[lead(first)], p)
	case p.Stem && len(p.Words) == 1:
		x.stems[first] = append(x.stems[first], p)
		x.minStem = min(x.minStem, len(first))
	default:
		x.words[first] = append(x.words[first], p)
	}
}

// lead is the first two runes of s, or all of it.
func lead(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	_, m := utf8.DecodeRuneInString(s[n:])
	return s[:n+m]
}

// find appends every phrase of a language, and of English, which people mix
// into theirs, that stands in the message. The empty language finds all.
func (x *index) find(dst []hit, toks []fold.Token, lang gateway.Language) []hit {
	for i := range toks {
		if toks[i].Run {
			dst = x.inRun(dst, toks, i, lang)
			continue
		}
		key := toks[i].Key
		for _, p := range x.words[key] {
			if p.speaks(lang) && fits(p.Words, p.Stem, toks[i:]) {
				dst = append(dst, hit{p, i, i + len(p.Words)})
			}
		}
		for n := x.minStem; n <= len(key); n++ {
			for _, p := range x.stems[key[:n]] {
				if p.speaks(lang) {
					dst = append(dst, hit{p, i, i + 1})
				}
			}
		}
	}
	return dst
}

func (p *phrase) speaks(lang gateway.Language) bool {
	return lang == "" || p.lang == lang || p.lang == "en"
}

// fits reports whether all words stand at the start of toks; with stem the
// last may go on.
func fits(words []string, stem bool, toks []fold.Token) bool {
	if len(words) > len(toks) {
		return false
	}
	for i, w := range words {
		if toks[i].Key != w && !(stem && i == len(words)-1 && strings.HasPrefix(toks[i].Key, w)) {
			return false
		}
	}
	return true
}

// inRun finds phrases inside a stretch without spaces.
func (x *index) inRun(dst []hit, toks []fold.Token, i int, lang gateway.Language) []hit {
	key := toks[i].Key
	for at, r := range key {
		one := utf8.RuneLen(r)
		two := len(lead(key[at:]))
		for _, n := range [2]int{one, two} {
			if n == one && one == two && len(key) > at+one {
				continue
			}
			for _, p := range x.runs[key[at:at+n]] {
				if p.speaks(lang) && p.inRunAt(key, at) && fits(p.Words[1:], p.Stem, toks[i+1:]) {
					dst = append(dst, hit{p, i, i + len(p.Words)})
				}
			}
			if one == two {
				break
			}
		}
	}
	return dst
}

func (p *phrase) inRunAt(key string, at int) bool {
	return strings.HasPrefix(key[at:], p.Words[0]) && fold.Boundary(key, at) && fold.Boundary(key, at+len(p.Words[0]))
}
