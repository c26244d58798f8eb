package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

const (
	// pollBatch is the most that one getUpdates returns.
	pollBatch = 100
	// maxUpdates bounds one answer of getUpdates.
	maxUpdates = 16 << 20
	// parallelChats bounds the chats handled at once.
	parallelChats   = 16
	firstBackoff    = 500 * time.Millisecond
	longestBackoff  = 30 * time.Second
	conflictBackoff = 5 * time.Second
	// replyGrace is for the answer to arrive after PollTimeout.
	replyGrace = 10 * time.Second
)

// pollError is a refusal of getUpdates.
type pollError struct {
	status     int
	retryAfter time.Duration
}

func (e *pollError) Error() string { return fmt.Sprintf("getUpdates: status %d", e.status) }

// Poll fetches and handles updates until ctx ends, and then returns nil. It
// returns an error only when Telegram refuses the token. One process may poll
// at a time. An update is confirmed to Telegram, by an offset beyond it, when
// it and all before it are done.
func (c *Channel) Poll(ctx context.Context) error {
	offset, backoff := int64(0), firstBackoff
	for ctx.Err() == nil {
		updates, err := c.getUpdates(ctx, offset)
		next := offset
		if err == nil {
			next, err = c.handleBatch(ctx, offset, updates)
		}
		offset = next
		if err == nil {
			backoff = firstBackoff
			continue
		}
		if ctx.Err() != nil {
			break
		}
		var refused *pollError
		if errors.As(err, &refused) && (refused.status == http.StatusUnauthorized || refused.status == http.StatusNotFound) {
			return fmt.Errorf("telegram: %w", err)
		}
		if c.pause(ctx, max(backoff, wait(refused))) != nil {
			return nil
		}
		backoff = min(2*backoff, longestBackoff)
	}
	return nil
}

// wait is how long a refusal asks for.
func wait(e *pollError) time.Duration {
	switch {
	case e == nil:
		return 0
	case e.status == http.StatusConflict: // another process polls, or a webhook is set
		return conflictBackoff
	}
	return e.retryAfter
}

// handleBatch returns the offset up to which everything is done, and an error
// when something is left.
func (c *Channel) handleBatch(ctx context.Context, offset int64, raw []json.RawMessage) (int64, error) {
	before, chats := offset, map[int64][]update{}
	for _, r := range raw {
		u, err := parseUpdate(r)
		if err != nil {
			continue // not an update; a later one confirms it
		}
		offset = max(offset, u.ID+1)
		chats[u.chatID()] = append(chats[u.chatID()], u)
	}
	var (
		mu    sync.Mutex
		group sync.WaitGroup
		slots = make(chan struct{}, parallelChats)
		err   error
	)
	for _, updates := range chats {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			for _, u := range updates {
				if failed := c.process(context.WithoutCancel(ctx), u); failed != nil {
					mu.Lock()
					offset, err = min(offset, u.ID), failed
					mu.Unlock()
					return // the chat stays in order
				}
			}
		})
	}
	group.Wait()
	if err == nil && len(raw) > 0 && offset == before {
		err = errors.New("getUpdates: nothing new in the answer")
	}
	return offset, err
}

// getUpdates waits up to PollTimeout for updates
// (https://core.telegram.org/bots/api#getupdates).
func (c *Channel) getUpdates(ctx context.Context, offset int64) ([]json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, c.config.PollTimeout+replyGrace)
	defer cancel()
	question, err := json.Marshal(map[string]any{
		"offset": offset, "limit": pollBatch, "timeout": int(c.config.PollTimeout.Seconds()), "allowed_updates": allowed(),
	})
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.config.APIURL+"/bot"+c.config.Token+"/getUpdates", bytes.NewReader(question))
	if err != nil {
		return nil, errors.New("getUpdates: the API URL is malformed")
	}
	r.Header.Set("Content-Type", "application/json")
	res, err := c.http.Do(r)
	if err != nil {
		return nil, errors.New("getUpdates: no answer") // err holds the token
	}
	defer res.Body.Close()
	return readUpdates(res)
}

func readUpdates(res *http.Response) ([]json.RawMessage, error) {
	body, err := io.ReadAll(io.LimitReader(res.Body, maxUpdates))
	if err != nil {
		return nil, errors.New("getUpdates: the answer broke off")
	}
	var answer struct {
		OK         bool              `json:"ok"`
		Result     []json.RawMessage `json:"result"`
		Parameters struct {
			RetryAfter int `json:"retry_after"`
		} `json:"parameters"`
	}
	if err := json.Unmarshal(body, &answer); err != nil || !answer.OK {
		return nil, &pollError{res.StatusCode, time.Duration(answer.Parameters.RetryAfter) * time.Second}
	}
	return answer.Result, nil
}
