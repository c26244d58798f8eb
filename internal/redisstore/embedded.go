package redisstore

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// Embedded starts a Redis inside this process, on loopback and behind a random
// password, and a store that talks to it like to any other. It holds nothing
// beyond Close, and suits one small instance.
func Embedded(sealer Sealer, log *slog.Logger) (*Store, error) {
	server := miniredis.NewMiniRedis()
	password := rand.Text()
	server.RequireAuth(password)
	if err := server.StartAddr("127.0.0.1:0"); err != nil {
		return nil, fmt.Errorf("start the in-process redis: %w", err)
	}
	at := url.URL{Scheme: "redis", User: url.UserPassword("", password), Host: server.Addr()}
	s, err := Open(at.String(), sealer, log)
	if err != nil {
		server.Close()
		return nil, err
	}
	s.stop = append([]func(){server.Close}, s.stop...)
	s.stop = append(s.stop, tick(server))
	return s, nil
}

// tick makes keys expire, which miniredis does not do by itself. It returns
// what ends it.
func tick(server *miniredis.Miniredis) (stop func()) {
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		last := time.Now()
		for {
			select {
			case <-done:
				return
			case now := <-ticker.C:
				server.FastForward(now.Sub(last))
				last = now
			}
		}
	}()
	return func() { close(done); <-ended }
}
