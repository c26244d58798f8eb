package testkit

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// RedisCluster starts three redis-servers that share the slots, on loopback,
// and returns a redis://…?cluster=true URL. See Redis for when it skips.
func RedisCluster(t testing.TB) (url string) {
	t.Helper()
	const nodes, slots = 3, 16384
	var ports []string
	var sockets []string
	for range nodes {
		port, bus := freePort(t), freePort(t)
		socket, _ := RedisServer(t, "--port", port, "--bind", "127.0.0.1", "--cluster-enabled", "yes", "--cluster-port", bus)
		ports, sockets = append(ports, port+" "+bus), append(sockets, strings.TrimPrefix(socket, "unix://"))
	}
	for n, socket := range sockets {
		redisCLI(t, socket, "cluster", "addslotsrange", strconv.Itoa(n*slots/nodes), strconv.Itoa((n+1)*slots/nodes-1))
		redisCLI(t, sockets[0], append([]string{"cluster", "meet", "127.0.0.1"}, strings.Fields(ports[n])...)...)
	}
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		ready := 0
		for _, socket := range sockets {
			info := redisCLI(t, socket, "cluster", "info")
			if strings.Contains(info, "cluster_state:ok") && strings.Contains(info, fmt.Sprintf("cluster_known_nodes:%d", nodes)) {
				ready++
			}
		}
		if ready == nodes {
			return "redis://127.0.0.1:" + strings.Fields(ports[0])[0] + "?cluster=true"
		}
		if time.Now().After(deadline) {
			t.Fatal("the cluster did not come together within 30 s")
		}
	}
}

func redisCLI(t testing.TB, socket string, args ...string) string {
	t.Helper()
	program, err := exec.LookPath("redis-cli")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("redis-cli is not installed")
		}
		t.Skip("redis-cli is not installed")
	}
	out, err := exec.Command(program, append([]string{"-s", socket}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v: %s", filepath.Base(program), err, out)
	}
	return string(out)
}

// freePort names a port that nobody listens on at the moment.
func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}
