package main

import (
	"unicode"
	"unicode/utf8"

	"waypost/internal/fold"
	"waypost/internal/gateway"
	"waypost/internal/understand"
)

// ordinary lists, by language, the words that examples use for anything but a
// place. A capital counts as the sign of a name; in scripts without capitals a
// word must be met twice.
func (in *inputs) ordinary() map[string][]string {
	votes := map[string]map[string]int{}
	places := map[string]int{}
	for i := range in.examples {
		e := &in.examples[i]
		if e.test() {
			continue
		}
		if votes[e.lang] == nil {
			votes[e.lang] = map[string]int{}
		}
		var m understand.Message
		m.Load(e.text, fold.Tokens(e.text))
		maskPlace(&m, e.place)
		for k, t := range m.Tokens {
			first, _ := utf8.DecodeRuneInString(t.Text)
			switch {
			case t.Run, unicode.IsUpper(first) && k > 0:
			case m.Masked[k]:
				places[t.Key] += 2
			case unicode.IsLower(first):
				votes[e.lang][t.Key] += 2
			default:
				votes[e.lang][t.Key]++
			}
		}
	}
	words := map[string][]string{}
	for tag, list := range votes {
		for w, n := range list {
			if n >= 2 && n > 2*places[w] {
				words[tag] = append(words[tag], w)
			}
		}
	}
	return words
}

// A phrase is doubtful when so many examples hold it and so small a share of
// them is of its intent.
const (
	enoughHeld    = 4
	doubtfulShare = 0.4
)

// doubtful lists, by language, the phrases of the lexicons that examples use
// more often for another intent: "help" stands in every need.
func (in *inputs) doubtful(v *understand.Vectors) map[string][]string {
	type count struct{ held, right int }
	counts := map[string]map[string]*count{}
	var m understand.Message
	for i := range in.examples {
		e := &in.examples[i]
		if e.test() {
			continue
		}
		if counts[e.lang] == nil {
			counts[e.lang] = map[string]*count{}
		}
		m.Load(e.text, fold.Tokens(e.text))
		v.Terms(&m, gateway.Language(e.lang), func(id string, t *understand.Term) {
			c := counts[e.lang][id]
			if c == nil {
				c = &count{}
				counts[e.lang][id] = c
			}
			c.held++
			if e.right(intentNumber(string(t.Intent))) {
				c.right++
			}
		})
	}
	out := map[string][]string{}
	for lang, list := range counts {
		for id, c := range list {
			if c.held >= enoughHeld && float64(c.right) < doubtfulShare*float64(c.held) {
				out[lang] = append(out[lang], id)
			}
		}
	}
	return out
}
