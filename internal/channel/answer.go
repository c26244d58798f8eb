package channel

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"waypost/internal/gateway"
)

// HandleTime is how long a Handler may take. Twilio waits 15 s for an answer.
const HandleTime = 8 * time.Second

// PanicError is a panic of a handler. It keeps the type of the value, since
// the value itself may hold a message.
type PanicError struct {
	Type  string
	Stack []byte
}

func (e *PanicError) Error() string { return "the handler panicked: " + e.Type }

func newPanicError(v any) *PanicError {
	e := &PanicError{Type: fmt.Sprintf("%T", v), Stack: debug.Stack()}
	if r, ok := v.(runtime.Error); ok {
		e.Type = r.Error()
	}
	return e
}

// LogFailure writes why a message of a channel was not handled, with the stack
// of a panic. A nil log writes nothing.
func LogFailure(log *slog.Logger, c gateway.Channel, err error) {
	if log == nil {
		return
	}
	attrs := []any{"channel", string(c), "error", err}
	if p := (*PanicError)(nil); errors.As(err, &p) {
		attrs = append(attrs, "stack", string(p.Stack))
	}
	log.Error("message not handled", attrs...)
}

// Answer hands one message to h within HandleTime. A carrier that hangs up
// does not cancel the step, since a half-done step would only be done again.
// A panic of h becomes an error. The returned sent is never nil and passes on
// the first call only.
func Answer(ctx context.Context, h Handler, in gateway.Inbound) (reply gateway.Reply, sent func(), err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), HandleTime)
	defer cancel()
	defer func() {
		if v := recover(); v != nil {
			reply, sent, err = gateway.Reply{}, func() {}, newPanicError(v)
		}
	}()
	reply, sent, err = h.Handle(ctx, in)
	if sent == nil || err != nil {
		sent = func() {}
	}
	return reply, sync.OnceFunc(sent), err
}

// Flush pushes a written response out of the process. A ResponseWriter that
// cannot flush does so when the handler returns, which is no error.
func Flush(w http.ResponseWriter) error {
	err := http.NewResponseController(w).Flush()
	if errors.Is(err, http.ErrNotSupported) {
		return nil
	}
	return err
}

// Text is a text as a Handler may see it: valid UTF-8 without NUL, everything
// else untouched. Bytes that are not UTF-8 become U+FFFD, one per run.
func Text(raw string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(raw, "\uFFFD"), "\x00", "")
}
