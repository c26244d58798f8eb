package place

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"waypost/internal/fold"
)

// Options are what a language adds to reading places: all given as people
// write them, folded here.
type Options struct {
	// Prefixes and Suffixes are letters written joined to a name ("ب", "dan").
	Prefixes, Suffixes []string
	// Before and After are words that announce a place ("in", "city").
	Before, After []string
	// Common are ordinary words that are not believed to be a place without
	// one of those beside them.
	Common []string
}

// With returns a Gazetteer over the same areas that reads with these options
// in place of any before.
func (g *Gazetteer) With(o Options) *Gazetteer {
	return &Gazetteer{data: g.data, opts: options{
		prefixes: byFirstRune(o.Prefixes),
		suffixes: byLastRune(o.Suffixes),
		before:   wordSet(o.Before),
		after:    wordSet(o.After),
		common:   wordSet(o.Common),
	}}
}

// options are Options made ready.
type options struct {
	prefixes, suffixes map[rune][]string
	before, after      map[string]bool
	common             map[string]bool
}

// affixLists groups folded affixes by the rune at their outer end, longest
// first.
func affixLists(affixes []string, key func(string) rune) map[rune][]string {
	set := map[string]bool{}
	for _, a := range affixes {
		if f := foldAffix(a); f != "" {
			set[f] = true
		}
	}
	out := map[rune][]string{}
	for _, a := range slices.SortedFunc(maps.Keys(set), longestFirst) {
		out[key(a)] = append(out[key(a)], a)
	}
	return out
}

// foldAffix folds letters that never stand alone: a vowel sign needs one
// before it to be kept.
func foldAffix(affix string) string {
	const carrier = "k"
	return strings.ReplaceAll(strings.TrimPrefix(fold.Fold(carrier+affix), carrier), " ", "")
}

func byFirstRune(list []string) map[rune][]string {
	return affixLists(list, func(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r })
}

func byLastRune(list []string) map[rune][]string {
	return affixLists(list, func(s string) rune { r, _ := utf8.DecodeLastRuneInString(s); return r })
}

func longestFirst(a, b string) int {
	if d := len(b) - len(a); d != 0 {
		return d
	}
	if a < b {
		return -1
	}
	return 1
}

func wordSet(words []string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, w := range words {
		if key, _ := joinedKey(w); key != "" {
			set[key] = true
		}
	}
	return set
}
