package phone

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"waypost/internal/channel"
	"waypost/internal/channel/channeltest"
	"waypost/internal/gateway"
)

func TestConformance(t *testing.T) {
	for _, view := range []view{smsView, chatView} {
		t.Run(string(view), func(t *testing.T) {
			channeltest.Run(t, channeltest.Harness{InProcess: true, New: func(_ *testing.T, h channel.Handler, _ channel.Events) *channeltest.Subject {
				return newSubject(h, view)
			}})
		})
	}
}

func address(n int) gateway.Address {
	return gateway.Address{Channel: Name, Value: fmt.Sprintf("+961000000%02d", n)}
}

func newSubject(h channel.Handler, v view) *channeltest.Subject {
	p := New(h)
	mux := http.NewServeMux()
	p.Routes(mux)
	s := &channeltest.Subject{
		Channel: Name, Sender: p, Web: mux, Address: address, Replies: replies,
		Deliver: func(m channeltest.Message) *http.Request {
			return post("/phone/send", url.Values{"view": {string(v)}, "from": {address(m.From).Value}, "id": {strconv.Itoa(m.N)}, "text": {m.Text}})
		},
		TooBig: post("/phone/send", url.Values{"text": {strings.Repeat("x", 65<<10)}}),
		Outgoing: func() []string {
			var texts []string
			for _, m := range p.unaskedSince(address(1).Value, 0) {
				texts = append(texts, m.Text)
			}
			return texts
		},
		Troubles: map[string]channeltest.Trouble{},
	}
	for _, f := range failures() {
		s.Troubles["a number that ends with "+f.Ending] = channeltest.Trouble{
			Arrange:    func() gateway.Address { return gateway.Address{Channel: Name, Value: "+9610000" + f.Ending} },
			Want:       f.Class,
			RetryAfter: f.RetryAfter,
		}
	}
	return s
}

func post(target string, f url.Values) *http.Request {
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(f.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func replies(responses ...*httptest.ResponseRecorder) []string {
	var texts []string
	for _, w := range responses {
		var m message
		if err := json.Unmarshal(w.Body.Bytes(), &m); err == nil && m.Text != "" {
			texts = append(texts, m.Text)
		}
	}
	return texts
}
