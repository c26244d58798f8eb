package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"waypost/internal/gateway"
)

const (
	// HandledTTL is how long a redelivery finds what its message came to.
	HandledTTL = 7 * 24 * time.Hour
	// RepeatWindow is how long the same command from the same person is one
	// command, under whatever id (SPEC A3).
	RepeatWindow = 3 * time.Minute
)

// Message names what a transaction is done for.
type Message struct {
	Channel gateway.Channel
	ID      gateway.MessageID
	Contact gateway.Contact
	At      time.Time
}

// Handled is what a message came to, in forms that only the caller reads. It
// must hold no contact and no text of the person.
type Handled struct {
	Outcome, Session, Reply []byte
}

// Tx writes facts inside one Once. It must not be used after fn returned.
type Tx struct {
	q       querier
	m       Message
	effect  []byte
	deleted bool
}

// Once does the effects of one message, once. In one durable transaction it
// looks whether the message was handled; if so it returns what that came to,
// replayed is true and fn is not called. Else it calls fn and keeps the result
// for HandledTTL. When fn fails or panics nothing of it stays, and the next
// delivery calls it again. fn runs on the one goroutine that writes: it must
// not wait for anything, and must not call the DB.
//
// When ctx ends the result is not known; call again with the same message.
func (db *DB) Once(ctx context.Context, m Message, fn func(*Tx) (Handled, error)) (h Handled, replayed bool, err error) {
	// The job has results of its own: it may still run after ctx ended.
	type result struct {
		h        Handled
		replayed bool
	}
	r := new(result)
	err = db.writer.do(ctx, db.writer.facts, func(q querier) error {
		var err error
		r.h, r.replayed, err = q.once(m, fn)
		return err
	})
	if err != nil {
		return Handled{}, false, fmt.Errorf("handled once: %w", err)
	}
	return r.h, r.replayed, nil
}

func (q querier) once(m Message, fn func(*Tx) (Handled, error)) (h Handled, replayed bool, err error) {
	err = q.row("SELECT outcome, session, reply FROM handled WHERE channel = ? AND id = ?", string(m.Channel), m.ID[:]).
		Scan(&h.Outcome, &h.Session, &h.Reply)
	if err == nil {
		return h, true, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return Handled{}, false, err
	}
	tx := &Tx{q: q, m: m}
	if h, err = fn(tx); err != nil {
		return Handled{}, false, err
	}
	var contact, effect any // NULL
	if !tx.deleted {
		contact = m.Contact[:]
		if tx.effect != nil {
			effect = tx.effect
		}
	}
	_, err = q.exec("INSERT INTO handled (channel, id, contact, effect, at, outcome, session, reply) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		string(m.Channel), m.ID[:], contact, effect, m.At.Unix(), h.Outcome, h.Session, h.Reply)
	return h, false, err
}

// Repeat reports whether the person has had the same effect within
// RepeatWindow before now; if not, this message is remembered as having it.
// effect is a hash of what is done and of its arguments. A message remembers
// one effect, the last.
func (tx *Tx) Repeat(contact gateway.Contact, effect []byte, now time.Time) (bool, error) {
	var one int
	err := tx.q.row("SELECT 1 FROM handled WHERE contact = ? AND at > ? AND at <= ? AND effect = ? LIMIT 1",
		contact[:], now.Add(-RepeatWindow).Unix(), now.Unix(), effect).Scan(&one)
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, sql.ErrNoRows):
		tx.effect = effect
		return false, nil
	default:
		return false, fmt.Errorf("repeat: %w", err)
	}
}
