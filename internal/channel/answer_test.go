package channel_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"waypost/internal/channel"
	"waypost/internal/gateway"
)

type handlerFunc func(context.Context, gateway.Inbound) (gateway.Reply, func(), error)

func (f handlerFunc) Handle(ctx context.Context, in gateway.Inbound) (gateway.Reply, func(), error) {
	return f(ctx, in)
}

func TestAnswer(t *testing.T) {
	t.Run("a carrier that hangs up does not cancel the step", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		h := handlerFunc(func(ctx context.Context, _ gateway.Inbound) (gateway.Reply, func(), error) {
			return gateway.Reply{}, nil, ctx.Err()
		})
		if _, _, err := channel.Answer(ctx, h, gateway.Inbound{}); err != nil {
			t.Errorf("the step ended with %v", err)
		}
	})
	t.Run("sent passes on once", func(t *testing.T) {
		calls := 0
		h := handlerFunc(func(context.Context, gateway.Inbound) (gateway.Reply, func(), error) {
			return gateway.Reply{}, func() { calls++ }, nil
		})
		_, sent, _ := channel.Answer(t.Context(), h, gateway.Inbound{})
		sent()
		sent()
		if calls != 1 {
			t.Errorf("sent passed on %d times", calls)
		}
	})
	t.Run("a panic is an error without its value", func(t *testing.T) {
		h := handlerFunc(func(_ context.Context, in gateway.Inbound) (gateway.Reply, func(), error) {
			panic("cannot read " + in.Text)
		})
		_, sent, err := channel.Answer(t.Context(), h, gateway.Inbound{Text: "secret"})
		sent()
		var p *channel.PanicError
		if !errors.As(err, &p) {
			t.Fatalf("error %v, want a PanicError", err)
		}
		var log bytes.Buffer
		channel.LogFailure(slog.New(slog.NewTextHandler(&log, nil)), "phone", err)
		if !strings.Contains(log.String(), "TestAnswer") || strings.Contains(log.String(), "secret") {
			t.Errorf("logged %s", log.String())
		}
	})
}

func TestText(t *testing.T) {
	for _, tt := range []struct{ name, raw, want string }{
		{"plain text", "  STOP ", "  STOP "},
		{"NUL goes", "a\x00b", "ab"},
		{"a run of bad bytes is one mark", "a\xff\xfeb", "a\uFFFDb"},
	} {
		if got := channel.Text(tt.raw); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
