package understand

import (
	"slices"
	"unicode"

	"waypost/internal/fold"
	"waypost/internal/gateway"
)

// tongues recognises languages: the script decides which are possible, small
// frequent words and the lexicon decide among them.
type tongues struct {
	order  []Tongue
	script map[string][]gateway.Language
	common map[string][]gateway.Language
}

// scripts maps ISO 15924 codes to the Unicode tables of their letters.
var scripts = map[string]*unicode.RangeTable{
	"Latn": unicode.Latin, "Arab": unicode.Arabic, "Cyrl": unicode.Cyrillic, "Ethi": unicode.Ethiopic,
	"Beng": unicode.Bengali, "Deva": unicode.Devanagari, "Mymr": unicode.Myanmar, "Thai": unicode.Thai,
	"Taml": unicode.Tamil, "Sinh": unicode.Sinhala, "Hans": unicode.Han,
}

func newTongues(cfg Config) *tongues {
	t := &tongues{order: cfg.Tongues, script: map[string][]gateway.Language{}, common: map[string][]gateway.Language{}}
	for _, l := range cfg.Tongues {
		t.script[l.Script] = append(t.script[l.Script], l.Tag)
	}
	for _, l := range cfg.Lexicons {
		for _, list := range [][]string{l.Common, l.Romanised} {
			for _, w := range list {
				if !slices.Contains(t.common[w], l.Language) {
					t.common[w] = append(t.common[w], l.Language)
				}
			}
		}
	}
	return t
}

// Weights of one word for a language: found in its lexicon, among its small
// words, and what the conversation and the app's setting add in a tie.
const (
	termWeight, commonWeight = 1.0, 0.8
	sessionWeight            = 0.5
	hintWeight               = 0.3
	// sureMargin is the least lead over the next language to be sure.
	sureMargin = 0.75
)

// recognise returns the likeliest language, whether it is clear, and the
// others that the text may as well be.
func (t *tongues) recognise(toks []fold.Token, hits []hit, prior Prior) (gateway.Language, bool, []gateway.Language) {
	script := mainScript(toks)
	possible := t.script[script]
	if script != "" && script != "Latn" && len(possible) == 1 {
		return possible[0], true, nil
	}
	score := map[gateway.Language]float64{}
	for _, h := range hits {
		if !h.fuzzy {
			score[h.lang] = max(score[h.lang], 0) + termWeight*float64(h.end-h.start)/float64(max(1, countSame(hits, h)))
		}
	}
	for _, tok := range toks {
		for _, l := range t.common[tok.Key] {
			score[l] += commonWeight / float64(len(t.common[tok.Key]))
		}
	}
	return t.best(score, script, prior)
}

// countSame counts how many languages share the words of a hit.
func countSame(hits []hit, h hit) int {
	n := 0
	for _, o := range hits {
		if o.start == h.start && o.end == h.end && !o.fuzzy {
			n++
		}
	}
	return n
}

func (t *tongues) best(score map[gateway.Language]float64, script string, prior Prior) (gateway.Language, bool, []gateway.Language) {
	var first, second gateway.Language
	var a, b float64
	for _, l := range t.order {
		s := score[l.Tag]
		if s == 0 && l.Script != script {
			continue
		}
		if l.Script != script && script != "Latn" {
			continue
		}
		switch l.Tag {
		case prior.Session:
			s += sessionWeight
		case prior.Hint:
			s += hintWeight
		}
		switch {
		case s > a:
			first, second, a, b = l.Tag, first, s, a
		case s > b:
			second, b = l.Tag, s
		}
	}
	if first == "" {
		if possible := t.script[script]; script != "Latn" && len(possible) > 0 {
			return possible[0], false, possible[1:]
		}
		return "", false, nil
	}
	if a-b >= sureMargin {
		return first, true, nil
	}
	if second == "" {
		return first, false, nil
	}
	return first, false, []gateway.Language{second}
}

// mainScript names the script of most letters, empty when there are none.
func mainScript(toks []fold.Token) string {
	count := map[string]int{}
	best := ""
	for _, tok := range toks {
		for _, r := range tok.Text {
			for code, table := range scripts {
				if unicode.Is(table, r) {
					count[code]++
					if count[code] > count[best] {
						best = code
					}
					break
				}
			}
		}
	}
	return best
}
