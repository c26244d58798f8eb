package app

import (
	"context"
	"io"
	"log/slog"
)

// loggable are the only attributes that reach the log; all others are dropped.
// None of them may ever carry a number or a text of a person.
var loggable = map[string]bool{
	"error": true, "type": true, "stack": true, "intent": true, "channel": true, "addr": true, "version": true,
	"revision": true, "services": true, "missions": true, "class": true, "code": true, "update": true, "tries": true,
	"locale": true, "id": true, "reason": true, "part": true, "took": true, "country": true, "mode": true, "path": true,
	"waiting": true, "status": true, "state": true, "failures": true, "wait": true, "topic": true, "count": true,
}

// NewLog returns a logger that writes allow-listed attributes as text lines.
func NewLog(w io.Writer, level slog.Leveler) *slog.Logger {
	return slog.New(allowList{slog.NewTextHandler(w, &slog.HandlerOptions{Level: level})})
}

// allowList drops attributes that are not loggable, groups included.
type allowList struct{ slog.Handler }

func (h allowList) Handle(ctx context.Context, r slog.Record) error {
	kept := slog.NewRecord(r.Time, r.Level, r.Message, r.PC)
	r.Attrs(func(a slog.Attr) bool {
		if loggable[a.Key] {
			kept.AddAttrs(a)
		}
		return true
	})
	return h.Handler.Handle(ctx, kept)
}

func (h allowList) WithAttrs(attrs []slog.Attr) slog.Handler {
	var kept []slog.Attr
	for _, a := range attrs {
		if loggable[a.Key] {
			kept = append(kept, a)
		}
	}
	return allowList{h.Handler.WithAttrs(kept)}
}

func (h allowList) WithGroup(string) slog.Handler { return h }
