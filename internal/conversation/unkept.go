package conversation

import (
	"context"
	"sync"
	"time"

	"waypost/internal/dialog"
	"waypost/internal/gateway"
)

// unkept holds the STOPs that the records could not take. They hold from the
// moment they were said.
type unkept struct {
	mu    sync.Mutex
	stops map[gateway.Contact]pendingStop
}

type pendingStop struct {
	key  Key
	from gateway.Address
	at   time.Time
}

func newUnkept() *unkept { return &unkept{stops: map[gateway.Contact]pendingStop{}} }

func (u *unkept) add(k Key, from gateway.Address, at time.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.stops[k.Contact] = pendingStop{k, from, at}
}

func (u *unkept) list() []pendingStop {
	u.mu.Lock()
	defer u.mu.Unlock()
	var list []pendingStop
	for _, p := range u.stops {
		list = append(list, p)
	}
	return list
}

func (u *unkept) drop(c gateway.Contact) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.stops, c)
}

// Stopped reports whether a person has said STOP and the records do not know
// it yet. A sender asks this besides the records.
func (l *Loop) Stopped(c gateway.Contact) bool {
	l.unkept.mu.Lock()
	defer l.unkept.mu.Unlock()
	_, ok := l.unkept.stops[c]
	return ok
}

// Retry hands the STOPs to the records that these could not take before. It
// returns how many are still waiting.
func (l *Loop) Retry(ctx context.Context) int {
	waiting := 0
	for _, p := range l.unkept.list() {
		ctx, cancel := context.WithTimeout(ctx, recordsBudget)
		_, err := l.Facts.Once(ctx, retried(p.key), func(tx Tx) (Handled, error) {
			_, err := tx.Do(dialog.Effect{Kind: dialog.Stop}, p.from, p.at)
			return Handled{}, err
		})
		cancel()
		if err != nil {
			waiting++
			continue
		}
		l.unkept.drop(p.key.Contact)
	}
	return waiting
}

// retried names the retry of a message apart from the message itself, whose
// own redelivery must still find its answer.
func retried(k Key) Key {
	k.Channel = "retry/" + k.Channel
	return k
}
