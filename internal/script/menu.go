package script

import (
	"waypost/internal/dialog"
	"waypost/internal/gateway"
	"waypost/messages"
)

// menu greets, and speaks when a message was not understood: one line that
// teaches "need + place", then the languages spoken in the country.
func menu() []dialog.State {
	to := []dialog.StateName{"language/set", "language"}
	return []dialog.State{
		{Name: "menu", Enter: func(t *dialog.Turn) { hint(t); languages(t, t.Session.Page) }, Answer: pickLanguage, To: to},
		{Name: "unknown", Enter: func(t *dialog.Turn) {
			if unknownPlace(t) {
				return
			}
			if t.TakePlace() {
				t.Go("needs")
				return
			}
			t.Say(messages.Unknown.Ask)
			hint(t)
			languages(t, t.Session.Page)
		}, Answer: pickLanguage, To: append(to, "needs")},
	}
}

// language lists every language, nine to a page.
func language() []dialog.State {
	return []dialog.State{
		{
			Name: "language",
			Enter: func(t *dialog.Turn) {
				if t.Reading.Named != "" {
					t.Go("language/set")
					return
				}
				t.Say(messages.Menu.Languages)
				languages(t, t.Session.Page)
			},
			Answer: pickLanguage,
			To:     []dialog.StateName{"language/set", "language"},
		},
		{Name: "language/set", Enter: func(t *dialog.Turn) {
			picked := gateway.Language(t.Picked)
			if picked == "" {
				picked = t.Reading.Named
			}
			t.Session.Language, t.Session.Chosen = picked, true
			hint(t)
		}},
	}
}

// perPage is how many languages one reply lists: with "0 more" they fill two
// SMS segments.
const perPage = 7

// moreLanguages is the reference of digit 8 and of the button that turns the
// page.
const moreLanguages = "more"

func pickLanguage(t *dialog.Turn) dialog.StateName {
	switch t.Picked {
	case "":
		return ""
	case moreLanguages:
		t.NextPage()
		return "language"
	}
	return "language/set"
}

// hint says how to ask.
func hint(t *dialog.Turn) {
	t.Say(messages.Menu.Hint, messages.Title("Town", exampleTown(t)), upperLand("Country", exampleCountry(t)))
}

// languages offers page p of the languages, the country's own first.
func languages(t *dialog.Turn, p int) {
	order := languageOrder(t)
	if p*perPage >= len(order) {
		p = 0
	}
	t.Session.Page = p
	page := order[p*perPage : min((p+1)*perPage, len(order))]
	options := make([]dialog.Option, 0, len(page)+1)
	for _, l := range page {
		options = append(options, dialog.Option{
			Ref:    string(l),
			Label:  messages.Common.Choice.With(messages.T("Name", t.World.LanguageName(l))),
			Hidden: l == t.Session.Language,
		})
	}
	if !t.Offer(options...) {
		return
	}
	lines := t.Choices(options)
	half := len(lines) / 2
	t.Add(messages.Said{Line: row(lines[:half])})
	t.Add(messages.Said{Line: row(lines[half:]), Inline: true, Drop: 2})
	if len(order) > perPage {
		t.Add(messages.Said{Line: messages.Menu.More.With(), Inline: true})
	}
}

// languageOrder puts the language of the conversation first, then those of
// the country, then all others.
func languageOrder(t *dialog.Turn) []gateway.Language {
	order := []gateway.Language{t.Session.Language}
	add := func(l gateway.Language) {
		for _, have := range order {
			if have == l {
				return
			}
		}
		for _, known := range t.World.Locales {
			if known.Tag == l {
				order = append(order, l)
				return
			}
		}
	}
	if p := t.Pack(); p != nil {
		for _, l := range p.Languages {
			add(gateway.Language(l))
		}
	}
	for _, l := range t.World.Locales {
		add(l.Tag)
	}
	return order
}
