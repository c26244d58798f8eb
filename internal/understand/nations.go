package understand

import (
	"waypost/internal/fold"
	"waypost/internal/gateway"
)

// demonyms find the country that a word for its people, its language community
// or the country itself stands for.
type demonyms struct {
	codes map[string]string
	// own holds the short words of each language ("mỹ", folded to "my"), which
	// in another one may mean anything.
	own     map[gateway.Language]map[string]string
	longest int
}

// shortDemonym is how many bytes a word has at most that only its own language
// is believed; English is known everywhere.
const shortDemonym = 4

func newDemonyms(lexicons []Lexicon) *demonyms {
	d := &demonyms{codes: map[string]string{}, own: map[gateway.Language]map[string]string{}}
	for _, l := range lexicons {
		d.own[l.Language] = map[string]string{}
		for key, code := range l.Demonyms {
			if len(key) <= shortDemonym && l.Language != "en" {
				d.own[l.Language][key] = code
				continue
			}
			if old, ok := d.codes[key]; ok && old != code {
				code = ""
			}
			d.codes[key] = code
			words := 1
			for i := range key {
				if key[i] == ' ' {
					words++
				}
			}
			d.longest = max(d.longest, words)
		}
	}
	return d
}

// nation is a country named over tokens [start,end).
type nation struct {
	code       string
	start, end int
}

// country finds a nationality, or a country beside an embassy. A country that
// only tells where the person is, is none.
func (r *Reader) country(out *Reading, s *scratch, found []named) {
	n, ok := r.nation(s.m.Tokens, out.Language)
	if !ok && r.cfg.Countries != nil && (out.Intent == Consular || out.Intent == Register) {
		if list := r.cfg.Countries.Scan(s.m.Tokens); len(list) > 0 {
			n, ok = nation{list[0].Code, list[0].Start, list[0].End}, true
		}
	}
	if !ok {
		return
	}
	for i := range found {
		m := &found[i]
		if m.Start >= n.end || n.start >= m.End || len(m.Areas) != 1 || string(m.Areas[0]) != n.code {
			continue
		}
		if !s.embassyBeside(n) {
			if m.Cue || len(s.m.Tokens) > shortMessage {
				return
			}
			continue
		}
		m.weight = 0 // the embassy's country, not where the person is
		out.Nationality = n.code
		return
	}
	out.Nationality = n.code
}

func (r *Reader) nation(toks []fold.Token, lang gateway.Language) (nation, bool) {
	d := r.demonyms
	for n := min(d.longest, len(toks)); n > 0; n-- {
		for i := 0; i+n <= len(toks); i++ {
			key := joined(toks[i : i+n])
			code := d.codes[key]
			if code == "" {
				code = d.own[lang][key]
			}
			if code != "" {
				return nation{code, i, i + n}, true
			}
		}
	}
	return nation{}, false
}

// embassyBeside reports whether a word for an embassy stands next to a
// country, with at most one word between.
func (s *scratch) embassyBeside(n nation) bool {
	for _, h := range s.m.hits {
		if h.Intent == Consular && !h.Weak && h.start-n.end <= 1 && n.start-h.end <= 1 {
			return true
		}
	}
	return false
}
