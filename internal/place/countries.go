package place

import (
	"slices"
	"strings"
	"unicode/utf8"

	"waypost/internal/fold"
	"waypost/internal/gateway"
)

// CountryName is one name of one country.
type CountryName struct {
	// Code is ISO 3166-1 alpha-2, or XK for Kosovo.
	Code string
	// Lang is the locale tag the name is shown in, empty for a name that is
	// only recognised.
	Lang, Name string
}

// Countries knows the countries of the world by their names in many
// languages. It is immutable.
type Countries struct {
	codes   map[string]string            // joined key → code
	display map[string]map[string]string // code → locale tag → name
	longest int                          // words of the longest name
}

// NewCountries takes the names in order: where two countries share a name, the
// first keeps it.
func NewCountries(names []CountryName) *Countries {
	c := &Countries{codes: make(map[string]string, len(names)), display: map[string]map[string]string{}}
	for _, n := range names {
		key, words := joinedKey(n.Name)
		if key == "" {
			continue
		}
		if _, taken := c.codes[key]; !taken {
			c.codes[key] = n.Code
		}
		if bare, ok := withoutArticle(key); ok && c.codes[bare] == "" {
			c.codes[bare] = n.Code
		}
		c.longest = max(c.longest, words)
		if n.Lang == "" {
			continue
		}
		if c.display[n.Code] == nil {
			c.display[n.Code] = map[string]string{}
		}
		if c.display[n.Code][n.Lang] == "" {
			c.display[n.Code][n.Lang] = n.Name
		}
	}
	return c
}

// Code finds a country by its name in any language, or by its two-letter code
// in capitals; empty when there is none. An English "the" may stand before it.
func (c *Countries) Code(name string) string {
	if _, ok := c.display[name]; ok {
		return name
	}
	key, _ := joinedKey(name)
	if code := c.codes[key]; code != "" {
		return code
	}
	if rest, ok := strings.CutPrefix(key, "the"); ok {
		return c.codes[rest]
	}
	return ""
}

// Name shows a country in the first of the languages that has a name for it,
// else in English, else by its code.
func (c *Countries) Name(code string, langs ...gateway.Language) string {
	names := c.display[code]
	for _, lang := range langs {
		if s := names[string(lang)]; s != "" {
			return s
		}
		if base, _, cut := strings.Cut(string(lang), "-"); cut && names[base] != "" {
			return names[base]
		}
	}
	if s := names["en"]; s != "" {
		return s
	}
	return code
}

// Codes lists all countries.
func (c *Countries) Codes() []string {
	out := make([]string, 0, len(c.display))
	for code := range c.display {
		out = append(out, code)
	}
	slices.Sort(out)
	return out
}

// CountryMatch is a country named in a message, over tokens [Start, End).
type CountryMatch struct {
	Code       string
	Start, End int
}

// Scan finds the countries named in a message by a full name, the longest
// first, in any script.
func (c *Countries) Scan(tokens []fold.Token) []CountryMatch {
	var out []CountryMatch
	for i := 0; i < len(tokens); {
		m, ok := c.at(tokens, i)
		if !ok {
			i++
			continue
		}
		out = append(out, m)
		i = m.End
	}
	return out
}

func (c *Countries) at(tokens []fold.Token, i int) (CountryMatch, bool) {
	if tokens[i].Run {
		code := c.inRun(tokens[i].Key)
		return CountryMatch{code, i, i + 1}, code != ""
	}
	var key [128]byte
	best := CountryMatch{}
	n := 0
	for j := i; j < len(tokens) && j-i < c.longest && !tokens[j].Run; j++ {
		if n+len(tokens[j].Key) > len(key) {
			break
		}
		n += copy(key[n:], tokens[j].Key)
		// A name of several words is never read out of other spacing: "to go".
		if code := c.codes[string(key[:n])]; code != "" && (j == i || n > 8) {
			best = CountryMatch{code, i, j + 1}
		}
	}
	return best, best.Code != "" && (best.End > i+1 || !englishWord(tokens[i].Key))
}

// inRun finds the longest country name inside a run of a script without spaces.
func (c *Countries) inRun(key string) string {
	best, bestLen := "", 0
	for at := range key {
		if !fold.Boundary(key, at) {
			continue
		}
		runes := 0
		for end := at; end < len(key) && runes < longestRun; {
			_, n := utf8.DecodeRuneInString(key[end:])
			end += n
			runes++
			if runes < 2 || end-at <= bestLen || !fold.Boundary(key, end) {
				continue
			}
			if code := c.codes[key[at:end]]; code != "" {
				best, bestLen = code, end-at
			}
		}
	}
	return best
}
