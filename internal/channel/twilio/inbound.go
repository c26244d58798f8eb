package twilio

import (
	"net/http"
	"time"

	"waypost/internal/channel"
	"waypost/internal/gateway"
)

// sms answers one message with TwiML. What is not a message from a phone
// number (a call, a short code, another Twilio product) is taken and ignored.
func (c *Channel) sms(w http.ResponseWriter, r *http.Request, f form) {
	in := gateway.Inbound{
		Channel: Name,
		Medium:  gateway.SMS,
		ID:      messageSID(f),
		From:    gateway.Address{Channel: Name, Value: f.get("From")},
		Text:    channel.Text(f.get("Body")),
		At:      time.Now(),
	}
	if in.ID == "" || !isE164(in.From.Value) {
		c.reply(w, "")
		return
	}
	optOut := f.get("OptOutType")
	if err := c.noteOptOut(r, in.From, optOut); err != nil {
		c.again(w, err)
		return
	}
	reply, sent, err := channel.Answer(r.Context(), c.handler, in)
	if err != nil {
		c.again(w, err)
		return
	}
	if optOut == "STOP" {
		// Twilio has confirmed the stop and rejects what follows it (21610).
		reply = gateway.Reply{}
	}
	if c.reply(w, reply.Text) {
		sent()
	}
}

// noteOptOut passes on what Advanced Opt-Out says about a message
// (https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out).
func (c *Channel) noteOptOut(r *http.Request, from gateway.Address, kind string) error {
	switch kind {
	case "STOP":
		return c.events.OptedOut(r.Context(), from, true)
	case "START":
		return c.events.OptedOut(r.Context(), from, false)
	}
	return nil // HELP is a message like any other
}

// again makes Twilio deliver once more, or go to the fallback URL.
func (c *Channel) again(w http.ResponseWriter, err error) {
	channel.LogFailure(c.config.Log, Name, err)
	http.Error(w, "try again", http.StatusServiceUnavailable)
}

func messageSID(f form) string {
	if id := f.get("MessageSid"); id != "" {
		return id
	}
	return f.get("SmsMessageSid")
}

// isE164 reports a phone number with its country code: at most 15 digits
// (ITU-T E.164).
func isE164(s string) bool {
	if len(s) < 6 || len(s) > 16 || s[0] != '+' {
		return false
	}
	for _, c := range s[1:] {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
