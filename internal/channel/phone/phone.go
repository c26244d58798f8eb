// Package phone is a phone you can hold: a carrier inside the process, for
// demonstrations, tests and `waypost local`. It shows the same gateway as SMS
// and as a chat with buttons. Nothing leaves the computer.
//
// What must stay true: a message takes the way of every other channel, so what
// works here works there; the page needs no script, no other host and no
// inline code; and numbers with a magic ending fail the way carriers fail.
package phone

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"

	"waypost/internal/channel"
	"waypost/internal/gateway"
)

// Name is the channel of every address and message here.
const Name gateway.Channel = "phone"

// DefaultNumber cannot be dialled: in Lebanon 00 is the international prefix.
const DefaultNumber = "+96100000001"

// Bounds of what is kept for phones that nobody looks at any more.
const (
	maxNumbers = 1000
	maxUnasked = 100
)

// Phone is the in-process carrier. It is safe for concurrent use.
type Phone struct {
	handler channel.Handler
	log     *slog.Logger

	mu    sync.Mutex
	last  int // number of the newest unasked message
	inbox map[string][]unasked
}

// unasked is a message that came by Send, numbered from 1 over all phones.
type unasked struct {
	N int `json:"n"`
	message
}

var (
	_ channel.Sender = (*Phone)(nil)
	_ channel.Routes = (*Phone)(nil)
)

// New makes a phone whose messages go to handler.
func New(handler channel.Handler) *Phone {
	return &Phone{handler: handler, log: slog.New(slog.DiscardHandler), inbox: map[string][]unasked{}}
}

// LogTo writes failures of the handler to log. It is called before Routes.
func (p *Phone) LogTo(log *slog.Logger) { p.log = log }

// Send puts a message into the inbox of a number, from where its page fetches
// it, or fails as the ending of the number says.
func (p *Phone) Send(ctx context.Context, out gateway.Outbound, _ string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", &channel.SendError{Class: channel.NotAccepted, Err: err}
	}
	if err := magic(out.To.Value); err != nil {
		return "", err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	messages, known := p.inbox[out.To.Value]
	if !known && len(p.inbox) >= maxNumbers {
		return "", &channel.SendError{Class: channel.NotAccepted, Err: errors.New("too many phones")}
	}
	p.last++
	messages = append(messages, unasked{p.last, newMessage(out.Text, out.Buttons)})
	p.inbox[out.To.Value] = messages[max(0, len(messages)-maxUnasked):]
	return newID(), nil
}

// unaskedSince lists the messages for a number that are newer than the one numbered
// after.
func (p *Phone) unaskedSince(number string, after int) []unasked {
	p.mu.Lock()
	defer p.mu.Unlock()
	newer := []unasked{}
	for _, m := range p.inbox[number] {
		if m.N > after {
			newer = append(newer, m)
		}
	}
	return newer
}

// number reads a phone number as people write it; the default when there is
// none in it.
func number(raw string) string {
	n := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, raw)
	if n == "" || len(n) > 15 { // E.164 allows 15 digits
		return DefaultNumber
	}
	return "+" + n
}
