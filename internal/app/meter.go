package app

import (
	"context"
	"sync"
	"time"

	"waypost/internal/conversation"
	"waypost/internal/gateway"
	"waypost/internal/place"
	"waypost/internal/records"
	"waypost/internal/web"
)

// meter counts answers for the metrics, and words that were not understood for
// the records, which get them every few seconds.
type meter struct {
	metrics *web.Metrics
	now     func() time.Time

	mu    sync.Mutex
	words map[records.Word]int
}

// maxWords bounds what waits to be flushed.
const maxWords = 10_000

func newMeter(m *web.Metrics, now func() time.Time) *meter {
	return &meter{metrics: m, now: now, words: map[records.Word]int{}}
}

// Answered counts one answer.
func (m *meter) Answered(a conversation.Answered) { m.metrics.Answered(a) }

// Unanswered counts words.
func (m *meter) Unanswered(lang gateway.Language, area place.AreaID, words []string) {
	day := m.now().UTC().Format(time.DateOnly)
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, w := range words {
		key := records.Word{Day: day, Language: lang, Area: area, Word: w}
		if _, have := m.words[key]; have || len(m.words) < maxWords {
			m.words[key]++
		}
	}
}

// flush hands the counts to the records; what these do not take is counted on.
func (m *meter) flush(ctx context.Context, db *records.DB) error {
	m.mu.Lock()
	waiting := m.words
	m.words = map[records.Word]int{}
	m.mu.Unlock()
	if len(waiting) == 0 {
		return nil
	}
	list := make([]records.Word, 0, len(waiting))
	for w, n := range waiting {
		w.Asked = n
		list = append(list, w)
	}
	err := db.AddUnanswered(ctx, list)
	if err != nil {
		m.mu.Lock()
		defer m.mu.Unlock()
		for w, n := range waiting {
			m.words[w] += n
		}
	}
	return err
}
