package channeltest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"
)

// Call is one request that a channel made to its carrier.
type Call struct {
	Path   string
	Header http.Header
	// Form holds the fields, whether the request was urlencoded or multipart.
	Form url.Values
}

// Carrier is a fake of a carrier's API on loopback. It records every call and
// answers with its next arranged answer, else with its usual one.
type Carrier struct {
	URL string

	usual http.HandlerFunc
	mu    sync.Mutex
	next  []http.HandlerFunc
	calls []Call
	gone  chan struct{}
}

// NewCarrier starts a carrier that lives as long as the test.
func NewCarrier(t testing.TB, usual http.HandlerFunc) *Carrier {
	c := &Carrier{usual: usual, gone: make(chan struct{})}
	server := httptest.NewServer(http.HandlerFunc(c.serve))
	c.URL = server.URL
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(c.gone) })
	return c
}

func (c *Carrier) serve(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseMultipartForm(1 << 20)
	answer := c.record(r)
	answer(w, r)
	_, _ = io.Copy(io.Discard, r.Body)
}

func (c *Carrier) record(r *http.Request) http.HandlerFunc {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = append(c.calls, Call{Path: r.URL.Path, Header: r.Header.Clone(), Form: r.Form})
	if len(c.next) == 0 {
		return c.usual
	}
	answer := c.next[0]
	c.next = c.next[1:]
	return answer
}

// Next arranges the answer to the next call; several queue up.
func (c *Carrier) Next(answers ...http.HandlerFunc) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.next = append(c.next, answers...)
}

// Calls lists the calls whose path ends in suffix.
func (c *Carrier) Calls(suffix string) []Call {
	c.mu.Lock()
	defer c.mu.Unlock()
	calls := slices.Clone(c.calls)
	return slices.DeleteFunc(calls, func(call Call) bool {
		return len(call.Path) < len(suffix) || call.Path[len(call.Path)-len(suffix):] != suffix
	})
}

// Status answers with a status, a content type and a body.
func Status(status int, contentType, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// Hang answers nothing until the client gives up, the test ends, or 10 s have
// passed.
func (c *Carrier) Hang(_ http.ResponseWriter, r *http.Request) {
	select {
	case <-r.Context().Done():
	case <-c.gone:
	case <-time.After(10 * time.Second):
	}
	panic(http.ErrAbortHandler)
}

// Reset takes the request and breaks the connection.
func Reset(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
