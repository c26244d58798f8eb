package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"waypost/internal/gateway"
	"waypost/internal/subscriber"
)

// Who asked for a suppression. Either is enough to keep us silent.
const (
	byPerson  = "person"
	byCarrier = "carrier"
)

// Stop keeps us from writing to a person first until Start. What they ask is
// answered as before. It may be repeated.
func (tx *Tx) Stop(contact gateway.Contact, now time.Time) error {
	if err := tx.q.suppress(contact, byPerson, now); err != nil {
		return fmt.Errorf("stop: %w", err)
	}
	return tx.q.audit(tx.m.At, byPerson, "stop", "")
}

// Start lifts Stop, and what the carrier reported, since a person whom it
// blocks could not have reached us with this wish.
func (tx *Tx) Start(contact gateway.Contact) error {
	if _, err := tx.q.exec("DELETE FROM suppression WHERE contact = ?", contact[:]); err != nil {
		return fmt.Errorf("start: %w", err)
	}
	return tx.q.audit(tx.m.At, byPerson, "start", "")
}

// Join stores a subscription, in place of an earlier one of the same person
// for the same area. It does not lift a STOP; Start does.
func (tx *Tx) Join(s subscriber.Subscription) error {
	_, err := tx.q.exec(`INSERT INTO subscription (contact, area, channel, address, nationality, language, joined, until)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (contact, area) DO UPDATE SET channel = excluded.channel, address = excluded.address,
		nationality = excluded.nationality, language = excluded.language, joined = excluded.joined, until = excluded.until`,
		s.Contact[:], string(s.Area), string(s.Channel), s.Address, s.Nationality, string(s.Language), s.Joined.Unix(), s.Until.Unix())
	if err != nil {
		return fmt.Errorf("join: %w", err)
	}
	return tx.q.audit(tx.m.At, byPerson, "join", string(s.Area))
}

// Delete removes what is kept of a person. What stays: the suppression, since
// we have promised not to write first, and the bare ids of messages handled,
// without the person and without content, so that none is done twice.
func (tx *Tx) Delete(contact gateway.Contact, now time.Time) error {
	tx.deleted = true
	if err := tx.q.suppress(contact, byPerson, now); err != nil {
		return fmt.Errorf("delete: %w", err)
	}
	for _, query := range []string{
		"DELETE FROM subscription WHERE contact = ?",
		"UPDATE handled SET contact = NULL, effect = NULL, outcome = NULL, session = NULL, reply = NULL WHERE contact = ?",
	} {
		if _, err := tx.q.exec(query, contact[:]); err != nil {
			return fmt.Errorf("delete: %w", err)
		}
	}
	return tx.q.audit(tx.m.At, byPerson, "delete", "")
}

// Subscriptions lists what a person has joined and what has not expired.
func (tx *Tx) Subscriptions(contact gateway.Contact, now time.Time) ([]subscriber.Subscription, error) {
	return subscriptions(tx.q.query(subscriptionsOf, contact[:], now.Unix()))
}

// Subscriptions lists what a person has joined and what has not expired.
func (db *DB) Subscriptions(ctx context.Context, contact gateway.Contact, now time.Time) ([]subscriber.Subscription, error) {
	return subscriptions(db.reads.QueryContext(ctx, subscriptionsOf, contact[:], now.Unix()))
}

const subscriptionsOf = `SELECT contact, area, channel, address, nationality, language, joined, until
	FROM subscription WHERE contact = ? AND until > ? ORDER BY area`

func subscriptions(rows *sql.Rows, err error) ([]subscriber.Subscription, error) {
	if err != nil {
		return nil, fmt.Errorf("subscriptions: %w", err)
	}
	defer rows.Close()
	var list []subscriber.Subscription
	for rows.Next() {
		var s subscriber.Subscription
		var contact []byte
		var joined, until int64
		if err := rows.Scan(&contact, &s.Area, &s.Channel, &s.Address, &s.Nationality, &s.Language, &joined, &until); err != nil {
			return nil, fmt.Errorf("subscriptions: %w", err)
		}
		copy(s.Contact[:], contact)
		s.Joined, s.Until = time.Unix(joined, 0).UTC(), time.Unix(until, 0).UTC()
		list = append(list, s)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("subscriptions: %w", err)
	}
	return list, nil
}

// Suppressed reports whether we must not write to a person first.
func (db *DB) Suppressed(ctx context.Context, contact gateway.Contact) (bool, error) {
	var one int
	err := db.reads.QueryRowContext(ctx, "SELECT 1 FROM suppression WHERE contact = ? LIMIT 1", contact[:]).Scan(&one)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, fmt.Errorf("suppressed: %w", err)
	}
	return err == nil, nil
}

// OptedOut records that the carrier blocks us for a person, or no longer does.
// It may be repeated, and never lifts what the person said to us.
func (db *DB) OptedOut(ctx context.Context, contact gateway.Contact, out bool, now time.Time) error {
	err := db.writer.do(ctx, db.writer.facts, func(q querier) error {
		action := "unblocked"
		if !out {
			if _, err := q.exec("DELETE FROM suppression WHERE contact = ? AND source = ?", contact[:], byCarrier); err != nil {
				return err
			}
			return q.audit(now, byCarrier, action, "")
		}
		if err := q.suppress(contact, byCarrier, now); err != nil {
			return err
		}
		return q.audit(now, byCarrier, "blocked", "")
	})
	if err != nil {
		return fmt.Errorf("opted out: %w", err)
	}
	return nil
}

// suppress keeps the time of the first of several.
func (q querier) suppress(contact gateway.Contact, source string, now time.Time) error {
	_, err := q.exec("INSERT INTO suppression (contact, source, since) VALUES (?, ?, ?) ON CONFLICT (contact, source) DO NOTHING",
		contact[:], source, now.Unix())
	return err
}

// audit writes one line. detail must not lead to a person.
func (q querier) audit(at time.Time, actor, action, detail string) error {
	_, err := q.exec("INSERT INTO audit (at, actor, action, detail) VALUES (?, ?, ?, ?)", at.Unix(), actor, action, detail)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}
