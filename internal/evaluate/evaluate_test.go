package evaluate

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"waypost/internal/gateway"
	"waypost/internal/place/world"
	"waypost/internal/understand"
)

// held reads the test set of every locale, and a reader over all of them.
func held(t testing.TB, scope []string) ([]Case, *understand.Reader) {
	t.Helper()
	var cases []Case
	cfg := understand.Config{Scope: scope}
	dirs, err := filepath.Glob(filepath.Join("..", "..", "locales", "*", "examples.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range dirs {
		tag := gateway.Language(filepath.Base(filepath.Dir(file)))
		cfg.Tongues = append(cfg.Tongues, tongue(t, filepath.Dir(file), tag))
		text, err := os.ReadFile(filepath.Join(filepath.Dir(file), "lexicon.txt"))
		if err != nil {
			t.Fatal(err)
		}
		lex, err := understand.ParseLexicon(tag, string(text))
		if err != nil {
			t.Error(err)
		}
		cfg.Lexicons = append(cfg.Lexicons, lex)
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		list, err := Read(f, tag)
		f.Close()
		if err != nil {
			t.Errorf("%s: %v", tag, err)
		}
		cases = append(cases, Held(list)...)
	}
	if cfg.Places, err = world.Places(); err != nil {
		t.Fatal(err)
	}
	if cfg.Countries, err = world.Countries(); err != nil {
		t.Fatal(err)
	}
	return cases, understand.New(cfg)
}

// tongue reads language.json.
func tongue(t testing.TB, dir string, tag gateway.Language) understand.Tongue {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "language.json"))
	if err != nil {
		t.Fatal(err)
	}
	var l struct{ Name, English, Script string }
	if err := json.Unmarshal(data, &l); err != nil {
		t.Fatal(err)
	}
	return understand.Tongue{Tag: tag, Script: l.Script, Names: []string{l.Name, l.English, string(tag)}}
}

func TestHeldOutExamples(t *testing.T) {
	cases, reader := held(t, nil)
	places, err := world.Places()
	if err != nil {
		t.Fatal(err)
	}
	r := Run(reader, cases, places)
	var out strings.Builder
	if err := r.Write(&out); err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + out.String())
}

func TestShow(t *testing.T) {
	cases, reader := held(t, nil)
	places, _ := world.Places()
	r := Run(reader, cases, places)
	n := map[gateway.Language]int{}
	for _, m := range r.WrongPlaces {
		if n[m.Case.Language]++; n[m.Case.Language] > 5 {
			continue
		}
		got := "-"
		if m.Reading.Place != nil {
			got = m.Reading.Place.Text
		}
		t.Logf("%s %q got %q unknown %q nat %s: %s", m.Case.Language, m.Case.Place, got, m.Reading.UnknownPlace, m.Reading.Nationality, m.Case.Text)
	}
	for _, m := range r.Wrong {
		if m.Reading.Intent == understand.Emergency && m.Reading.Confidence == 1 {
			t.Logf("bare %s %s: %s", m.Case.Language, m.Case.Intent, m.Case.Text)
		}
	}
}
