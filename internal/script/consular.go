package script

import (
	"time"

	"waypost/internal/dialog"
	"waypost/internal/directory"
	"waypost/internal/place"
	"waypost/messages"
)

// consular answers "embassy of my country": a number, or honestly none, and
// who reaches the mission for the person.
func consular() []dialog.State {
	return []dialog.State{
		{
			Name: "consular",
			Enter: func(t *dialog.Turn) {
				t.TakePlace()
				switch {
				case t.Session.Topic != "" && t.Session.Nationality == "":
					t.Go("page")
				case t.Session.Nationality == "":
					t.Go("consular/ask")
				default:
					t.Go("consular/mission")
				}
			},
			To: []dialog.StateName{"consular/ask", "consular/mission", "page"},
		},
		{
			Name: "consular/ask",
			Enter: func(t *dialog.Turn) {
				t.Say(messages.Consular.Ask, upperLand("Country", exampleCountry(t)))
				t.Add(messages.Said{Line: messages.Consular.Papers.With(), Inline: true})
				t.Add(messages.Said{Line: helpLine(t)})
			},
			Answer: countryAnswer,
			To:     []dialog.StateName{"consular"},
		},
		{Name: "consular/mission", Enter: mission, Answer: countryAnswer, To: []dialog.StateName{"consular"}},
	}
}

// countryAnswer takes a bare country as the answer to "which embassy".
func countryAnswer(t *dialog.Turn) dialog.StateName {
	code := t.Reading.Nationality
	if p := t.Reading.Place; code == "" && p != nil {
		if a, ok := t.World.Places.Area(p.Areas[0]); ok && a.Kind == place.Country {
			code = a.Country
		}
	}
	if code == "" {
		return ""
	}
	t.Session.Nationality = code
	return "consular"
}

func mission(t *dialog.Turn) {
	f := t.World.Directory.Consular(t.Session.Nationality, hosts(t))
	country := upperLand("Country", t.Session.Nationality)
	host := messages.Land("Host", f.Host)
	saved(t)
	switch {
	case f.How == directory.Home:
		t.Say(messages.Consular.Home, country)
		t.Add(messages.Said{Line: helpLine(t), Inline: true})
		return
	case f.How == directory.NoMission:
		t.Say(messages.Consular.None, country, host)
	case f.How == directory.Here && f.Mission.Phone != "":
		t.Say(messages.Consular.Here, country, city(f.Mission), messages.Tel("Phone", f.Mission.Phone), checked(f.Mission, local(t)))
		missionFacts(t, f.Mission)
		t.Add(messages.Said{Line: helpLine(t)})
		return
	case f.How == directory.Here:
		t.Say(messages.Consular.HereNoPhone, country, city(f.Mission))
		missionFacts(t, f.Mission)
	case f.Mission.Phone != "":
		t.Say(messages.Consular.Covers, country, city(f.Mission), messages.Land("Seat", f.Mission.Host), host,
			messages.Tel("Phone", f.Mission.Phone), checked(f.Mission, local(t)))
		t.Add(messages.Said{Line: helpLine(t)})
		return
	default:
		t.Say(messages.Consular.CoversNoPhone, country, host)
	}
	if o := f.Phone; o != nil {
		t.Also(messages.Consular.Other, city(o), messages.Land("Seat", o.Host), messages.Tel("Phone", o.Phone), checked(o, local(t)))
	}
	contact(t)
	t.Add(messages.Said{Line: messages.Consular.Papers.With(), Inline: true, Drop: 2})
}

// hosts are the countries a person may mean by "here".
func hosts(t *dialog.Turn) []string {
	if a, ok := t.World.Places.Area(t.Session.Area); ok {
		return []string{a.Country}
	}
	return t.World.Countries
}

// contact says that the help line reaches the mission, when it is open day and
// night; else when it can be called.
func contact(t *dialog.Turn) {
	p := t.Pack()
	if p == nil {
		return
	}
	if p.Hotline.Hours.At(local(t)).Always() {
		t.Also(messages.Consular.Contact, messages.Tel("Phone", p.Hotline.Number))
		return
	}
	t.Add(messages.Said{Line: helpLine(t), Inline: true})
}

// missionFacts adds address and hours where known.
func missionFacts(t *dialog.Turn, m *directory.Mission) {
	now := local(t)
	var facts []messages.Line
	if m.Address != "" {
		facts = append(facts, messages.Common.Choice.With(messages.T("Name", m.Address)))
	}
	switch o := t.World.Directory.State(m.Hours, m.Host, now); {
	case !o.Known:
	case o.Always():
		facts = append(facts, messages.Service.Open24.With())
	case o.Open && !o.Next.IsZero():
		facts = append(facts, messages.Service.OpenUntil.With(when("When", o.Next, now)))
	case !o.Next.IsZero():
		facts = append(facts, messages.Service.ClosedUntil.With(when("When", o.Next, now)))
	}
	if len(facts) > 0 {
		t.Add(messages.Said{Line: messages.Common.Row.With(messages.Sub("Lines", ",", facts...)), Drop: 2})
	}
}

func city(m *directory.Mission) messages.Arg { return messages.In("City", m.City) }

// checked tells how sure a mission's number is.
func checked(m *directory.Mission, now time.Time) messages.Arg {
	if m.CheckedAt.IsZero() {
		return messages.Sub("Checked", "", messages.Time.Imported.With())
	}
	return messages.Sub("Checked", "", age(directory.Age(m.CheckedAt, now)))
}
