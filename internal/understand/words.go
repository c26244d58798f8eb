package understand

import (
	"strings"

	"waypost/internal/fold"
	"waypost/internal/gateway"
	"waypost/internal/understand/model"
)

// words are those that mean something in some language, so that they are not
// taken for the name of a place.
type words struct {
	known    map[string]bool
	stems    map[string]bool
	before   map[string]bool
	least    int
	ordinary model.Set
}

func newWords(lexicons []Lexicon, ordinary model.Set) *words {
	w := &words{known: map[string]bool{}, stems: map[string]bool{}, before: map[string]bool{}, least: 1 << 30, ordinary: ordinary}
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

// mean reports whether a word means something to people of a language.
func (w *words) mean(lang gateway.Language, key string) bool {
	if w.known[key] || key[0] <= '9' || w.ordinary.Has(string(lang), key) {
		return true
	}
	for n := w.least; n <= len(key); n++ {
		if w.stems[key[:n]] {
			return true
		}
	}
	return false
}
