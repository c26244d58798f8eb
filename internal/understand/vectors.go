package understand

import (
	"math"
	"unicode/utf8"

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
}

// langs is a set of languages by their number in the model.
type langs uint64

// NewVectors prepares the features over lexicons; tags are the languages in
// the order of the model's classes.
func NewVectors(lexicons []Lexicon, concepts *model.Concepts, tags []string) *Vectors {
	x := &Vectors{index: newIndex(lexicons), concepts: concepts, tags: map[gateway.Language]int{},
		intents: map[Intent]int{}, known: map[string]langs{}}
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
	words    model.Vector
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
	for i := range toks {
		addWord(&m.words, toks[i].Key, toks[i].Run)
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
	kindOnly    = model.Kind("only")
	kindAmong   = model.Kind("among")
)

// Values of the features, found by cross-validation.
const (
	wordValue, gramValue, runValue = 1, 0.5, 1
	pairValue, skipValue           = 1, 0.7
	edgeValue, shapeValue          = 0.6, 0.5
	wordsWeight, conceptsWeight    = 4, 5
	bothValue                      = 0.7
)

// longestWord bounds the letters of a word that are looked at.
const longestWord = 24

// addWord adds a word and its n-grams: of 2 to 5 letters with its edges
// marked, or in scripts without spaces of 1 to 4 Han and 2 to 6 other signs.
func addWord(v *model.Vector, key string, run bool) {
	least, most := 2, 5
	value := float32(gramValue)
	var at [longestWord + 3]int
	n := 0
	if run {
		value = runValue
		least, most = 2, 6
		if r, _ := utf8.DecodeRuneInString(key); r >= 0x3000 {
			least, most = 1, 4
		}
		addGrams(v, key, least, most, value)
		return
	}
	v.Add(model.Text(kindWord, number(key)), wordValue)
	for i := range key {
		if n > longestWord {
			break
		}
		at[n] = i
		n++
	}
	if n <= longestWord {
		at[n] = len(key)
	} else {
		n = longestWord
	}
	// Position 0 is the mark before the word, n+1 the one after it.
	for i := 0; i <= n; i++ {
		h := kindGram
		for j := i; j < n+2 && j-i < most; j++ {
			switch {
			case j == 0:
				h = model.Byte(h, '<')
			case j == n+1:
				h = model.Byte(h, '>')
			default:
				h = model.Text(h, key[at[j-1]:at[j]])
			}
			if j-i+1 >= least {
				v.Add(h, value)
			}
		}
	}
}

// addGrams adds the n-grams of a long run.
func addGrams(v *model.Vector, key string, least, most int, value float32) {
	for i := range key {
		h, end := kindGram, i
		for n := 1; n <= most && end < len(key); n++ {
			_, size := utf8.DecodeRuneInString(key[end:])
			h = model.Text(h, key[end:end+size])
			end += size
			if n >= least {
				v.Add(h, value)
			}
		}
	}
}

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
	m.hits = x.index.find(m.hits[:0], m.Tokens, lang)
	var found [32][4]uint8
	for _, h := range m.hits {
		i, ok := x.intents[h.Intent]
		if !ok || m.Masked[h.start] {
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

// meanings adds the concepts of the words, and pairs of them.
func (x *Vectors) meanings(dst *model.Vector, m *Message, lang gateway.Language) {
	m.concepts = m.concepts[:0]
	own, hasOwn := x.tags[lang]
	english, hasEnglish := x.tags["en"]
	for i := range m.Tokens {
		if m.Masked[i] {
			continue
		}
		before := len(m.concepts)
		if hasOwn {
			m.concepts = x.concepts.Of(m.concepts, own, &m.Tokens[i])
		}
		if len(m.concepts) == before && hasEnglish && own != english {
			m.concepts = x.concepts.Of(m.concepts, english, &m.Tokens[i])
		}
	}
	m.concepts = distinct(m.concepts)
	for i, a := range m.concepts {
		dst.Add(conceptHash(kindConcept, a), 1)
		for _, b := range m.concepts[:i] {
			dst.Add(conceptHash(conceptHash(kindBoth, min(a, b)), max(a, b)), bothValue)
		}
	}
}

// mostConcepts bounds the pairs of a long message.
const mostConcepts = 24

// distinct drops repeated concepts.
func distinct(list []uint16) []uint16 {
	out := list[:0]
	for _, c := range list {
		seen := len(out) >= mostConcepts
		for _, o := range out {
			seen = seen || o == c
		}
		if !seen {
			out = append(out, c)
		}
	}
	return out
}

func conceptHash(kind uint64, c uint16) uint64 {
	return model.Byte(model.Byte(kind, byte(c)), byte(c>>8))
}

// Language appends to dst the features that tell the language of a message.
func (x *Vectors) Language(dst *model.Vector, m *Message) {
	dst.Features = append(dst.Features, m.words.Features...)
	for _, r := range m.Text {
		if r >= utf8.RuneSelf {
			dst.Add(model.Byte(model.Byte(kindLetter, byte(r)), byte(r>>8)), gramValue)
		}
	}
	scale(dst.Features, wordsWeight)
	for i := range m.Tokens {
		set := x.known[m.Tokens[i].Key]
		if set == 0 {
			continue
		}
		kind, value := kindOnly, float32(1)
		if set&(set-1) != 0 {
			kind, value = kindAmong, 0.5
		}
		for l := 0; set != 0; l, set = l+1, set>>1 {
			if set&1 != 0 {
				dst.Add(model.Byte(kind, byte(l)), value)
			}
		}
	}
	dst.Add(kindBias, 1)
}
