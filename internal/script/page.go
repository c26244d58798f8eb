package script

import (
	"waypost/internal/dialog"
	"waypost/internal/directory"
	"waypost/internal/gateway"
	"waypost/internal/place"
	"waypost/internal/understand"
	"waypost/messages"
)

// pages shows what operators wrote on a topic: one state for every need that
// has no script of its own. Services of that need, where listed, come first.
func pages() []dialog.State {
	return []dialog.State{{
		Name: "page",
		Enter: func(t *dialog.Turn) {
			if t.TakePlace() && t.Session.Topic == "" && hasServices(t) {
				t.Go("services/list")
				return
			}
			page(t)
		},
		Answer: func(t *dialog.Turn) dialog.StateName {
			if t.Reading.Place == nil && t.Location == nil {
				return ""
			}
			t.Session.Area = ""
			return "page"
		},
		To: []dialog.StateName{"page", "services/list"},
	}}
}

func hasServices(t *dialog.Turn) bool {
	hits := t.World.Directory.Search(directory.Query{Need: string(t.Session.Need), Area: t.Session.Area, Now: local(t), Limit: 1})
	return len(hits) > 0 && !hits[0].Beyond
}

// page says the page of the session's topic, or that there is none.
func page(t *dialog.Turn) {
	topic := t.Session.Topic
	if topic == "" {
		topic = string(t.Session.Need)
	}
	p, ok := findPage(t, topic)
	saved(t)
	switch {
	case ok:
		sayPage(t, p)
	case t.Session.Area != "":
		t.Say(messages.Page.MissingPlace, messages.In("Place", placeNames(t)))
	default:
		t.Say(messages.Page.Missing)
	}
	drop := int8(0)
	if ok {
		drop = 1
	}
	t.Add(messages.Said{Line: helpLine(t), Drop: drop})
}

// findPage looks for a topic in the area, else in each country of the scope.
func findPage(t *dialog.Turn, topic string) (directory.PageHit, bool) {
	if t.Session.Area != "" {
		return t.World.Directory.Page(topic, t.Session.Area, t.World.Now)
	}
	for _, c := range t.World.Countries {
		if p, ok := t.World.Directory.Page(topic, place.AreaID(c), t.World.Now); ok {
			return p, true
		}
	}
	return directory.PageHit{}, false
}

func sayPage(t *dialog.Turn, h directory.PageHit) {
	t.Add(messages.Said{Line: messages.Common.Choice.With(messages.In("Name", h.Page.Text))})
	day := date("Date", h.Page.CheckedAt.In(local(t).Location()))
	if h.Expired {
		t.Say(messages.Page.Expired, day)
		return
	}
	t.Add(messages.Said{Line: messages.Page.Checked.With(messages.T("Source", h.Page.Source), day), Inline: true, Drop: 1})
}

// protection answers someone who is hurt, threatened or held: the emergency
// number, a free line that speaks to them, nothing that names an organisation
// to another reader of the phone. A page of the pack may say more.
func protection() []dialog.State {
	return []dialog.State{{Name: "protection", Enter: func(t *dialog.Turn) {
		t.TakePlace()
		if h, ok := findPage(t, string(t.Session.Need)); ok && !h.Expired {
			t.Add(messages.Said{Line: messages.Common.Choice.With(messages.In("Name", h.Page.Text))})
			return
		}
		t.Say(messages.Page.Protection, shortEmergency(t, "Emergency"), messages.Tel("Phone", protectionLine(t)))
	}}}
}

// protectionLine is the pack's line for the need, else its hotline.
func protectionLine(t *dialog.Turn) string {
	p := t.Pack()
	if p == nil {
		return ""
	}
	for _, l := range p.Lines {
		if l.Need == string(t.Session.Need) || l.Need == string(understand.Protection) {
			return l.Number
		}
	}
	return p.Hotline.Number
}

// human tells who can be called now, and never that a line is open when it is
// not.
func human() []dialog.State {
	return []dialog.State{{Name: "human", Enter: func(t *dialog.Turn) {
		p := t.Pack()
		if p == nil {
			t.Say(messages.Unknown.Ask)
			return
		}
		now := local(t)
		state := p.Hotline.Hours.At(now)
		if state.Open || !state.Known || state.Next.IsZero() {
			t.Say(messages.Human.Open, messages.Tel("Phone", p.Hotline.Number), lineLanguages(t, p.Hotline))
			t.Also(messages.Emergency.Short, shortEmergency(t, "Numbers"))
			return
		}
		t.Say(messages.Human.Closed, messages.Tel("Phone", p.Hotline.Number), lineLanguages(t, p.Hotline), when("When", state.Next, now))
		for _, l := range p.Lines {
			if l.Hours.At(now).Open {
				t.Also(messages.Human.Other, messages.Tel("Phone", l.Number), lineLanguages(t, l))
				break
			}
		}
		t.Also(messages.Emergency.Short, shortEmergency(t, "Numbers"))
	}}}
}

// spoken is how many languages of a line an answer names.
const spoken = 4

func lineLanguages(t *dialog.Turn, l directory.Line) messages.Arg {
	var names []messages.Line
	add := func(tag string) {
		names = append(names, messages.Common.Choice.With(messages.T("Name", t.World.LanguageName(gateway.Language(tag)))))
	}
	for _, tag := range l.Languages {
		if tag == string(t.Session.Language) {
			add(tag)
		}
	}
	for _, tag := range l.Languages {
		if len(names) < spoken && tag != string(t.Session.Language) {
			add(tag)
		}
	}
	return messages.Sub("Languages", ",", names...)
}
