package main

import (
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"waypost/internal/testkit"
)

func TestASignedQuestionIsAnsweredInTheSameCall(t *testing.T) {
	p := serveDemo(t, testkit.Redis(t))
	got := p.ask("SM1", planted, "shelter tripoli")
	for _, want := range []string{"TRIPOLI shelters", "Al-Amal School, Mina St", "all welcome", "no ID", "St Joseph: FULL", "Reply 1 for the way", "01-555-0100"} {
		if !strings.Contains(got, want) {
			t.Errorf("answer lacks %q:\n%s", want, got)
		}
	}
	if got := p.ask("SM2", planted, "1"); !strings.Contains(got, "01-555-0111") {
		t.Errorf("the way lacks the phone of the place:\n%s", got)
	}
}

func TestAForgedSignatureChangesNothing(t *testing.T) {
	p := serveDemo(t, testkit.Redis(t))
	form := url.Values{"MessageSid": {"SM9"}, "From": {planted}, "To": {"+15005550006"}, "Body": {"STOP"}}
	if status, _ := p.post("/webhooks/twilio/sms", form, "forged"); status != http.StatusForbidden {
		t.Errorf("status %d, want 403", status)
	}
	if got := p.ask("SM10", planted, "mydata"); !strings.Contains(got, "nothing about you") {
		t.Errorf("something was kept:\n%s", got)
	}
}

func TestAnOversizeBodyIsRefused(t *testing.T) {
	p := serveDemo(t, testkit.Redis(t))
	if status, _ := p.sms("SM11", planted, strings.Repeat("a", 1<<20)); status != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d, want 413", status)
	}
}

// Mi7: the webhook arrives five times at once, and again after a kill.
func TestFiveDeliveriesAreOneStep(t *testing.T) {
	p := serveDemo(t, testkit.Redis(t))
	var wg sync.WaitGroup
	bodies := make([]string, 5)
	for i := range bodies {
		wg.Go(func() { _, bodies[i] = p.sms("SM20", planted, "join tripoli") })
	}
	wg.Wait()
	p.kill()
	p.start()
	_, again := p.sms("SM20", planted, "join tripoli")
	for _, b := range append(bodies, again) {
		if b != bodies[0] || message(t, b) == "" {
			t.Errorf("deliveries differ:\n%s\n%s", bodies[0], b)
		}
	}
	if got := p.ask("SM21", planted, "mydata"); strings.Count(got, "TRIPOLI") != 1 {
		t.Errorf("not one subscription:\n%s", got)
	}
	if got := p.ask("SM22", planted, "join tripoli"); !strings.HasPrefix(got, "Already done") {
		t.Errorf("the same wish under a new id is not said to be done already:\n%s", got)
	}
}

// Two processes, one person, two messages at once: two steps in some order.
func TestTwoProcessesNeverMergeOrLoseMessages(t *testing.T) {
	p := serveDemo(t, testkit.Redis(t))
	q := p.second()
	for round := range 5 {
		from := planted[:len(planted)-1] + string(rune('0'+round))
		var a, b string
		var wg sync.WaitGroup
		wg.Go(func() { a = p.ask("SMa"+from, from, "shelter tripoli") })
		wg.Go(func() { b = q.ask("SMb"+from, from, "doctor saida") })
		wg.Wait()
		if !strings.Contains(a, "TRIPOLI") || !strings.Contains(b, "SAIDA") {
			t.Fatalf("answers were mixed:\n%s\n%s", a, b)
		}
		// The session is that of the step committed last, never of a mix.
		way := p.ask("SMc"+from, from, "1")
		if !strings.Contains(way, "Al-Amal") && !strings.Contains(way, "Saida Clinic") {
			t.Errorf("the digit was read in a state that was never committed:\n%s", way)
		}
	}
}

// Mi6: Redis is dead.
func TestWithoutRedisEveryQuestionIsAnswered(t *testing.T) {
	redis, process := testkit.RedisServer(t)
	p := serveDemo(t, redis)
	if err := process.Kill(); err != nil {
		t.Fatal(err)
	}
	_, _ = process.Wait()
	start := time.Now()
	got := p.ask("SM30", planted, "shelter tripoli")
	if took := time.Since(start); took > 4*time.Second {
		t.Errorf("answered after %v", took)
	}
	if !strings.Contains(got, "Al-Amal School") || strings.Contains(got, "Reply 1") {
		t.Errorf("want the answer of Mi1 without a digit to reply:\n%s", got)
	}
	if got := p.ask("SM31", planted, "STOP"); !strings.HasPrefix(got, "Stopped") {
		t.Errorf("STOP is not confirmed:\n%s", got)
	}
	if n := p.count("SELECT count(*) FROM suppression"); n != "1" {
		t.Errorf("%s suppressions in the database, want 1", n)
	}
	_, first := p.sms("SM30", planted, "shelter tripoli")
	if message(t, first) != got && !strings.Contains(first, "Al-Amal") {
		t.Errorf("a redelivery is answered otherwise:\n%s", first)
	}
	if got := p.ask("SM32", planted, "HELP"); !strings.Contains(got, "140") || !strings.Contains(got, "112") {
		t.Errorf("HELP does not help:\n%s", got)
	}
}

// count asks the database.
func (p *gatewayProcess) count(query string) string {
	p.t.Helper()
	return strings.TrimSpace(query2(p.t, p.dir+"/waypost.db", query))
}

func query2(t *testing.T, db, query string) string {
	t.Helper()
	out, err := exec.Command("sqlite3", "-readonly", db, query).CombinedOutput()
	if err != nil {
		t.Fatalf("sqlite3: %v: %s", err, out)
	}
	return string(out)
}
