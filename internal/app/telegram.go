package app

import (
	"context"
	"net/http"

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
		a.work(func(ctx context.Context) {
			if err := bot.Poll(ctx); err != nil {
				a.Log.Error("telegram polling ended", "error", err)
			}
		})
		return nil
	}
	bot.Routes(mux)
	return nil
}
