package understand

import (
	"math/bits"

	"waypost/internal/fold"
	"waypost/internal/gateway"
	"waypost/internal/place"
	"waypost/internal/understand/model"
)

// script numbers the writing systems that the languages use.
type script uint8

const (
	noScript script = iota
	latin
	arabic
	cyrillic
	ethiopic
	bengali
	devanagari
	burmese
	thai
	tamil
	sinhala
	han
	manyScripts
)

// scriptOf names the script of a letter, noScript for everything else and for
// scripts of no language here.
func scriptOf(r rune) script {
	switch {
	case r < 'A':
	case r < 0x80:
		if r|0x20 >= 'a' && r|0x20 <= 'z' {
			return latin
		}
	case r >= 0xC0 && r < 0x250, r >= 0x1E00 && r < 0x1F00:
		return latin
	case r >= 0x400 && r < 0x530:
		return cyrillic
	case r >= 0x620 && r < 0x700, r >= 0x750 && r < 0x780, r >= 0xFB50 && r < 0xFE00, r >= 0xFE70 && r < 0xFEFF:
		return arabic
	case r >= 0x900 && r < 0x980:
		return devanagari
	case r >= 0x980 && r < 0xA00:
		return bengali
	case r >= 0xB80 && r < 0xC00:
		return tamil
	case r >= 0xD80 && r < 0xE00:
		return sinhala
	case r >= 0xE00 && r < 0xE80:
		return thai
	case r >= 0x1000 && r < 0x10A0, r >= 0xA9E0 && r < 0xAA00, r >= 0xAA60 && r < 0xAA80:
		return burmese
	case r >= 0x1200 && r < 0x13A0:
		return ethiopic
	case r >= 0x3400 && r < 0xA000, r >= 0xF900 && r < 0xFB00, r >= 0x20000 && r < 0x32000:
		return han
	}
	return noScript
}

// codes gives the ISO 15924 codes of language.json.
var codes = map[string]script{
	"Latn": latin, "Arab": arabic, "Cyrl": cyrillic, "Ethi": ethiopic, "Beng": bengali, "Deva": devanagari,
	"Mymr": burmese, "Thai": thai, "Taml": tamil, "Sinh": sinhala, "Hans": han, "Hant": han, "Hani": han,
}

// mainScript is the script of most letters, but a script other than Latin
// needs only a fifth: people mix English words into their language, not the
// other way round.
func mainScript(text string) script {
	var count [manyScripts]int
	total := 0
	best := noScript
	for _, r := range text {
		s := scriptOf(r)
		if s == noScript {
			continue
		}
		count[s]++
		total++
		if s != latin && (best == noScript || count[s] > count[best]) {
			best = s
		}
	}
	if best != noScript && count[best]*5 >= total {
		return best
	}
	if count[latin] > 0 {
		return latin
	}
	return noScript
}

// tongues decides the language of a message.
type tongues struct {
	vectors *Vectors
	model   *model.Model
	// native holds the languages written in a script, all those recognised in
	// Latin letters.
	native [manyScripts]langs
	// first is the order of preference.
	first []int
	// outside are configured languages that the model does not know.
	outside   map[script][]gateway.Language
	countries *place.Countries

	heat, sure float32
}

func newTongues(cfg Config, m *model.Model, v *Vectors) *tongues {
	t := &tongues{vectors: v, model: m, countries: cfg.Countries, outside: map[script][]gateway.Language{},
		heat: m.Figure("language heat"), sure: m.Figure("language sure")}
	for _, l := range cfg.Tongues {
		s := codes[l.Script]
		i, ok := v.tags[l.Tag]
		if !ok {
			t.outside[s] = append(t.outside[s], l.Tag)
			continue
		}
		t.first = append(t.first, i)
		t.native[s] |= 1 << i
		t.native[latin] |= 1 << i
	}
	return t
}

// What the conversation and the app's setting add to the scores: enough to
// decide between languages that fit alike, too little to outvote a sentence.
const (
	sessionScore = 1.5
	hintScore    = 1.0
	// alsoShare is the probability from which a language counts as possible.
	alsoShare = 0.1
	mostAlso  = 3
)

// recognise returns the likeliest language, whether it is clear, and the
// others that the text may as well be.
func (t *tongues) recognise(m *Message, v *model.Vector, scores []float32, p Prior) (gateway.Language, bool, []gateway.Language) {
	s := mainScript(m.Text)
	if s == noScript {
		return "", false, nil
	}
	possible := t.native[s]
	if s != latin && possible == 0 {
		if list := t.outside[s]; len(list) > 0 {
			return list[0], len(list) == 1, list[1:]
		}
		return "", false, nil
	}
	if s != latin && bits.OnesCount64(uint64(possible)) == 1 && len(t.outside[s]) == 0 {
		return t.tag(bits.TrailingZeros64(uint64(possible))), true, nil
	}
	return t.weigh(m, v, scores, possible, p)
}

func (t *tongues) tag(i int) gateway.Language { return gateway.Language(t.model.Tags[i]) }

// weigh asks the model; scores is scratch with one entry a language.
func (t *tongues) weigh(m *Message, v *model.Vector, scores []float32, possible langs, p Prior) (gateway.Language, bool, []gateway.Language) {
	clear(scores)
	v.Reset()
	t.vectors.Language(v, m)
	t.model.Language.Add(scores, v.Features, 1)
	for i := range scores {
		scores[i] /= t.heat
		switch {
		case possible&(1<<i) == 0:
			scores[i] = -1e9
		case t.tag(i) == p.Session:
			scores[i] += sessionScore
		case t.tag(i) == p.Hint:
			scores[i] += hintScore
		}
	}
	model.Softmax(scores, 1)
	likely := possible & t.knowing(m.Tokens, possible, p)
	best := -1
	for _, i := range t.first {
		if likely&(1<<i) != 0 && (best < 0 || scores[i] > scores[best]) {
			best = i
		}
	}
	if best < 0 {
		return "", false, nil
	}
	sure := scores[best] >= t.sure && t.clear(m.Tokens, best, possible)
	if sure {
		return t.tag(best), true, nil
	}
	return t.tag(best), false, t.also(scores, best)
}

func (t *tongues) also(scores []float32, best int) []gateway.Language {
	var out []gateway.Language
	for _, i := range t.first {
		if i != best && scores[i] >= alsoShare && len(out) < mostAlso {
			out = append(out, t.tag(i))
		}
	}
	return out
}

// terse is how many words a message has at most for single words to decide.
const terse = 2

// knowing narrows a terse message to the languages that know most of its words
// as their own (to all when none does): of these to that of the conversation
// or of the app, else to English, whose words of need are loaned everywhere.
func (t *tongues) knowing(toks []fold.Token, possible langs, p Prior) langs {
	if len(toks) > briefly {
		return possible
	}
	var counts [64]int
	most := 0
	for i := range toks {
		if t.countries != nil && t.countries.Code(toks[i].Key) != "" {
			continue // the name of a country is at home in many languages
		}
		for rest := uint64(t.vectors.known[toks[i].Key] & possible); rest != 0; rest &= rest - 1 {
			l := bits.TrailingZeros64(rest)
			counts[l]++
			most = max(most, counts[l])
		}
	}
	best := possible
	if most > 0 {
		best = 0
	}
	for l, n := range counts {
		if most > 0 && n == most {
			best |= 1 << l
		}
	}
	for _, tag := range []gateway.Language{p.Session, p.Hint, "en"} {
		if i, ok := t.vectors.tags[tag]; ok && best&(1<<i) != 0 {
			return 1 << i
		}
	}
	return best
}

// briefly is how many words a message has at most for its words to decide the
// language rather than its letters.
const briefly = 3

// clear reports whether a message has enough words to be sure of its language.
// In a terse one some word must be known in that language and no other.
func (t *tongues) clear(toks []fold.Token, lang int, possible langs) bool {
	if len(toks) > terse {
		return true
	}
	for i := range toks {
		if t.vectors.known[toks[i].Key]&possible == 1<<lang {
			return true
		}
	}
	return false
}
