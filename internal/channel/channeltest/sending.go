package channeltest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"waypost/internal/channel"
	"waypost/internal/gateway"
)

const secretText = "FLOOD secret-text 😀"

func runSending(t *testing.T, h Harness) {
	t.Run("a message is handed over with its text", func(t *testing.T) {
		s := h.New(t, &Recorder{}, &EventLog{})
		id, err := s.Sender.Send(t.Context(), gateway.Outbound{To: s.Address(1), Text: secretText}, "ref-1")
		if err != nil || id == "" {
			t.Fatalf("id %q, error %v", id, err)
		}
		if diff := cmp.Diff([]string{secretText}, s.Outgoing()); diff != "" {
			t.Errorf("outgoing (-want +got):\n%s", diff)
		}
	})
	t.Run("a cancelled send ends at once and was not accepted", func(t *testing.T) {
		s := h.New(t, &Recorder{}, &EventLog{})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := s.Sender.Send(ctx, gateway.Outbound{To: s.Address(1), Text: secretText}, "ref-1")
		if e := sendError(t, err); e.Class != channel.NotAccepted {
			t.Errorf("class %v, want %v", e.Class, channel.NotAccepted)
		}
		if got := s.Outgoing(); len(got) != 0 {
			t.Errorf("handed over %q", got)
		}
	})
	troubles := h.New(t, &Recorder{}, &EventLog{}).Troubles
	for _, name := range Required {
		if _, ok := troubles[name]; !ok && !h.InProcess {
			t.Errorf("the harness has no trouble %q", name)
		}
	}
	for name := range troubles {
		t.Run(name, func(t *testing.T) { runTrouble(t, h, name) })
	}
}

func runTrouble(t *testing.T, h Harness, name string) {
	events := &EventLog{}
	s := h.New(t, &Recorder{}, events)
	trouble := s.Troubles[name]
	to := trouble.Arrange()
	started := time.Now()
	_, err := s.Sender.Send(t.Context(), gateway.Outbound{To: to, Text: secretText}, "ref-1")
	if took := time.Since(started); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
	e := sendError(t, err)
	if e.Class != trouble.Want || e.RetryAfter != trouble.RetryAfter {
		t.Errorf("class %v, retry after %v; want %v, %v (code %q)", e.Class, e.RetryAfter, trouble.Want, trouble.RetryAfter, e.Code)
	}
	if want := []OptOut{{to.Value, true}}; trouble.OptsOut != slices.Equal(events.OptOuts(), want) {
		t.Errorf("opt-outs %d, want one: %v", len(events.OptOuts()), trouble.OptsOut)
	}
	leaks := append([]string{to.Value, strings.TrimLeft(to.Value, "+"), "secret-text"}, s.Secrets...)
	for err := err; err != nil; err = errors.Unwrap(err) {
		for _, printed := range []string{err.Error(), fmt.Sprintf("%+v", err), fmt.Sprintf("%#v", err)} {
			for _, leak := range leaks {
				if leak != "" && strings.Contains(printed, leak) {
					t.Errorf("an error of type %s tells what it must not", reflect.TypeOf(err))
				}
			}
		}
	}
	if _, err := s.Sender.Send(t.Context(), gateway.Outbound{To: s.Address(2), Text: "next"}, "ref-2"); err != nil {
		t.Errorf("the next message failed: %v", err)
	}
}

func sendError(t *testing.T, err error) *channel.SendError {
	t.Helper()
	var e *channel.SendError
	if !errors.As(err, &e) {
		t.Fatalf("error %T, want *channel.SendError", err)
	}
	return e
}

func runReceipts(t *testing.T, h Harness) {
	for name := range h.New(t, &Recorder{}, &EventLog{}).Receipts {
		t.Run(name, func(t *testing.T) {
			events := &EventLog{}
			s := h.New(t, &Recorder{}, events)
			r := s.Receipts[name]
			wantStatus(t, s.serve(r.Request), 200)
			var want []channel.Receipt
			if r.Want != nil {
				want = append(want, *r.Want)
			}
			if got := events.Receipts(); !slices.Equal(got, want) {
				t.Errorf("receipts (-want +got):\n%s", cmp.Diff(want, got))
			}
			var optOuts []OptOut
			if r.OptOut != nil {
				optOuts = append(optOuts, *r.OptOut)
			}
			if diff := cmp.Diff(optOuts, events.OptOuts()); diff != "" {
				t.Errorf("opt-outs (-want +got):\n%s", diff)
			}
		})
		t.Run(name+", not stored", func(t *testing.T) {
			events := &EventLog{}
			s := h.New(t, &Recorder{}, events)
			events.Fail(errors.New("store gone"))
			r := s.Receipts[name]
			if w := s.serve(r.Request); (r.Want != nil || r.OptOut != nil) && w.Code < 500 {
				t.Errorf("status %d acknowledges what was not stored", w.Code)
			}
		})
	}
}
