package understand

import (
	"unicode/utf8"

	"waypost/internal/gateway"
	"waypost/internal/understand/model"
)

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
	dst.Features = append(dst.Features, m.letters.Features...)
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
