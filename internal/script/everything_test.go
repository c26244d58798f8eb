package script_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"waypost/internal/dialog"
	"waypost/internal/gateway"
	"waypost/internal/sms"
	"waypost/internal/understand"
	"waypost/messages"
)

// rubbish is what no dialog expects.
var rubbish = []string{
	"", " ", "0", "1", "7", "99", "١", "፪", "🙂", "🙂🙂🙂", "?", "...", "\x00", "\xff\xfe", "\u202e\u200b", "aGVsbG8gd29ybGQ=",
	"qwertyuiop", "STOP 12345", "shelter", "tripoli", "shelter xqz", strings.Repeat("a", 3000), "{Place}", "service.shelter", "<b>x</b>",
}

// leaked is what must never reach a person: a key or a placeholder.
var leaked = regexp.MustCompile(`\b(service|menu|alerts|data|time|common|page|human|unknown|need|consular|emergency)\.[a-z_]+|\{[A-Za-z]+\}`)

// Every state × every verb × rubbish × language gives an answer that is not
// blank, within its budget, and leaks nothing.
func TestEverythingGivesAnAnswer(t *testing.T) {
	stage := demoStage(t)
	m := machine(t)
	world, reader := stage.world(t, []string{"LB"})
	verbs := map[gateway.Language][]string{}
	for _, lex := range stage.lexicons {
		for _, v := range []understand.Verb{understand.VerbStop, understand.VerbDelete, understand.VerbMyData, understand.VerbJoin,
			understand.VerbLanguage, understand.VerbMenu, understand.VerbHuman, understand.VerbMore, understand.VerbRepeat, understand.VerbYes} {
			if words := lex.Verbs[v]; len(words) > 0 {
				verbs[lex.Language] = append(verbs[lex.Language], words[0])
			}
		}
	}
	type read struct {
		text    string
		reading understand.Reading
	}
	readings := map[gateway.Language][]read{}
	for _, l := range world.Locales {
		for _, text := range append(verbs[l.Tag], rubbish...) {
			readings[l.Tag] = append(readings[l.Tag], read{text, reader.Read(text, understand.Prior{Session: l.Tag})})
		}
	}
	steps := 0
	for _, state := range m.States() {
		for _, l := range world.Locales {
			session := dialog.Session{Language: l.Tag, State: state.Name, Need: understand.Shelter, Area: "gn:266826", Menu: []string{"yes", "al-amal"}}
			for _, said := range readings[l.Tag] {
				checkAnswer(t, stage, m, session, dialog.Input{Text: said.text, Reading: said.reading}, &world, said.text)
				steps++
			}
		}
	}
	for lang, list := range readings { // without sessions every message is the first
		w := world
		w.NoMenus = true
		for _, said := range list {
			checkAnswer(t, stage, m, dialog.Session{}, dialog.Input{Text: said.text, Reading: said.reading}, &w, string(lang)+" "+said.text)
		}
	}
	t.Logf("%d steps", steps)
}

func checkAnswer(t *testing.T, stage *stage, m *dialog.Machine, s dialog.Session, in dialog.Input, w *dialog.World, text string) {
	t.Helper()
	r := m.Step(s, in, w, nil)
	if len(r.Effects) > 0 {
		r = m.Step(s, in, w, []dialog.Outcome{{Until: w.Now.Add(90 * 24 * time.Hour)}})
	}
	got := stage.catalog.Compose(r.Session.Language, gateway.SMS, r.Said)
	switch size := sms.Count(got); {
	case strings.TrimSpace(got) == "":
		t.Errorf("%s in %s: %.40q is answered with nothing", s.State, s.Language, text)
	case size.Segments > 3:
		t.Errorf("%s in %s: %.40q is answered with %d segments", s.State, s.Language, text, size.Segments)
	case leaked.MatchString(got):
		t.Errorf("%s in %s: %.40q is answered with %q", s.State, s.Language, text, got)
	}
	if w.NoMenus && r.Session.Menu != nil {
		t.Errorf("%s in %s: a digit is offered while sessions cannot be kept", s.State, s.Language)
	}
}

// An answer about a place always says who may come, whether papers are asked,
// and how old the facts are, in every language.
func TestAnAnswerAlwaysCarriesItsFacts(t *testing.T) {
	stage := demoStage(t)
	m := machine(t)
	w, _ := stage.world(t, []string{"LB"})
	for _, l := range w.Locales {
		for _, need := range []understand.Intent{understand.Shelter, understand.Food, understand.Medical} {
			s := dialog.Session{Language: l.Tag, Area: "gn:276781"}
			in := dialog.Input{Reading: understand.Reading{Intent: need, Confidence: 1, Choice: -1}}
			r := m.Step(s, in, &w, nil)
			if r.Session.State != "services/ask" && r.Session.State != "services/list" {
				t.Fatalf("%s leads to %s", need, r.Session.State)
			}
			for _, line := range r.Said {
				if line.ID != messages.Service.Item.ID {
					continue
				}
				text := stage.catalog.Render(l.Tag, gateway.SMS, line.Line)
				for what, options := range factWords {
					if !oneOf(stage, l.Tag, text, options) {
						t.Errorf("%s %s does not tell %s: %q", l.Tag, need, what, text)
					}
				}
			}
		}
	}
}

var factWords = map[string][]messages.Message{
	"who may come": {messages.Service.AllWelcome, messages.Service.Women, messages.Service.WomenChildren, messages.Service.Families, messages.Service.AskWho},
	"the ID rule":  {messages.Service.NoID, messages.Service.AnyID, messages.Service.AskID, messages.Service.UNHCR},
}

func oneOf(stage *stage, lang gateway.Language, text string, options []messages.Message) bool {
	for _, m := range options {
		if strings.Contains(text, stage.catalog.Render(lang, gateway.SMS, m.With())) {
			return true
		}
	}
	return false
}

// The first answer of the main job fits two segments wherever the language's
// letters allow it, and three everywhere.
func TestTheSOSAnswerFitsTwoSegments(t *testing.T) {
	stage := demoStage(t)
	m := machine(t)
	w, _ := stage.world(t, []string{"LB"})
	for _, l := range w.Locales {
		r := m.Step(dialog.Session{Language: l.Tag}, dialog.Input{Reading: understand.Reading{Intent: understand.Emergency, Choice: -1}}, &w, nil)
		text := stage.catalog.Compose(l.Tag, gateway.SMS, r.Said)
		for _, number := range []string{"140", "125", "112", "555"} {
			if !strings.Contains(text, number) {
				t.Errorf("%s lacks %s: %q", l.Tag, number, text)
			}
		}
		if size := sms.Count(text); size.Segments > 2 {
			t.Errorf("%s: %d segments (%s %d): %q", l.Tag, size.Segments, size.Encoding, size.Units, text)
		}
	}
}

func BenchmarkStep(b *testing.B) {
	stage := demoStage(b)
	m := machine(b)
	w, reader := stage.world(b, []string{"LB"})
	in := dialog.Input{Reading: reader.Read("shelter tripoli", understand.Prior{})}
	b.ReportAllocs()
	for b.Loop() {
		m.Step(dialog.Session{}, in, &w, nil)
	}
}

func BenchmarkCompose(b *testing.B) {
	stage := demoStage(b)
	m := machine(b)
	w, reader := stage.world(b, []string{"LB"})
	r := m.Step(dialog.Session{}, dialog.Input{Reading: reader.Read("shelter tripoli", understand.Prior{})}, &w, nil)
	b.ReportAllocs()
	for b.Loop() {
		stage.catalog.Compose(r.Session.Language, gateway.SMS, r.Said)
	}
}
