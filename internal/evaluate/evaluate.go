package evaluate

import (
	"slices"
	"strings"
	"time"

	"waypost/internal/fold"
	"waypost/internal/gateway"
	"waypost/internal/place"
	"waypost/internal/understand"
)

// Reader reads a message; understand.Reader is one.
type Reader interface {
	Read(text string, p understand.Prior) understand.Reading
}

// Rate is how many of a number were right.
type Rate struct{ Right, Of int }

func (r *Rate) add(ok bool) {
	r.Of++
	if ok {
		r.Right++
	}
}

// Share is Right of Of, 0 when there is nothing.
func (r Rate) Share() float64 {
	if r.Of == 0 {
		return 0
	}
	return float64(r.Right) / float64(r.Of)
}

// Confusion is how often one intent was taken for another.
type Confusion struct {
	Is, Read understand.Intent
	Times    int
}

// Report is what a run found. Rates of recall count cases, those of false
// alarms count wrongly raised ones.
type Report struct {
	Intent, Language, Place Rate
	// Offered counts intents that were chosen or named among the next likely.
	Offered Rate
	// LanguageLong leaves terse messages out; SureLanguage counts only sure ones.
	LanguageLong, SureLanguage Rate
	// Emergency and Protection count an answer as either; Exact ones do not.
	Emergency, Protection, EmergencyExact, ProtectionExact Rate
	// FalseEmergency is how many of the other cases were read as an emergency.
	FalseEmergency Rate

	ByLanguage, ByLanguageRecognised map[gateway.Language]*Rate
	ByIntent                         map[understand.Intent]*Rate
	ByVariety                        map[string]*Rate
	Confusions                       []Confusion
	// LanguageConfusions counts "is>read".
	LanguageConfusions map[string]int
	// Calibration has the rate and the mean confidence of each tenth.
	Calibration [10]Calibrated
	Elapsed     time.Duration
	Messages    int
	// Wrong are the cases read as another intent.
	Wrong []Mistake
	// WrongPlaces are the cases whose place was not found.
	WrongPlaces []Mistake
}

// Mistake is a case with what was read.
type Mistake struct {
	Case    Case
	Reading understand.Reading
}

// Calibrated is a class of answers with like confidence.
type Calibrated struct {
	Rate
	Sum float64
}

// Run reads every case from a blank conversation and compares. Places may be
// nil: then a place counts as right only when it is written the same.
func Run(reader Reader, cases []Case, places *place.Gazetteer) *Report {
	r := &Report{ByLanguage: map[gateway.Language]*Rate{}, ByLanguageRecognised: map[gateway.Language]*Rate{},
		ByIntent: map[understand.Intent]*Rate{}, ByVariety: map[string]*Rate{}, LanguageConfusions: map[string]int{}}
	confused := map[Confusion]int{}
	readings := make([]understand.Reading, len(cases))
	began := time.Now()
	for i := range cases {
		readings[i] = reader.Read(cases[i].Text, understand.Prior{})
	}
	r.Elapsed, r.Messages = time.Since(began), len(cases)
	for i := range cases {
		c, got := &cases[i], &readings[i]
		r.intent(c, got, confused)
		r.language(c, got)
		if c.Place != "" {
			ok := samePlace(c.Place, got, places)
			r.Place.add(ok)
			if !ok {
				r.WrongPlaces = append(r.WrongPlaces, Mistake{*c, *got})
			}
		}
	}
	for c, n := range confused {
		c.Times = n
		r.Confusions = append(r.Confusions, c)
	}
	slices.SortFunc(r.Confusions, func(a, b Confusion) int {
		if a.Times != b.Times {
			return b.Times - a.Times
		}
		return strings.Compare(string(a.Is+">"+a.Read), string(b.Is+">"+b.Read))
	})
	return r
}

func (r *Report) intent(c *Case, got *understand.Reading, confused map[Confusion]int) {
	ok := c.Right(got.Intent)
	r.Intent.add(ok)
	r.Offered.add(ok || slices.ContainsFunc(got.Other, c.Right))
	at(r.ByLanguage, c.Language).add(ok)
	at(r.ByIntent, c.Intent).add(ok)
	at(r.ByVariety, c.Variety).add(ok)
	if !ok {
		confused[Confusion{Is: c.Intent, Read: got.Intent}]++
		r.Wrong = append(r.Wrong, Mistake{*c, *got})
	}
	class := &r.Calibration[min(int(got.Confidence*10), 9)]
	class.add(ok)
	class.Sum += got.Confidence
	urgent := got.Intent == understand.Emergency || got.Intent == understand.Protection
	switch c.Intent {
	case understand.Emergency:
		r.Emergency.add(urgent || ok)
		r.EmergencyExact.add(ok)
	case understand.Protection:
		r.Protection.add(urgent || ok)
		r.ProtectionExact.add(ok)
	}
	if !c.Right(understand.Emergency) {
		r.FalseEmergency.add(got.Intent == understand.Emergency)
	}
}

// terseWords is the number of words up to which a message is terse.
const terseWords = 2

func (r *Report) language(c *Case, got *understand.Reading) {
	if c.Language == "" {
		return
	}
	ok := got.Language == c.Language
	r.Language.add(ok)
	at(r.ByLanguageRecognised, c.Language).add(ok)
	if toks := fold.Tokens(c.Text); len(toks) > terseWords || len(toks) > 0 && toks[0].Run {
		r.LanguageLong.add(ok)
	}
	if got.Sure {
		r.SureLanguage.add(ok)
	}
	if !ok {
		r.LanguageConfusions[string(c.Language+">"+got.Language)]++
	}
}

func at[K comparable](m map[K]*Rate, key K) *Rate {
	if m[key] == nil {
		m[key] = &Rate{}
	}
	return m[key]
}

// samePlace reports whether a match names the place that the case names: by
// the same letters, with or without an ending, or by naming the same area. A
// country may have been read as the one whose embassy is meant.
func samePlace(name string, r *understand.Reading, places *place.Gazetteer) bool {
	if places != nil && r.Nationality != "" {
		found, ok := places.Find(name, nil)
		if ok && slices.Contains(found.Areas, place.AreaID(r.Nationality)) {
			return true
		}
	}
	m := r.Place
	if m == nil {
		return false
	}
	want, got := fold.Fold(name), fold.Fold(m.Text)
	if want == got || strings.Contains(want, got) && len(got)*2 >= len(want) || strings.Contains(got, want) {
		return true
	}
	if places == nil {
		return false
	}
	found, ok := places.Find(name, nil)
	return ok && slices.ContainsFunc(found.Areas, func(a place.AreaID) bool { return slices.Contains(m.Areas, a) })
}
