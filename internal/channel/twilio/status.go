package twilio

import (
	"net/http"
	"strconv"

	"waypost/internal/channel"
	"waypost/internal/gateway"
)

// status stores what became of a message we sent. States that say nothing new
// are taken and ignored.
func (c *Channel) status(w http.ResponseWriter, r *http.Request, f form) {
	code := f.get("ErrorCode")
	class, known := receiptClass(f.get("MessageStatus"), code)
	if !known || messageSID(f) == "" {
		w.WriteHeader(http.StatusOK)
		return
	}
	receipt := channel.Receipt{
		Channel:    Name,
		Ref:        r.URL.Query().Get("ref"),
		ProviderID: messageSID(f),
		To:         gateway.Address{Channel: Name, Value: f.get("To")},
		Class:      class,
	}
	if code != "0" {
		receipt.Code = code
	}
	err := c.events.Received(r.Context(), receipt)
	if err == nil && class == channel.Consent {
		err = c.events.OptedOut(r.Context(), receipt.To, true)
	}
	if err != nil {
		c.again(w, err)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// receiptClass reads a MessageStatus
// (https://www.twilio.com/docs/messaging/api/message-resource#message-status-values).
// A failure with an unknown code is the carrier's passing trouble.
func receiptClass(status, code string) (channel.Class, bool) {
	switch status {
	case "delivered", "read":
		return channel.Delivered, true
	case "accepted", "queued", "sending", "sent":
		return channel.Accepted, true
	case "failed", "undelivered":
		n, _ := strconv.Atoi(code)
		if class, ok := codeClass(n); ok {
			return class, true
		}
		return channel.Transient, true
	}
	return 0, false
}
