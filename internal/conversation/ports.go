// Package conversation is the only loop: it takes one message in, runs the
// pure dialog, makes the facts durable, and gives the answer back. Whatever
// breaks, a person is answered: without Redis from the text alone, without SQL
// with the truth about what was not saved, after a panic with the emergency
// numbers.
package conversation

import (
	"context"
	"time"

	"waypost/internal/dialog"
	"waypost/internal/gateway"
	"waypost/internal/place"
	"waypost/internal/understand"
	"waypost/messages"
)

// Stored is what the session store knows of one person when a message comes in.
type Stored struct {
	// Session is nil when there is none, or none that opens.
	Session []byte
	// Version goes back with Step; 0 when there is no session.
	Version uint32
	// Known means that this message was committed before. Unsent adds that
	// nobody confirmed that its reply has left: with no Reply it is to be
	// answered afresh.
	Known, Unsent bool
	// Reply is what the known message was answered with, nil when that is no
	// longer kept.
	Reply []byte
}

// Step is what one message changes.
type Step struct {
	Contact gateway.Contact
	ID      gateway.MessageID
	// Version is the one loaded.
	Version uint32
	// Session replaces the session; empty drops it.
	Session []byte
	// Reply is kept for redeliveries; empty is a reply too, silence.
	Reply []byte
	// Sent says that the reply needs no MarkSent.
	Sent bool
}

// Outcome is what became of a Step.
type Outcome uint8

const (
	// Committed: the session, the id and the reply are stored.
	Committed Outcome = iota
	// Conflict: another message changed the session since it was loaded.
	// Nothing was written; load again and step again.
	Conflict
	// Duplicate: this message was committed before. Nothing was written.
	Duplicate
)

func (o Outcome) String() string {
	return [...]string{"committed", "conflict", "duplicate"}[o]
}

// Sessions keeps conversations. Any error means that it may or may not have
// been done; the loop then answers without it.
type Sessions interface {
	Load(ctx context.Context, c gateway.Contact, id gateway.MessageID) (Stored, error)
	// Commit stores a step at once or not at all. The reply is set for a
	// Duplicate whose reply is still kept.
	Commit(ctx context.Context, s Step) (Outcome, []byte, error)
	MarkSent(ctx context.Context, c gateway.Contact, id gateway.MessageID) error
	// Forget removes every key of a person.
	Forget(ctx context.Context, c gateway.Contact) error
}

// Key names one message in the records.
type Key struct {
	Channel gateway.Channel
	ID      gateway.MessageID
	Contact gateway.Contact
}

// Handled is what a message with effects came to: enough to answer it again
// without stepping again. It holds no contact.
type Handled struct {
	Session []byte
	Reply   []byte
}

// Facts makes effects durable.
type Facts interface {
	// Once runs fn in one durable transaction, unless the message was handled
	// before: then it returns what that came to and fn is not called. When fn
	// fails, nothing of it stays.
	Once(ctx context.Context, k Key, fn func(Tx) (Handled, error)) (Handled, error)
	// MyData tells what is kept of a person. It changes nothing.
	MyData(ctx context.Context, c gateway.Contact) (dialog.Outcome, error)
}

// Tx carries out one effect of one person inside a transaction.
type Tx interface {
	// Do returns Repeated when the same person asked for the same effect with
	// the same arguments within three minutes; then nothing is done again.
	Do(e dialog.Effect, from gateway.Address, now time.Time) (dialog.Outcome, error)
}

// Reader reads a text; understand.Reader is one.
type Reader interface {
	Read(text string, p understand.Prior) understand.Reading
}

// Speaker says lines in a language; i18n.Catalog is one.
type Speaker interface {
	Compose(lang gateway.Language, medium gateway.Medium, said []messages.Said) string
	Render(lang gateway.Language, medium gateway.Medium, line messages.Line) string
}

// Identity derives pseudonyms; seal.Keys is one.
type Identity interface {
	Contact(a gateway.Address) gateway.Contact
	ID(channel gateway.Channel, id string) gateway.MessageID
}

// Answered describes one answer, for metrics. It says nothing about the person.
type Answered struct {
	Channel  gateway.Channel
	Language gateway.Language
	Intent   understand.Intent
	// How is "answered", "repeated" (a redelivery), "slowed", "silent" or "rescued" (after a panic).
	How string
	// NoSession and NotSaved tell that Redis or SQL failed.
	NoSession, NotSaved bool
	Took                time.Duration
}

// Meter is told of every answer, and of the words of a message that was not
// understood, with language and area but never the sender.
type Meter interface {
	Answered(Answered)
	Unanswered(lang gateway.Language, area place.AreaID, words []string)
}
