// Package channel is the contract between the gateway and a carrier. An
// adapter lives in a folder of its own, is the only importer of its SDK,
// verifies and decodes what comes in, and sends what goes out. It knows
// neither the dialog nor the stores; channeltest holds the suite that every
// adapter must pass.
package channel

import (
	"context"
	"net/http"
	"time"

	"waypost/internal/gateway"
)

// Handler answers one inbound message. When it returns nil the step has been
// committed, and the carrier may be told so. A non-nil error means nothing is
// known to be committed: the adapter must let the carrier deliver again.
// Delivering the same Inbound twice is safe.
//
// The returned Sent must be called once after the reply has left the process
// (or was handed to the carrier); until then a redelivery is answered afresh.
// It may be called never, and is nil when nothing needs it.
type Handler interface {
	Handle(ctx context.Context, in gateway.Inbound) (reply gateway.Reply, sent func(), err error)
}

// Receipt is what a carrier later says about a message we sent.
type Receipt struct {
	Channel gateway.Channel
	// Ref is our own reference for the message, from the callback URL; empty
	// when the carrier gave none.
	Ref string
	// ProviderID is the carrier's id for it.
	ProviderID string
	To         gateway.Address
	Class      Class
	// Code is the provider's error code, empty on success.
	Code string
}

// Events receives what is not a question. Both are idempotent.
type Events interface {
	// Received stores a delivery receipt.
	Received(ctx context.Context, r Receipt) error
	// OptedOut records that the carrier or the person's app blocks our
	// unasked messages (Twilio 21610, Telegram "blocked by the user"), or no
	// longer does.
	OptedOut(ctx context.Context, from gateway.Address, out bool) error
}

// Sender sends one message that is not the answer inside a webhook response.
type Sender interface {
	// Send hands out to the carrier and returns the carrier's id. A failure is
	// a *SendError. ref travels to the status callback.
	Send(ctx context.Context, out gateway.Outbound, ref string) (providerID string, err error)
}

// Routes are the webhooks an adapter wants mounted.
type Routes interface {
	Routes(mux *http.ServeMux)
}

// Class is what a failure to send means, and so which rule applies (DESIGN 6).
type Class uint8

const (
	Delivered Class = iota
	// NotAccepted: the carrier asks us to slow down; honour RetryAfter.
	NotAccepted
	// Ambiguous: it may have been accepted; never resent by itself.
	Ambiguous
	// Transient: a carrier's passing trouble; later, within validity.
	Transient
	// Permanent: this number or chat cannot be reached.
	Permanent
	// Consent: the person has blocked us; record the opt-out.
	Consent
	// Account: content or account trouble; stop the sender, tell staff once.
	Account
	// Accepted stands only in a Receipt: the carrier has the message and its
	// end is still open. It settles that an Ambiguous message was handed over.
	Accepted
)

// SendError says why a message was not handed over. Its text holds no number
// and no message.
type SendError struct {
	Class Class
	// Code is the provider's code, for operators.
	Code string
	// RetryAfter is set for NotAccepted when the carrier named a time.
	RetryAfter time.Duration
	Err        error
}

func (e *SendError) Error() string {
	s := "send: " + e.Class.String()
	if e.Code != "" {
		s += " (" + e.Code + ")"
	}
	return s
}

func (e *SendError) Unwrap() error { return e.Err }

func (c Class) String() string {
	return [...]string{"delivered", "not accepted", "ambiguous", "transient", "permanent", "consent", "account", "accepted"}[c]
}
