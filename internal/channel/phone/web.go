package phone

import (
	"embed"
	"encoding/json"
	"io/fs"
	"net/http"
	"strconv"

	"waypost/internal/channel"
)

//go:embed static page.html
var files embed.FS

// policy allows this host's own files and nothing inline.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Routes mounts the page and what it calls. Other sites cannot post to it.
func (p *Phone) Routes(mux *http.ServeMux) {
	static, err := fs.Sub(files, "static")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	own := http.NewCrossOriginProtection()
	mux.Handle("GET /phone", guarded(http.HandlerFunc(p.page)))
	mux.Handle("POST /phone", guarded(own.Handler(http.HandlerFunc(p.exchange))))
	mux.Handle("POST /phone/send", guarded(own.Handler(http.HandlerFunc(p.send))))
	mux.Handle("GET /phone/inbox", guarded(http.HandlerFunc(p.unread)))
	mux.Handle("GET /phone/static/", guarded(http.StripPrefix("/phone/static/", http.FileServerFS(static))))
}

func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// send answers one message as JSON; silence is a message without text.
func (p *Phone) send(w http.ResponseWriter, r *http.Request) {
	if status := readForm(w, r); status != http.StatusOK {
		http.Error(w, http.StatusText(status), status)
		return
	}
	reply, sent, err := channel.Answer(r.Context(), p.handler, inbound(r.PostForm))
	if err != nil {
		channel.LogFailure(p.log, Name, err)
		http.Error(w, "try again", http.StatusServiceUnavailable)
		return
	}
	if writeJSON(w, newMessage(reply.Text, reply.Buttons)) == nil {
		sent()
	}
}

// unread lists the messages that came unasked since the one numbered "after".
func (p *Phone) unread(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	messages := p.unaskedSince(number(query.Get("from")), atoi(query.Get("after")))
	_ = writeJSON(w, map[string]any{"messages": messages})
}

// atoi is 0 for what is not a number.
func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

func writeJSON(w http.ResponseWriter, v any) error {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		return err
	}
	return channel.Flush(w)
}
