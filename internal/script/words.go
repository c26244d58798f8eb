package script

import (
	"strings"
	"time"

	"waypost/internal/dialog"
	"waypost/internal/directory"
	"waypost/messages"
)

// row joins lines with spaces into one.
func row(lines []messages.Line) messages.Line {
	return messages.Common.Row.With(messages.Sub("Lines", " ", lines...))
}

// upperLand binds name to a country in capitals.
func upperLand(name, code string) messages.Arg {
	a := messages.Land(name, code)
	a.Value.Upper = true
	return a
}

// exampleTown names a town that the directory knows, for "SHELTER TRIPOLI".
func exampleTown(t *dialog.Turn) map[string]string {
	if p := t.Pack(); p != nil && len(p.ExampleTowns) > 0 {
		return t.World.NamesOf(p.ExampleTowns[0])
	}
	return map[string]string{"": "..."}
}

// exampleCountry is a country with many citizens here, for "EMBASSY KENYA".
func exampleCountry(t *dialog.Turn) string {
	if p := t.Pack(); p != nil {
		return p.ExampleCountry
	}
	return ""
}

// placeNames is the name of the conversation's area in every language.
func placeNames(t *dialog.Turn) map[string]string { return t.World.NamesOf(t.Session.Area) }

// local is now in the time zone of the conversation's country.
func local(t *dialog.Turn) time.Time {
	if p := t.Pack(); p != nil {
		if zone := t.World.Directory.Zone(p.Country); zone != nil {
			return t.World.Now.In(zone)
		}
	}
	return t.World.Now
}

var weekdays = [...]messages.Message{
	messages.Time.Sun, messages.Time.Mon, messages.Time.Tue, messages.Time.Wed,
	messages.Time.Thu, messages.Time.Fri, messages.Time.Sat,
}

var months = [...]messages.Message{
	messages.Time.Jan, messages.Time.Feb, messages.Time.Mar, messages.Time.Apr, messages.Time.May, messages.Time.Jun,
	messages.Time.Jul, messages.Time.Aug, messages.Time.Sep, messages.Time.Oct, messages.Time.Nov, messages.Time.Dec,
}

// when binds name to a time as a person would say it now: "18:00" today,
// "Mon 08:00" within a week, else the date.
func when(name string, at, now time.Time) messages.Arg {
	clock := messages.T("Time", at.Format("15:04"))
	switch {
	case sameDay(at, now):
		return messages.T(name, at.Format("15:04"))
	case at.Sub(now) < 6*24*time.Hour:
		return messages.Sub(name, "", messages.Time.DayTime.With(messages.Sub("Day", "", weekdays[at.Weekday()].With()), clock))
	}
	return date(name, at)
}

func sameDay(a, b time.Time) bool {
	ay, am, ad := a.Date()
	by, bm, bd := b.Date()
	return ay == by && am == bm && ad == bd
}

// date binds name to a day and month.
func date(name string, at time.Time) messages.Arg {
	return messages.Sub(name, "", messages.Time.Date.With(
		messages.T("Day", at.Format("2")), messages.Sub("Month", "", months[at.Month()-1].With())))
}

// emergencyNumbers lists a pack's numbers, each with its name.
func emergencyNumbers(p *directory.Pack) []messages.Line {
	var lines []messages.Line
	for _, e := range p.Emergency {
		if len(e.Name) > 0 {
			lines = append(lines, messages.Emergency.Named.With(messages.In("Name", e.Name), messages.Tel("Number", e.Number)))
			continue
		}
		lines = append(lines, emergencyKind(e.Kind).With(messages.Tel("Number", e.Number)))
	}
	return lines
}

func emergencyKind(kind string) messages.Message {
	switch kind {
	case "ambulance":
		return messages.Emergency.Ambulance
	case "fire":
		return messages.Emergency.Fire
	case "police":
		return messages.Emergency.Police
	case "sea":
		return messages.Emergency.Sea
	}
	return messages.Emergency.General
}

// shortEmergency binds name to the one number to call now, per country:
// "112", or "112 (LB) 1515 (LY)" while the country is open.
func shortEmergency(t *dialog.Turn, name string) messages.Arg {
	packs := t.Packs()
	var numbers []messages.Line
	for _, p := range packs {
		e := first(p)
		if e == "" {
			continue
		}
		if len(packs) == 1 {
			return messages.Tel(name, e)
		}
		numbers = append(numbers, messages.Emergency.InCountry.With(messages.Tel("Number", e), messages.T("Country", p.Country)))
	}
	return messages.Sub(name, " ", numbers...)
}

// first is the number a pack lists for the police or all emergencies, else its first.
func first(p *directory.Pack) string {
	for _, e := range p.Emergency {
		if e.Kind == "police" || e.Kind == "general" {
			return e.Number
		}
	}
	if len(p.Emergency) > 0 {
		return p.Emergency[0].Number
	}
	return ""
}

// helpLine ends an answer with the hotline and when it can be reached.
func helpLine(t *dialog.Turn) messages.Line {
	p := t.Pack()
	if p == nil {
		return messages.Line{}
	}
	now := local(t)
	phone := messages.Tel("Phone", p.Hotline.Number)
	state := p.Hotline.Hours.At(now)
	switch {
	case state.Always():
		return messages.Common.Help24.With(phone)
	case state.Open || !state.Known:
		return messages.Common.HelpNow.With(phone)
	case state.Next.IsZero():
		return messages.Common.HelpNow.With(phone)
	}
	return messages.Common.HelpLater.With(phone, when("When", state.Next, now))
}

// title trims free text that is echoed back, so that no one can make the
// gateway say a long text of their own.
func title(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > 20 {
		return string(r[:20])
	}
	return text
}
