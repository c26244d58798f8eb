package conversation

import (
	"context"
	"encoding/json"
	"errors"

	"waypost/internal/dialog"
	"waypost/internal/gateway"
	"waypost/messages"
)

// said is a reply as sentences, kept in the records so that a redelivery is
// answered without stepping again.
type said struct {
	Lines   []messages.Said  `json:"l"`
	Buttons []dialog.Button  `json:"b,omitempty"`
	Forget  bool             `json:"f,omitempty"`
	Lang    gateway.Language `json:"g"`
}

// rounds is how often a state may ask for effects (DESIGN 1).
const rounds = 3

var errTooManyRounds = errors.New("a state asks for effects without end")

// step runs the dialog; effects go to the records first.
func (l *Loop) step(ctx context.Context, m *message, s dialog.Session, in dialog.Input) stepped {
	r := l.Machine.Step(s, in, &m.world, nil)
	if len(r.Effects) == 0 {
		return l.say(m, r)
	}
	ctx, cancel := context.WithTimeout(ctx, recordsBudget)
	defer cancel()
	if r.Effects[0].Kind == dialog.MyData {
		return l.query(ctx, m, s, in)
	}
	h, err := l.Facts.Once(ctx, Key{m.Channel, m.id, m.contact}, func(tx Tx) (Handled, error) {
		return l.facts(tx, m, s, in, r)
	})
	if err != nil {
		return l.failed(m, s, in, r, err)
	}
	return l.replay(m, h)
}

// facts carries effects out until the dialog asks for none.
func (l *Loop) facts(tx Tx, m *message, s dialog.Session, in dialog.Input, r dialog.Result) (Handled, error) {
	var done []dialog.Outcome
	forget := false
	for range rounds {
		for _, e := range r.Effects {
			o, err := tx.Do(e, m.From, m.started)
			if err != nil {
				return Handled{}, err
			}
			done = append(done, o)
			forget = forget || e.Kind == dialog.Delete
		}
		r = l.Machine.Step(s, in, &m.world, done)
		if len(r.Effects) == 0 {
			reply, err := json.Marshal(said{r.Said, r.Buttons, forget, r.Session.Language})
			return Handled{Session: r.Session.Encode(), Reply: reply}, err
		}
	}
	return Handled{}, errTooManyRounds
}

// query answers what only the records know, changing nothing.
func (l *Loop) query(ctx context.Context, m *message, s dialog.Session, in dialog.Input) stepped {
	o, err := l.Facts.MyData(ctx, m.contact)
	if err != nil {
		m.notSaved = true
		l.Log.Warn("records not readable", "error", err)
		o = dialog.Outcome{Failed: true}
	}
	return l.say(m, l.Machine.Step(s, in, &m.world, []dialog.Outcome{o}))
}

// failed tells the person that nothing was saved. A STOP holds in memory and
// is tried again until the records take it.
func (l *Loop) failed(m *message, s dialog.Session, in dialog.Input, r dialog.Result, err error) stepped {
	m.notSaved = true
	l.Log.Warn("facts not saved", "error", err)
	outcomes := make([]dialog.Outcome, len(r.Effects))
	for i, e := range r.Effects {
		outcomes[i] = dialog.Outcome{Failed: true}
		if e.Kind == dialog.Stop {
			l.unkept.add(Key{m.Channel, m.id, m.contact}, m.From, m.started)
		}
	}
	return l.say(m, l.Machine.Step(s, in, &m.world, outcomes))
}

// replay answers from a handled row.
func (l *Loop) replay(m *message, h Handled) stepped {
	var kept said
	if err := json.Unmarshal(h.Reply, &kept); err != nil {
		l.Log.Error("handled row not readable", "error", err)
	}
	session, _ := l.Machine.Decode(h.Session) // this process wrote it in this format
	session.Language = kept.Lang
	next := l.say(m, dialog.Result{Session: session, Said: kept.Lines, Buttons: kept.Buttons})
	next.forget = kept.Forget
	return next
}

// say renders a result.
func (l *Loop) say(m *message, r dialog.Result) stepped {
	lang := r.Session.Language
	reply := gateway.Reply{Text: l.Speaker.Compose(lang, m.Medium, r.Said)}
	if m.Medium == gateway.Chat {
		for _, b := range r.Buttons {
			label := l.Speaker.Render(lang, m.Medium, b.Label)
			reply.Buttons = append(reply.Buttons, []gateway.Button{{Label: label, Value: b.Value}})
		}
	}
	return stepped{session: r.Session, reply: reply, intent: r.Intent}
}
