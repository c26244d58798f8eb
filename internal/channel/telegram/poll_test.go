package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"waypost/internal/channel/channeltest"
	"waypost/internal/gateway"
)

// queue is what Telegram keeps of a bot: updates leave it when an offset
// beyond them comes (https://core.telegram.org/bots/api#getupdates).
type queue struct {
	mu      sync.Mutex
	updates []string // index i holds update id i+1
	lowest  int
	asked   []int
	refuse  []http.HandlerFunc
}

func (q *queue) serve(w http.ResponseWriter, r *http.Request) {
	if !strings.HasSuffix(r.URL.Path, "/getUpdates") {
		channeltest.Status(200, "application/json", accepted)(w, r)
		return
	}
	var question struct{ Offset, Limit int }
	_ = json.NewDecoder(r.Body).Decode(&question)
	q.mu.Lock()
	defer q.mu.Unlock()
	q.asked = append(q.asked, question.Offset)
	if len(q.refuse) > 0 {
		refuse := q.refuse[0]
		q.refuse = q.refuse[1:]
		refuse(w, r)
		return
	}
	q.lowest = max(q.lowest, question.Offset-1)
	from := min(q.lowest, len(q.updates))
	batch := q.updates[from:min(from+min(question.Limit, 10), len(q.updates))]
	if len(batch) == 0 {
		time.Sleep(5 * time.Millisecond) // the real one holds the request
	}
	_, _ = fmt.Fprintf(w, `{"ok":true,"result":[%s]}`, strings.Join(batch, ","))
}

func (q *queue) confirmed() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.lowest
}

func newPoller(t *testing.T, q *queue, h *channeltest.Recorder) *Channel {
	carrier := channeltest.NewCarrier(t, q.serve)
	c := New(Config{Token: testToken, APIURL: carrier.URL}, h, &channeltest.EventLog{})
	c.pause = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	return c
}

// pollUntil polls until done holds, and fails the test when it never does.
func pollUntil(t *testing.T, c *Channel, done func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	ended := make(chan error)
	go func() { ended <- c.Poll(ctx) }()
	for !done() {
		select {
		case err := <-ended:
			t.Fatalf("polling ended early: %v", err)
		case <-time.After(time.Millisecond):
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("polling ended with %v", err)
	}
}

func updates(n, chats int) []string {
	var all []string
	for i := range n {
		all = append(all, inChat(i+1, i%chats, `"text":"`+strconv.Itoa(i+1)+`"`))
	}
	return all
}

func TestPollHandlesEveryUpdateOnceAndEachChatInOrder(t *testing.T) {
	rec := &channeltest.Recorder{}
	q := &queue{updates: updates(60, 4)}
	pollUntil(t, newPoller(t, q, rec), func() bool { return q.confirmed() == 60 })
	last := map[string]int{}
	for _, in := range rec.Seen() {
		n, _ := strconv.Atoi(in.Text)
		if n <= last[in.From.Value] {
			t.Errorf("update %d came after %d of the same chat", n, last[in.From.Value])
		}
		last[in.From.Value] = n
	}
	if n := len(rec.Seen()); n != 60 {
		t.Errorf("%d updates were handled, want 60", n)
	}
}

func TestPollConfirmsNothingBeforeItIsCommitted(t *testing.T) {
	stored := errors.New("store gone")
	var mu sync.Mutex
	failures := map[string]int{"5": 2, "13": 1}
	q := &queue{updates: updates(30, 3)}
	rec := &channeltest.Recorder{Respond: func(_ context.Context, in gateway.Inbound) (gateway.Reply, error) {
		mu.Lock()
		defer mu.Unlock()
		n, _ := strconv.Atoi(in.Text)
		if q.confirmed() >= n {
			t.Errorf("update %d was confirmed before it was handled", n)
		}
		if failures[in.Text] > 0 {
			failures[in.Text]--
			return gateway.Reply{}, stored
		}
		return gateway.Reply{Text: "ok"}, nil
	}}
	pollUntil(t, newPoller(t, q, rec), func() bool { return q.confirmed() == 30 })
	order := map[string][]string{}
	for _, in := range rec.Seen() {
		order[in.From.Value] = append(order[in.From.Value], in.Text)
	}
	want := []string{"2", "5", "5", "5", "8", "11", "14", "17", "20", "23", "26", "29"}
	if diff := cmp.Diff(want, order[chatOf(1).Value]); diff != "" {
		t.Errorf("the chat of update 5 (-want +got):\n%s", diff)
	}
}

func TestPollGoesOnWhereAKilledProcessStood(t *testing.T) {
	q := &queue{updates: updates(30, 3)}
	first := &channeltest.Recorder{}
	pollUntil(t, newPoller(t, q, first), func() bool { return len(first.Seen()) >= 12 })
	second := &channeltest.Recorder{}
	pollUntil(t, newPoller(t, q, second), func() bool { return q.confirmed() == 30 })
	seen := map[string]bool{}
	for _, in := range append(first.Seen(), second.Seen()...) {
		seen[in.Text] = true
	}
	if len(seen) != 30 {
		t.Errorf("%d of 30 updates were handled", len(seen))
	}
}

func TestPollSetsPoisonAside(t *testing.T) {
	rec := &channeltest.Recorder{Respond: func(_ context.Context, in gateway.Inbound) (gateway.Reply, error) {
		if in.Text == "2" {
			panic("poison")
		}
		return gateway.Reply{Text: "ok"}, nil
	}}
	q := &queue{updates: append(updates(6, 1), `{"update_id":7,"message":[]}`)}
	pollUntil(t, newPoller(t, q, rec), func() bool { return q.confirmed() == 7 })
	if n := len(rec.Seen()); n != 8 {
		t.Errorf("%d calls, want 6 and two more tries", n)
	}
}

func TestPollBacksOff(t *testing.T) {
	q := &queue{updates: updates(3, 1), refuse: []http.HandlerFunc{
		refusal(409, "Conflict: terminated by other getUpdates request", ""), slowDown(7),
		channeltest.Status(502, "text/html", "<html>"), channeltest.Reset, channeltest.Status(200, "text/html", "<html>"),
	}}
	c := newPoller(t, q, &channeltest.Recorder{})
	var waits []time.Duration
	c.pause = noPause(&waits)
	pollUntil(t, c, func() bool { return q.confirmed() == 3 })
	want := []time.Duration{5 * time.Second, 7 * time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second}
	if diff := cmp.Diff(want, waits); diff != "" {
		t.Errorf("waits (-want +got):\n%s", diff)
	}
}

func TestPollEndsWhenTheTokenIsRefused(t *testing.T) {
	for _, status := range []int{401, 404} {
		q := &queue{refuse: []http.HandlerFunc{refusal(status, "Unauthorized", "")}}
		err := newPoller(t, q, &channeltest.Recorder{}).Poll(t.Context())
		if err == nil || strings.Contains(err.Error(), "AAtest") {
			t.Errorf("status %d: error %v", status, err)
		}
	}
}
