package main

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"waypost/internal/gateway"
	"waypost/internal/redisstore"
	"waypost/internal/seal"
)

const (
	publicURL = "https://bench.example.org"
	authToken = "0123456789abcdef0123456789abcdef"
	path      = "/webhooks/twilio/sms"
)

// server is a process under load.
type server struct {
	name, addr string
	cmd        *exec.Cmd
}

// startServer runs a server on a free port and waits until it answers.
func startServer(name, binary string, args, env []string) (*server, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	addr := ln.Addr().String()
	_ = ln.Close()
	if name == "floor" {
		args = append(args, "-floor", addr)
	}
	s := &server{name: name, addr: addr, cmd: exec.Command(binary, args...)}
	s.cmd.Env = append(env, "WAYPOST_LISTEN="+addr)
	s.cmd.Stderr = os.Stderr
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if resp, err := http.Get("http://" + addr + "/readyz"); err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return s, nil
			}
		}
	}
	return nil, fmt.Errorf("%s did not become ready", name)
}

func (s *server) stop() {
	if s != nil {
		_ = s.cmd.Process.Signal(os.Interrupt)
		_ = s.cmd.Wait()
	}
}

// rssMB is the resident memory of the process.
func (s *server) rssMB() float64 {
	data, err := os.ReadFile("/proc/" + strconv.Itoa(s.cmd.Process.Pid) + "/status")
	if err != nil {
		return 0
	}
	for _, line := range strings.Split(string(data), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.Atoi(strings.Fields(rest)[0])
			return float64(kb) / 1024
		}
	}
	return 0
}

// serveFloor is the yardstick.
func serveFloor(addr, redis string) error {
	ring, err := seal.ParseRing(os.Getenv("WAYPOST_SECRET"))
	if err != nil {
		return err
	}
	store, err := redisstore.Open(redis, ring, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	keys := seal.NewKeys(seal.NewContactKey())
	session := make([]byte, 45)
	const twiml = `<?xml version="1.0" encoding="UTF-8"?><Response><Message>TRIPOLI shelters</Message></Response>`
	mux := http.NewServeMux()
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok") })
	mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
		if r.ParseForm() != nil || !hmac.Equal([]byte(sign(r.PostForm)), []byte(r.Header.Get("X-Twilio-Signature"))) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		contact := keys.Contact(gateway.Address{Channel: "floor", Value: r.PostForm.Get("From")})
		id := keys.ID("floor", r.PostForm.Get("MessageSid"))
		stored, err := store.Load(r.Context(), contact, id)
		if err == nil {
			_, _, err = store.Commit(r.Context(), redisstore.Step{Contact: contact, ID: id, Version: stored.Version, Session: session, Reply: []byte(twiml), Sent: true})
		}
		if err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "text/xml")
		_, _ = io.WriteString(w, twiml)
	})
	return http.ListenAndServe(addr, mux)
}

// sign is Twilio's signature of a form posted to our webhook.
func sign(form map[string][]string) string {
	names := make([]string, 0, len(form))
	for name := range form {
		names = append(names, name)
	}
	slices.Sort(names)
	mac := hmac.New(sha1.New, []byte(authToken))
	_, _ = io.WriteString(mac, publicURL+path)
	for _, name := range names {
		_, _ = io.WriteString(mac, name+form[name][0])
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
