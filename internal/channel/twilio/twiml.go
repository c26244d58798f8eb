package twilio

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"waypost/internal/channel"
)

// maxText is the longest message Twilio takes, in characters; UTF-16 units are
// counted, the stricter reading (https://www.twilio.com/docs/errors/21617).
const maxText = 1600

const twimlHead = `<?xml version="1.0" encoding="UTF-8"?><Response>`

// twiml is the answer that sends one message, or none for an empty text.
func twiml(text string) string {
	if text = cut(xmlChars(text)); text == "" {
		return twimlHead + "</Response>"
	}
	return twimlHead + "<Message>" + escaper.Replace(text) + "</Message></Response>"
}

// escaper keeps a line feed as it is; a carriage return would be read as one.
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#13;")

// xmlChars drops what is no character of XML 1.0 (section 2.2).
func xmlChars(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r', r >= 0x20 && r <= 0xD7FF, r >= 0xE000 && r <= 0xFFFD, r >= 0x10000:
			return r
		}
		return -1
	}, strings.ToValidUTF8(s, ""))
}

// cut shortens a text to maxText without splitting a character.
func cut(text string) string {
	units := 0
	for i, r := range text {
		units++
		if r > 0xFFFF {
			units++
		}
		if units > maxText {
			return text[:i]
		}
	}
	return text
}

// reply writes the answer out of the process and reports whether that worked.
func (c *Channel) reply(w http.ResponseWriter, text string) bool {
	body := twiml(text)
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if _, err := io.WriteString(w, body); err != nil {
		return false
	}
	return channel.Flush(w) == nil
}
