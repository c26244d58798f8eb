package app

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"waypost/deploy/demo"
	"waypost/internal/channel/phone"
)

// Local runs everything on loopback with the demo pack and a phone in the
// browser, in a state folder of its own. Carriers that are set up are mounted
// too.
func Local(ctx context.Context, s Settings, log *slog.Logger, ready func(addr string)) error {
	a, err := openDemo(ctx, s, log, time.Now)
	if err != nil {
		return err
	}
	defer a.Stop()
	return a.serve(ctx, func(mux *http.ServeMux) error {
		phone.New(a.loop).Routes(mux)
		mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/phone", http.StatusSeeOther)
		})
		return a.mountCarriers(mux)
	}, ready)
}

// openDemo opens the gateway over the demo pack.
func openDemo(ctx context.Context, s Settings, log *slog.Logger, now func() time.Time) (*App, error) {
	s.Records.StateDir = filepath.Join(s.Records.StateDir, "local")
	s.Records.DatabaseURL = ""
	if len(s.Scope.Countries) == 0 {
		s.Scope.Countries = []string{"LB"}
	}
	if s.Records.Secret == "" {
		secret, err := ownSecret(s.Records.StateDir)
		if err != nil {
			return nil, err
		}
		s.Records.Secret = secret
	}
	a, err := Open(ctx, s, log, now)
	if err != nil {
		return nil, err
	}
	if err := a.loadDemo(ctx); err != nil {
		a.Stop()
		return nil, err
	}
	return a, nil
}

// loadDemo puts the demo pack in, as if it had been checked just before now.
func (a *App) loadDemo(ctx context.Context) error {
	c, err := ReadPack(demo.FS, demo.AsOf, a.Now())
	if err != nil {
		return fmt.Errorf("demo pack: %w", err)
	}
	c.Who, c.At = "demo pack", a.Now()
	if _, err := a.db.Apply(ctx, c); err != nil {
		return fmt.Errorf("demo pack: %w", err)
	}
	return a.world.refresh(ctx)
}

// ownSecret reads the secret of a local state folder, making it on first use.
func ownSecret(dir string) (string, error) {
	path := filepath.Join(dir, "secret")
	data, err := os.ReadFile(path)
	if err == nil {
		return string(data), nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("local secret: %w", err)
	}
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	secret := "local:" + base64.StdEncoding.EncodeToString(key)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("local secret: %w", err)
	}
	if err := os.WriteFile(path, []byte(secret), 0o600); err != nil {
		return "", fmt.Errorf("local secret: %w", err)
	}
	return secret, nil
}
