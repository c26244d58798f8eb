package phone

import (
	"errors"
	"strings"
	"time"

	"waypost/internal/channel"
)

// failure is a rehearsed trouble: sending to a number that ends so fails so.
// The endings are Twilio's codes, so that operators recognise them.
type failure struct {
	Ending     string
	Class      channel.Class
	RetryAfter time.Duration
	Means      string
}

// failures are what the page offers. Replies are never refused, only messages
// that nobody asked for.
func failures() []failure {
	return []failure{
		{"21610", channel.Consent, 0, "the person has blocked us"},
		{"20429", channel.NotAccepted, 3 * time.Second, "too fast, again in 3 s"},
		{"30003", channel.Transient, 0, "the phone is off"},
		{"21211", channel.Permanent, 0, "no such number"},
		{"30007", channel.Account, 0, "our account is in trouble"},
		{"00504", channel.Ambiguous, 0, "no answer, it may have arrived"},
	}
}

func magic(number string) error {
	for _, f := range failures() {
		if strings.HasSuffix(number, f.Ending) {
			return &channel.SendError{Class: f.Class, Code: f.Ending, RetryAfter: f.RetryAfter, Err: errors.New("rehearsed failure")}
		}
	}
	return nil
}
