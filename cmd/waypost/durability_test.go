package main

import (
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"waypost/internal/testkit"
)

// A4: kill -9 at any point after a 2xx, thirty times: every accepted STOP is
// there exactly once after the restart.
func TestNothingAcceptedIsLostWhenKilled(t *testing.T) {
	p := serveDemo(t, testkit.Redis(t))
	accepted := 0
	for round := range 30 {
		var mu sync.Mutex
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() {
				for n := range 20 {
					id := fmt.Sprintf("%02d%d%02d", round, i, n)
					status, body := p.sms("SMk"+id, "+9617"+id+"0", "STOP")
					if status == http.StatusOK && strings.Contains(body, "Stopped") {
						mu.Lock()
						accepted++
						mu.Unlock()
					} else if status == 0 {
						return
					}
				}
			})
		}
		time.Sleep(time.Duration(round%7) * 3 * time.Millisecond)
		p.kill()
		wg.Wait()
		p.start()
	}
	got, err := strconv.Atoi(p.count("SELECT count(*) FROM suppression"))
	if err != nil {
		t.Fatal(err)
	}
	if got < accepted || accepted == 0 {
		t.Errorf("%d accepted, %d in the database", accepted, got)
	}
	if twice := p.count("SELECT count(*) FROM (SELECT contact FROM suppression GROUP BY contact, source HAVING count(*) > 1)"); twice != "0" {
		t.Errorf("%s kept twice", twice)
	}
	t.Logf("%d STOPs accepted over 30 kills, %d kept", accepted, got)
}

// F2: after everything, a planted number is nowhere, in six spellings.
func TestAPlantedNumberIsFoundNowhere(t *testing.T) {
	redis := testkit.Redis(t)
	p := serveDemo(t, redis)
	const secret = "zebrafish-lantern"
	for i, text := range []string{"shelter tripoli", "1", "join tripoli", "mydata", "STOP", "embassy kenya", "HELP", secret + " " + planted, "call me on " + planted, "DELETE", "doctor saida"} {
		p.ask(fmt.Sprintf("SMp%d", i), planted, text)
	}
	time.Sleep(11 * time.Second) // the counters are flushed every ten
	metrics, err := http.Get("http://" + p.addr + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer metrics.Body.Close()
	places := map[string]string{"log": p.log.String(), "metrics": read(t, metrics.Body)}
	dump, err := exec.Command("redis-cli", "-s", strings.TrimPrefix(redis, "unix://"), "--scan").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range strings.Fields(string(dump)) {
		value, _ := exec.Command("redis-cli", "-s", strings.TrimPrefix(redis, "unix://"), "--raw", "DUMP", key).Output()
		places["redis"] += key + string(value)
	}
	err = filepath.WalkDir(p.dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			data, err := os.ReadFile(path)
			places["file "+filepath.Base(path)] = string(data)
			return err
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	spellings := []string{planted, planted[1:], "00" + planted[1:], planted[4:], "70 555 123", "٧٠٥٥٥١٢٣", secret, "PLANTED CITY", "zebrafish"}
	for where, text := range places {
		if where == "file waypost.db" && !strings.Contains(text, "suppression") {
			t.Error("the database was not read")
		}
		for _, s := range spellings {
			if strings.Contains(text, s) && !(s == "zebrafish" && strings.HasPrefix(where, "file waypost.db")) {
				t.Errorf("%q is in the %s", s, where)
			}
		}
	}
	if len(places) < 4 {
		t.Errorf("looked only at %d places", len(places))
	}
}

func TestEveryWrongSettingIsListedAtStart(t *testing.T) {
	cmd := exec.Command(binary, "serve")
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "WAYPOST_STATE_DIR=" + t.TempDir(), "WAYPOST_COUNTRY=Lebanon",
		"TWILIO_ACCOUNT_SID=AC1", "TELEGRAM_WEBHOOK_SECRET=x", "TELEGRAM_MODE=pigeon", "WAYPOST_PUBLIC_URL=nonsense"}
	out, err := cmd.CombinedOutput()
	if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != exitConfig {
		t.Errorf("exit %v, want %d", err, exitConfig)
	}
	for _, name := range []string{"WAYPOST_COUNTRY", "TWILIO_AUTH_TOKEN", "TWILIO_FROM", "TELEGRAM_BOT_TOKEN", "TELEGRAM_MODE", "WAYPOST_PUBLIC_URL"} {
		if !strings.Contains(string(out), name) {
			t.Errorf("%s is not named:\n%s", name, out)
		}
	}
}

func TestServeWithoutACountryPackDoesNotStart(t *testing.T) {
	dir := t.TempDir()
	cmd := exec.Command(binary, "serve")
	cmd.Env = environment(dir, "")
	out, err := cmd.CombinedOutput()
	if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != exitConfig || !strings.Contains(string(out), "pack load") {
		t.Errorf("exit %v, want %d:\n%s", err, exitConfig, out)
	}
}

func TestAnotherSecretIsRefused(t *testing.T) {
	p := serveDemo(t, "")
	p.kill()
	cmd := exec.Command(binary, "serve")
	cmd.Env = append(p.env, "WAYPOST_SECRET=other:YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=")
	out, err := cmd.CombinedOutput()
	if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != exitConfig || !strings.Contains(string(out), "WAYPOST_SECRET") {
		t.Errorf("exit %v, want %d:\n%s", err, exitConfig, out)
	}
}

// A process that cannot open its database answers from the saved directory.
func TestWithoutRecordsTheSavedDirectoryAnswers(t *testing.T) {
	p := serveDemo(t, "")
	p.kill()
	db := filepath.Join(p.dir, "waypost.db")
	for _, suffix := range []string{"", "-wal", "-shm"} {
		_ = os.Remove(db + suffix)
	}
	if err := os.Mkdir(db, 0o700); err != nil {
		t.Fatal(err)
	}
	p.start()
	if got := p.ask("SMs1", planted, "shelter tripoli"); !strings.Contains(got, "Al-Amal") {
		t.Errorf("answer: %q", got)
	}
	if got := p.ask("SMs2", planted, "STOP"); !strings.Contains(got, "could not save") {
		t.Errorf("STOP: %q", got)
	}
	if got := p.ask("SMs3", planted, "HELP"); !strings.Contains(got, "140") {
		t.Errorf("HELP: %q", got)
	}
}
