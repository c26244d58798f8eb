package conversation

import (
	"context"
	"encoding/json"
	"hash/maphash"
	"log/slog"
	"strings"
	"sync"
	"time"
	"unicode"

	"waypost/internal/dialog"
	"waypost/internal/fold"
	"waypost/internal/gateway"
	"waypost/internal/understand"
)

// Config is what a Loop works with. Every field is required.
type Config struct {
	Sessions Sessions
	Facts    Facts
	Identity Identity
	Reader   Reader
	Speaker  Speaker
	Machine  *dialog.Machine
	// World returns what is true now. It is called once a message.
	World func(now time.Time) dialog.World
	Now   func() time.Time
	Meter Meter
	Log   *slog.Logger
}

// Loop answers messages. It is safe for concurrent use; one person's messages
// are handled one after another.
type Loop struct {
	Config
	seed   maphash.Seed
	locks  [1024]sync.Mutex
	flood  *flood
	recent *recent
	unkept *unkept
}

// New returns a Loop.
func New(c Config) *Loop {
	return &Loop{Config: c, seed: maphash.MakeSeed(), flood: newFlood(), recent: newRecent(), unkept: newUnkept()}
}

// attempts is how often a step is tried when another process was faster.
const attempts = 3

// recordsBudget bounds the wait for SQL (DESIGN 1: answered within 3 s when it is gone).
const recordsBudget = 2 * time.Second

// message is one inbound message on its way.
type message struct {
	gateway.Inbound
	contact gateway.Contact
	id      gateway.MessageID
	started time.Time
	world   dialog.World
	// noSession is true once the session store has failed for this message.
	noSession bool
	notSaved  bool
}

// Handle answers one message. It returns no error: whatever happens there is a
// reply, and handing the same message in again is safe. sent is nil unless the
// reply leaves by a call of its own.
func (l *Loop) Handle(ctx context.Context, in gateway.Inbound) (gateway.Reply, func(), error) {
	m := &message{Inbound: in, started: l.Now()}
	m.contact, m.id = l.Identity.Contact(in.From), l.Identity.ID(in.Channel, in.ID)
	lock := &l.locks[maphash.Bytes(l.seed, m.contact[:])%uint64(len(l.locks))]
	lock.Lock()
	defer lock.Unlock()

	a := Answered{Channel: in.Channel}
	reply := l.guarded(ctx, m, &a)
	a.Took, a.NoSession, a.NotSaved = l.Now().Sub(m.started), m.noSession, m.notSaved
	l.Meter.Answered(a)
	if !in.Deferred || m.noSession {
		return reply, nil, nil
	}
	return reply, func() { l.markSent(ctx, m) }, nil
}

func (l *Loop) markSent(ctx context.Context, m *message) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := l.Sessions.MarkSent(ctx, m.contact, m.id); err != nil {
		l.Log.Warn("reply not marked sent", "error", err)
	}
}

// answer runs load, step and commit, again when another process was faster.
func (l *Loop) answer(ctx context.Context, m *message, a *Answered) gateway.Reply {
	for try := range attempts {
		stored := l.load(ctx, m)
		if reply, done := l.repeated(m, stored); done {
			a.How = "repeated"
			return reply
		}
		session, err := l.Machine.Decode(stored.Session)
		if err != nil {
			l.Log.Warn("session of another format", "error", err)
		}
		in := l.read(m, session)
		a.Intent = in.Reading.Intent
		if try == 0 {
			if reply, limited := l.limit(m, session, in, a); limited {
				return reply
			}
		}
		next := l.step(ctx, m, session, in)
		a.Language, a.Intent, a.How = next.session.Language, next.intent, "answered"
		if reply, done := l.commit(ctx, m, stored.Version, next); done {
			l.wonder(m, in, next)
			return reply
		}
	}
	// The session moved at every try; answer from the text alone.
	m.noSession = true
	next := l.step(ctx, m, dialog.Session{}, l.read(m, dialog.Session{}))
	a.Language, a.Intent, a.How = next.session.Language, next.intent, "answered"
	return next.reply
}

// maxWords is how many words of one message are counted as not understood.
const maxWords = 8

// wonder tells the meter the words of a message that was not understood. Words
// with a digit are left out: they may be part of a number.
func (l *Loop) wonder(m *message, in dialog.Input, next stepped) {
	r := in.Reading
	if r.Intent != understand.Unknown || r.Choice >= 0 || r.Verb != understand.VerbNone || m.Button != "" || next.session.State != l.Machine.Unknown() {
		return
	}
	var words []string
	for _, t := range fold.Tokens(m.Text) {
		if len(words) < maxWords && len(t.Key) <= 40 && !strings.ContainsFunc(t.Key, unicode.IsDigit) {
			words = append(words, t.Key)
		}
	}
	l.Meter.Unanswered(next.session.Language, next.session.Area, words)
}

// load reads the session; when the store fails the person is new.
func (l *Loop) load(ctx context.Context, m *message) Stored {
	m.world = l.World(m.started)
	if m.noSession {
		m.world.NoMenus = true
		return Stored{}
	}
	stored, err := l.Sessions.Load(ctx, m.contact, m.id)
	if err != nil {
		m.noSession, m.world.NoMenus = true, true
		return Stored{}
	}
	return stored
}

// repeated answers a redelivery: with the same bytes while they are kept, with
// silence after. What was never sent and is no longer kept is answered afresh.
func (l *Loop) repeated(m *message, s Stored) (gateway.Reply, bool) {
	if reply, ok := l.recent.get(m.id, m.started); ok {
		return reply, true
	}
	switch {
	case !s.Known:
		return gateway.Reply{}, false
	case s.Reply != nil:
		return decodeReply(s.Reply), true
	}
	return gateway.Reply{}, !s.Unsent
}

// read turns the text into an input for the dialog.
func (l *Loop) read(m *message, s dialog.Session) dialog.Input {
	in := dialog.Input{Text: m.Text, Location: m.Location, Button: m.Button, Medium: m.Medium}
	in.Reading = l.Reader.Read(m.Text, understand.Prior{Session: s.Language, Hint: m.Hint})
	return in
}

// stepped is an answer that is not committed yet.
type stepped struct {
	session dialog.Session
	reply   gateway.Reply
	intent  understand.Intent
	// forget drops the person's keys instead of keeping a session.
	forget bool
}

// commit stores the step. done is false when it must be made again.
func (l *Loop) commit(ctx context.Context, m *message, version uint32, next stepped) (gateway.Reply, bool) {
	if m.noSession {
		l.recent.put(m.id, next.reply, m.started)
		return next.reply, true
	}
	if next.forget {
		if err := l.Sessions.Forget(ctx, m.contact); err != nil {
			l.Log.Warn("session not forgotten", "error", err)
		}
		return next.reply, true
	}
	outcome, kept, err := l.Sessions.Commit(ctx, Step{
		Contact: m.contact, ID: m.id, Version: version,
		Session: next.session.Encode(), Reply: encodeReply(next.reply), Sent: !m.Deferred,
	})
	switch {
	case err != nil:
		m.noSession = true
		return gateway.Reply{}, false
	case outcome == Conflict:
		return gateway.Reply{}, false
	case outcome == Duplicate:
		return decodeReply(kept), true
	}
	return next.reply, true
}

// encodeReply and decodeReply keep a reply as it was said.
func encodeReply(r gateway.Reply) []byte {
	if len(r.Buttons) == 0 {
		return append([]byte{'t'}, r.Text...)
	}
	data, err := json.Marshal(r)
	if err != nil {
		return append([]byte{'t'}, r.Text...)
	}
	return data
}

func decodeReply(data []byte) gateway.Reply {
	if len(data) > 0 && data[0] == 't' {
		return gateway.Reply{Text: string(data[1:])}
	}
	var r gateway.Reply
	_ = json.Unmarshal(data, &r) // what does not parse is silence
	return r
}
