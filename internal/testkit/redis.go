// Package testkit starts what tests talk to. Nothing here is used outside
// tests.
package testkit

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// Redis starts a redis-server of the test's own on a private unix socket,
// without persistence, and returns its unix:// URL. The test's end stops it.
// args are further arguments, for instance "--maxmemory", "2mb". Without
// redis-server on the machine the test is skipped, except where CI is set:
// there it fails.
func Redis(t testing.TB, args ...string) (url string) {
	t.Helper()
	url, _ = RedisServer(t, args...)
	return url
}

// RedisServer is Redis for tests that stop the server themselves or send it
// signals.
func RedisServer(t testing.TB, args ...string) (url string, server *os.Process) {
	t.Helper()
	program, err := exec.LookPath("redis-server")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("redis-server is not installed")
		}
		t.Skip("redis-server is not installed")
	}
	// A socket's path has room for 107 bytes, which t.TempDir may exceed.
	dir, err := os.MkdirTemp("", "redis")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })

	socket := filepath.Join(dir, "s")
	cmd := exec.Command(program, append([]string{
		"--port", "0", "--unixsocket", socket, "--unixsocketperm", "700",
		"--dir", dir, "--save", "", "--appendonly", "no", "--daemonize", "no",
	}, args...)...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	exited := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(exited)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-exited
	})
	awaitSocket(t, socket, exited)
	return "unix://" + socket, cmd.Process
}

// awaitSocket returns when the server accepts connections.
func awaitSocket(t testing.TB, socket string, exited <-chan struct{}) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		if conn, err := net.Dial("unix", socket); err == nil {
			_ = conn.Close()
			return
		}
		select {
		case <-exited:
			t.Fatal("redis-server ended at once")
		case <-time.After(10 * time.Millisecond):
		}
	}
	t.Fatal("redis-server did not start within 20 s")
}
