package main

import (
	"math/rand/v2"
	"strings"
	"sync"

	"waypost/internal/fold"
	"waypost/internal/gateway"
	"waypost/internal/understand"
	"waypost/internal/understand/model"
)

// Settings found by cross-validation over the first four folds.
var (
	intentRecipe   = recipe{epochs: 10, least: 3, rate: 0.1, decay: 1e-5, drop: 0.2, seed: 7}
	languageRecipe = recipe{epochs: 6, least: 3, rate: 0.1, decay: 1e-5, drop: 0.2, seed: 11}
)

// What a phrase of a lexicon weighs beside an example.
const (
	strongTerm, weakTerm = 0.5, 0.2
	altShare             = 0.2
)

// The rows that are kept: a packed model of some 11 MB, 16 MB in memory.
const mostIntentRows, mostLanguageRows = 300_000, 60_000

// trainer turns inputs into samples.
type trainer struct {
	*inputs
	vectors *understand.Vectors
	rng     *rand.Rand
}

func (in *inputs) train(logf func(string, ...any)) (*model.Model, error) {
	concepts, names, err := model.ParseConcepts(in.tags, in.concepts)
	if err != nil {
		return nil, err
	}
	logf("%d languages, %d examples, %d concepts", len(in.tags), len(in.examples), len(names))
	doubtful := model.NewSet(in.doubtful(understand.NewVectors(in.lexicons, concepts, in.tags, nil)))
	t := &trainer{inputs: in, vectors: understand.NewVectors(in.lexicons, concepts, in.tags, doubtful), rng: rand.New(rand.NewPCG(3, 5))}
	m := &model.Model{Inputs: in.hash, Tags: in.tags, Concepts: concepts, Ordinary: model.NewSet(in.ordinary()), Doubtful: doubtful}
	for _, id := range understand.Intents() {
		m.IntentIDs = append(m.IntentIDs, string(id))
	}
	terms, held, rest := t.intentSamples()
	tongueTerms, tongueHeld, tongueRest := t.languageSamples()
	intentRecipe.classes, languageRecipe.classes = len(m.IntentIDs), len(in.tags)

	var tuned, final, tongueTuned, tongueFinal *linear
	var wg sync.WaitGroup
	wg.Go(func() {
		tuned = intentRecipe.fit(join(terms, rest))
		m.Figures = append(m.Figures, tuneIntent(tuned, held, logf)...)
		final = intentRecipe.fit(join(terms, rest, held.samples()))
	})
	var tongueFigures []model.Figure
	wg.Go(func() {
		tongueTuned = languageRecipe.fit(join(tongueTerms, tongueRest))
		tongueFigures = tuneLanguage(tongueTuned, tongueHeld, in.tags, logf)
		tongueFinal = languageRecipe.fit(join(tongueTerms, tongueRest, tongueHeld.samples()))
	})
	wg.Wait()
	m.Figures = append(m.Figures, tongueFigures...)
	if m.Intent, err = final.table(mostIntentRows); err != nil {
		return nil, err
	}
	if m.Language, err = tongueFinal.table(mostLanguageRows); err != nil {
		return nil, err
	}
	return m, nil
}

func join(lists ...[]*sample) []*sample {
	var out []*sample
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

// heldOut are messages kept for tuning, with the features as read and those of
// all their variants.
type heldOut []heldMessage

type heldMessage struct {
	example  example
	plain    *sample
	variants []*sample
}

func (h heldOut) samples() []*sample {
	var out []*sample
	for _, m := range h {
		out = append(out, m.variants...)
	}
	return out
}

const tuneFold = folds - 2

// intentSamples prepares lexicon phrases, held-out examples and the others.
func (t *trainer) intentSamples() (terms []*sample, held heldOut, rest []*sample) {
	for _, l := range t.lexicons {
		for _, term := range l.Terms {
			id := intentNumber(string(term.Intent))
			if id < 0 || t.vectors.Doubtful(&term, l.Language) {
				continue
			}
			weight := float32(strongTerm)
			if term.Weak {
				weight = weakTerm
			}
			e := example{lang: string(l.Language), text: strings.Join(term.Words, " "), intent: id}
			terms = append(terms, t.intentSample(&e, e.text, false, weight))
		}
	}
	for i := range t.examples {
		e := &t.examples[i]
		if e.test() {
			continue
		}
		h := heldMessage{example: *e, plain: t.intentSample(e, e.text, true, 1)}
		h.variants = t.variants(e, h.plain)
		if e.fold() == tuneFold {
			held = append(held, h)
		} else {
			rest = append(rest, h.variants...)
		}
	}
	return terms, held, rest
}

// variants are the forms of an example that are learnt: with the name of its
// place and without, and with a slip of the hand.
func (t *trainer) variants(e *example, plain *sample) []*sample {
	out := []*sample{plain}
	if e.place != "" {
		plain.weight = 0.6
		out = append(out, t.intentSample(e, e.text, false, 0.4))
	}
	if s := slip(t.rng, e.text); s != e.text {
		out = append(out, t.intentSample(e, s, true, 0.3))
	}
	return out
}

// intentSample prepares a text; with mask the words of the place are left out.
func (t *trainer) intentSample(e *example, text string, mask bool, weight float32) *sample {
	var m understand.Message
	var v model.Vector
	m.Load(text, fold.Tokens(text))
	if mask && e.place != "" {
		maskPlace(&m, e.place)
	}
	t.vectors.Intent(&v, &m, gateway.Language(e.lang))
	s := &sample{features: v.Features, target: make([]float32, len(understand.Intents())), weight: weight}
	s.target[e.intent] = 1
	for _, a := range e.alt {
		s.target[e.intent] -= altShare / float32(len(e.alt))
		s.target[a] += altShare / float32(len(e.alt))
	}
	return s
}

// maskPlace masks the tokens of a place as the reader does.
func maskPlace(m *understand.Message, name string) {
	want := fold.Tokens(name)
	if len(want) == 0 {
		return
	}
	for i := 0; i+len(want) <= len(m.Tokens); i++ {
		same := true
		for k, w := range want {
			same = same && m.Tokens[i+k].Key == w.Key && !w.Run
		}
		if same {
			for k := range want {
				m.Masked[i+k] = true
			}
			return
		}
	}
}

// languageSamples prepares the words of the lexicons and the examples.
func (t *trainer) languageSamples() (terms []*sample, held heldOut, rest []*sample) {
	number := map[string]int{}
	for i, tag := range t.tags {
		number[tag] = i
	}
	for i, l := range t.lexicons {
		texts := append(append([]string{}, l.Common...), l.Romanised...)
		for _, term := range l.Terms {
			texts = append(texts, strings.Join(term.Words, " "))
		}
		for _, text := range texts {
			terms = append(terms, t.languageSample(text, i, 0.3))
		}
	}
	for i := range t.examples {
		e := &t.examples[i]
		if e.test() {
			continue
		}
		h := heldMessage{example: *e, plain: t.languageSample(e.text, number[e.lang], 1)}
		h.variants = []*sample{h.plain}
		if e.fold() == tuneFold {
			held = append(held, h)
		} else {
			rest = append(rest, h.variants...)
		}
	}
	return terms, held, rest
}

func (t *trainer) languageSample(text string, lang int, weight float32) *sample {
	var m understand.Message
	var v model.Vector
	m.Load(text, fold.Tokens(text))
	t.vectors.Language(&v, &m)
	s := &sample{features: v.Features, target: make([]float32, len(t.tags)), weight: weight}
	s.target[lang] = 1
	return s
}

// slip makes one typing error in one word, as fast fingers do: a letter left
// out, doubled, or swapped with the next, or the space after the word left out.
func slip(rng *rand.Rand, text string) string {
	words := strings.Fields(text)
	if len(words) == 0 {
		return text
	}
	i := rng.IntN(len(words))
	w := []rune(words[i])
	if len(w) < 4 {
		return text
	}
	k := 1 + rng.IntN(len(w)-2)
	switch rng.IntN(4) {
	case 0:
		w = append(w[:k], w[k+1:]...)
	case 1:
		w = append(w[:k+1], w[k:]...)
	case 2:
		w[k], w[k+1] = w[k+1], w[k]
	case 3:
		if i+1 < len(words) {
			w = append(w, []rune(words[i+1])...)
			words = append(words[:i+1], words[i+2:]...)
		}
	}
	words[i] = string(w)
	return strings.Join(words, " ")
}
