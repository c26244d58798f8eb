package dialog

import (
	"strconv"
	"strings"

	"waypost/internal/directory"
	"waypost/internal/gateway"
	"waypost/internal/place"
	"waypost/internal/understand"
	"waypost/messages"
)

// State is one point of a conversation.
type State struct {
	Name StateName
	// Enter says what the state says. It may Go elsewhere at once.
	Enter func(*Turn)
	// Answer reads a reply to it and returns the next state; returning "" says
	// that the reply was no answer to this state. Nil answers nothing.
	Answer func(*Turn) StateName
	// To declares every state that Enter or Answer may lead to.
	To []StateName
	// Free states take any text as their answer, universal words excepted.
	Free bool
}

// Option is one choice of a menu.
type Option struct {
	// Ref is what the choice stands for; the session keeps it.
	Ref string
	// Label is what the person reads, also on a button.
	Label messages.Line
	// Hidden options can be chosen but are not written out.
	Hidden bool
}

// Turn is one step under way: what a State works with.
type Turn struct {
	Input
	World *World
	// Session is the next session; states write to it.
	Session Session
	// Picked is the Ref of the chosen option, empty when none was chosen.
	Picked string

	said    []messages.Said
	buttons []Option
	next    StateName
	effects []Effect
	done    []Outcome
	asked   int
	paging  bool
}

// Say adds a row to the reply.
func (t *Turn) Say(m messages.Message, args ...messages.Arg) {
	t.Add(messages.Said{Line: m.With(args...)})
}

// Also adds a sentence behind the last row.
func (t *Turn) Also(m messages.Message, args ...messages.Arg) {
	t.Add(messages.Said{Line: m.With(args...), Inline: true})
}

// Add adds a line with its layout and whether it may be dropped.
func (t *Turn) Add(s messages.Said) { t.said = append(t.said, s) }

// Go continues in another state, which speaks after this one.
func (t *Turn) Go(to StateName) { t.next = to }

// NextPage turns the page of a long list; every other step starts at the first.
func (t *Turn) NextPage() {
	t.Session.Page++
	t.paging = true
}

// Offer opens a menu: digit i+1 and a button stand for options[i]. While
// sessions cannot be kept it offers nothing and reports false.
func (t *Turn) Offer(options ...Option) bool {
	t.Session.Menu, t.buttons = nil, nil
	if t.World.NoMenus {
		return false
	}
	for _, o := range options {
		t.Session.Menu = append(t.Session.Menu, o.Ref)
		t.buttons = append(t.buttons, o)
	}
	return true
}

// Choices writes out the visible options, "1 Lebanon 2 Libya", as lines for an
// argument. Without menus the labels stand alone.
func (t *Turn) Choices(options []Option) []messages.Line {
	var lines []messages.Line
	for i, o := range options {
		if o.Hidden {
			continue
		}
		if !t.World.NoMenus {
			lines = append(lines, numbered(i+1, o.Label))
		} else {
			lines = append(lines, o.Label)
		}
	}
	return lines
}

// numbered puts a menu digit before a label.
func numbered(n int, label messages.Line) messages.Line {
	return messages.Common.Numbered.With(messages.T("N", strconv.Itoa(n)), messages.Sub("Label", " ", label))
}

// Need asks for an effect. ok is false in the round that asks: the state
// returns at once and is run again, from the start, when the outcome is known.
func (t *Turn) Need(e Effect) (o Outcome, ok bool) {
	t.asked++
	if t.asked <= len(t.done) {
		return t.done[t.asked-1], true
	}
	t.effects = append(t.effects, e)
	return Outcome{}, false
}

// Pack returns the country pack that the conversation is in: that of the
// area, else the first country of the deployment. It may be nil.
func (t *Turn) Pack() *directory.Pack {
	for _, country := range t.countries() {
		if p := t.World.Directory.Pack(country); p != nil {
			return p
		}
	}
	return nil
}

// Packs returns the packs an answer without a known place must name.
func (t *Turn) Packs() []*directory.Pack {
	var packs []*directory.Pack
	for _, country := range t.countries() {
		if p := t.World.Directory.Pack(country); p != nil {
			packs = append(packs, p)
		}
	}
	return packs
}

// countries is the area's country when one is known, else the whole scope.
func (t *Turn) countries() []string {
	country := t.World.Places.Country(t.Session.Area)
	for i, c := range t.World.Countries {
		if c == country {
			return t.World.Countries[i : i+1]
		}
	}
	return t.World.Countries
}

// TakePlace moves a place that the message names into the session. It reports
// whether there is now exactly one area.
func (t *Turn) TakePlace() bool {
	if t.Location != nil {
		if id := t.World.Places.Nearest(*t.Location, place.City); id != "" {
			t.Session.Area = id
		}
		return t.Session.Area != ""
	}
	if p := t.Reading.Place; p != nil && len(p.Areas) == 1 && p.Exact {
		t.Session.Area = p.Areas[0]
	}
	return t.Session.Area != ""
}

// buttonValue is what pressing an option sends back: enough to be right even
// when the conversation has moved on since.
func buttonValue(state StateName, ref string) string { return string(state) + "#" + ref }

// parseButton undoes buttonValue.
func parseButton(v string) (StateName, string, bool) {
	state, ref, ok := strings.Cut(v, "#")
	return StateName(state), ref, ok && state != "" && ref != ""
}

// Result is what a step came to.
type Result struct {
	Session Session
	Said    []messages.Said
	Buttons []Button
	// Effects is not empty when Step must be called again with their outcomes
	// appended; everything else is then void.
	Effects []Effect
	// Flagged is true for an emergency, so that a human can be told.
	Flagged bool
	// Walked lists the transitions made, for coverage.
	Walked []Transition
	// Intent is what the message was answered as.
	Intent understand.Intent
}

// Button is an option to show beside the reply.
type Button struct {
	Label messages.Line
	Value string
}

// Transition is one move between states.
type Transition struct{ From, To StateName }

// fallbackLanguage is used when nothing tells the person's language.
const fallbackLanguage gateway.Language = "en"
