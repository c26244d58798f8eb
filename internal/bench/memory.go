package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strconv"
	"strings"
)

// memoryPeople is over how many conversations their size is averaged.
const memoryPeople = 10_000

// memory measures what one live conversation takes in Redis: everything but
// the cached replies, after one step and after a hundred.
func memory(m *bench) error {
	if err := m.cli("FLUSHALL"); err != nil {
		return err
	}
	empty, err := m.used()
	if err != nil {
		return err
	}
	for _, steps := range []int{1, 100} {
		people := memoryPeople
		if steps > 1 {
			people = 300
			if err := m.cli("FLUSHALL"); err != nil {
				return err
			}
		}
		if err := m.converse(people, steps); err != nil {
			return err
		}
		if err := m.dropReplies(); err != nil {
			return err
		}
		used, err := m.used()
		if err != nil {
			return err
		}
		fmt.Printf("Redis per live conversation after %d steps: %d bytes (allowed 500)\n", steps, (used-empty)/people)
	}
	return nil
}

// converse lets each of a number of people send so many messages.
func (m *bench) converse(people, steps int) error {
	c, err := dial(m.product.addr)
	if err != nil {
		return err
	}
	defer c.conn.Close()
	t := newTraffic("memory", people)
	rng := rand.New(rand.NewPCG(1, 2))
	var buf bytes.Buffer
	for step := range steps {
		for person := range people {
			t.write(&buf, fmt.Sprintf("SM%s%d-%d", t.name, step, person), person, questions[rng.IntN(3)])
			if _, err := c.do(buf.Bytes()); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *bench) cli(args ...string) error {
	return exec.Command("redis-cli", append([]string{"-s", m.socket}, args...)...).Run()
}

func (m *bench) dropReplies() error {
	script := `local n=0 for _,k in ipairs(redis.call('KEYS','*:a')) do redis.call('UNLINK',k) n=n+1 end return n`
	return m.cli("EVAL", script, "0")
}

// used is Redis's used_memory.
func (m *bench) used() (int, error) {
	out, err := exec.Command("redis-cli", "-s", m.socket, "INFO", "memory").Output()
	if err != nil {
		return 0, fmt.Errorf("redis-cli: %w", err)
	}
	for _, line := range strings.Split(string(out), "\r\n") {
		if v, ok := strings.CutPrefix(line, "used_memory:"); ok {
			return strconv.Atoi(v)
		}
	}
	return 0, fmt.Errorf("no used_memory in INFO")
}
