package script

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"waypost/internal/dialog"
	"waypost/internal/directory"
	"waypost/internal/place"
	"waypost/internal/understand"
	"waypost/messages"
)

// shown is how many places one answer lists (SPEC 2.3).
const shown = 3

// services finds places of help: the need is known, the place is taken from
// the message, asked for, or cleared up.
func services() []dialog.State {
	return []dialog.State{
		{
			Name: "services",
			Enter: func(t *dialog.Turn) {
				t.Go(findPlace(t, "services"))
			},
			To: []dialog.StateName{"services/ask", "services/which", "services/guess", "services/lost", "services/list"},
		},
		{
			Name: "services/ask",
			Enter: func(t *dialog.Turn) {
				t.Say(messages.Service.AskTown)
				t.Add(messages.Said{Line: helpLine(t), Inline: true})
			},
			Answer: placeAnswer,
			To:     []dialog.StateName{"services", "services/lost"},
		},
		{Name: "services/which", Enter: which, Answer: pickArea, To: []dialog.StateName{"services", "services/list", "services/lost"}},
		{Name: "services/guess", Enter: guess, Answer: pickArea, To: []dialog.StateName{"services", "services/list", "services/lost"}},
		{Name: "services/lost", Enter: lost, Answer: placeAnswer, To: []dialog.StateName{"services", "services/lost", "services/ask"}},
		{Name: "services/list", Enter: list, Answer: pickService, To: []dialog.StateName{"services", "services/one", "services/lost"}},
		{Name: "services/one", Enter: one, Answer: placeAnswer, To: []dialog.StateName{"services", "services/lost"}},
	}
}

// findPlace says which state of a topic comes next, by what the message tells
// about the place.
func findPlace(t *dialog.Turn, topic dialog.StateName) dialog.StateName {
	p := t.Reading.Place
	switch {
	case t.TakePlace():
		return topic + "/list"
	case p != nil && len(p.Areas) > 1:
		return topic + "/which"
	case p != nil && !p.Exact:
		return topic + "/guess"
	case t.Reading.UnknownPlace != "":
		return topic + "/lost"
	}
	return topic + "/ask"
}

// placeAnswer takes a message that names a place as the answer to a question
// for one.
func placeAnswer(t *dialog.Turn) dialog.StateName {
	switch {
	case t.Reading.Place != nil || t.Location != nil:
		t.Session.Area = ""
		return "services"
	case t.Reading.UnknownPlace != "":
		return "services/lost"
	case t.Reading.Confidence < likelyPlace && len(strings.Fields(t.Text)) <= 3 && t.Text != "":
		// A few words that mean nothing else are a name we do not know.
		t.Reading.UnknownPlace = t.Text
		return "services/lost"
	}
	return ""
}

// likelyPlace is below which confidence a short answer to "which town" is
// taken for a town that nobody knows.
const likelyPlace = 0.5

// areaOptions offers the areas that a name may mean, told apart by country or
// by the division they lie in.
func areaOptions(t *dialog.Turn, areas []place.AreaID) []dialog.Option {
	var options []dialog.Option
	countries := map[string]bool{}
	areas = slices.Clone(areas)
	slices.SortStableFunc(areas, func(a, b place.AreaID) int { // in the order of the deployment's countries
		rank := func(id place.AreaID) int { return slices.Index(t.World.Countries, t.World.Places.Country(id)) }
		return rank(a) - rank(b)
	})
	for _, id := range areas {
		a, _ := t.World.Places.Area(id)
		countries[a.Country] = true
	}
	for _, id := range areas {
		a, _ := t.World.Places.Area(id)
		label := messages.Common.Choice.With(messages.Land("Name", a.Country))
		if len(countries) == 1 {
			label = messages.Common.Choice.With(messages.In("Name", t.World.NamesOf(a.Parent)))
		}
		options = append(options, dialog.Option{Ref: string(id), Label: label})
	}
	return options
}

// maxWhich is how many places of one name are offered.
const maxWhich = 4

func which(t *dialog.Turn) {
	p := t.Reading.Place
	if p == nil {
		t.Go("services")
		return
	}
	areas := p.Areas[:min(len(p.Areas), maxWhich)]
	options := areaOptions(t, areas)
	t.Offer(options...)
	t.Say(messages.Service.Which, messages.In("Name", t.World.NamesOf(areas[0])), messages.Sub("Choices", " ", t.Choices(options)...))
	t.Also(messages.Emergency.Short, shortEmergency(t, "Numbers"))
}

// guess asks about a corrected spelling before relying on it.
func guess(t *dialog.Turn) {
	p := t.Reading.Place
	if p == nil {
		t.Go("services")
		return
	}
	id := p.Areas[0]
	t.Offer(dialog.Option{Ref: string(id), Label: messages.Common.Choice.With(messages.In("Name", t.World.NamesOf(id)))})
	t.Say(messages.Service.Guess, messages.In("Place", t.World.NamesOf(id)))
	t.Also(messages.Emergency.Short, shortEmergency(t, "Numbers"))
}

func pickArea(t *dialog.Turn) dialog.StateName {
	if t.Picked == "" && t.Reading.Verb != understand.VerbYes {
		return placeAnswer(t)
	}
	ref := t.Picked
	if ref == "" && len(t.Session.Menu) == 1 {
		ref = t.Session.Menu[0]
	}
	if _, ok := t.World.Places.Area(place.AreaID(ref)); !ok {
		return "services"
	}
	t.Session.Area = place.AreaID(ref)
	return "services/list"
}

// lost says that the place is not known, with an example and a person to ask.
func lost(t *dialog.Turn) {
	if !unknownPlace(t) {
		t.Go("services/ask")
	}
}

// unknownPlace speaks when the message names a place nobody knows.
func unknownPlace(t *dialog.Turn) bool {
	if t.Reading.UnknownPlace == "" {
		return false
	}
	example := messages.Service.Example.With(
		messages.Sub("Need", "", needWord(t.Session.Need).With()), messages.Title("Town", exampleTown(t)))
	t.Say(messages.Service.Unknown, messages.T("Text", title(t.Reading.UnknownPlace)), messages.Sub("Example", "", example))
	t.Add(messages.Said{Line: helpLine(t), Inline: true})
	return true
}

// needWord is the word that asks for a need, for the example.
func needWord(need understand.Intent) messages.Message {
	switch need {
	case understand.Food:
		return messages.Service.WordFood
	case understand.Medical:
		return messages.Service.WordMedical
	}
	return messages.Service.WordShelter
}

// heading is the first row of a list.
func heading(need understand.Intent) messages.Message {
	switch need {
	case understand.Shelter:
		return messages.Service.Shelter
	case understand.Food:
		return messages.Service.Food
	case understand.Medical:
		return messages.Service.Medical
	}
	return messages.Service.Other
}

// list names up to three places, nearest and surest first.
func list(t *dialog.Turn) {
	now := local(t)
	hits := search(t, now)
	saved(t)
	if len(hits) == 0 {
		t.Say(messages.Service.None, messages.In("Place", placeNames(t)))
		t.Add(messages.Said{Line: helpLine(t), Inline: true})
		t.Say(messages.Emergency.Short, shortEmergency(t, "Numbers"))
		return
	}
	t.Say(heading(t.Session.Need), messages.Title("Place", placeNames(t)))
	if hits[0].Beyond {
		t.Add(messages.Said{Line: messages.Service.Nearest.With(messages.In("Place", placeNames(t)))})
	}
	options := make([]dialog.Option, len(hits))
	for i, h := range hits {
		options[i] = dialog.Option{Ref: directory.Ref(h.Service.ID), Label: messages.Common.Choice.With(messages.In("Name", h.Service.Name))}
	}
	offered := t.Offer(options...)
	for i, h := range hits {
		drop := int8(0)
		if i > 0 {
			drop = int8(min(i, 2))
		}
		t.Add(messages.Said{Line: item(t, i+1, h, now), Drop: drop})
	}
	if offered && hits[0].Service.Status != directory.Closed {
		t.Add(messages.Said{Line: messages.Service.Way.With(), Drop: 2})
	}
	t.Add(messages.Said{Line: helpLine(t), Inline: offered})
}

// search returns the session's page of places, the first one again after the
// last.
func search(t *dialog.Turn, now time.Time) []directory.Hit {
	from := t.Session.Page * shown
	hits := t.World.Directory.Search(directory.Query{
		Need: string(t.Session.Need), Area: t.Session.Area, Point: t.Location, Now: now, Limit: from + shown,
	})
	if from >= len(hits) {
		t.Session.Page, from = 0, 0
	}
	return hits[from:min(from+shown, len(hits))]
}

// saved opens an answer from a directory that could not be refreshed.
func saved(t *dialog.Turn) {
	if s := t.World.SavedAt; !s.IsZero() {
		t.Say(messages.Common.Saved, messages.Clock("Time", s.In(local(t).Location())))
	}
}

// item is one place of the list.
func item(t *dialog.Turn, n int, h directory.Hit, now time.Time) messages.Line {
	s := h.Service
	number := messages.T("N", strconv.Itoa(n))
	switch s.Status {
	case directory.Full:
		return messages.Service.ItemFull.With(number, messages.In("Name", s.Name))
	case directory.Closed:
		return messages.Service.ItemClosed.With(number, messages.In("Name", s.Name))
	}
	name := messages.Service.NameOnly.With(messages.In("Name", s.Name))
	if len(s.Address) > 0 {
		name = messages.Service.NameStreet.With(messages.In("Name", s.Name), messages.In("Address", s.Address))
	}
	facts := shortFacts(t, h, now)
	if !t.World.SavedAt.IsZero() && s.Phone != "" {
		facts = append(facts, messages.Common.Tel.With(messages.Tel("Phone", s.Phone)))
	}
	return messages.Service.Item.With(number, messages.Sub("Name", "", name), messages.Sub("Facts", ",", facts...),
		messages.Sub("Checked", "", age(h.Age)))
}

// shortFacts are what a list must always tell: room, hours, who may come,
// papers, and cost unless it is free.
func shortFacts(t *dialog.Turn, h directory.Hit, now time.Time) []messages.Line {
	s := h.Service
	var f []messages.Line
	if h.Beyond {
		f = append(f, messages.Common.Choice.With(messages.In("Name", t.World.NamesOf(s.Area))))
		if h.Km >= 1 {
			f = append(f, messages.Service.Kilometres.With(messages.T("N", strconv.Itoa(int(h.Km)))))
		}
	}
	if s.Places >= 0 {
		f = append(f, messages.Service.Places.With(messages.N("N", s.Places)))
	}
	if l, ok := hours(h, now); ok {
		f = append(f, l)
	}
	f = append(f, accepts(s.Accepts).With(), idRule(s.IDRule).With())
	if s.Cost != directory.CostFree {
		f = append(f, cost(s.Cost).With())
	}
	return f
}

// hours tells when a place that is not open day and night is open.
func hours(h directory.Hit, now time.Time) (messages.Line, bool) {
	o := h.Hours
	switch {
	case !o.Known && h.Service.Need == string(understand.Shelter):
		return messages.Line{}, false
	case !o.Known:
		return messages.Service.AskHours.With(), true
	case o.Always():
		return messages.Line{}, false
	case o.Open:
		return messages.Service.OpenUntil.With(when("When", o.Next, now)), true
	case o.Next.IsZero():
		return messages.Service.AskHours.With(), true
	}
	return messages.Service.ClosedUntil.With(when("When", o.Next, now)), true
}

func accepts(a directory.Accepts) messages.Message {
	switch a {
	case directory.AcceptsAll:
		return messages.Service.AllWelcome
	case directory.AcceptsWomen:
		return messages.Service.Women
	case directory.AcceptsWomenKid:
		return messages.Service.WomenChildren
	case directory.AcceptsFamilies:
		return messages.Service.Families
	case directory.AcceptsMen:
		return messages.Service.Men
	case directory.AcceptsChildren:
		return messages.Service.Children
	case directory.AcceptsNational:
		return messages.Service.Nationals
	case directory.AcceptsRefugees:
		return messages.Service.Refugees
	}
	return messages.Service.AskWho
}

func idRule(r directory.IDRule) messages.Message {
	switch r {
	case directory.IDNone:
		return messages.Service.NoID
	case directory.IDAny:
		return messages.Service.AnyID
	case directory.IDUNHCR:
		return messages.Service.UNHCR
	case directory.IDPassport:
		return messages.Service.Passport
	}
	return messages.Service.AskID
}

func cost(c directory.Cost) messages.Message {
	switch c {
	case directory.CostFree:
		return messages.Service.Free
	case directory.CostPaid:
		return messages.Service.Paid
	}
	return messages.Service.AskCost
}

// age tells how old the facts are, in the words of SPEC fact 1.
func age(f directory.Freshness) messages.Line {
	switch {
	case f.Unit == directory.Never:
		return messages.Time.Never.With()
	case f.Stale:
		return messages.Time.Stale.With(messages.N("N", f.N))
	case f.CallFirst:
		return messages.Time.CallFirst.With(messages.N("N", f.N))
	case f.Unit == directory.Minutes && f.N < 2:
		return messages.Time.Now.With()
	case f.Unit == directory.Minutes:
		return messages.Time.Minutes.With(messages.T("N", strconv.Itoa(f.N)))
	case f.Unit == directory.Hourly:
		return messages.Time.Hours.With(messages.T("N", strconv.Itoa(f.N)))
	}
	return messages.Time.Days.With(messages.N("N", f.N))
}

func pickService(t *dialog.Turn) dialog.StateName {
	if t.Picked == "" {
		return placeAnswer(t)
	}
	return "services/one"
}

// one tells all about the place that was picked.
func one(t *dialog.Turn) {
	s := t.World.Directory.ByRef(t.Picked)
	if s == nil {
		t.Go("services")
		return
	}
	now := local(t)
	h := directory.Hit{
		Service: s, Age: directory.Age(s.CheckedAt, now),
		Hours: t.World.Directory.State(s.Hours, t.World.Places.Country(s.Area), now),
	}
	saved(t)
	t.Session.Area = s.Area
	t.Say(messages.Service.WayOf, messages.In("Name", s.Name), messages.In("Address", s.Address), messages.In("Place", t.World.NamesOf(s.Area)))
	if s.Phone != "" {
		t.Also(messages.Service.Phone, messages.Tel("Phone", s.Phone))
	} else {
		t.Also(messages.Service.NoPhone)
	}
	facts := []messages.Line{accepts(s.Accepts).With(), idRule(s.IDRule).With(), cost(s.Cost).With()}
	if l, ok := hours(h, now); ok {
		facts = append(facts, l)
	} else if h.Hours.Always() {
		facts = append(facts, messages.Service.Open24.With())
	}
	if s.NoPolice {
		facts = append(facts, messages.Service.NoPolice.With())
	}
	t.Add(messages.Said{Line: messages.Common.Facts.With(messages.Sub("Facts", ",", facts...), messages.Sub("Checked", "", age(h.Age)))})
	if s.Point != nil {
		t.Add(messages.Said{Line: messages.Service.Directions.With(
			messages.T("Lat", fmt.Sprintf("%.4f", s.Point.Lat)), messages.T("Lon", fmt.Sprintf("%.4f", s.Point.Lon))), Drop: 2})
	}
	t.Add(messages.Said{Line: helpLine(t)})
}
