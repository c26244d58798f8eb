package i18n_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/bidi"

	"waypost/internal/gateway"
	"waypost/internal/i18n"
	"waypost/locales"
	"waypost/messages"
)

func load(t testing.TB) *i18n.Catalog {
	t.Helper()
	c, err := i18n.Load(locales.FS, i18n.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEveryLocaleHoldsWhatItsTierDemands(t *testing.T) {
	reports := load(t).Report()
	if len(reports) != 32 {
		t.Errorf("%d locales, want 32", len(reports))
	}
	tier1 := 0
	for _, r := range reports {
		if r.Tier == 1 {
			tier1++
		}
		if len(r.Missing) > 0 {
			t.Errorf("%s misses %d sentences: %s", r.Tag, len(r.Missing), strings.Join(r.Missing, " "))
		}
		if len(r.Stale) > 0 {
			t.Errorf("%s was translated from other English: %s", r.Tag, strings.Join(r.Stale, " "))
		}
		for _, long := range r.Long {
			t.Errorf("%s %s", r.Tag, long)
		}
		if r.Drafted == "" || r.Name == "" || r.Direction != "ltr" && r.Direction != "rtl" {
			t.Errorf("%s: language.json does not say name, direction and who drafted it", r.Tag)
		}
	}
	if tier1 != 13 {
		t.Errorf("%d tier 1 locales, want 13", tier1)
	}
}

func TestNoSentenceHoldsABannedWord(t *testing.T) {
	c := load(t)
	for _, l := range c.Locales() {
		if len(l.Banned) == 0 {
			t.Errorf("%s bans no word", l.Tag)
		}
		for _, found := range c.Banned(l.Tag) {
			t.Errorf("%s %s", l.Tag, found)
		}
	}
}

func TestNoTranslationIsEnglish(t *testing.T) {
	c := load(t)
	for _, l := range c.Locales() {
		for _, m := range messages.All() {
			if l.Tag == "en" || m.Structural || !twoWords.MatchString(words(m)) {
				continue
			}
			if own, ok := c.Own(l.Tag, m.ID); ok && own == m.Text {
				t.Errorf("%s %s is the English sentence", l.Tag, m.ID)
			}
		}
	}
}

// twoWords leaves out loan words that stand alone ("ambulance").
var twoWords = regexp.MustCompile(`[A-Za-z]{3,}[^A-Za-z]+[A-Za-z]{3,}`)

var placeholder = regexp.MustCompile(`\{[A-Za-z]+\}`)

// words is a sentence without its placeholders.
func words(m messages.Message) string { return placeholder.ReplaceAllString(m.Text, "") }

// The carrier acts on these words by itself (SPEC fact 4), so no sentence may
// tell a person to send one.
var reserved = regexp.MustCompile(`\b(END|CANCEL|QUIT|YES|START|INFO|HELP|UNSUBSCRIBE|STOPALL|REVOKE|OPTOUT)\b`)

func TestNoSentenceAsksForAWordTheCarrierKeeps(t *testing.T) {
	c := load(t)
	for _, l := range c.Locales() {
		for _, m := range messages.All() {
			if word := reserved.FindString(c.Sample(l.Tag, m)); word != "" {
				t.Errorf("%s %s says %s", l.Tag, m.ID, word)
			}
		}
	}
}

// leaked is what must never reach a person: a key or a placeholder.
var leaked = regexp.MustCompile(`[a-z]+\.[a-z_.]+[a-z]|[{}]`)

func TestNeitherKeyNorPlaceholderLeaves(t *testing.T) {
	var defects int
	c, err := i18n.Load(locales.FS, i18n.Options{Defect: func(i18n.Defect) { defects++ }})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range c.Locales() {
		for _, m := range messages.All() {
			for name, line := range map[string]messages.Line{
				"without arguments": m.With(),
				"with strange ones": m.With(messages.T("Nonsense", "x"), messages.N("N", -1)),
			} {
				for _, medium := range []gateway.Medium{gateway.SMS, gateway.Chat} {
					got := c.Render(l.Tag, medium, line)
					if leaked.MatchString(got) {
						t.Errorf("%s %s %s: %q", l.Tag, m.ID, name, got)
					}
					if strings.ContainsFunc(words(m), unicode.IsLetter) && strings.TrimSpace(got) == "" {
						t.Errorf("%s %s %s is blank", l.Tag, m.ID, name)
					}
				}
			}
		}
	}
	if defects == 0 {
		t.Error("missing values were not told as defects")
	}
	if got := c.Render("en", gateway.SMS, messages.Line{ID: "no.such_message"}); got != "" {
		t.Errorf("an unknown message says %q", got)
	}
}

// In right-to-left languages a number must be read in its own order.
func TestNumbersKeepTheirOrderInRightToLeftText(t *testing.T) {
	c := load(t)
	for _, l := range c.Locales() {
		if !l.RTL() {
			continue
		}
		for _, m := range messages.All() {
			text := c.Sample(l.Tag, m)
			shown := visual(t, text)
			for _, number := range regexp.MustCompile(`[0-9][0-9:.]*[0-9]`).FindAllString(text, -1) {
				if !strings.Contains(shown, number) {
					t.Errorf("%s %s: %s is displayed out of order in %q", l.Tag, m.ID, number, shown)
				}
			}
			if strings.Contains(text, "-0") {
				t.Errorf("%s %s holds a hyphenated number: %q", l.Tag, m.ID, text)
			}
		}
	}
}

// visual orders text as a screen shows it, row by row (UAX #9).
func visual(t *testing.T, text string) string {
	t.Helper()
	var out strings.Builder
	for _, row := range strings.Split(text, "\n") {
		var p bidi.Paragraph
		if _, err := p.SetString(row, bidi.DefaultDirection(bidi.RightToLeft)); err != nil {
			t.Fatal(err)
		}
		order, err := p.Order()
		if err != nil {
			continue // an empty row
		}
		for i := range order.NumRuns() {
			run := order.Run(i)
			s := run.String()
			if run.Direction() == bidi.RightToLeft {
				s = bidi.ReverseString(s)
			}
			out.WriteString(s)
		}
	}
	return out.String()
}

func TestEverySentenceIsInItsOwnScript(t *testing.T) {
	tables := map[string]*unicode.RangeTable{"Arab": unicode.Arabic, "Ethi": unicode.Ethiopic, "Cyrl": unicode.Cyrillic,
		"Beng": unicode.Bengali, "Deva": unicode.Devanagari, "Mymr": unicode.Myanmar, "Thai": unicode.Thai, "Taml": unicode.Tamil,
		"Sinh": unicode.Sinhala, "Hans": unicode.Han}
	c := load(t)
	for _, l := range c.Locales() {
		table := tables[l.Script]
		if table == nil {
			continue
		}
		for _, m := range messages.All() {
			own, ok := c.Own(l.Tag, m.ID)
			if !ok || m.Structural || !twoWords.MatchString(words(m)) {
				continue
			}
			if !strings.ContainsFunc(own, func(r rune) bool { return unicode.Is(table, r) }) {
				t.Errorf("%s %s has no letter of its script: %q", l.Tag, m.ID, own)
			}
		}
	}
}
