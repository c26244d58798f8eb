package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// questions are what the people of the load ask, in six languages.
var questions = []string{
	"shelter tripoli", "refugio tripoli", "abri tripoli", "مأوى طرابلس", "приют триполи", "的黎波里 避难所",
	"doctor saida", "embassy kenya", "food beirut", "1", "HELP", "we are 5 with a baby nowhere to go tonight",
}

// traffic makes signed requests from a number of people, each message with an
// id of its own.
type traffic struct {
	name   string
	people int
	next   atomic.Int64
	// text overrides the question of the n-th message; "" keeps it.
	text func(n int64) (from int, text string)
}

func newTraffic(name string, people int) *traffic {
	return &traffic{name: name + strconv.FormatInt(time.Now().UnixNano(), 36), people: people}
}

// request builds the next message as raw HTTP.
func (t *traffic) request(buf *bytes.Buffer, rng *rand.Rand) (sid, text string) {
	n := t.next.Add(1)
	from, text := rng.IntN(t.people), questions[rng.IntN(len(questions))]
	if t.text != nil {
		if f, s := t.text(n); s != "" {
			from, text = f, s
		}
	}
	sid = fmt.Sprintf("SM%s%020d", t.name, n)
	t.write(buf, sid, from, text)
	return sid, text
}

func (t *traffic) write(buf *bytes.Buffer, sid string, from int, text string) {
	form := url.Values{
		"MessageSid": {sid}, "SmsMessageSid": {sid}, "AccountSid": {"AC00000000000000000000000000000000"},
		"From": {fmt.Sprintf("+9610%08d", from)}, "To": {"+15005550006"}, "Body": {text}, "NumMedia": {"0"}, "NumSegments": {"1"},
		"FromCountry": {"LB"}, "FromCity": {""}, "FromZip": {""}, "ApiVersion": {"2010-04-01"}, "SmsStatus": {"received"},
	}
	body := form.Encode()
	buf.Reset()
	fmt.Fprintf(buf, "POST %s HTTP/1.1\r\nHost: bench\r\nContent-Type: application/x-www-form-urlencoded\r\nX-Twilio-Signature: %s\r\nContent-Length: %d\r\n\r\n%s",
		path, sign(form), len(body), body)
}

// result is what a load came to.
type result struct {
	rate     float64
	p50, p99 time.Duration
	errors   int
	accepted int
}

// client is one keep-alive connection.
type client struct {
	conn net.Conn
	in   *bufio.Reader
}

func dial(addr string) (*client, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	return &client{conn, bufio.NewReader(conn)}, nil
}

var errStatus = errors.New("status is not 200")

// do sends one raw request and reads its answer.
func (c *client) do(request []byte) (body []byte, err error) {
	if _, err := c.conn.Write(request); err != nil {
		return nil, err
	}
	status, err := c.in.ReadSlice('\n')
	if err != nil {
		return nil, err
	}
	ok := bytes.HasPrefix(status, []byte("HTTP/1.1 200"))
	length := 0
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return nil, err
		}
		if len(line) <= 2 {
			break
		}
		if v, found := bytes.CutPrefix(line, []byte("Content-Length: ")); found {
			length, _ = strconv.Atoi(string(bytes.TrimSpace(v)))
		}
	}
	body = make([]byte, length)
	if _, err := io.ReadFull(c.in, body); err != nil {
		return nil, err
	}
	if !ok {
		return body, errStatus
	}
	return body, nil
}

// closedLoop asks as fast as n connections can.
func closedLoop(addr string, n int, t *traffic) (result, error) {
	return drive(addr, n, measure, t, nil)
}

// openLoop asks at a fixed rate; latency counts from when a message was due.
func openLoop(addr string, n int, rate float64, d time.Duration, t *traffic) (result, error) {
	start := time.Now()
	var slot atomic.Int64
	return drive(addr, n, d, t, func() time.Time {
		return start.Add(time.Duration(float64(slot.Add(1)) / rate * float64(time.Second)))
	})
}

func drive(addr string, n int, d time.Duration, t *traffic, due func() time.Time) (result, error) {
	var mu sync.Mutex
	var all []time.Duration
	var r result
	var wg sync.WaitGroup
	begin := time.Now()
	counted, end := begin.Add(warm), begin.Add(warm+d)
	for i := range n {
		c, err := dial(addr)
		if err != nil {
			return r, err
		}
		wg.Go(func() {
			defer c.conn.Close()
			took, failed := c.run(t, rand.New(rand.NewPCG(uint64(i), 1)), counted, end, due)
			mu.Lock()
			defer mu.Unlock()
			all, r.errors = append(all, took...), r.errors+failed
		})
	}
	wg.Wait()
	slices.Sort(all)
	r.accepted, r.rate = len(all), float64(len(all))/d.Seconds()
	if len(all) > 0 {
		r.p50, r.p99 = all[len(all)/2], all[len(all)*99/100]
	}
	return r, nil
}

// run sends until end; what is answered before counted is not in the figures.
func (c *client) run(t *traffic, rng *rand.Rand, counted, end time.Time, due func() time.Time) (took []time.Duration, failed int) {
	var buf bytes.Buffer
	for {
		t.request(&buf, rng)
		from := time.Now()
		if due != nil {
			from = due()
			time.Sleep(time.Until(from))
		}
		if from.After(end) {
			return took, failed
		}
		if _, err := c.do(buf.Bytes()); err != nil {
			failed++
			if !errors.Is(err, errStatus) {
				return took, failed
			}
			continue
		}
		if now := time.Now(); now.After(counted) && now.Before(end.Add(time.Second)) {
			took = append(took, now.Sub(from))
		}
	}
}
