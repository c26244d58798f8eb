package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// binary is the program under test, built once.
var binary string

func TestMain(m *testing.M) { os.Exit(withBinary(m)) }

func withBinary(m *testing.M) int {
	dir, err := os.MkdirTemp("", "waypost")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "waypost")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build: %s\n", out)
		return 1
	}
	return m.Run()
}

const (
	publicURL = "https://help.example.org"
	authToken = "12345678901234567890123456789012"
	// planted is a number that must never be found anywhere (F2).
	planted = "+96170555123"
)

// gatewayProcess is a running `waypost serve`.
type gatewayProcess struct {
	t    *testing.T
	addr string
	env  []string
	dir  string
	cmd  *exec.Cmd
	log  *safeBuffer
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// environment is a deployment over the demo pack in a folder of its own.
func environment(dir, redis string, more ...string) []string {
	env := []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "WAYPOST_STATE_DIR=" + dir, "WAYPOST_COUNTRY=LB",
		"WAYPOST_SECRET=test:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "WAYPOST_PUBLIC_URL=" + publicURL,
		"TWILIO_ACCOUNT_SID=AC0123", "TWILIO_AUTH_TOKEN=old-token-being-rotated," + authToken, "TWILIO_FROM=+15005550006",
	}
	if redis != "" {
		env = append(env, "WAYPOST_REDIS_URL="+redis)
	}
	return append(env, more...)
}

// serveDemo loads the demo pack, checked today, and starts serving.
func serveDemo(t *testing.T, redis string, more ...string) *gatewayProcess {
	t.Helper()
	p := &gatewayProcess{t: t, dir: t.TempDir(), log: &safeBuffer{}}
	p.env = environment(p.dir, redis, more...)
	p.run("pack", "load", "../../deploy/demo")
	p.start()
	return p
}

// run runs a command of the program to its end and returns what it printed.
func (p *gatewayProcess) run(args ...string) string {
	p.t.Helper()
	cmd := exec.Command(binary, args...)
	cmd.Env = p.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		p.t.Fatalf("waypost %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// start serves on a free port and waits until ready.
func (p *gatewayProcess) start() {
	p.t.Helper()
	if p.addr == "" {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			p.t.Fatal(err)
		}
		p.addr = ln.Addr().String()
		_ = ln.Close()
	}
	p.cmd = exec.Command(binary, "serve")
	p.cmd.Env = append(slices.Clone(p.env), "WAYPOST_LISTEN="+p.addr)
	p.cmd.Stdout, p.cmd.Stderr = p.log, p.log
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(p.kill)
	for range 2000 {
		if resp, err := http.Get("http://" + p.addr + "/readyz"); err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	p.t.Fatalf("not ready:\n%s", p.log)
}

func (p *gatewayProcess) kill() {
	if p.cmd != nil {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
		p.cmd = nil
	}
}

// second is another process over the same database and Redis.
func (p *gatewayProcess) second() *gatewayProcess {
	q := &gatewayProcess{t: p.t, dir: p.dir, env: p.env, log: &safeBuffer{}}
	q.start()
	return q
}

// sign is X-Twilio-Signature as twilio.com/docs/usage/security describes it:
// the URL, then each parameter's name and value in the order of the names,
// HMAC-SHA1 with the auth token, base64.
func sign(target string, form url.Values) string {
	names := make([]string, 0, len(form))
	for name := range form {
		names = append(names, name)
	}
	slices.Sort(names)
	mac := hmac.New(sha1.New, []byte(authToken))
	_, _ = io.WriteString(mac, target)
	for _, name := range names {
		_, _ = io.WriteString(mac, name+form.Get(name))
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// sms posts one text as Twilio does and returns status and body.
func (p *gatewayProcess) sms(sid, from, text string) (int, string) {
	p.t.Helper()
	const path = "/webhooks/twilio/sms"
	form := url.Values{
		"MessageSid": {sid}, "SmsMessageSid": {sid}, "AccountSid": {"AC0123"}, "From": {from}, "To": {"+15005550006"}, "Body": {text},
		"NumMedia": {"0"}, "FromCity": {"PLANTED CITY"}, "FromZip": {"99999"}, "FromCountry": {"LB"},
	}
	return p.post(path, form, sign(publicURL+path, form))
}

func (p *gatewayProcess) post(path string, form url.Values, signature string) (int, string) {
	p.t.Helper()
	req, err := http.NewRequest(http.MethodPost, "http://"+p.addr+path, strings.NewReader(form.Encode()))
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Twilio-Signature", signature)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err.Error()
	}
	return resp.StatusCode, string(body)
}

// ask posts a text that must be answered and returns the words of the answer.
func (p *gatewayProcess) ask(sid, from, text string) string {
	p.t.Helper()
	status, body := p.sms(sid, from, text)
	if status != http.StatusOK {
		p.t.Fatalf("%q: status %d: %s", text, status, body)
	}
	return message(p.t, body)
}

// message is the text inside TwiML, empty for silence.
func message(t *testing.T, twiml string) string {
	t.Helper()
	var r struct {
		Message string `xml:"Message"`
	}
	if err := xml.Unmarshal([]byte(twiml), &r); err != nil {
		t.Fatalf("not TwiML: %v: %s", err, twiml)
	}
	return r.Message
}

// read returns everything of r.
func read(t *testing.T, r io.Reader) string {
	t.Helper()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
