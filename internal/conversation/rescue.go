package conversation

import (
	"context"
	"fmt"
	"runtime/debug"
	"strings"

	"waypost/internal/dialog"
	"waypost/internal/gateway"
	"waypost/internal/understand"
)

// guarded answers, and after a panic says the emergency numbers.
func (l *Loop) guarded(ctx context.Context, m *message, a *Answered) (reply gateway.Reply) {
	defer func() {
		if p := recover(); p != nil {
			// The panic's value may quote the message, so only its type is told.
			l.Log.Error("panic while answering", "type", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
			a.How = "rescued"
			reply = l.rescue(m)
		}
	}()
	reply = l.answer(ctx, m, a)
	if reply.Text == "" && a.How == "answered" {
		l.Log.Error("blank answer", "intent", a.Intent)
		a.How = "rescued"
		reply = l.rescue(m)
	}
	return reply
}

// rescue says the emergency answer, and the bare numbers if even that fails.
func (l *Loop) rescue(m *message) (reply gateway.Reply) {
	defer func() {
		if p := recover(); p != nil || reply.Text == "" {
			reply = l.bareNumbers(m)
		}
	}()
	in := dialog.Input{Medium: m.Medium, Reading: understand.Reading{Intent: understand.Emergency, Choice: -1}}
	w := l.World(m.started)
	w.NoMenus = true
	return l.say(m, l.Machine.Step(dialog.Session{Language: m.Hint}, in, &w, nil)).reply
}

// bareNumbers lists what the country packs hold, without any words.
func (l *Loop) bareNumbers(m *message) gateway.Reply {
	var numbers []string
	w := l.World(m.started)
	for _, c := range w.Countries {
		if p := w.Directory.Pack(c); p != nil {
			for _, e := range p.Emergency {
				numbers = append(numbers, e.Number)
			}
			numbers = append(numbers, p.Hotline.Number)
		}
	}
	return gateway.Reply{Text: "SOS " + strings.Join(numbers, " ")}
}
