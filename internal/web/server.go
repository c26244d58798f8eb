// Package web listens: the server with its limits and deadlines, health,
// readiness and metrics. What is served is decided by app, in one list of
// routes.
package web

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Deadlines of one connection. A webhook is answered within 8 s or not at all
// (DESIGN 1), and carriers send small requests.
const (
	readHeader = 5 * time.Second
	readAll    = 10 * time.Second
	writeAll   = 15 * time.Second
	idle       = 2 * time.Minute
	maxHeader  = 16 << 10
)

// Server is one listener.
type Server struct {
	http *http.Server
	ln   net.Listener
}

// Listen binds address at once, so that a taken port is an error at start.
func Listen(address string, handler http.Handler) (*Server, error) {
	ln, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", address, err)
	}
	return &Server{ln: ln, http: &http.Server{
		Handler: handler, ReadHeaderTimeout: readHeader, ReadTimeout: readAll,
		WriteTimeout: writeAll, IdleTimeout: idle, MaxHeaderBytes: maxHeader,
	}}, nil
}

// Addr is the address bound, with the port that was chosen for ":0".
func (s *Server) Addr() string { return s.ln.Addr().String() }

// Serve answers until Stop.
func (s *Server) Serve() error {
	if err := s.http.Serve(s.ln); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

// Stop lets requests under way finish until ctx ends.
func (s *Server) Stop(ctx context.Context) error { return s.http.Shutdown(ctx) }
