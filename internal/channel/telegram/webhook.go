package telegram

import (
	"context"
	"crypto/subtle"
	"errors"
	"io"
	"net/http"

	"github.com/go-telegram/bot"
)

// allowed are the kinds of updates that are read.
func allowed() []string { return []string{"message", "callback_query", "my_chat_member"} }

// Routes mounts the webhook.
func (c *Channel) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST "+WebhookPath, c.webhook)
}

// webhook handles one update before it answers; any answer but 2xx makes
// Telegram deliver it again.
func (c *Channel) webhook(w http.ResponseWriter, r *http.Request) {
	secret := r.Header.Get("X-Telegram-Bot-Api-Secret-Token")
	if c.config.WebhookSecret == "" || subtle.ConstantTimeCompare([]byte(secret), []byte(c.config.WebhookSecret)) != 1 {
		fail(w, http.StatusUnauthorized)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if tooBig := (*http.MaxBytesError)(nil); errors.As(err, &tooBig) {
		fail(w, http.StatusRequestEntityTooLarge)
		return
	}
	if err != nil {
		fail(w, http.StatusBadRequest)
		return
	}
	u, err := parseUpdate(body)
	if err != nil {
		fail(w, http.StatusBadRequest)
		return
	}
	// A carrier that hangs up does not cancel the step or its reply.
	if err := c.process(context.WithoutCancel(r.Context()), u); err != nil {
		fail(w, http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusOK)
}

func fail(w http.ResponseWriter, status int) {
	http.Error(w, http.StatusText(status), status)
}

// SetWebhook tells Telegram to deliver to the public URL. Updates that wait
// are kept.
func (c *Channel) SetWebhook(ctx context.Context, publicURL string) error {
	if c.bot == nil || c.config.WebhookSecret == "" {
		return errors.New("telegram: no token or no webhook secret")
	}
	ctx, cancel := context.WithTimeout(ctx, c.config.SendTimeout)
	defer cancel()
	_, err := c.bot.SetWebhook(ctx, &bot.SetWebhookParams{
		URL: publicURL + WebhookPath, SecretToken: c.config.WebhookSecret, AllowedUpdates: allowed(),
	})
	if err != nil {
		return classify(err)
	}
	return nil
}

// DeleteWebhook ends the delivery by webhook, which polling needs. Updates
// that wait are kept.
func (c *Channel) DeleteWebhook(ctx context.Context) error {
	if c.bot == nil {
		return errors.New("telegram: no token")
	}
	ctx, cancel := context.WithTimeout(ctx, c.config.SendTimeout)
	defer cancel()
	if _, err := c.bot.DeleteWebhook(ctx, &bot.DeleteWebhookParams{}); err != nil {
		return classify(err)
	}
	return nil
}
