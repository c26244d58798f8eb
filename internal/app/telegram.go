package app

import (
	"context"
	"crypto/rand"
	"net/http"
	"time"

	"waypost/internal/channel/telegram"
)

// mountTelegram mounts the bot's webhook, or polls.
func (a *App) mountTelegram(mux *http.ServeMux) error {
	t := a.Settings.Telegram
	if !t.Enabled() {
		return nil
	}
	cfg := telegram.Config{Token: t.Token, WebhookSecret: t.WebhookSecret, APIURL: t.APIURL, Log: a.Log}
	if err := cfg.Validate(); err != nil {
		return &ConfigError{err}
	}
	bot := telegram.New(cfg, a.loop, a)
	if t.Mode == "polling" {
		a.work(func(ctx context.Context) { a.pollAlone(ctx, bot.Poll) })
		return nil
	}
	bot.Routes(mux)
	return nil
}

// Of several processes one polls. It renews its lease well before it ends, so
// that two never poll at once.
const (
	pollLease = "telegram polling"
	leaseTerm = 10 * time.Second
	leaseStep = 2 * time.Second
)

// pollAlone polls while it holds the lease.
func (a *App) pollAlone(ctx context.Context, poll func(context.Context) error) {
	if a.db == nil { // the lease lies in the records; Telegram itself refuses a second poller
		_ = poll(ctx)
		return
	}
	holder := rand.Text()
	defer func() { _ = a.db.Release(context.WithoutCancel(ctx), pollLease, holder) }()
	for ; ctx.Err() == nil; rest(ctx, leaseStep) {
		if held, err := a.db.Lease(ctx, pollLease, holder, a.Now(), leaseTerm); err == nil && held {
			a.pollWhileHeld(ctx, holder, poll)
		}
	}
}

// pollWhileHeld polls until the lease is lost or polling ends by itself.
func (a *App) pollWhileHeld(ctx context.Context, holder string, poll func(context.Context) error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- poll(ctx) }()
	renewed := a.Now()
	for {
		select {
		case err := <-done:
			if err != nil {
				a.Log.Error("telegram polling ended", "error", err)
			}
			return
		case <-time.After(leaseStep):
		}
		held, err := a.db.Lease(ctx, pollLease, holder, a.Now(), leaseTerm)
		switch {
		case err == nil && held:
			renewed = a.Now()
		case err == nil, a.Now().Sub(renewed) > leaseTerm-2*leaseStep:
			cancel()
			<-done
			return
		}
	}
}

// rest waits, or until ctx ends.
func rest(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
