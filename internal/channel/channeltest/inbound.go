package channeltest

import (
	"context"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"waypost/internal/gateway"
)

func runInbound(t *testing.T, h Harness) {
	t.Run("a message arrives as written and its reply goes back", func(t *testing.T) {
		rec := &Recorder{}
		s := h.New(t, rec, &EventLog{})
		text := "shelter + food? مأوى 😀 ñ & <b> 100% ٢"
		w := s.serve(s.Deliver(Message{N: 1, From: 1, Text: text}))
		wantStatus(t, w, 200)
		if diff := cmp.Diff([]string{"reply to " + text}, s.Replies(w)); diff != "" {
			t.Errorf("replies (-want +got):\n%s", diff)
		}
		in := onlyOne(t, rec)
		if in.Channel != s.Channel || in.From != s.Address(1) || in.Text != text || in.ID == "" || in.At.IsZero() {
			t.Errorf("inbound channel %q, own address %v, text %q, id %q, at %v", in.Channel, in.From == s.Address(1), in.Text, in.ID, in.At)
		}
		if rec.Sent(in.ID) != 1 {
			t.Errorf("sent was called %d times, want once", rec.Sent(in.ID))
		}
	})
	t.Run("the handler has a deadline well below the carrier's patience", func(t *testing.T) {
		rec := &Recorder{}
		s := h.New(t, rec, &EventLog{})
		s.serve(s.Deliver(Message{N: 1, From: 1, Text: "x"}))
		if len(rec.deadlines) != 1 || rec.deadlines[0] > 10*time.Second {
			t.Errorf("deadlines %v, want one of at most 10 s", rec.deadlines)
		}
	})
	t.Run("silence is no reply", func(t *testing.T) {
		rec := &Recorder{Respond: func(context.Context, gateway.Inbound) (gateway.Reply, error) { return gateway.Reply{}, nil }}
		s := h.New(t, rec, &EventLog{})
		w := s.serve(s.Deliver(Message{N: 1, From: 1, Text: "x"}))
		wantStatus(t, w, 200)
		if got := s.Replies(w); len(got) != 0 {
			t.Errorf("replies %q, want none", got)
		}
	})
	t.Run("stop words pass through untouched", func(t *testing.T) {
		for i, word := range []string{"STOP", "stop", "Unsubscribe", "CANCEL", "HELP", "START", "توقف", " end ", "ALTO"} {
			rec := &Recorder{}
			s := h.New(t, rec, &EventLog{})
			s.serve(s.Deliver(Message{N: i, From: 1, Text: word}))
			if got := onlyOne(t, rec).Text; got != word {
				t.Errorf("%q became %q", word, got)
			}
		}
	})
	t.Run("odd texts arrive as valid UTF-8 without NUL", func(t *testing.T) { runOddTexts(t, h) })
	t.Run("five copies at once are one message with one reply", func(t *testing.T) { runReplay(t, h) })
	t.Run("messages out of order are all answered", func(t *testing.T) { runReorder(t, h) })
}

func onlyOne(t *testing.T, rec *Recorder) gateway.Inbound {
	t.Helper()
	seen := rec.Seen()
	if len(seen) != 1 {
		t.Fatalf("the handler saw %d messages, want 1", len(seen))
	}
	return seen[0]
}

func runOddTexts(t *testing.T, h Harness) {
	for name, text := range map[string]string{
		"bytes that are not UTF-8": "a\xff\xfeb",
		"NUL":                      "a\x00b",
		"a lone surrogate":         "a\xed\xa0\x80b",
		"a cut sequence":           "ab\xe2\x82",
		"control characters":       "a\x01\x1b\u0085\ufffeb",
		"nothing":                  "",
		"spaces":                   "  \n ",
	} {
		t.Run(name, func(t *testing.T) {
			rec := &Recorder{}
			s := h.New(t, rec, &EventLog{})
			w := s.serve(s.Deliver(Message{N: 1, From: 1, Text: text}))
			wantStatus(t, w, 200)
			s.Replies(w)
			for _, in := range rec.Seen() {
				if !utf8.ValidString(in.Text) || strings.ContainsRune(in.Text, 0) {
					t.Errorf("the handler got %q", in.Text)
				}
			}
		})
	}
}

// runReplay allows the handler to be called again: it knows the id.
func runReplay(t *testing.T, h Harness) {
	rec := &Recorder{}
	s := h.New(t, rec, &EventLog{})
	responses := make([]*httptest.ResponseRecorder, 5)
	var wg sync.WaitGroup
	for i := range responses {
		r := s.Deliver(Message{N: 7, From: 1, Text: "SEAT 4"})
		wg.Go(func() { responses[i] = s.serve(r) })
	}
	wg.Wait()
	for _, w := range responses {
		wantStatus(t, w, 200)
	}
	replies := s.Replies(responses...)
	if len(replies) == 0 {
		t.Error("nobody was answered")
	}
	for _, got := range replies {
		if got != "reply to SEAT 4" {
			t.Errorf("one copy was answered %q", got)
		}
	}
	ids := map[string]bool{}
	for _, in := range rec.Seen() {
		ids[in.ID] = true
	}
	if len(ids) != 1 {
		t.Errorf("the copies came with %d ids, want one", len(ids))
	}
}

func runReorder(t *testing.T, h Harness) {
	rec := &Recorder{}
	s := h.New(t, rec, &EventLog{})
	var got []string
	for _, n := range []int{3, 1, 2} {
		text := strings.Repeat("x", n)
		w := s.serve(s.Deliver(Message{N: n, From: 1, Text: text}))
		wantStatus(t, w, 200)
		got = append(got, s.Replies(w)...)
	}
	if diff := cmp.Diff([]string{"reply to xxx", "reply to x", "reply to xx"}, got); diff != "" {
		t.Errorf("replies (-want +got):\n%s", diff)
	}
	ids := map[string]bool{}
	for _, in := range rec.Seen() {
		ids[in.ID] = true
	}
	if len(ids) != 3 {
		t.Errorf("three messages came with %d ids", len(ids))
	}
}
