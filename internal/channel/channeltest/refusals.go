package channeltest

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"waypost/internal/gateway"
)

func runRefusals(t *testing.T, h Harness) {
	nothingDone := func(t *testing.T, pick func(*Subject) map[string]*http.Request, status func(*Subject) int) {
		names := pick(h.New(t, &Recorder{}, &EventLog{}))
		for name := range names {
			t.Run(name, func(t *testing.T) {
				rec, events := &Recorder{}, &EventLog{}
				s := h.New(t, rec, events)
				w := s.serve(pick(s)[name])
				wantStatus(t, w, status(s))
				if len(rec.Seen())+len(events.OptOuts())+len(events.Receipts()) > 0 {
					t.Error("something was done")
				}
				if replies := s.Replies(w); w.Code == http.StatusOK && len(replies) > 0 {
					t.Errorf("it was answered with %q", replies)
				}
			})
		}
	}
	t.Run("a forged request is refused", func(t *testing.T) {
		if h.InProcess {
			t.Skip("the carrier is inside the process")
		}
		nothingDone(t, func(s *Subject) map[string]*http.Request { return s.Forged }, func(s *Subject) int { return s.Refused })
	})
	t.Run("a type we do not know is taken and ignored", func(t *testing.T) {
		nothingDone(t, func(s *Subject) map[string]*http.Request { return s.Unknown }, func(*Subject) int { return http.StatusOK })
	})
	t.Run("a body that is too big is refused", func(t *testing.T) {
		nothingDone(t, func(s *Subject) map[string]*http.Request { return map[string]*http.Request{"big": s.TooBig} },
			func(*Subject) int { return http.StatusRequestEntityTooLarge })
	})
	t.Run("another method is refused", func(t *testing.T) {
		rec := &Recorder{}
		s := h.New(t, rec, &EventLog{})
		r := s.Deliver(Message{N: 1, From: 1, Text: "x"})
		r.Method = http.MethodPut
		wantStatus(t, s.serve(r), http.StatusMethodNotAllowed)
		if len(rec.Seen()) > 0 {
			t.Error("the handler was called")
		}
	})
}

// runFailures: what is not committed must be delivered again.
func runFailures(t *testing.T, h Harness) {
	broken := map[string]func(context.Context, gateway.Inbound) (gateway.Reply, error){
		"a handler error": func(context.Context, gateway.Inbound) (gateway.Reply, error) {
			return gateway.Reply{}, errors.New("store gone")
		},
		"a handler error with a reply": func(context.Context, gateway.Inbound) (gateway.Reply, error) {
			return gateway.Reply{Text: "half done"}, errors.New("store gone")
		},
		"a handler panic": func(context.Context, gateway.Inbound) (gateway.Reply, error) {
			panic("out of luck")
		},
	}
	for name, respond := range broken {
		t.Run(name+" makes the carrier deliver again", func(t *testing.T) {
			rec := &Recorder{Respond: respond}
			s := h.New(t, rec, &EventLog{})
			m := Message{N: 1, From: 1, Text: "STOP"}
			if w := s.serve(s.Deliver(m)); w.Code < 500 {
				t.Errorf("status %d acknowledges what was not committed", w.Code)
			}
			if n := rec.Sent(rec.Seen()[0].ID); n != 0 {
				t.Errorf("sent was called %d times", n)
			}
			rec.Respond = Echo
			w := s.serve(s.Deliver(m))
			wantStatus(t, w, 200)
			if got := s.Replies(w); len(got) != 1 || got[0] != "reply to STOP" {
				t.Errorf("the second delivery was answered %q", got)
			}
			if seen := rec.Seen(); len(seen) != 2 || seen[0].ID != seen[1].ID {
				t.Errorf("the second delivery did not come under the same id")
			}
		})
	}
}
