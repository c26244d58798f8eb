//go:build ignore

package app

import (
	"fmt"
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
	bot, err := telegram.New(cfg, a.loop, a)
	if err != nil {
		return &ConfigError{fmt.Errorf("telegram: %w", err)}
	}
	if t.Mode == "polling" {
		a.work(bot.Poll)
		return nil
	}
	bot.Routes(mux)
	return nil
}
