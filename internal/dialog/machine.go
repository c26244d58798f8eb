package dialog

import (
	"errors"
	"fmt"
	"slices"

	"waypost/internal/gateway"
	"waypost/internal/understand"
	"waypost/messages"
)

// Config says which states the engine enters by itself.
type Config struct {
	States []State
	// Menu greets and is where a lost conversation restarts; Unknown speaks
	// when nothing fits; Emergency answers danger to life; Unsure asks which
	// of a few needs was meant.
	Menu, Unknown, Emergency, Unsure StateName
	// Topic shows a narrower topic that a message names ("papers").
	Topic StateName
	// Verbs and Intents say where a command or a fresh question leads; Confirm
	// where a verb goes that must be confirmed first.
	Verbs   map[understand.Verb]StateName
	Confirm map[understand.Verb]StateName
	Intents map[understand.Intent]StateName
}

// Machine runs the declared states. It is immutable.
type Machine struct {
	cfg    Config
	states map[StateName]*State
	codes  map[string]StateName
}

// sureEnough is the least confidence at which a fresh question is answered
// without asking back; below it, with other likely needs, Unsure asks.
const sureEnough = 0.5

// plain is the confidence from which a message surely asks for something.
const plain = 0.9

// maxHops bounds Go chains within one step.
const maxHops = 8

// New checks that every state named anywhere exists, that names are unique,
// and that every state can be reached.
func New(cfg Config) (*Machine, error) {
	m := &Machine{cfg: cfg, states: map[StateName]*State{}, codes: map[string]StateName{}}
	var errs []error
	for i := range cfg.States {
		s := &cfg.States[i]
		if m.states[s.Name] != nil {
			errs = append(errs, fmt.Errorf("state %q is declared twice", s.Name))
		}
		if twin := m.codes[code(s.Name)]; twin != "" && twin != s.Name {
			errs = append(errs, fmt.Errorf("states %q and %q have the same code; rename the newer", twin, s.Name))
		}
		m.states[s.Name], m.codes[code(s.Name)] = s, s.Name
	}
	reached := map[StateName]bool{}
	var reach func(from string, to StateName)
	reach = func(from string, to StateName) {
		s := m.states[to]
		if s == nil {
			errs = append(errs, fmt.Errorf("%s leads to unknown state %q", from, to))
			return
		}
		if reached[to] {
			return
		}
		reached[to] = true
		for _, next := range s.To {
			reach("state "+string(to), next)
		}
	}
	for _, e := range m.Entries() {
		reach("engine", e)
	}
	for name := range m.states {
		if !reached[name] {
			errs = append(errs, fmt.Errorf("state %q cannot be reached", name))
		}
	}
	return m, errors.Join(errs...)
}

// Entries lists the states the engine enters from anywhere, sorted.
func (m *Machine) Entries() []StateName {
	c := m.cfg
	entries := []StateName{c.Menu, c.Unknown, c.Emergency, c.Unsure, c.Topic}
	for _, s := range c.Verbs {
		entries = append(entries, s)
	}
	for _, s := range c.Confirm {
		entries = append(entries, s)
	}
	for _, s := range c.Intents {
		entries = append(entries, s)
	}
	slices.Sort(entries)
	return slices.Compact(entries)
}

// Unknown is the state that speaks when nothing fits.
func (m *Machine) Unknown() StateName { return m.cfg.Unknown }

// States lists the declared states in their order.
func (m *Machine) States() []State { return m.cfg.States }

// Step answers one message. done holds the outcomes of the effects that
// earlier rounds of the same message asked for; s, in and w must be the same
// in every round.
func (m *Machine) Step(s Session, in Input, w *World, done []Outcome) Result {
	t := &Turn{Input: in, World: w, Session: s.clone(), done: done}
	if t.Session.State != "" && m.states[t.Session.State] == nil {
		t.Session = Session{Language: s.Language, Chosen: s.Chosen}
	}
	t.chooseLanguage()
	var walked []Transition
	next := m.route(t)
	from := t.Session.State
	if !t.paging {
		t.Session.Page = 0
	}
	for hop := 0; next != "" && hop < maxHops && len(t.effects) == 0; hop++ {
		walked = append(walked, Transition{from, next})
		m.enter(t, next)
		from, next = next, t.next
	}
	if len(t.effects) > 0 {
		return Result{Effects: t.effects}
	}
	return Result{
		Session: t.Session, Said: t.said, Buttons: t.shown(), Walked: walked,
		Flagged: in.Reading.Intent == understand.Emergency, Intent: in.Reading.Intent,
	}
}

// enter moves the turn into a state and lets it speak.
func (m *Machine) enter(t *Turn, name StateName) {
	t.next = ""
	t.Session.State = name
	t.Session.Menu, t.buttons = nil, nil
	if s := m.states[name]; s.Enter != nil {
		s.Enter(t)
	}
}

// route finds the state that a message leads to: universal words first, then
// an open choice, then a fresh question, then what the state itself reads.
func (m *Machine) route(t *Turn) StateName {
	r := t.Reading
	// A command stands against a guess, not against a bare HELP.
	if r.Intent == understand.Emergency && t.Button == "" && (r.Verb == understand.VerbNone || r.Confidence == 1) {
		return m.cfg.Emergency
	}
	if to := m.verb(t); to != "" {
		return to
	}
	if state, ref, ok := parseButton(t.Button); ok && m.states[state] != nil {
		return m.answer(t, state, ref)
	}
	current := m.states[t.Session.State]
	if r.Choice >= 0 {
		return m.choice(t, current)
	}
	if current != nil && current.Free && current.Answer != nil {
		return m.answer(t, current.Name, "")
	}
	asked := m.question(t)
	if asked != "" && r.Confidence >= sureEnough && !bare(r) {
		return m.take(t, asked)
	}
	if current != nil && current.Answer != nil {
		if to := m.answer(t, current.Name, ""); to != "" {
			return to
		}
	}
	switch {
	case r.Topic != "":
		return m.take(t, m.cfg.Topic)
	case bare(r) || asked == "":
		return m.cfg.Unknown
	case r.Confidence < sureEnough && len(r.Other) > 0:
		m.take(t, asked)
		return m.cfg.Unsure
	}
	return m.take(t, asked)
}

// bare reports whether a message is nothing but a place: an answer to a
// question for one, whatever else the word may mean.
func bare(r understand.Reading) bool {
	return r.Place != nil && r.Place.Whole && r.Verb == understand.VerbNone && r.Confidence < plain
}

// verb routes a command given in so many words.
func (m *Machine) verb(t *Turn) StateName {
	v := t.Reading.Verb
	if v == understand.VerbNone || t.Button != "" {
		return ""
	}
	if t.Reading.VerbAsk {
		if to, ok := m.cfg.Confirm[v]; ok {
			return to
		}
	}
	switch v {
	case understand.VerbRepeat:
		if s := m.states[t.Session.State]; s != nil && s.Enter != nil {
			return t.Session.State
		}
		return m.cfg.Menu
	case understand.VerbMore:
		return m.more(t)
	}
	return m.cfg.Verbs[v]
}

// more turns the page of the current state.
func (m *Machine) more(t *Turn) StateName {
	if m.states[t.Session.State] == nil {
		return m.cfg.Menu
	}
	t.NextPage()
	return t.Session.State
}

// choice binds a digit to the open menu. Without one, the menu is shown: a
// lone digit is never met with silence. 0 turns the page.
func (m *Machine) choice(t *Turn, current *State) StateName {
	n := t.Reading.Choice
	switch {
	case current == nil || len(t.Session.Menu) == 0 || current.Answer == nil:
		return m.cfg.Menu
	case n == 0:
		return m.more(t)
	case n > len(t.Session.Menu): // the menu stays open
		t.Say(messages.Menu.Wrong)
		t.paging = true
		return ""
	}
	return m.answer(t, current.Name, t.Session.Menu[n-1])
}

// answer lets a state read the message; ref is the picked option or empty.
func (m *Machine) answer(t *Turn, name StateName, ref string) StateName {
	s := m.states[name]
	if s.Answer == nil {
		return m.cfg.Menu
	}
	t.Session.State = name
	t.Picked = ref
	to := s.Answer(t)
	if to == "" && ref != "" {
		return m.cfg.Menu
	}
	return to
}

// question says where a message leads that reads as a fresh question; "" when
// it is none.
func (m *Machine) question(t *Turn) StateName {
	if t.Reading.Intent == understand.Unknown {
		return ""
	}
	return m.cfg.Intents[t.Reading.Intent]
}

// take makes a fresh question what the conversation is about.
func (m *Machine) take(t *Turn, to StateName) StateName {
	r := t.Reading
	t.Session.Need, t.Session.Topic = r.Intent, r.Topic
	if r.Place != nil || r.UnknownPlace != "" {
		t.Session.Area = ""
	}
	if r.Nationality != "" && r.Named == "" { // "Português" is not Portugal
		t.Session.Nationality = r.Nationality
	}
	return to
}

// chooseLanguage sets the language of the answer: clear text first, then the
// person's choice, then the conversation, the app's setting, a likely guess.
func (t *Turn) chooseLanguage() {
	r := t.Reading
	known := func(l gateway.Language) bool { return l != "" && t.World.LanguageName(l) != string(l) }
	switch {
	case r.Sure && known(r.Language):
		if r.Language != t.Session.Language {
			t.Session.Chosen = false
		}
		t.Session.Language = r.Language
	case t.Session.Language != "":
	case known(r.Language):
		t.Session.Language = r.Language
	default:
		t.Session.Language = fallbackLanguage
	}
}

// shown turns the options of an open menu into buttons.
func (t *Turn) shown() []Button {
	var list []Button
	for _, o := range t.buttons {
		if !o.Hidden {
			list = append(list, Button{o.Label, buttonValue(t.Session.State, o.Ref)})
		}
	}
	return list
}
