package place

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"waypost/internal/fold"
)

// A name of a place has at most so many words in a message, and so many runes
// in a script without spaces.
const (
	longestName = 4
	longestRun  = 14
)

// Scan finds the areas named anywhere in a message, in the order in which they
// stand, never overlapping; the longest reading wins, and a plain form before
// one with prefix or suffix. Scope is a list of ISO country codes, empty for
// the whole world. A name outside the scope is returned only when nothing
// within it is named. Spelling is not corrected: see Guess.
func (g *Gazetteer) Scan(tokens []fold.Token, scope []string) []Match {
	s := scanner{g: g, toks: tokens, scope: g.data.scope(scope), scoped: len(scope) > 0}
	return s.scan()
}

type scanner struct {
	g      *Gazetteer
	toks   []fold.Token
	scope  []span
	scoped bool
	key    []byte // scratch
	cand   []candidate
}

// candidate is an area found under some name.
type candidate struct {
	area  int32
	scope bool
}

func (s *scanner) scan() []Match {
	var in, out []Match
	for i := 0; i < len(s.toks); {
		m, n := s.at(i)
		if n == 0 {
			i++
			continue
		}
		for _, found := range m {
			if found.InScope {
				in = append(in, found)
			} else {
				out = append(out, found)
			}
		}
		i += n
	}
	if len(in) > 0 && s.scoped && believed(in) {
		return in
	}
	if len(in) > 0 {
		return append(in, out...)
	}
	return out
}

// believed reports whether any of the matches is more than a common word.
func believed(ms []Match) bool {
	for _, m := range ms {
		if !m.Common || m.Cue || m.Whole {
			return true
		}
	}
	return false
}

// at reads the names that begin at token i, and says how many tokens they take.
func (s *scanner) at(i int) ([]Match, int) {
	if s.toks[i].Run {
		return s.inRun(i), 1
	}
	if s.toks[i].Key[0] <= '9' {
		return nil, 0
	}
	for _, affixed := range [2]bool{false, true} {
		for n := min(longestName, len(s.toks)-i); n > 0; n-- {
			if m, ok := s.window(i, n, affixed); ok {
				return []Match{m}, n
			}
		}
	}
	return nil, 0
}

// window reads tokens [i, i+n) as one name.
func (s *scanner) window(i, n int, affixed bool) (Match, bool) {
	s.key = s.key[:0]
	for k, t := range s.toks[i : i+n] {
		if t.Run || k > 0 && isDigits(t.Key) {
			return Match{}, false
		}
		s.key = append(s.key, t.Key...)
	}
	if len(s.key) > 255 {
		return Match{}, false
	}
	key := string(s.key)
	var got []candidate
	if affixed {
		if key, got = s.cut(key, s.gaps(i, n)); len(got) == 0 {
			return Match{}, false
		}
	} else if got = s.lookup(key, s.gaps(i, n)); len(got) == 0 {
		return Match{}, false
	}
	m := s.match(got, i, n)
	large := s.g.data.largest(got) >= metropolis
	word := s.g.opts.isCommon(key) || !large && s.g.opts.allCommon(s.toks[i:i+n])
	if (!s.scoped || !m.InScope) && !m.Whole && s.doubtful(i, key, word, affixed, large) {
		return Match{}, false
	}
	m.Common = m.Common || word
	return m, true
}

// doubtful refuses a name outside a scope that the whole world is too large
// for: an ordinary word, unless announced and either written with a capital or
// a metropolis; a short form with something cut off.
func (s *scanner) doubtful(i int, key string, word, affixed, large bool) bool {
	short := utf8.RuneCountInString(key) <= 3
	if word || short && key[0] < utf8.RuneSelf {
		return !s.cue(i, 1) || !large && !capital(s.toks[i].Text)
	}
	return affixed && short
}

func capital(text string) bool {
	first, n := utf8.DecodeRuneInString(text)
	second, _ := utf8.DecodeRuneInString(text[n:])
	return unicode.IsUpper(first) && !unicode.IsUpper(second)
}

// gaps counts the words of a window as typed; apart from a space, a hyphen or
// an apostrophe may stand or be missing.
func (s *scanner) gaps(i, n int) int {
	words := 1
	for _, t := range s.toks[i+1 : i+n] {
		if !t.Joined {
			words++
		}
	}
	return words
}

// lookup finds the areas with that folded name. A window of several words
// finds only names of as many, so that "to go" is not Togo; the words of a
// name may be typed as one.
func (s *scanner) lookup(key string, words int) []candidate {
	d := s.g.data
	s.cand = s.cand[:0]
	for _, name := range d.names.withHash(uint32(hashAdd(hashSeed, key))) {
		if sameName(d.names.text(name), key, words) {
			s.add(d.areaOf(name))
		}
	}
	if bare, ok := withoutArticle(key); ok && len(s.cand) == 0 {
		return s.lookup(bare, words)
	}
	return s.cand
}

func (s *scanner) add(area int32) {
	for _, c := range s.cand {
		if c.area == area {
			return
		}
	}
	s.cand = append(s.cand, candidate{area, contains(s.scope, area) || !s.scoped})
}

// sameName compares a stored name, and its variants, with a folded key.
func sameName(text, key string, words int) bool {
	toks := fold.Tokens(text)
	full, has := joinKeys(toks)
	return words <= has && (full == key || slices.Contains(variants(toks, full), key))
}

// cut takes prefixes and suffixes off and looks up what remains.
func (s *scanner) cut(key string, words int) (string, []candidate) {
	first, _ := utf8.DecodeRuneInString(key)
	for _, rest := range s.stripped(key, s.g.opts.prefixes[first], strings.CutPrefix) {
		if got := s.lookup(rest, words); len(got) > 0 {
			return rest, got
		}
		if bare, got := s.cutSuffix(rest, words); len(got) > 0 {
			return bare, got
		}
	}
	return s.cutSuffix(key, words)
}

func (s *scanner) cutSuffix(key string, words int) (string, []candidate) {
	if first, _ := utf8.DecodeRuneInString(key); first >= 0x0900 && first <= 0x0DFF {
		if bare, got := s.inflected(key, words); len(got) > 0 {
			return bare, got
		}
	}
	last, _ := utf8.DecodeLastRuneInString(key)
	for _, rest := range s.stripped(key, s.g.opts.suffixes[last], strings.CutSuffix) {
		if got := s.lookup(rest, words); len(got) > 0 {
			return rest, got
		}
		if r, _ := utf8.DecodeLastRuneInString(rest); r >= 0x0430 && r <= 0x0491 {
			// A Slavic ending replaces that of the nominative: Москве, Москва.
			for _, ending := range [...]string{"а", "я", "ь", "о", "и", "ы"} {
				if got := s.lookup(rest+ending, words); len(got) > 0 {
					return rest + ending, got
				}
			}
		}
	}
	return key, nil
}

// inflected finds a name that an Indic word begins with, when what follows is
// no longer than a case ending; a vowel sign may stand in place of the sign
// that a final consonant has (கார்ட்டூம், கார்ட்டூமில்).
func (s *scanner) inflected(key string, words int) (string, []candidate) {
	const shortest, ending = 4, 5
	first, _ := utf8.DecodeRuneInString(key)
	virama := string(first - first%0x80 + 0x4D)
	left := utf8.RuneCountInString(key)
	for cut := 0; cut < ending && left > shortest; cut++ {
		_, n := utf8.DecodeLastRuneInString(key)
		key = key[:len(key)-n]
		left--
		if got := s.lookup(key, words); len(got) > 0 {
			return key, got
		}
		if got := s.lookup(key+virama, words); len(got) > 0 {
			return key + virama, got
		}
	}
	return key, nil
}

// stripped cuts each affix that leaves enough of a name: 4 letters of an
// alphabet of which a message is full, 2 syllable signs.
func (s *scanner) stripped(key string, affixes []string, cut func(string, string) (string, bool)) []string {
	var out []string
	for _, affix := range affixes {
		rest, ok := cut(key, affix)
		if !ok {
			continue
		}
		r, _ := utf8.DecodeRuneInString(rest)
		need := 3
		switch {
		case r < utf8.RuneSelf:
			need = 4
		case r >= 0x0900:
			need = 2
		}
		if utf8.RuneCountInString(rest) >= need {
			out = append(out, rest)
		}
	}
	return out
}

// inRun finds names inside a token of a script without spaces.
func (s *scanner) inRun(i int) []Match {
	key := s.toks[i].Key
	var found []Match
	for at := 0; at < len(key); {
		_, size := utf8.DecodeRuneInString(key[at:])
		if !fold.Boundary(key, at) {
			at += size
			continue
		}
		m, n := s.runAt(i, at)
		if n == 0 {
			at += size
			continue
		}
		found = append(found, m)
		at += n
	}
	return found
}

// runAt reads the longest name that begins at byte at of a run.
func (s *scanner) runAt(i, at int) (Match, int) {
	key := s.toks[i].Key
	r, _ := utf8.DecodeRuneInString(key[at:])
	shortest := 2
	if r < 0x3000 {
		shortest = 4 // Thai, Lao, Khmer and Burmese take several signs for a syllable
	}
	var ends [longestRun + 1]int
	runes, end := 0, at
	for end < len(key) && runes < longestRun {
		_, n := utf8.DecodeRuneInString(key[end:])
		end += n
		runes++
		ends[runes] = end
	}
	for n := runes; n >= shortest; n-- {
		if !fold.Boundary(key, ends[n]) {
			continue
		}
		piece := key[at:ends[n]]
		if got := s.lookup(piece, 1); len(got) > 0 {
			m := s.match(got, i, 1)
			m.Text = piece
			m.Whole = m.Whole && piece == key
			m.Common = m.Common || s.g.opts.isCommon(piece)
			return m, len(piece)
		}
	}
	return Match{}, 0
}

func isDigits(key string) bool { return strings.Trim(key, "0123456789") == "" }

// match turns candidates into a Match over tokens [i, i+n).
func (s *scanner) match(got []candidate, i, n int) Match {
	areas, inScope, big := s.g.data.resolve(got, s.scoped)
	m := Match{
		Areas: areas, Exact: true, InScope: inScope, Start: i, End: i + n,
		Common: !big,
		Whole:  n == len(s.toks),
		Cue:    s.cue(i, n),
	}
	for k, t := range s.toks[i : i+n] {
		if k > 0 {
			m.Text += t.Gap
		}
		m.Text += t.Text
	}
	return m
}

// cue looks for an announcing word of up to two words on either side.
func (s *scanner) cue(i, n int) bool {
	o := &s.g.opts
	if i > 0 && o.before[s.toks[i-1].Key] || i > 1 && o.before[s.toks[i-2].Key+s.toks[i-1].Key] {
		return true
	}
	j := i + n
	return j < len(s.toks) && o.after[s.toks[j].Key] || j+1 < len(s.toks) && o.after[s.toks[j].Key+s.toks[j+1].Key]
}
