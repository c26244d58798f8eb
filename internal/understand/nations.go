package understand

import (
	"waypost/internal/fold"
)

// demonyms find the country that a word for its people, its language community
// or the country itself stands for.
type demonyms struct {
	codes   map[string]string
	longest int
}

func newDemonyms(lexicons []Lexicon) *demonyms {
	d := &demonyms{codes: map[string]string{}}
	for _, l := range lexicons {
		for key, code := range l.Demonyms {
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

// country finds a nationality or a country beside an embassy.
func (r *Reader) country(out *Reading, toks []fold.Token) {
	d := r.demonyms
	for n := min(d.longest, len(toks)); n > 0; n-- {
		for i := 0; i+n <= len(toks); i++ {
			if code := d.codes[joined(toks[i:i+n])]; code != "" {
				out.Nationality = code
				return
			}
		}
	}
	if r.cfg.Countries == nil || out.Intent != Consular && out.Intent != Register {
		return
	}
	if list := r.cfg.Countries.Scan(toks); len(list) > 0 {
		out.Nationality = list[0].Code
	}
}
