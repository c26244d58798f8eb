package conversation

import (
	"sync"
	"time"

	"waypost/internal/gateway"
)

// recentKept is how many answers given without a session are remembered, and
// recentFor how long: as long as a carrier's retries of one webhook.
const (
	recentKept = 10_000
	recentFor  = 10 * time.Minute
)

// recent remembers what was answered while the session store was away, so that
// a redelivery gets the same bytes. It is bounded; the oldest goes first.
type recent struct {
	mu      sync.Mutex
	replies map[gateway.MessageID]kept
	order   []gateway.MessageID
}

type kept struct {
	reply gateway.Reply
	at    time.Time
}

func newRecent() *recent { return &recent{replies: map[gateway.MessageID]kept{}} }

func (r *recent) put(id gateway.MessageID, reply gateway.Reply, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, have := r.replies[id]; !have {
		r.order = append(r.order, id)
	}
	r.replies[id] = kept{reply, now}
	for len(r.order) > recentKept {
		delete(r.replies, r.order[0])
		r.order = r.order[1:]
	}
}

func (r *recent) get(id gateway.MessageID, now time.Time) (gateway.Reply, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	k, ok := r.replies[id]
	if !ok || now.Sub(k.at) > recentFor {
		return gateway.Reply{}, false
	}
	return k.reply, true
}
