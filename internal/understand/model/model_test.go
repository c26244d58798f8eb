package model

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"waypost/internal/fold"
)

func small(t *testing.T) *Model {
	t.Helper()
	concepts, names, err := ParseConcepts([]string{"en", "sw"}, map[string]string{
		"en": "# words\nchild: child kid$\nwater: water", "sw": "child: toto\nwater: maji"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"child", "water"}, names); diff != "" {
		t.Fatal(diff)
	}
	rows := [][]float32{{1, -1}, {0.5, 0}, {0, 0}}
	table, err := NewTable(2, []uint64{Kind("a"), Kind("b"), Kind("c")}, rows)
	if err != nil {
		t.Fatal(err)
	}
	return &Model{Inputs: "hash", Tags: []string{"en", "sw"}, IntentIDs: []string{"x", "y"}, Intent: table, Language: table,
		Figures: []Figure{{"heat", 1.5}}, Concepts: concepts, Ordinary: NewSet(map[string][]string{"en": {"goat"}})}
}

func TestModelComesBackFromItsBytes(t *testing.T) {
	m := small(t)
	packed, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Decode(packed)
	if err != nil {
		t.Fatal(err)
	}
	again, err := got.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(packed, again); diff != "" {
		t.Error("packing again gives other bytes")
	}
	if got.Figure("heat") != 1.5 || got.Figure("none") != 0 || !got.Ordinary.Has("en", "goat") || got.Ordinary.Has("sw", "goat") {
		t.Errorf("%+v", got.Figures)
	}
	scores := make([]float32, 2)
	if n := got.Intent.Add(scores, []Feature{{Kind("a"), 2}, {Kind("z"), 1}, {Kind("b"), 1}}, 1); n != 2 {
		t.Errorf("%d features known", n)
	}
	if scores[0] < 2.4 || scores[0] > 2.6 || scores[1] > -1.9 {
		t.Errorf("scores %v", scores)
	}
}

func TestConceptsFindTheLongestStem(t *testing.T) {
	m := small(t)
	for _, tt := range []struct {
		word string
		lang int
		want []uint16
	}{
		{"children", 0, []uint16{0}}, {"watoto", 1, []uint16{0}}, {"toto", 0, nil}, {"maji", 1, []uint16{1}}, {"kids", 0, nil},
	} {
		toks := fold.Tokens(tt.word)
		if diff := cmp.Diff(tt.want, m.Concepts.Of(nil, tt.lang, &toks[0])); diff != "" {
			t.Errorf("%s: %s", tt.word, diff)
		}
	}
}

func FuzzDecode(f *testing.F) {
	packed, err := small(&testing.T{}).Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(packed)
	f.Add(packed[:len(packed)/2])
	f.Add([]byte{})
	f.Fuzz(func(_ *testing.T, b []byte) {
		if m, err := Decode(b); err == nil {
			m.Intent.Add(make([]float32, m.Intent.Classes), []Feature{{1, 1}}, 1)
		}
	})
}
