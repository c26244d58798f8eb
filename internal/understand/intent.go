package understand

import (
	"slices"
	"strings"

	"waypost/internal/fold"
	"waypost/internal/place"
)

// What one phrase adds to its intent: a strong one proves it, each further
// word of a phrase adds to that, weak ones only lean; words of another
// language than the message's count less.
const (
	strong, weak, perWord = 1.0, 0.35, 0.5
	foreign               = 0.6
	fuzzyShare            = 0.8
	// urgency favours what must not be missed.
	urgency = 1.25
)

// intent weighs the phrases found.
func (r *Reader) intent(out *Reading, key string, hits []hit) {
	score := map[Intent]float64{}
	seen := map[string]bool{}
	for _, h := range hits {
		id := string(h.Intent) + h.Topic + "\x00" + strings.Join(h.Words, " ")
		if seen[id] {
			continue
		}
		seen[id] = true
		w := h.weight(out)
		if h.Topic != "" {
			if !h.Weak {
				out.Topic = h.Topic
			}
			continue
		}
		score[h.Intent] += w
	}
	for _, i := range []Intent{Emergency, Protection} {
		score[i] *= urgency
	}
	r.rank(out, score)
	if r.bareEmergency(key, hits) {
		out.Intent, out.Confidence = Emergency, 1
	}
}

func (h hit) weight(out *Reading) float64 {
	w := strong
	if h.Weak {
		w = weak
	}
	w += perWord * float64(len(h.Words)-1) * w
	if h.lang != out.Language {
		w *= foreign
	}
	if h.fuzzy {
		w *= fuzzyShare
	}
	return w
}

// rank orders the intents by their weight.
func (r *Reader) rank(out *Reading, score map[Intent]float64) {
	total := 0.0
	var ids []Intent
	for _, i := range Intents() {
		if score[i] > 0 {
			ids = append(ids, i)
			total += score[i]
		}
	}
	if len(ids) == 0 {
		return
	}
	slices.SortStableFunc(ids, func(a, b Intent) int {
		switch {
		case score[a] > score[b]:
			return -1
		case score[a] < score[b]:
			return 1
		}
		return 0
	})
	out.Intent = ids[0]
	out.Confidence = score[ids[0]] / total
	if score[ids[0]] < weak*2 {
		out.Confidence = min(out.Confidence, 0.4)
	}
	out.Other = ids[1:min(len(ids), 3)]
}

// bareEmergency reports whether the whole message is an emergency word: a bare
// HELP is one in every locale.
func (r *Reader) bareEmergency(key string, hits []hit) bool {
	for _, h := range hits {
		if h.Intent == Emergency && strings.Join(h.Words, " ") == key {
			return true
		}
	}
	return false
}

// country finds a nationality or a country beside an embassy.
func (r *Reader) country(out *Reading, toks []fold.Token) {
	for n := min(4, len(toks)); n > 0; n-- {
		for i := 0; i+n <= len(toks); i++ {
			key := joined(toks[i : i+n])
			code := r.demonyms[key]
			if code == "" && r.cfg.Countries != nil && !r.known[key] {
				code = r.cfg.Countries(key)
			}
			if code != "" {
				out.Nationality = code
				return
			}
		}
	}
}

// place finds where the person is, or the word that should be a place.
func (r *Reader) place(out *Reading, toks []fold.Token, hits []hit) {
	g := r.cfg.Places
	if g == nil {
		return
	}
	for _, m := range g.Scan(toks, r.cfg.Scope) {
		if m.Common && !m.Cue && !m.Whole || r.isNationality(out, g, m) {
			continue
		}
		out.Place = &m
		return
	}
	rest, text := r.leftover(toks, hits)
	if len(rest) == 0 {
		return
	}
	if m, ok := g.Guess(rest, r.cfg.Scope); ok {
		out.Place = &m
		return
	}
	if len(toks) <= 5 && out.Intent != Unknown && out.Confidence >= 0.5 && out.Nationality == "" {
		out.UnknownPlace = text
	}
}

// isNationality drops a country that was read as a nationality.
func (r *Reader) isNationality(out *Reading, g *place.Gazetteer, m place.Match) bool {
	if len(m.Areas) != 1 || out.Nationality == "" {
		return false
	}
	a, ok := g.Area(m.Areas[0])
	return ok && a.Kind == place.Country && a.Country == out.Nationality && out.Intent == Consular
}

// leftover lists the tokens that mean nothing else, as long as they stand
// together.
func (r *Reader) leftover(toks []fold.Token, hits []hit) ([]fold.Token, string) {
	used := make([]bool, len(toks))
	for _, h := range hits {
		for i := h.start; i < h.end; i++ {
			used[i] = true
		}
	}
	for i := range toks {
		used[i] = used[i] || r.known[toks[i].Key] || toks[i].Run && len(hits) > 0
	}
	for i := range toks {
		if used[i] {
			continue
		}
		j := i
		for j < len(toks) && !used[j] {
			j++
		}
		rest := toks[i:j]
		text := make([]string, len(rest))
		for k, t := range rest {
			text[k] = t.Text
		}
		return rest, strings.Join(text, " ")
	}
	return nil, ""
}
