// Command bench measures the gateway on this machine, beside a yardstick in
// the same run: the smallest handler that parses Twilio's form, checks the
// signature, does one load and one commit on the same Redis and returns fixed
// TwiML. Server, Redis and load generator share the machine's cores. Figures
// of one machine say little; the ratios are what counts.
//
//	go run ./internal/bench            about two minutes
//	go run ./internal/bench -long      adds 60 s of overload and 10^6 contacts
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

func main() {
	long := flag.Bool("long", false, "also measure 60 s of overload and 10^6 contacts")
	floorAt := flag.String("floor", "", "internal: serve the yardstick on this address")
	redis := flag.String("redis", "", "internal: the yardstick's Redis")
	flag.Parse()
	var err error
	if *floorAt != "" {
		err = serveFloor(*floorAt, *redis)
	} else {
		err = run(*long)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// How long one figure is measured, and with how many connections.
const (
	warm    = time.Second
	measure = 5 * time.Second
)

var connections = []int{64, 256}

func run(long bool) error {
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	m, err := setUp(dir)
	if err != nil {
		return err
	}
	defer m.stop()
	fmt.Printf("binary %.1f MB stripped, ready in %.2f s, idle RSS %.0f MB\n", m.binaryMB, m.ready.Seconds(), m.product.rssMB())

	best := map[string]float64{}
	for _, n := range connections {
		var rates [2]float64
		for i, target := range []*server{m.floor, m.product} {
			r, err := closedLoop(target.addr, n, newTraffic(target.name, 10_000))
			if err != nil {
				return err
			}
			rates[i] = r.rate
			best[target.name] = max(best[target.name], r.rate)
			fmt.Printf("%-8s %4d connections: %8.0f/s  p50 %6.2f ms  p99 %6.2f ms  errors %d\n",
				target.name, n, r.rate, ms(r.p50), ms(r.p99), r.errors)
		}
		fmt.Printf("ratio    %4d connections: %.2f (wanted 0.50)\n", n, rates[1]/rates[0])
	}
	var p99 [2]time.Duration
	for i, target := range []*server{m.floor, m.product} {
		r, err := openLoop(target.addr, 64, best[target.name]/2, measure, newTraffic(target.name+"-half", 10_000))
		if err != nil {
			return err
		}
		p99[i] = r.p99
		fmt.Printf("%-8s at half its maximum: p50 %6.2f ms  p99 %6.2f ms  errors %d\n", target.name, ms(r.p50), ms(r.p99), r.errors)
	}
	fmt.Printf("ratio    p99 at half: %.2f (allowed 3.00)\n", float64(p99[1])/float64(p99[0]))
	if err := memory(m); err != nil {
		return err
	}
	if long {
		return longRun(m, best[m.product.name])
	}
	return nil
}

// bench is everything that runs.
type bench struct {
	redis          *exec.Cmd
	redisURL       string
	socket         string
	product, floor *server
	database       string
	binaryMB       float64
	ready          time.Duration
}

func setUp(dir string) (*bench, error) {
	m := &bench{socket: filepath.Join(dir, "redis.sock"), database: filepath.Join(dir, "state", "waypost.db")}
	m.redisURL = "unix://" + m.socket
	m.redis = exec.Command("redis-server", "--port", "0", "--unixsocket", m.socket, "--dir", dir,
		"--appendonly", "yes", "--appendfsync", "everysec", "--save", "")
	if err := m.redis.Start(); err != nil {
		return nil, fmt.Errorf("redis-server: %w", err)
	}
	binary := filepath.Join(dir, "waypost")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", binary, "./cmd/waypost")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build: %s", out)
	}
	info, err := os.Stat(binary)
	if err != nil {
		return nil, err
	}
	m.binaryMB = float64(info.Size()) / (1 << 20)
	env := append(os.Environ(), "WAYPOST_STATE_DIR="+filepath.Dir(m.database), "WAYPOST_REDIS_URL="+m.redisURL,
		"WAYPOST_SECRET=bench:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "WAYPOST_COUNTRY=LB", "WAYPOST_PUBLIC_URL="+publicURL,
		"TWILIO_ACCOUNT_SID=AC00000000000000000000000000000000", "TWILIO_AUTH_TOKEN="+authToken, "TWILIO_FROM=+15005550006")
	load := exec.Command(binary, "pack", "load", "deploy/demo")
	load.Env = env
	if out, err := load.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("pack load: %s", out)
	}
	started := time.Now()
	if m.product, err = startServer("waypost", binary, []string{"serve"}, env); err != nil {
		return nil, err
	}
	m.ready = time.Since(started)
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	m.floor, err = startServer("floor", self, []string{"-redis", m.redisURL}, env)
	time.Sleep(8 * time.Second) // idle means after the gazetteer of the world is read and its garbage gone
	return m, err
}

func (m *bench) stop() {
	m.product.stop()
	m.floor.stop()
	_ = m.redis.Process.Kill()
	_ = m.redis.Wait()
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
