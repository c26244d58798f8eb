package telegram

import (
	"context"
	"sync"
	"time"
)

// maxRemembered is above the updates of many getUpdates of 100.
const maxRemembered = 4096

// memory knows which updates are done and how often one was tried, so that a
// redelivery to this process sends no second reply. It forgets the oldest.
type memory struct {
	mu    sync.Mutex
	state map[int64]int // update id → tries, or done
	order []int64
}

const done = -1

// isDone reports an update that needs nothing more.
func (m *memory) isDone(id int64) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.state[id] == done
}

// finish marks an update as done.
func (m *memory) finish(id int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.set(id, done)
}

// failed counts one try and returns the number of tries so far.
func (m *memory) failed(id int64) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.set(id, m.state[id]+1)
	return m.state[id]
}

func (m *memory) set(id int64, state int) {
	if m.state == nil {
		m.state = map[int64]int{}
	}
	if _, known := m.state[id]; !known {
		m.order = append(m.order, id)
	}
	m.state[id] = state
	if len(m.order) > maxRemembered {
		delete(m.state, m.order[0])
		m.order = m.order[1:]
	}
}

// chatLocks lets one update of a chat be handled at a time.
type chatLocks struct {
	mu   sync.Mutex
	held map[int64]*chatLock
}

type chatLock struct {
	sync.Mutex
	users int
}

// lock waits for its turn and returns how to end it.
func (l *chatLocks) lock(chatID int64) (unlock func()) {
	l.mu.Lock()
	if l.held == nil {
		l.held = map[int64]*chatLock{}
	}
	own := l.held[chatID]
	if own == nil {
		own = &chatLock{}
		l.held[chatID] = own
	}
	own.users++
	l.mu.Unlock()
	own.Lock()
	return func() {
		own.Unlock()
		l.mu.Lock()
		defer l.mu.Unlock()
		if own.users--; own.users == 0 {
			delete(l.held, chatID)
		}
	}
}

type pauseFunc func(ctx context.Context, d time.Duration) error

// pause waits for d, or less when ctx ends first.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
