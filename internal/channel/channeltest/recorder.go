package channeltest

import (
	"context"
	"slices"
	"sync"
	"time"

	"waypost/internal/channel"
	"waypost/internal/gateway"
)

// Recorder is a Handler that remembers what it was given and answers by rule.
// It is safe for concurrent use.
type Recorder struct {
	// Respond makes the reply; nil echoes the text behind "reply to ".
	Respond func(ctx context.Context, in gateway.Inbound) (gateway.Reply, error)

	mu        sync.Mutex
	seen      []gateway.Inbound
	deadlines []time.Duration
	sent      map[string]int
}

// Handle records in and answers it.
func (r *Recorder) Handle(ctx context.Context, in gateway.Inbound) (gateway.Reply, func(), error) {
	r.note(ctx, in)
	respond := r.Respond
	if respond == nil {
		respond = Echo
	}
	reply, err := respond(ctx, in)
	if err != nil {
		return gateway.Reply{}, nil, err
	}
	return reply, func() { r.noteSent(in.ID) }, nil
}

// Echo answers with the text that came in.
func Echo(_ context.Context, in gateway.Inbound) (gateway.Reply, error) {
	return gateway.Reply{Text: "reply to " + in.Text}, nil
}

func (r *Recorder) note(ctx context.Context, in gateway.Inbound) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen = append(r.seen, in)
	if deadline, ok := ctx.Deadline(); ok {
		r.deadlines = append(r.deadlines, time.Until(deadline))
	}
}

func (r *Recorder) noteSent(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.sent == nil {
		r.sent = map[string]int{}
	}
	r.sent[id]++
}

// Seen lists the messages in the order of their arrival.
func (r *Recorder) Seen() []gateway.Inbound {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.seen)
}

// Sent counts how often the reply to a message was reported as sent.
func (r *Recorder) Sent(id string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.sent[id]
}

// OptOut is one call of Events.OptedOut.
type OptOut struct {
	From string
	Out  bool
}

// EventLog is an Events that remembers. It is safe for concurrent use.
type EventLog struct {
	mu       sync.Mutex
	err      error
	receipts []channel.Receipt
	optOuts  []OptOut
}

// Fail makes every later call return err.
func (l *EventLog) Fail(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.err = err
}

// Received records a receipt.
func (l *EventLog) Received(_ context.Context, r channel.Receipt) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err == nil {
		l.receipts = append(l.receipts, r)
	}
	return l.err
}

// OptedOut records an opt-out or its end.
func (l *EventLog) OptedOut(_ context.Context, from gateway.Address, out bool) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err == nil {
		l.optOuts = append(l.optOuts, OptOut{from.Value, out})
	}
	return l.err
}

// Receipts lists the receipts in order.
func (l *EventLog) Receipts() []channel.Receipt {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.receipts)
}

// OptOuts lists the opt-outs in order.
func (l *EventLog) OptOuts() []OptOut {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.optOuts)
}
