package twilio

import (
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"net"

	"waypost/internal/channel"
	"waypost/internal/channel/channeltest"
	"waypost/internal/gateway"
)

func TestTwiML(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"silence", "", ""},
		{"markup", `a < b & "c" > d`, `a < b & "c" > d`},
		{"lines", "1 a\n2 b\r\n3", "1 a\n2 b\r\n3"},
		{"characters that XML has not", "a\x00\x01\x1b\ufffe\uffffb", "ab"},
		{"bytes that are not UTF-8", "a\xffb", "ab"},
		{"other scripts", "مأوى 😀", "مأوى 😀"},
		{"1600 letters stay", strings.Repeat("م", 1600), strings.Repeat("م", 1600)},
		{"a longer text is cut", strings.Repeat("م", 1601), strings.Repeat("م", 1600)},
		{"an emoji is not cut in half", "a" + strings.Repeat("😀", 800), "a" + strings.Repeat("😀", 799)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var doc struct {
				Message string `xml:"Message"`
			}
			if err := xml.Unmarshal([]byte(twiml(tt.text)), &doc); err != nil {
				t.Fatal(err)
			}
			if doc.Message != tt.want {
				t.Errorf("got %q, want %q", doc.Message, tt.want)
			}
		})
	}
	if got := twiml(""); !strings.HasSuffix(got, "<Response></Response>") {
		t.Errorf("silence is %s", got)
	}
}

func FuzzTwiML(f *testing.F) {
	f.Add("a & b\x00😀")
	f.Add("]]>\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		var doc struct {
			Message string `xml:"Message"`
		}
		if err := xml.Unmarshal([]byte(twiml(text)), &doc); err != nil {
			t.Fatal(err)
		}
		if want := cut(xmlChars(text)); doc.Message != want {
			t.Errorf("got %q, want %q", doc.Message, want)
		}
	})
}

func TestDoor(t *testing.T) {
	s := newSubject(t, &channeltest.Recorder{}, &channeltest.EventLog{})
	m := channeltest.Message{N: 1, From: 1, Text: "x"}
	tests := []struct {
		name   string
		change func(*http.Request)
		want   int
	}{
		{"JSON is not a form", func(r *http.Request) { r.Header.Set("Content-Type", "application/json") }, 415},
		{"no type is not a form", func(r *http.Request) { r.Header.Del("Content-Type") }, 415},
		{"a GET", func(r *http.Request) { r.Method = http.MethodGet }, 405},
		{"a broken escape", func(r *http.Request) { r.Body = http.NoBody; *r = *badForm() }, 400},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := s.Deliver(m)
			tt.change(r)
			w := httptest.NewRecorder()
			s.Web.ServeHTTP(w, r)
			if w.Code != tt.want {
				t.Errorf("status %d, want %d", w.Code, tt.want)
			}
		})
	}
}

func badForm() *http.Request {
	r := httptest.NewRequest(http.MethodPost, SMSPath, strings.NewReader("Body=%zz"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func TestAStopThatTwilioConfirmedIsHandledInSilence(t *testing.T) {
	rec := &channeltest.Recorder{}
	s := newSubject(t, rec, &channeltest.EventLog{})
	w := httptest.NewRecorder()
	s.Web.ServeHTTP(w, s.Receipts["Advanced Opt-Out"].Request)
	if got := replies(w); len(got) != 0 {
		t.Errorf("answered %q", got)
	}
	if seen := rec.Seen(); len(seen) != 1 || seen[0].Text != "STOP" || rec.Sent(seen[0].ID) != 1 {
		t.Errorf("the handler saw %d messages", len(seen))
	}
}

func TestSendParameters(t *testing.T) {
	carrier := channeltest.NewCarrier(t, channeltest.Status(http.StatusCreated, "application/json", created))
	config := Config{AccountSID: "AC00", AuthTokens: []string{testToken, "old"}, From: "+961000000", PublicURL: testPublic + "/", APIURL: carrier.URL + "/"}
	out := gateway.Outbound{To: address(1), Text: "a\n+&%"}
	if id, err := New(config, nil, nil).Send(t.Context(), out, "a/b c"); err != nil || id != "SM123" {
		t.Fatalf("id %q, error %v", id, err)
	}
	config.MessagingServiceSID = "MG00"
	if _, err := New(config, nil, nil).Send(t.Context(), out, "r"); err != nil {
		t.Fatal(err)
	}
	calls := carrier.Calls("/Messages.json")
	if user, password, _ := (&http.Request{Header: calls[0].Header}).BasicAuth(); user != "AC00" || password != testToken {
		t.Error("it did not sign in with the first token")
	}
	for i, want := range []map[string]string{
		{"From": "+961000000", "MessagingServiceSid": "", "To": address(1).Value, "Body": out.Text, "StatusCallback": testPublic + StatusPath + "?ref=a%2Fb+c"},
		{"From": "", "MessagingServiceSid": "MG00"},
	} {
		for key, value := range want {
			if got := calls[i].Form.Get(key); got != value {
				t.Errorf("call %d: %s = %q, want %q", i, key, got, value)
			}
		}
	}
}

func TestErrorsKeepTheConnection(t *testing.T) {
	var opened atomic.Int32
	server := httptest.NewUnstartedServer(channeltest.Status(502, "text/html", strings.Repeat("<p>", 100)))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	c := New(Config{AccountSID: "AC00", AuthTokens: []string{testToken}, From: "+961000000", PublicURL: testPublic, APIURL: server.URL}, nil, nil)
	for range 20 {
		_, _ = c.Send(t.Context(), gateway.Outbound{To: address(1), Text: "x"}, "r")
	}
	if n := opened.Load(); n != 1 {
		t.Errorf("20 refusals opened %d connections, want 1", n)
	}
}

func TestACarrierThatCannotBeReachedDidNotAccept(t *testing.T) {
	c := New(Config{AccountSID: "AC00", AuthTokens: []string{testToken}, From: "+961000000", PublicURL: testPublic, APIURL: "http://127.0.0.1:1"}, nil, nil)
	_, err := c.Send(t.Context(), gateway.Outbound{To: address(1), Text: "x"}, "r")
	if e, ok := err.(*channel.SendError); !ok || e.Class != channel.NotAccepted {
		t.Errorf("error %v, want class %v", err, channel.NotAccepted)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 22, 1, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"":                              0,
		"3":                             3 * time.Second,
		" 120 ":                         2 * time.Minute,
		"-1":                            0,
		"soon":                          0,
		"Sun, 22 Nov 2026 01:00:30 GMT": 30 * time.Second,
		"Sun, 22 Nov 2026 00:00:00 GMT": 0,
	} {
		if got := retryAfter(header, now); got != want {
			t.Errorf("%q is %v, want %v", header, got, want)
		}
	}
}

func TestValidate(t *testing.T) {
	good := Config{AccountSID: "AC00", AuthTokens: []string{"x"}, From: "+961000000", PublicURL: testPublic}
	if err := good.Validate(); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*Config){
		"no account":            func(c *Config) { c.AccountSID = "" },
		"only empty tokens":     func(c *Config) { c.AuthTokens = []string{"", " "} },
		"no sender":             func(c *Config) { c.From = "" },
		"a relative URL":        func(c *Config) { c.PublicURL = "/x" },
		"a URL with a query":    func(c *Config) { c.PublicURL = testPublic + "?x" },
		"an API that is no URL": func(c *Config) { c.APIURL = "twilio" },
	} {
		c := good
		change(&c)
		if c.Validate() == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}
