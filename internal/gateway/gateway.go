// Package gateway holds the nouns that every other package shares: who writes,
// what came in, what goes out. It knows no carrier and does no I/O.
//
// An Address is a person's phone number or chat. It must never reach a log, a
// metric or an error: every way of printing one hides it.
package gateway

import (
	"fmt"
	"time"
)

// Channel names a carrier adapter, for instance "twilio". The name is part of
// the contact id, so it is permanent.
type Channel string

// Medium says what a reply may look like on a channel.
type Medium uint8

const (
	// SMS is plain text counted in segments; it has no buttons.
	SMS Medium = iota
	// Chat is free of segments and may carry buttons and bidi isolates.
	Chat
)

// Language is the tag of a locale folder, for instance "en" or "zh-Hans".
// Empty means not known.
type Language string

// Address is where one person is reached: a phone number in E.164 form, or a
// Telegram chat id.
type Address struct {
	Channel Channel
	Value   string
}

// IsZero reports whether a names nobody.
func (a Address) IsZero() bool { return a.Value == "" }

// String hides the value.
func (a Address) String() string { return string(a.Channel) + ":hidden" }

// GoString hides the value from %#v.
func (a Address) GoString() string { return a.String() }

// Format hides the value from every verb.
func (a Address) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(a.String())) }

// MarshalText hides the value from encoding/json, encoding/xml and log/slog.
func (a Address) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// Contact is the pseudonym under which everything about a person is kept: the
// keyed hash of an Address. Package seal makes it; it cannot be reversed
// without the contact key.
type Contact [16]byte

// IsZero reports whether c is unset.
func (c Contact) IsZero() bool { return c == Contact{} }

// MessageID is the keyed hash of a channel and the carrier's id of one inbound
// message. Package seal makes it.
type MessageID [8]byte

// Point is a place on the earth in degrees, WGS 84.
type Point struct{ Lat, Lon float64 }

// Inbound is one message from a person, decoded and verified by its channel.
type Inbound struct {
	Channel Channel
	Medium  Medium
	// ID is unique per channel for ever, and the same on every redelivery.
	ID   string
	From Address
	// Text may be empty when Location or Button is set.
	Text     string
	Location *Point
	// Button is the value of a pressed Button, empty when text was typed.
	Button string
	// Hint is the language the person's app is set to, empty when unknown. It
	// never overrides clear text.
	Hint Language
	// Deferred says that the reply leaves by a call of its own, after the step
	// is committed; until that call succeeded the message counts as unsent.
	Deferred bool
	// At is when the carrier handed the message over.
	At time.Time
}

// Button is one choice offered beside a message on a Chat medium. Pressing it
// is the same input as typing Value.
type Button struct{ Label, Value string }

// Outbound is one message to a person.
type Outbound struct {
	To      Address
	Text    string
	Buttons [][]Button
}

// Reply is what one Inbound is answered with. A zero Reply means silence.
type Reply struct {
	Text    string     `json:"t,omitempty"`
	Buttons [][]Button `json:"b,omitempty"`
}

// IsZero reports whether r says nothing.
func (r Reply) IsZero() bool { return r.Text == "" }
