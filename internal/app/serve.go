package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"waypost/internal/channel/twilio"
)

// Serve runs production until ctx ends. ready is called with the address once
// it listens.
func Serve(ctx context.Context, s Settings, log *slog.Logger, ready func(addr string)) error {
	if err := s.checkServe(); err != nil {
		return &ConfigError{err}
	}
	a, err := Open(ctx, s, log, time.Now)
	if errors.Is(err, errNoRecords) {
		return serveSaved(ctx, s, log, err, ready)
	}
	if err != nil {
		return err
	}
	defer a.Stop()
	if missing := a.world.missingPacks(); len(missing) > 0 {
		return &ConfigError{fmt.Errorf("no country pack for %s: load one with `waypost pack load DIR`", list(missing))}
	}
	if a.embedded {
		log.Warn("no WAYPOST_REDIS_URL: conversations live in this process and end with it")
	}
	return a.serve(ctx, a.mountCarriers, ready)
}

// mountCarriers mounts the channels that are set up.
func (a *App) mountCarriers(mux *http.ServeMux) error {
	return errors.Join(a.mountTwilio(mux), a.mountTelegram(mux))
}

func (a *App) mountTwilio(mux *http.ServeMux) error {
	t := a.Settings.Twilio
	if !t.Enabled() {
		return nil
	}
	cfg := twilio.Config{
		AccountSID: t.AccountSID, AuthTokens: t.AuthTokens, From: t.From, MessagingServiceSID: t.MessagingService,
		PublicURL: a.Settings.Server.PublicURL, APIURL: t.APIURL, Log: a.Log,
	}
	if err := cfg.Validate(); err != nil {
		return &ConfigError{fmt.Errorf("twilio: %w", err)}
	}
	twilio.New(cfg, a.loop, a).Routes(mux)
	return nil
}
