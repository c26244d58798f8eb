package conversation

import (
	"hash/maphash"
	"sync"
	"time"

	"waypost/internal/dialog"
	"waypost/internal/gateway"
	"waypost/internal/understand"
	"waypost/messages"
)

// Limits of SPEC A7. They are kept in memory, so they hold without Redis; with
// several processes a person may get as many times more.
const (
	floodWindow    = time.Minute
	floodQuestions = 10
	// floodPause is the least time between two "slow down" answers, and
	// between two emergency answers outside the limit.
	floodPause = 30 * time.Second
	// sameTexts is how often the same words are answered within sameWindow: a
	// machine that answers us with the same text is not answered for ever.
	sameTexts  = 12
	sameWindow = 10 * time.Minute
	// floodPeople bounds the memory; beyond it, idle people are dropped.
	floodPeople = 100_000
)

// verdict is what the limit says about one message.
type verdict uint8

const (
	pass verdict = iota
	slow
	silent
)

type flood struct {
	mu     sync.Mutex
	seed   maphash.Seed
	people map[gateway.Contact]*pace
}

// pace is what one person did lately.
type pace struct {
	from      time.Time // start of the window
	count     int
	slowedAt  time.Time
	urgentAt  time.Time
	same      uint64
	sameFrom  time.Time
	sameCount int
	seen      time.Time
}

func newFlood() *flood {
	return &flood{seed: maphash.MakeSeed(), people: map[gateway.Contact]*pace{}}
}

// judge counts a message. urgent messages and verbs always pass the question
// limit, urgent ones at most once per pause beyond it.
func (f *flood) judge(c gateway.Contact, text string, urgent, verb bool, now time.Time) verdict {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := f.person(c, now)
	if now.Sub(p.from) >= floodWindow {
		p.from, p.count = now, 0
	}
	p.count++
	over := p.count > floodQuestions || f.repeats(p, text, now) > sameTexts
	switch {
	case !over || verb:
		return pass
	case urgent && now.Sub(p.urgentAt) >= floodPause:
		p.urgentAt = now
		return pass
	case urgent:
		return silent
	case p.count > floodQuestions && now.Sub(p.slowedAt) >= floodPause:
		p.slowedAt = now
		return slow
	}
	return silent
}

// repeats counts how often the same text came within the window.
func (f *flood) repeats(p *pace, text string, now time.Time) int {
	h := maphash.String(f.seed, text)
	if h != p.same || now.Sub(p.sameFrom) >= sameWindow {
		p.same, p.sameFrom, p.sameCount = h, now, 0
	}
	p.sameCount++
	return p.sameCount
}

// person finds or makes the record, dropping idle ones when there are too many.
func (f *flood) person(c gateway.Contact, now time.Time) *pace {
	p := f.people[c]
	if p == nil {
		if len(f.people) >= floodPeople {
			f.prune(now)
		}
		p = &pace{from: now}
		f.people[c] = p
	}
	p.seen = now
	return p
}

// prune drops who was idle for a window; if nobody was, everyone: limits may
// restart, memory may not grow.
func (f *flood) prune(now time.Time) {
	for c, p := range f.people {
		if now.Sub(p.seen) >= sameWindow {
			delete(f.people, c)
		}
	}
	if len(f.people) >= floodPeople/2 { // else the next newcomer prunes again
		clear(f.people)
	}
}

// limit answers a message that is too many.
func (l *Loop) limit(m *message, s dialog.Session, in dialog.Input, a *Answered) (gateway.Reply, bool) {
	r := in.Reading
	urgent := r.Intent == understand.Emergency || r.Intent == understand.Protection
	switch l.flood.judge(m.contact, m.Text+m.Button, urgent, r.Verb != understand.VerbNone, m.started) {
	case slow:
		a.How = "slowed"
		return l.slowDown(m, s), true
	case silent:
		a.How = "silent"
		return gateway.Reply{}, true
	}
	return gateway.Reply{}, false
}

// slowDown asks for patience and names the emergency numbers.
func (l *Loop) slowDown(m *message, s dialog.Session) gateway.Reply {
	var numbers []messages.Line
	for _, c := range m.world.Countries {
		if p := m.world.Directory.Pack(c); p != nil && len(p.Emergency) > 0 {
			numbers = append(numbers, messages.Emergency.InCountry.With(
				messages.Tel("Number", p.Emergency[0].Number), messages.T("Country", c)))
		}
	}
	lang := s.Language
	if lang == "" {
		lang = m.Hint
	}
	line := messages.Common.SlowDown.With(messages.Sub("Emergency", " ", numbers...))
	return gateway.Reply{Text: l.Speaker.Render(lang, m.Medium, line)}
}
