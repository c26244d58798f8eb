package app

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"waypost/internal/conversation"
	"waypost/internal/dialog"
	"waypost/internal/gateway"
	"waypost/internal/records"
	"waypost/internal/subscriber"
)

// facts carries the dialog's effects out in the records.
type facts struct {
	db     *records.DB
	sealer sealer
	now    func() time.Time
}

// NewFacts puts the dialog's effects into db, sealing addresses.
func NewFacts(db *records.DB, s sealer, now func() time.Time) conversation.Facts {
	return facts{db, s, now}
}

// sealer encrypts an address for the records.
type sealer interface {
	Seal(plain, aad []byte) []byte
}

// Once runs fn in one durable transaction, or replays what it came to before.
func (f facts) Once(ctx context.Context, k conversation.Key, fn func(conversation.Tx) (conversation.Handled, error)) (conversation.Handled, error) {
	m := records.Message{Channel: k.Channel, ID: k.ID, Contact: k.Contact, At: f.now()}
	h, _, err := f.db.Once(ctx, m, func(tx *records.Tx) (records.Handled, error) {
		h, err := fn(effects{f, tx, k.Contact})
		return records.Handled{Session: h.Session, Reply: h.Reply}, err
	})
	return conversation.Handled{Session: h.Session, Reply: h.Reply}, err
}

// MyData tells what is kept of a person.
func (f facts) MyData(ctx context.Context, c gateway.Contact) (dialog.Outcome, error) {
	subs, err := f.db.Subscriptions(ctx, c, f.now())
	if err != nil {
		return dialog.Outcome{}, err
	}
	stopped, err := f.db.Suppressed(ctx, c)
	if err != nil {
		return dialog.Outcome{}, err
	}
	o := dialog.Outcome{Stopped: stopped}
	for _, s := range subs {
		o.Subscriptions = append(o.Subscriptions, dialog.Subscription{Area: s.Area, Language: s.Language, Until: s.Until})
	}
	return o, nil
}

// effects is one transaction of one person.
type effects struct {
	facts
	tx      *records.Tx
	contact gateway.Contact
}

// Do carries out one effect, once in three minutes.
func (e effects) Do(x dialog.Effect, from gateway.Address, now time.Time) (dialog.Outcome, error) {
	until := now.Add(subscriber.Term)
	repeated, err := e.tx.Repeat(e.contact, hash(x), now)
	if err != nil {
		return dialog.Outcome{}, err
	}
	if repeated {
		return dialog.Outcome{Repeated: true, Until: until}, nil
	}
	switch x.Kind {
	case dialog.Stop:
		err = e.tx.Stop(e.contact, now)
	case dialog.Delete:
		err = e.tx.Delete(e.contact, now)
	case dialog.Join:
		err = e.join(x, from, now, until)
	default:
		err = fmt.Errorf("effect %q is not known", x.Kind)
	}
	return dialog.Outcome{Until: until}, err
}

// join subscribes; asking to join takes an earlier STOP back.
func (e effects) join(x dialog.Effect, from gateway.Address, now, until time.Time) error {
	if err := e.tx.Start(e.contact); err != nil {
		return err
	}
	return e.tx.Join(subscriber.Subscription{
		Contact: e.contact, Channel: from.Channel, Address: e.sealer.Seal([]byte(from.Value), e.contact[:]),
		Area: x.Area, Nationality: x.Nationality, Language: x.Language, Joined: now, Until: until,
	})
}

// hash tells effects apart by what they do and to what.
func hash(x dialog.Effect) []byte {
	sum := sha256.Sum256([]byte(string(x.Kind) + "\x00" + string(x.Area) + "\x00" + x.Nationality + "\x00" + string(x.Language)))
	return sum[:8]
}
