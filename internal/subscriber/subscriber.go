// Package subscriber says who has asked to be written to, and holds the one
// gate that every message we send unasked must pass. It is pure: where
// subscriptions are kept is not its business.
package subscriber

import (
	"time"

	"waypost/internal/gateway"
	"waypost/internal/place"
)

// Term is how long a subscription holds without being renewed: phone numbers
// are given to other people (SPEC F3).
const Term = 90 * 24 * time.Hour

// Subscription is one person's wish to hear of alerts for one area. It holds
// no name and no status of the person, by intent.
type Subscription struct {
	Contact gateway.Contact
	Channel gateway.Channel
	// Address is sealed; only who sends opens it.
	Address []byte
	// Area stands for its whole subtree.
	Area place.AreaID
	// Nationality is ISO 3166-1 alpha-2, empty when the person gave none. It
	// is never inferred.
	Nationality string
	Language    gateway.Language
	// Joined and Until bound it: from the consent to its expiry, exclusive.
	Joined, Until time.Time
}

// Expired reports whether s no longer holds.
func (s Subscription) Expired(now time.Time) bool { return !now.Before(s.Until) }

// MayAlert is the consent gate: we may write first only to somebody who
// asked, whose consent has not run out, and who has not said STOP since. STOP
// wins over every subscription, also a later one.
func MayAlert(s Subscription, suppressed bool, now time.Time) bool {
	return !suppressed && !s.Contact.IsZero() && !s.Joined.IsZero() && !now.Before(s.Joined) && !s.Expired(now)
}
