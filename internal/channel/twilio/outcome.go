package twilio

import (
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"waypost/internal/channel"
)

// codeClass sorts the codes of the REST API and of status callbacks
// (https://www.twilio.com/docs/api/errors).
func codeClass(code int) (channel.Class, bool) {
	switch code {
	case 20429, // too many requests
		30001: // the sender's queue is full
		return channel.NotAccepted, true
	case 30003, // handset unreachable, switched off
		30008, // unknown error of the carrier
		30009, // a segment went missing
		30017: // carrier network congestion
		return channel.Transient, true
	case 21211, 21614, // not a valid number, not a mobile number
		21612, // this sender cannot reach that number
		30004, // blocked by the network
		30005, // unknown handset
		30006: // landline or unreachable carrier
		return channel.Permanent, true
	case 21610: // the person has sent STOP
		return channel.Consent, true
	case 30007, // filtered as spam
		21408,        // no permission for the country
		20003, 20005, // credentials refused, account not active
		21222, 21224, // malformed credentials
		21602, 21617, // no text, text too long
		21603, 21606, // no sender, sender not ours
		30002, 30010, // account suspended, price above the limit
		30034: // sender not registered with the carriers
		return channel.Account, true
	}
	return 0, false
}

// statusClass judges an answer of the API whose code says nothing.
func statusClass(status int) channel.Class {
	switch {
	case status == http.StatusTooManyRequests:
		return channel.NotAccepted
	case status == http.StatusUnauthorized, status == http.StatusPaymentRequired,
		status == http.StatusForbidden, status == http.StatusNotFound:
		return channel.Account
	case status >= 400 && status < 500 && status != http.StatusRequestTimeout:
		return channel.Permanent
	}
	return channel.Ambiguous
}

// notDialled reports a failure before any byte of the request went out.
func notDialled(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// retryAfter reads a Retry-After header: seconds or a date; 0 when absent,
// malformed or past.
func retryAfter(header string, now time.Time) time.Duration {
	header = strings.TrimSpace(header)
	if seconds, err := strconv.ParseUint(header, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(header); err == nil && at.After(now) {
		return at.Sub(now)
	}
	return 0
}
