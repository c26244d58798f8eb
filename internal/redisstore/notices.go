package redisstore

import (
	"context"
	"fmt"
)

const noticePrefix = "waypost:notice:"

// Notify hints to every process that something named topic has changed. A
// hint may be lost: whoever acts on it must also look by itself.
func (s *Store) Notify(ctx context.Context, topic string) error {
	if !s.Healthy() {
		return fmt.Errorf("notify: %w", ErrUnavailable)
	}
	ctx, cancel := context.WithTimeout(ctx, CommitBudget)
	defer cancel()
	if err := s.client.Publish(ctx, noticePrefix+topic, "").Err(); err != nil {
		return fmt.Errorf("notify: %w", unknown(err))
	}
	return nil
}

// Subscribe calls hint for every notice of a topic until ctx ends, connecting
// again as often as needed.
func (s *Store) Subscribe(ctx context.Context, topic string, hint func()) {
	sub := s.client.Subscribe(ctx, noticePrefix+topic)
	defer sub.Close()
	notices := sub.Channel()
	for {
		select {
		case <-ctx.Done():
			return
		case _, ok := <-notices:
			if !ok {
				return
			}
			hint()
		}
	}
}
