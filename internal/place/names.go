package place

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"

	"waypost/internal/fold"
)

// nameTable holds every name once. A name is found by the hash of its folded
// letters without spaces, and compared with the text itself, so that no second
// copy of the names is kept.
type nameTable struct {
	arena string
	start []uint32 // byte offset in arena of each name, and one past the last
	langs []string // locale tags; langs[0] is "" and marks an alias
	tag   []uint8  // index in langs of each name
	// letters is a set of the folded letters, size their number: what two
	// spellings at distance 1 must nearly share.
	letters []uint32
	size    []uint8
	// head and tail are hashes of the first and the last two letters: an edit
	// leaves one of them as it is.
	head, tail []uint8
	// bones is the hash of the skeleton, 0 when there is none of three sounds.
	bones []uint32
	// keys and refs are the index: sorted hashes, and the name of each.
	keys []uint32
	refs []uint32
}

func (t *nameTable) text(n uint32) string { return t.arena[t.start[n]:t.start[n+1]] }

func (t *nameTable) lang(n uint32) string { return t.langs[t.tag[n]] }

// withHash lists the names whose folded letters have hash h.
func (t *nameTable) withHash(h uint32) []uint32 {
	from, ok := slices.BinarySearch(t.keys, h)
	if !ok {
		return nil
	}
	to := from + 1
	for to < len(t.keys) && t.keys[to] == h {
		to++
	}
	return t.refs[from:to]
}

// measured are the derived columns of one name.
type measured struct {
	hash, letters, bones uint32
	size, head, tail     uint8
}

// measure gives the columns of a name, and the hashes of its variants.
func measure(text string) (m measured, others []uint32) {
	toks := fold.Tokens(text)
	key, _ := joinKeys(toks)
	m = measureKey(key)
	m.hash = uint32(hashAdd(hashSeed, key))
	if s := fold.SkeletonOf(toks); len(s) >= 3 {
		m.bones = uint32(hashAdd(hashSeed, s))
	}
	for _, v := range variants(toks, key) {
		others = append(others, uint32(hashAdd(hashSeed, v)))
	}
	return m, others
}

// measureKey computes what finding near spellings takes.
func measureKey(key string) measured {
	return measured{
		letters: letterSet(key), size: uint8(min(utf8.RuneCountInString(key), 255)),
		head: edge(key, utf8.DecodeRuneInString, func(s string, n int) string { return s[n:] }),
		tail: edge(key, utf8.DecodeLastRuneInString, func(s string, n int) string { return s[:len(s)-n] }),
	}
}

// edge hashes two runes taken from one end.
func edge(key string, take func(string) (rune, int), rest func(string, int) string) uint8 {
	a, n := take(key)
	b, _ := take(rest(key, n))
	return uint8((uint32(a)*0x9E3779B1 ^ uint32(b)*0x85EBCA6B) >> 24)
}

// FNV-1a, 32 bits.
const hashSeed hash = 2166136261

type hash uint32

func hashAdd(h hash, s string) hash {
	for i := 0; i < len(s); i++ {
		h = (h ^ hash(s[i])) * 16777619
	}
	return h
}

// letterSet maps the runes of a folded word onto 32 bits.
func letterSet(key string) (set uint32) {
	for _, r := range key {
		set |= 1 << (uint32(r) * 0x9E3779B1 >> 27)
	}
	return set
}

// mayBeNear is false when name n cannot be at distance 1 of the measured key:
// an edit changes at most one letter of each set, and one end.
func (t *nameTable) mayBeNear(n uint32, m *measured) bool {
	if t.head[n] != m.head && t.tail[n] != m.tail {
		return false
	}
	a, b := t.letters[n], m.letters
	return bits.OnesCount32(a&^b) <= 1 && bits.OnesCount32(b&^a) <= 1 && t.size[n] <= m.size+1 && m.size <= t.size[n]+1
}

// joinedKey is the folded letters of s without spaces, and its number of words.
func joinedKey(s string) (key string, words int) { return joinKeys(fold.Tokens(s)) }

func joinKeys(toks []fold.Token) (key string, words int) {
	if len(toks) == 1 {
		return toks[0].Key, 1
	}
	var b []byte
	for _, t := range toks {
		b = append(b, t.Key...)
	}
	return string(b), len(toks)
}

// sortIndex orders the index by hash, then by name.
func (t *nameTable) sortIndex(entries []indexEntry) {
	slices.SortFunc(entries, func(a, b indexEntry) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.name, b.name))
	})
	entries = slices.Compact(entries)
	t.keys = make([]uint32, len(entries))
	t.refs = make([]uint32, len(entries))
	for i, e := range entries {
		t.keys[i], t.refs[i] = e.key, e.name
	}
}

type indexEntry struct{ key, name uint32 }

// withoutArticle cuts the Arabic article of a folded name where enough
// remains, so that "للخرطوم" finds "الخرطوم".
func withoutArticle(key string) (string, bool) {
	const article = "ال"
	if len(key) < len(article)+6 || key[:len(article)] != article {
		return "", false
	}
	return key[len(article):], true
}

// variants are further keys of a name as people write it: without the Arabic
// article, in Arabic or Latin letters ("Al Hudaydah"); with -a for the -ah of
// transliterations ("Zuwarah"); without a final "City".
func variants(toks []fold.Token, key string) []string {
	if len(key) < 5 {
		return nil
	}
	if key[0] >= utf8.RuneSelf {
		if bare, ok := withoutArticle(key); ok {
			return []string{bare}
		}
		return nil
	}
	var out []string
	add := func(v string) {
		if len(v) >= 4 {
			out = append(out, v)
			if bare, ok := strings.CutSuffix(v, "ah"); ok && len(v) >= 6 {
				out = append(out, bare+"a")
			}
		}
	}
	if bare, ok := strings.CutSuffix(key, "ah"); ok && len(key) >= 6 {
		out = append(out, bare+"a")
	}
	if len(toks) < 2 {
		return out
	}
	switch toks[0].Key {
	case "al", "el", "ad", "ar", "as", "ash", "at", "az", "an":
		add(key[len(toks[0].Key):])
	}
	if toks[len(toks)-1].Key == "city" {
		add(strings.TrimSuffix(key, "city"))
	}
	return out
}
