package model

import "slices"

// Set is a set of words by language, kept as sorted fingerprints: one word in
// 50,000 that is not in it may seem to be.
type Set []uint32

// NewSet makes a set of words, given by the tag of their language.
func NewSet(words map[string][]string) Set {
	var s Set
	for tag, list := range words {
		for _, w := range list {
			s = append(s, wordKey(tag, w))
		}
	}
	slices.Sort(s)
	return slices.Compact(s)
}

func wordKey(tag, word string) uint32 { return fingerprint(Text(Byte(Text(offset, tag), ' '), word)) }

// Has reports whether the set has the word for the language.
func (s Set) Has(tag, word string) bool {
	_, ok := slices.BinarySearch(s, wordKey(tag, word))
	return ok
}
