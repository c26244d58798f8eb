package subscriber

import (
	"testing"
	"time"

	"waypost/internal/gateway"
)

func TestTheConsentGate(t *testing.T) {
	joined := time.Date(2026, 11, 5, 12, 0, 0, 0, time.UTC)
	asked := Subscription{Contact: gateway.Contact{1}, Area: "LB", Joined: joined, Until: joined.Add(Term)}
	for _, tc := range []struct {
		name       string
		sub        Subscription
		suppressed bool
		now        time.Time
		want       bool
	}{
		{"asked and in term", asked, false, joined.Add(time.Hour), true},
		{"at the moment of joining", asked, false, joined, true},
		{"on the last day", asked, false, joined.Add(Term - time.Second), true},
		{"at the expiry", asked, false, joined.Add(Term), false},
		{"long after", asked, false, joined.Add(10 * Term), false},
		{"said STOP", asked, true, joined.Add(time.Hour), false},
		{"consented only later", asked, false, joined.Add(-time.Second), false},
		{"nobody", Subscription{}, false, joined, false},
		{"no consent on record", Subscription{Contact: gateway.Contact{1}, Until: joined.Add(Term)}, false, joined, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := MayAlert(tc.sub, tc.suppressed, tc.now); got != tc.want {
				t.Errorf("may alert: %v, want %v", got, tc.want)
			}
		})
	}
}
