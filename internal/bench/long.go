package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// overloadFor is how long twice the maximum is asked for.
const overloadFor = 60 * time.Second

// longRun measures overload and many contacts.
func longRun(m *bench, best float64) error {
	if err := overload(m, best); err != nil {
		return err
	}
	return contacts(m)
}

// overload asks twice what the server can answer, one message in fifty a STOP
// of somebody new, and then counts that every accepted STOP is in the database.
func overload(m *bench, best float64) error {
	before, err := m.stops()
	if err != nil {
		return err
	}
	t := newTraffic("overload", 10_000)
	var accepted, refused atomic.Int64
	t.text = func(n int64) (int, string) {
		if n%50 == 0 {
			return 50_000_000 + int(n), "STOP"
		}
		return 0, ""
	}
	start := time.Now()
	var slot atomic.Int64
	var wg sync.WaitGroup
	for i := range 512 {
		c, err := dial(m.product.addr)
		if err != nil {
			return err
		}
		wg.Go(func() {
			defer c.conn.Close()
			rng := rand.New(rand.NewPCG(uint64(i), 7))
			var buf bytes.Buffer
			for time.Since(start) < overloadFor {
				due := start.Add(time.Duration(float64(slot.Add(1)) / (2 * best) * float64(time.Second)))
				time.Sleep(time.Until(due))
				_, text := t.request(&buf, rng)
				if _, err := c.do(buf.Bytes()); err != nil {
					refused.Add(1)
					if err != errStatus {
						return
					}
				} else if text == "STOP" {
					accepted.Add(1)
				}
			}
		})
	}
	wg.Wait()
	after, err := m.stops()
	if err != nil {
		return err
	}
	fmt.Printf("overload for %.0f s: %d STOPs accepted, %d in the database, %d requests refused\n",
		overloadFor.Seconds(), accepted.Load(), after-before, refused.Load())
	if int64(after-before) < accepted.Load() {
		return fmt.Errorf("accepted STOPs were lost")
	}
	return nil
}

func (m *bench) stops() (int, error) {
	out, err := exec.Command("sqlite3", "-readonly", m.database, "SELECT count(*) FROM suppression").Output()
	if err != nil {
		return 0, fmt.Errorf("sqlite3: %w", err)
	}
	return strconv.Atoi(strings.TrimSpace(string(out)))
}

// contacts compares the rate among 10^6 known contacts with that among 10^4.
func contacts(m *bench) error {
	var rates []float64
	for _, people := range []int{10_000, 1_000_000} {
		t := newTraffic("known", people)
		if err := introduce(m, t, people); err != nil {
			return err
		}
		r, err := closedLoop(m.product.addr, 64, t)
		if err != nil {
			return err
		}
		rates = append(rates, r.rate)
		fmt.Printf("%8d known contacts: %8.0f/s  p99 %6.2f ms\n", people, r.rate, ms(r.p99))
	}
	fmt.Printf("ratio    10^6 to 10^4 contacts: %.2f (wanted 0.75)\n", rates[1]/rates[0])
	return nil
}

// introduce lets every person send one message.
func introduce(m *bench, t *traffic, people int) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	errs := make(chan error, 64)
	for range 64 {
		c, err := dial(m.product.addr)
		if err != nil {
			return err
		}
		wg.Go(func() {
			defer c.conn.Close()
			var buf bytes.Buffer
			for {
				p := int(next.Add(1)) - 1
				if p >= people {
					return
				}
				t.write(&buf, fmt.Sprintf("SM%si%d", t.name, p), p, "shelter tripoli")
				if _, err := c.do(buf.Bytes()); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	wg.Wait()
	select {
	case err := <-errs:
		return err
	default:
		return nil
	}
}
