package web

import (
	"fmt"
	"io"
	"net/http"
	"strings"
)

// Health tells how the process is.
type Health interface {
	// Ready reports whether there is a directory to answer from, and which
	// parts are degraded. A degraded process stays ready: a balancer must not
	// withdraw the last instance.
	Ready() (ready bool, degraded []string)
}

// HealthRoutes mounts /healthz and /readyz.
func HealthRoutes(mux *http.ServeMux, h Health) {
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "ok\n")
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		ready, degraded := h.Ready()
		switch {
		case !ready:
			http.Error(w, "no directory loaded", http.StatusServiceUnavailable)
		case len(degraded) > 0:
			_, _ = fmt.Fprintf(w, "degraded: %s\n", strings.Join(degraded, ", "))
		default:
			_, _ = io.WriteString(w, "ok\n")
		}
	})
}
