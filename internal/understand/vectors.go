package understand

import (
	"math"

	"waypost/internal/fold"
	"waypost/internal/gateway"
	"waypost/internal/understand/model"
)

// Vectors turns messages into the features that the models weigh. Training and
// reading share it, so that both see the same.
type Vectors struct {
	index    *index
	concepts *model.Concepts
	tags     map[gateway.Language]int
	intents  map[Intent]int
	known    map[string]langs
	doubtful model.Set
}

// langs is a set of languages by their number in the model.
type langs uint64

// NewVectors prepares the features over lexicons; tags are the languages in
// the order of the model's classes.
func NewVectors(lexicons []Lexicon, concepts *model.Concepts, tags []string, doubtful model.Set) *Vectors {
	x := &Vectors{index: newIndex(lexicons, doubtful), concepts: concepts, tags: map[gateway.Language]int{},
		intents: map[Intent]int{}, known: map[string]langs{}, doubtful: doubtful}
	for i, t := range tags {
		x.tags[gateway.Language(t)] = i
	}
	for i, id := range Intents() {
		x.intents[id] = i
	}
	for _, l := range lexicons {
		if i, ok := x.tags[l.Language]; ok {
			l.eachWord(func(w string) { x.known[w] |= 1 << i })
		}
	}
	return x
}

// Message is a message on its way to being read. It is reused: see Load.
type Message struct {
	Text   string
	Tokens []fold.Token
	// Masked marks tokens that name a place and so say nothing of the intent.
	Masked   []bool
	words    model.Vector // for the intent
	letters  model.Vector // for the language
	hits     []hit
	concepts []uint16
}

// Load puts a new text into m.
func (m *Message) Load(text string, toks []fold.Token) {
	m.Text, m.Tokens = text, toks
	m.Masked = m.Masked[:0]
	for range toks {
		m.Masked = append(m.Masked, false)
	}
	m.words.Reset()
	m.letters.Reset()
	for i := range toks {
		addWord(&m.words, &m.letters, toks[i].Key, toks[i].Run)
		if !toks[i].Run && toks[i].Text != toks[i].Key {
			addSpelling(&m.words, toks[i].Text)
		}
		m.words.Close()
	}
}

// The kinds of features.
var (
	kindWord    = model.Kind("word")
	kindGram    = model.Kind("gram")
	kindPair    = model.Kind("pair")
	kindSkip    = model.Kind("skip")
	kindFirst   = model.Kind("first")
	kindLast    = model.Kind("last")
	kindLength  = model.Kind("length")
	kindMark    = model.Kind("mark")
	kindTerm    = model.Kind("term")
	kindConcept = model.Kind("concept")
	kindBoth    = model.Kind("both")
	kindBias    = model.Kind("bias")
	kindLetter  = model.Kind("letter")
	kindSpelt   = model.Kind("spelt")
	kindOnly    = model.Kind("only")
	kindAmong   = model.Kind("among")
)

// Values of the features, found by cross-validation.
const (
	wordValue, gramValue, runValue = 1, 0.5, 1
	pairValue, skipValue           = 1, 0.7
	edgeValue, shapeValue          = 0.6, 0.5
	wordsWeight, conceptsWeight    = 4, 7
	bothValue                      = 0.7
)

// TestEvery is the share of the examples of a language and intent that are
// never trained on: every fifth is a test.
const TestEvery = 5

// number makes all numbers one word, long ones another.
func number(key string) string {
	for i := 0; i < len(key); i++ {
		if key[i] < '0' || key[i] > '9' {
			return key
		}
	}
	if len(key) > 3 {
		return "0000"
	}
	return "0"
}

// Intent appends to dst the features that tell the intent of a message in a
// language.
func (x *Vectors) Intent(dst *model.Vector, m *Message, lang gateway.Language) {
	m.hits = x.index.find(m.hits[:0], m.Tokens, lang)
	m.quieten()
	from := 0
	for i, end := range m.words.Ends {
		if !m.Masked[i] {
			dst.Features = append(dst.Features, m.words.Features[from:end]...)
		}
		from = end
	}
	m.sequence(dst)
	scale(dst.Features, wordsWeight)
	x.terms(dst, m, lang)
	start := len(dst.Features)
	x.meanings(dst, m, lang)
	scale(dst.Features[start:], conceptsWeight)
	dst.Add(kindBias, 1)
}

// quieten masks a doubtful cry for help where another phrase says what help is
// wanted: "help me find a doctor" is no emergency.
func (m *Message) quieten() {
	said := false
	for _, h := range m.hits {
		said = said || !h.doubtful && !h.Weak && h.Intent != "" && h.Intent != Emergency && !m.Masked[h.start]
	}
	if !said {
		return
	}
	for _, h := range m.hits {
		if h.doubtful && h.Intent == Emergency && !m.Tokens[h.start].Run {
			for k := h.start; k < h.end; k++ {
				m.Masked[k] = true
			}
		}
	}
}

// scale brings features to a common length.
func scale(fs []model.Feature, weight float32) {
	by := weight / float32(math.Sqrt(float64(model.Squares(fs)+1)))
	for i := range fs {
		fs[i].Value *= by
	}
}

// sequence adds what depends on the order of words and on marks.
func (m *Message) sequence(dst *model.Vector) {
	var last, before uint64
	count := 0
	for i := range m.Tokens {
		t := &m.Tokens[i]
		if m.Masked[i] || t.Run {
			continue
		}
		key := number(t.Key)
		h := model.Text(kindWord, key)
		switch count {
		case 0:
			dst.Add(model.Text(kindFirst, key), edgeValue)
		default:
			dst.Add(model.Text(join(kindPair, last), key), pairValue)
			if count > 1 {
				dst.Add(model.Text(join(kindSkip, before), key), skipValue)
			}
		}
		before, last = last, h
		count++
	}
	if count > 0 {
		dst.Add(join(kindLast, last), edgeValue)
	}
	dst.Add(model.Byte(kindLength, byte(min(len(m.Tokens), 12))), shapeValue)
	for _, r := range m.Text {
		switch r {
		case '?', '؟', '？':
			dst.Add(model.Byte(kindMark, '?'), shapeValue)
			return
		}
	}
}

func join(kind, h uint64) uint64 { return kind ^ h*0x9E3779B97F4A7C15 }

// terms adds which intents the phrases of the lexicon speak for.
func (x *Vectors) terms(dst *model.Vector, m *Message, lang gateway.Language) {
	var found [32][4]uint8
	for _, h := range m.hits {
		i, ok := x.intents[h.Intent]
		if !ok || h.doubtful || m.Masked[h.start] {
			continue
		}
		kind := 0
		if h.Weak {
			kind = 2
		}
		if len(h.Words) > 1 {
			kind++
		}
		found[i][kind]++
	}
	for i := range found {
		for kind, n := range found[i] {
			if n == 0 {
				continue
			}
			value := float32(1)
			if kind >= 2 {
				value = 0.5
			}
			if n > 1 {
				value *= 2
			}
			dst.Add(model.Byte(model.Byte(kindTerm, byte(i)), byte(kind)), value)
		}
	}
}

// Doubtful reports whether examples speak against a phrase.
func (x *Vectors) Doubtful(t *Term, lang gateway.Language) bool {
	return x.doubtful.Has(string(lang), t.id())
}

// Terms calls f with each phrase of a language that stands in the message and
// proves an intent, and with what tells it from the others of its language.
func (x *Vectors) Terms(m *Message, lang gateway.Language, f func(id string, t *Term)) {
	m.hits = x.index.find(m.hits[:0], m.Tokens, lang)
	for _, h := range m.hits {
		if h.lang == lang && !h.Weak && h.Intent != "" {
			f(h.id(), &h.Term)
		}
	}
}
