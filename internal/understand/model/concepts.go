package model

import (
	"bufio"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"waypost/internal/fold"
)

// Concepts tell what stems of words mean, the same number for the same meaning
// in every language, so that what one language teaches serves all.
type Concepts struct {
	entries []entry
	find    map[uint32][]entry
	// filter has a bit for each key of find.
	filter []uint64
}

// filterBits is the logarithm of the filter's size: 32 KB, some 15 % full.
const filterBits = 18

// entry says that a stem of a language stands for a concept.
type entry struct {
	key           uint32
	lang, concept uint16
}

func newConcepts(entries []entry) *Concepts {
	c := &Concepts{entries: entries, find: make(map[uint32][]entry, len(entries)), filter: make([]uint64, 1<<filterBits/64)}
	for _, e := range entries {
		bit := e.key * 2654435769 >> (32 - filterBits)
		c.filter[bit/64] |= 1 << (bit % 64)
		c.find[e.key] = append(c.find[e.key], e)
	}
	return c
}

// ParseConcepts reads the concept files, text by tag, of the languages in the
// order of tags. A line is "name: stem stem"; names are numbered in the order
// of the first appearance.
func ParseConcepts(tags []string, files map[string]string) (*Concepts, []string, error) {
	var entries []entry
	var names []string
	number := map[string]uint16{}
	for lang, tag := range tags {
		lines := bufio.NewScanner(strings.NewReader(files[tag]))
		for n := 1; lines.Scan(); n++ {
			line := strings.TrimSpace(lines.Text())
			if line == "" || line[0] == '#' {
				continue
			}
			name, stems, ok := strings.Cut(line, ":")
			if !ok {
				return nil, nil, fmt.Errorf("concepts %s:%d: no colon", tag, n)
			}
			id, ok := number[name]
			if !ok {
				id = uint16(len(names))
				number[name] = id
				names = append(names, name)
			}
			for _, s := range strings.Fields(stems) {
				for _, t := range fold.Tokens(s) {
					entries = append(entries, entry{stemKey(uint16(lang), t.Key), uint16(lang), id})
				}
			}
		}
	}
	slices.SortStableFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.lang, b.lang), cmp.Compare(a.concept, b.concept))
	})
	return newConcepts(slices.Compact(entries)), names, nil
}

func stemKey(lang uint16, stem string) uint32 {
	return fingerprint(Text(Byte(offset, byte(lang)), stem))
}

// Stems shorter than this stand only for the whole word; in scripts whose
// letters are syllables or words fewer do.
const shortStem = 4

// Of appends to dst the concepts that a token stands for in the language with
// that number: those of its longest stem, or in a script without spaces all
// that it holds. A stem may begin later in the word where the language joins
// prefixes to it.
func (c *Concepts) Of(dst []uint16, lang int, t *fold.Token) []uint16 {
	if t.Run {
		return c.inRun(dst, uint16(lang), t.Key)
	}
	first, _ := utf8.DecodeRuneInString(t.Key)
	least := leastStem(first)
	start := len(dst)
	for at := 0; at < len(t.Key); {
		if dst = c.longest(dst, uint16(lang), t.Key[at:], at == 0, least); len(dst) > start {
			return dst
		}
		_, n := utf8.DecodeRuneInString(t.Key[at:])
		at += n
	}
	return dst
}

func leastStem(first rune) int {
	switch {
	case first >= 0x1200 && first <= 0x137F:
		return 2
	case first >= 0x0590 && first <= 0x0DFF:
		return 3
	}
	return shortStem
}

// longest finds the longest stem that s begins with.
func (c *Concepts) longest(dst []uint16, lang uint16, s string, whole bool, least int) []uint16 {
	h := Byte(offset, byte(lang))
	var best uint32
	found := false
	runes := 0
	for end := 0; end < len(s); {
		_, n := utf8.DecodeRuneInString(s[end:])
		h = Text(h, s[end:end+n])
		end += n
		runes++
		if runes < least && !(whole && end == len(s)) {
			continue
		}
		if key := fingerprint(h); c.has(key) {
			best, found = key, true
		}
	}
	if !found {
		return dst
	}
	return c.append(dst, lang, best)
}

func (c *Concepts) append(dst []uint16, lang uint16, key uint32) []uint16 {
	for _, e := range c.find[key] {
		if e.lang == lang {
			dst = append(dst, e.concept)
		}
	}
	return dst
}

// has tells quickly that there is no such stem; it is seldom wrong the other
// way.
func (c *Concepts) has(key uint32) bool {
	bit := key * 2654435769 >> (32 - filterBits)
	return c.filter[bit/64]&(1<<(bit%64)) != 0 && len(c.find[key]) > 0
}

// longestInRun bounds a stem in a script without spaces, in runes.
const longestInRun = 10

func (c *Concepts) inRun(dst []uint16, lang uint16, key string) []uint16 {
	for at, r := range key {
		h := Byte(offset, byte(lang))
		end := at
		for n := 0; n < longestInRun && end < len(key); n++ {
			_, size := utf8.DecodeRuneInString(key[end:])
			h = Text(h, key[end:end+size])
			end += size
			if n == 0 && r < 0x3000 {
				continue
			}
			if key := fingerprint(h); c.has(key) {
				dst = c.append(dst, uint16(lang), key)
			}
		}
	}
	return dst
}
