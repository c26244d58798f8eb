// Package channeltest is the one conformance suite for carriers: what the
// gateway relies on whichever channel a message came by. A channel that passes
// Run verifies what comes in, does nothing for a forgery, lets the carrier
// deliver again when a step was not committed, tells a refused message from
// one that may have arrived, and leaks no number and no text.
package channeltest

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"waypost/internal/channel"
	"waypost/internal/gateway"
)

// Message is one message from a person, before the channel's own format.
type Message struct {
	// N tells messages apart; the same N is the same message.
	N int
	// From tells people apart.
	From int
	Text string
}

// Subject is a channel under test and how to speak with it.
type Subject struct {
	Channel gateway.Channel
	Sender  channel.Sender
	// Web has the channel's routes mounted.
	Web http.Handler
	// Deliver makes the carrier's signed request for a message.
	Deliver func(m Message) *http.Request
	// Address is the person From of a Message.
	Address func(from int) gateway.Address
	// Replies lists what people received in answer to the deliveries that were
	// answered with these responses, oldest first.
	Replies func(responses ...*httptest.ResponseRecorder) []string

	// Forged are requests of strangers, which must be answered with Refused.
	// A channel inside the process has none.
	Forged  map[string]*http.Request
	Refused int
	// TooBig is signed and larger than the channel reads.
	TooBig *http.Request
	// Unknown are signed requests that a person did not write.
	Unknown map[string]*http.Request

	// Troubles are what can go wrong when sending, by name.
	Troubles map[string]Trouble
	// Outgoing lists the texts handed to the carrier by Send.
	Outgoing func() []string
	// Receipts are signed callbacks and what they mean.
	Receipts map[string]Receipt
	// Secrets may appear in no error.
	Secrets []string
}

// Trouble is one way a Send fails.
type Trouble struct {
	// Arrange makes the next Send to the returned address fail.
	Arrange    func() gateway.Address
	Want       channel.Class
	RetryAfter time.Duration
	// OptsOut says that the failure is also an Events.OptedOut.
	OptsOut bool
}

// Receipt is one callback of the carrier.
type Receipt struct {
	Request *http.Request
	// Want is the receipt to store; nil when nothing is stored.
	Want *channel.Receipt
	// OptOut is the opt-out to record, if any.
	OptOut *OptOut
}

// Required are the troubles every carrier over a network must have answers for.
var Required = []string{"throttled", "server error", "HTML from a proxy", "timeout", "connection reset", "recipient gone"}

// Harness builds subjects.
type Harness struct {
	// New makes a fresh channel for one test.
	New func(t *testing.T, h channel.Handler, e channel.Events) *Subject
	// InProcess is set for a carrier without a network.
	InProcess bool
}

// Run holds a channel to the contract.
func Run(t *testing.T, h Harness) {
	t.Run("inbound", func(t *testing.T) { runInbound(t, h) })
	t.Run("refusals", func(t *testing.T) { runRefusals(t, h) })
	t.Run("failures", func(t *testing.T) { runFailures(t, h) })
	t.Run("sending", func(t *testing.T) { runSending(t, h) })
	t.Run("receipts", func(t *testing.T) { runReceipts(t, h) })
}

func (s *Subject) serve(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.Web.ServeHTTP(w, r)
	return w
}

func wantStatus(t *testing.T, w *httptest.ResponseRecorder, want int) {
	t.Helper()
	if w.Code != want {
		t.Errorf("status %d, want %d", w.Code, want)
	}
}
