package phone

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"waypost/internal/channel/channeltest"
	"waypost/internal/gateway"
)

func serve(p *Phone, r *http.Request) *httptest.ResponseRecorder {
	mux := http.NewServeMux()
	p.Routes(mux)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	return w
}

// menu answers everything with two buttons.
func menu(context.Context, gateway.Inbound) (gateway.Reply, error) {
	return gateway.Reply{Text: "Which <town>? مأوى", Buttons: [][]gateway.Button{{{Label: "Tripoli", Value: "1"}}, {{Label: "Saida", Value: "2"}}}}, nil
}

func TestInbound(t *testing.T) {
	tests := []struct {
		name string
		form url.Values
		want gateway.Inbound
	}{
		{"a text", url.Values{"text": {"hello"}}, gateway.Inbound{Text: "hello"}},
		{"the SMS view knows no app language", url.Values{"text": {"hello"}, "lang": {"ar"}}, gateway.Inbound{Text: "hello"}},
		{"the chat view does", url.Values{"view": {"chat"}, "text": {"hello"}, "lang": {"ar"}}, gateway.Inbound{Medium: gateway.Chat, Text: "hello", Hint: "ar"}},
		{"a language that is not offered", url.Values{"view": {"chat"}, "lang": {"../x"}}, gateway.Inbound{Medium: gateway.Chat, Hint: "en"}},
		{"a button", url.Values{"view": {"chat"}, "button": {"2"}, "text": {"typed"}}, gateway.Inbound{Medium: gateway.Chat, Button: "2", Hint: "en"}},
		{"a phrase is a text", url.Values{"text": {""}, "phrase": {"HELP"}}, gateway.Inbound{Text: "HELP"}},
		{"a location in two fields", url.Values{"lat": {"34.43"}, "lon": {"35.84"}}, gateway.Inbound{Location: &gateway.Point{Lat: 34.43, Lon: 35.84}}},
		{"a location in one", url.Values{"point": {"34.43,35.84"}}, gateway.Inbound{Location: &gateway.Point{Lat: 34.43, Lon: 35.84}}},
		{"a location off the earth", url.Values{"point": {"95,35"}, "text": {"x"}}, gateway.Inbound{Text: "x"}},
		{"a location that is no number", url.Values{"lat": {"NaN"}, "lon": {"35"}, "text": {"x"}}, gateway.Inbound{Text: "x"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := inbound(tt.form)
			if got.From.Value != DefaultNumber {
				t.Error("it does not come from the default number")
			}
			tt.want.Channel, tt.want.ID, tt.want.At, tt.want.From = Name, got.ID, got.At, got.From
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("inbound (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMessageIDTellsNoNumber(t *testing.T) {
	a, b := inbound(url.Values{"id": {"1"}, "from": {"+96100000002"}}), inbound(url.Values{"id": {"1"}, "from": {"+96100000003"}})
	if a.ID == b.ID {
		t.Error("two phones share a message id")
	}
	if strings.Contains(a.ID, "96100000002") {
		t.Error("the id contains the number")
	}
}

func TestNumber(t *testing.T) {
	for raw, want := range map[string]string{
		"": DefaultNumber, "no digits": DefaultNumber, "+961 00 000 002": "+96100000002", "(961) 00-3": "+961003",
		"1234567890123456": DefaultNumber, "<script>1": "+1",
	} {
		if got := number(raw); got != want {
			t.Errorf("%q is %q, want %q", raw, got, want)
		}
	}
}

func TestReplyIsCounted(t *testing.T) {
	p := New(&channeltest.Recorder{Respond: menu})
	var got message
	if err := json.Unmarshal(serve(p, post("/phone/send", url.Values{"text": {"x"}})).Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want := message{"Which <town>? مأوى", [][]gateway.Button{{{Label: "Tripoli", Value: "1"}}, {{Label: "Saida", Value: "2"}}}, "UCS2", 18, 1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("reply (-want +got):\n%s", diff)
	}
}

func TestInbox(t *testing.T) {
	p := New(&channeltest.Recorder{})
	to := gateway.Address{Channel: Name, Value: "+96100000002"}
	for range maxUnasked + 5 {
		if _, err := p.Send(t.Context(), gateway.Outbound{To: to, Text: "FLOOD"}, "r"); err != nil {
			t.Fatal(err)
		}
	}
	for target, want := range map[string]int{
		"/phone/inbox?from=%2B96100000002":           maxUnasked,
		"/phone/inbox?from=%2B96100000002&after=103": 2,
		"/phone/inbox?from=%2B96100000002&after=x":   maxUnasked,
		"/phone/inbox?from=%2B96100000003":           0,
	} {
		var got struct{ Messages []unasked }
		if err := json.Unmarshal(serve(p, httptest.NewRequest("GET", target, nil)).Body.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if len(got.Messages) != want {
			t.Errorf("%s lists %d, want %d", target, len(got.Messages), want)
		}
	}
}

func TestPageWithoutScript(t *testing.T) {
	rec := &channeltest.Recorder{Respond: menu}
	p := New(rec)
	w := serve(p, post("/phone", url.Values{"view": {"chat"}, "text": {"a <b> مأوى"}, "id": {"1"}, "thread": {"me:before", "it:<i>old</i>"}}))
	body := w.Body.String()
	for _, want := range []string{
		`<p dir="auto">before</p>`, `<p dir="auto">&lt;i&gt;old&lt;/i&gt;</p>`, `<p dir="auto">a &lt;b&gt; مأوى</p>`,
		`<p dir="auto">Which &lt;town&gt;? مأوى</p>`, `value="2" dir="auto">Saida</button>`, `value="it:Which &lt;town&gt;? مأوى"`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if rec.Sent(rec.Seen()[0].ID) != 1 {
		t.Error("the reply was not reported as sent")
	}
	rec.Respond = func(context.Context, gateway.Inbound) (gateway.Reply, error) { panic("x") }
	if body := serve(p, post("/phone", url.Values{"text": {"x"}})).Body.String(); !strings.Contains(body, "Not delivered") {
		t.Error("a failure is not shown")
	}
}

func TestPageShowsWhatCameUnasked(t *testing.T) {
	p := New(&channeltest.Recorder{})
	_, _ = p.Send(t.Context(), gateway.Outbound{To: gateway.Address{Channel: Name, Value: DefaultNumber}, Text: "FLOOD"}, "r")
	body := serve(p, httptest.NewRequest("GET", "/phone", nil)).Body.String()
	if !strings.Contains(body, `<p dir="auto">FLOOD</p>`) || !strings.Contains(body, `name="after" value="1"`) {
		t.Error("the page does not show it, or will show it twice")
	}
}

func TestPageIsClosed(t *testing.T) {
	p := New(&channeltest.Recorder{})
	for _, target := range []string{"/phone", "/phone?view=chat&lang=ar", "/phone/static/phone.js", "/phone/static/phone.css", "/phone/static/icon.svg"} {
		w := serve(p, httptest.NewRequest("GET", target, nil))
		if w.Code != 200 || w.Header().Get("Content-Security-Policy") != policy {
			t.Errorf("%s: status %d, policy %q", target, w.Code, w.Header().Get("Content-Security-Policy"))
		}
		for _, inline := range []string{"<style", " style=", "onclick", "<script>", "https://"} {
			if strings.Contains(w.Body.String(), inline) {
				t.Errorf("%s contains %s", target, inline)
			}
		}
	}
	foreign := post("/phone/send", url.Values{"text": {"x"}})
	foreign.Header.Set("Sec-Fetch-Site", "cross-site")
	if w := serve(p, foreign); w.Code != http.StatusForbidden {
		t.Errorf("another site can post: status %d", w.Code)
	}
}

func TestEveryLanguageIsLabelled(t *testing.T) {
	for _, l := range languages() {
		if l.Page.Title == "" || l.Page.NotDelivered == "" || l.Page.Segments == "" || (l.Page.Dir != "ltr" && l.Page.Dir != "rtl") {
			t.Errorf("%s lacks labels", l.Tag)
		}
	}
}

func FuzzSend(f *testing.F) {
	f.Add("text=hello&view=chat&point=1,2")
	f.Add("thread=me:&thread=it:x&button=%00%ff")
	f.Fuzz(func(t *testing.T, body string) {
		p := New(&channeltest.Recorder{})
		for _, target := range []string{"/phone/send", "/phone"} {
			r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(body))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if w := serve(p, r); w.Code >= 500 {
				t.Errorf("%s: status %d", target, w.Code)
			}
		}
	})
}
