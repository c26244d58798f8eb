package phone

import (
	"bytes"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"waypost/internal/channel"
)

// maxThread bounds the bubbles that a page without script carries along.
const maxThread = 20

var pageTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.ParseFS(files, "page.html"))
})

// bubble is one message of the thread.
type bubble struct {
	message
	Mine   bool
	Failed bool
}

// Carried is the bubble as a hidden field.
func (b bubble) Carried() string {
	if b.Mine {
		return "me:" + b.Text
	}
	return "it:" + b.Text
}

// page is everything the template shows.
type page struct {
	Language  language
	Languages []language
	View      view
	From      string
	Thread    []bubble
	Phrases   []phrase
	Failures  []failure
	ID        string // of the message that will be written next
	After     int    // number of the last unasked message shown
}

func newPage(f url.Values) *page {
	return &page{
		After: atoi(f.Get("after")), Language: languageOf(f.Get("lang")), Languages: languages(), View: viewOf(f.Get("view")),
		From: number(f.Get("from")), Phrases: phrases(), Failures: failures(), ID: newID(),
	}
}

// Chat reports the view with buttons and without segments.
func (p *page) Chat() bool { return p.View == chatView }

// Link is the page in another view.
func (p *page) Link(v string) string {
	return "/phone?" + url.Values{"view": {v}, "from": {p.From}, "lang": {p.Language.Tag}}.Encode()
}

func (p *Phone) page(w http.ResponseWriter, r *http.Request) {
	view := newPage(r.URL.Query())
	view.show(p.unaskedSince(view.From, 0))
	render(w, view)
}

// show appends messages that nobody asked for.
func (p *page) show(unasked []unasked) {
	for _, m := range unasked {
		p.Thread = append(p.Thread, bubble{message: m.message})
		p.After = m.N
	}
}

// exchange is the page for a browser without script: it shows the thread it
// was sent, the message and its answer.
func (p *Phone) exchange(w http.ResponseWriter, r *http.Request) {
	if status := readForm(w, r); status != http.StatusOK {
		http.Error(w, http.StatusText(status), status)
		return
	}
	view := newPage(r.PostForm)
	view.Thread = carried(r.PostForm["thread"])
	view.show(p.unaskedSince(view.From, view.After))
	in := inbound(r.PostForm)
	view.Thread = append(view.Thread, bubble{message: newMessage(shown(r.PostForm), nil), Mine: true})
	reply, sent, err := channel.Answer(r.Context(), p.handler, in)
	switch {
	case err != nil:
		channel.LogFailure(p.log, Name, err)
		view.Thread = append(view.Thread, bubble{Failed: true})
	case !reply.IsZero():
		view.Thread = append(view.Thread, bubble{message: newMessage(reply.Text, reply.Buttons)})
	}
	view.Thread = view.Thread[max(0, len(view.Thread)-maxThread):]
	if render(w, view) {
		sent()
	}
}

// shown is what the person sees of what they sent.
func shown(f url.Values) string {
	for _, key := range []string{"button", "point", "phrase", "text"} {
		if s := channel.Text(f.Get(key)); s != "" {
			return s
		}
	}
	return "…"
}

func carried(fields []string) []bubble {
	var thread []bubble
	for _, f := range fields {
		who, text, ok := strings.Cut(channel.Text(f), ":")
		if ok && text != "" {
			thread = append(thread, bubble{message: newMessage(text, nil), Mine: who == "me"})
		}
	}
	return thread
}

func render(w http.ResponseWriter, p *page) bool {
	var b bytes.Buffer
	if err := pageTemplate().Execute(&b, p); err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return false
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err := w.Write(b.Bytes())
	return err == nil
}
