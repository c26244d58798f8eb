package telegram

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"waypost/internal/channel/channeltest"
	"waypost/internal/gateway"
)

func sprintf(format string, args ...any) string { return fmt.Sprintf(format, args...) }

func deliver(s *channeltest.Subject, body string) int {
	w := httptest.NewRecorder()
	s.Web.ServeHTTP(w, webhook(body, testSecret))
	return w.Code
}

// noPause records the waits instead of waiting.
func noPause(waits *[]time.Duration) pauseFunc {
	return func(ctx context.Context, d time.Duration) error {
		*waits = append(*waits, d)
		return ctx.Err()
	}
}

func TestButtonsAreAKeyboardAndAPressIsAnswered(t *testing.T) {
	rec := &channeltest.Recorder{Respond: func(context.Context, gateway.Inbound) (gateway.Reply, error) {
		return gateway.Reply{Text: "_Which_ *town*?", Buttons: [][]gateway.Button{
			{{Label: "Tripoli", Value: "1"}, {Label: "Saida", Value: "2"}}, {{Label: "too long", Value: strings.Repeat("x", 65)}},
		}}, nil
	}}
	s, _, carrier := newSubject(t, rec, &channeltest.EventLog{})
	if status := deliver(s, `{"update_id":7,"callback_query":{"id":"99","from":{"id":700000001},"message":{"message_id":5,"date":1,"chat":{"id":700000001,"type":"private"}},"data":"2"}}`); status != 200 {
		t.Fatalf("status %d", status)
	}
	form := carrier.Calls("/sendMessage")[0].Form
	want := `{"inline_keyboard":[[{"text":"Tripoli","callback_data":"1"},{"text":"Saida","callback_data":"2"}]]}`
	if diff := cmp.Diff(want, form.Get("reply_markup")); diff != "" {
		t.Errorf("keyboard (-want +got):\n%s", diff)
	}
	if form.Get("chat_id") != "700000001" || form.Has("parse_mode") {
		t.Errorf("wrong chat, or a parse mode %q", form.Get("parse_mode"))
	}
	if got := carrier.Calls("/answerCallbackQuery"); len(got) != 1 || got[0].Form.Get("callback_query_id") != "99" {
		t.Errorf("%d presses were answered, want the one", len(got))
	}
}

func TestALongReplyIsCut(t *testing.T) {
	for text, want := range map[string]string{
		strings.Repeat("a", 4096):       strings.Repeat("a", 4096),
		strings.Repeat("a", 4097):       strings.Repeat("a", 4096),
		"a" + strings.Repeat("😀", 2048): "a" + strings.Repeat("😀", 2047),
	} {
		if got := cut(text); got != want {
			t.Errorf("%d bytes became %d, want %d", len(text), len(got), len(want))
		}
	}
}

func TestPoisonIsSetAside(t *testing.T) {
	var log bytes.Buffer
	rec := &channeltest.Recorder{Respond: func(_ context.Context, in gateway.Inbound) (gateway.Reply, error) { panic("on " + in.Text) }}
	s, c, _ := newSubject(t, rec, &channeltest.EventLog{})
	c.config.Log = slog.New(slog.NewTextHandler(&log, nil))
	var got []int
	for range 4 {
		got = append(got, deliver(s, inChat(77, 1, `"text":"secret-text"`)))
	}
	if diff := cmp.Diff([]int{503, 503, 200, 200}, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	if n := len(rec.Seen()); n != 3 {
		t.Errorf("it was tried %d times, want 3", n)
	}
	if !strings.Contains(log.String(), "update=77") || strings.Contains(log.String(), "secret-text") || strings.Contains(log.String(), "700000001") {
		t.Errorf("logged %s", log.String())
	}
}

func TestRepliesThatTelegramDoesNotTake(t *testing.T) {
	tests := []struct {
		name    string
		answers []http.HandlerFunc
		status  int
		waits   []time.Duration
		sent    int
		optOuts []channeltest.OptOut
	}{
		{"a short wait is waited", []http.HandlerFunc{slowDown(2)}, 200, []time.Duration{2 * time.Second}, 1, nil},
		{"and a second one", []http.HandlerFunc{slowDown(2), slowDown(5)}, 200, []time.Duration{2 * time.Second, 5 * time.Second}, 1, nil},
		{"a third leaves it for a redelivery", []http.HandlerFunc{slowDown(1), slowDown(1), slowDown(1)}, 503, []time.Duration{time.Second, time.Second}, 0, nil},
		{"a long wait leaves it for a redelivery", []http.HandlerFunc{slowDown(6)}, 503, nil, 0, nil},
		{"a reply that may have arrived comes again", []http.HandlerFunc{channeltest.Status(502, "text/html", "<html>")}, 503, nil, 0, nil},
		{"a person who blocked the bot is given up", []http.HandlerFunc{refusal(403, "Forbidden: bot was blocked by the user", "")}, 200, nil, 1, []channeltest.OptOut{{From: chatOf(1).Value, Out: true}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rec, events := &channeltest.Recorder{}, &channeltest.EventLog{}
			s, c, carrier := newSubject(t, rec, events)
			var waits []time.Duration
			c.pause = noPause(&waits)
			carrier.Next(tt.answers...)
			if got := deliver(s, inChat(7, 1, `"text":"x"`)); got != tt.status {
				t.Errorf("status %d, want %d", got, tt.status)
			}
			if diff := cmp.Diff(tt.waits, waits); diff != "" {
				t.Errorf("waits (-want +got):\n%s", diff)
			}
			if got := rec.Sent("4242:7"); got != tt.sent {
				t.Errorf("sent was called %d times, want %d", got, tt.sent)
			}
			if diff := cmp.Diff(tt.optOuts, events.OptOuts()); diff != "" {
				t.Errorf("opt-outs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSlowingDownIsNoTry(t *testing.T) {
	rec := &channeltest.Recorder{}
	s, _, carrier := newSubject(t, rec, &channeltest.EventLog{})
	for range 5 {
		carrier.Next(slowDown(60))
		if got := deliver(s, inChat(7, 1, `"text":"x"`)); got != 503 {
			t.Fatalf("status %d", got)
		}
	}
	if got := deliver(s, inChat(7, 1, `"text":"x"`)); got != 200 || rec.Sent("4242:7") != 1 {
		t.Errorf("status %d, sent %d times", got, rec.Sent("4242:7"))
	}
}

func TestARedeliveryAfterTheReplyIsSilent(t *testing.T) {
	s, _, carrier := newSubject(t, &channeltest.Recorder{}, &channeltest.EventLog{})
	for range 3 {
		deliver(s, inChat(7, 1, `"text":"x"`))
	}
	if n := len(carrier.Calls("/sendMessage")); n != 1 {
		t.Errorf("%d replies, want 1", n)
	}
}

func TestCopiesAtOnceGetOneReply(t *testing.T) {
	slow := func(ctx context.Context, in gateway.Inbound) (gateway.Reply, error) {
		_ = pause(ctx, 20*time.Millisecond)
		return channeltest.Echo(ctx, in)
	}
	rec := &channeltest.Recorder{Respond: slow}
	s, _, carrier := newSubject(t, rec, &channeltest.EventLog{})
	var group sync.WaitGroup
	for range 5 {
		group.Go(func() { deliver(s, inChat(7, 1, `"text":"x"`)) })
	}
	group.Wait()
	if calls, replies := len(rec.Seen()), len(carrier.Calls("/sendMessage")); calls != 1 || replies != 1 {
		t.Errorf("%d steps and %d replies, want one of each", calls, replies)
	}
}

func TestMemoryForgetsTheOldest(t *testing.T) {
	var m memory
	for id := range int64(maxRemembered + 1) {
		m.finish(id)
	}
	if m.isDone(0) || !m.isDone(1) || !m.isDone(maxRemembered) || len(m.state) != maxRemembered {
		t.Errorf("it holds %d", len(m.state))
	}
}

func TestWebhookBodies(t *testing.T) {
	s, c, _ := newSubject(t, &channeltest.Recorder{}, &channeltest.EventLog{})
	if got := deliver(s, "no JSON"); got != 400 {
		t.Errorf("status %d, want 400", got)
	}
	c.config.WebhookSecret = ""
	w := httptest.NewRecorder()
	s.Web.ServeHTTP(w, webhook(inChat(1, 1, `"text":"x"`), ""))
	if w.Code != 401 {
		t.Errorf("without a configured secret: status %d, want 401", w.Code)
	}
}

func TestSetWebhook(t *testing.T) {
	_, c, carrier := newSubject(t, nil, nil)
	if err := c.SetWebhook(t.Context(), "https://waypost.example"); err != nil {
		t.Fatal(err)
	}
	form := carrier.Calls("/setWebhook")[0].Form
	if form.Get("url") != "https://waypost.example/webhooks/telegram" || form.Get("secret_token") != testSecret || form.Get("allowed_updates") != `["message","callback_query","my_chat_member"]` {
		t.Errorf("asked for %v", form.Get("allowed_updates"))
	}
	if err := c.DeleteWebhook(t.Context()); err != nil || len(carrier.Calls("/deleteWebhook")) != 1 {
		t.Errorf("error %v", err)
	}
}

func TestValidate(t *testing.T) {
	for token, valid := range map[string]bool{testToken: true, "": false, "4242": false, ":x": false, "x:y": false, "1:": false} {
		if err := (Config{Token: token}).Validate(); (err == nil) != valid {
			t.Errorf("token %q: %v", token, err)
		}
	}
	if (Config{Token: testToken, APIURL: "telegram"}).Validate() == nil {
		t.Error("an API URL without a host is accepted")
	}
	_, err := New(Config{}, nil, nil).Send(t.Context(), gateway.Outbound{To: chatOf(1), Text: "x"}, "")
	if err == nil || errors.Unwrap(err) == nil {
		t.Errorf("without a token: %v", err)
	}
}
