package main

import (
	"context"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"waypost/internal/testkit"
)

// localPage starts `waypost local` and returns where its phone is.
func localPage(t *testing.T) string {
	t.Helper()
	cmd := exec.Command(binary, "local")
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "WAYPOST_STATE_DIR=" + t.TempDir(), "WAYPOST_LISTEN=127.0.0.1:0"}
	out := &safeBuffer{}
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	address := regexp.MustCompile(`http://\S+/phone`)
	for range 1000 {
		if found := address.FindString(out.String()); found != "" {
			return found
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("not ready:\n%s", out)
	return ""
}

// The stories of the README in a browser, in both views, small and large, left
// to right and right to left. With WAYPOST_SCREENSHOTS=dir the pages are kept.
func TestThePhonePageHoldsTheStories(t *testing.T) {
	page := localPage(t)
	ctx := testkit.Browser(t)
	for i, tc := range []struct {
		name, view, lang string
		width            int64
		ask, want        string
	}{
		{"sms-en-390", "sms", "en", 390, "shelter tripoli", "Al-Amal School, Mina St: 40 places, all welcome, no ID"},
		{"sms-en-1280", "sms", "en", 1280, "shelter tripoli", "Reply 1 for the way"},
		{"sms-ar-390", "sms", "ar", 390, "مأوى طرابلس", "مدرسة الأمل"},
		{"sms-ar-1280", "sms", "ar", 1280, "مأوى طرابلس", "015550100"},
		{"chat-en-390", "chat", "en", 390, "refugio tripoli", "Escuela Al-Amal"},
		{"chat-ar-1280", "chat", "ar", 1280, "مأوى طرابلس", "مدرسة الأمل"},
		{"sms-help-390", "sms", "en", 390, "HELP", "EMERGENCY, free: Red Cross 140"},
		{"sms-embassy-1280", "sms", "en", 1280, "embassy sierra leone", "SIERRA LEONE: no mission here"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			from := "+9610000000" + strconv.Itoa(i)
			address := page + "?" + url.Values{"view": {tc.view}, "lang": {tc.lang}, "from": {from}}.Encode()
			err := chromedp.Do(ctx, chromedp.EmulateViewport(tc.width, 844), chromedp.Navigate(address),
				chromedp.SendKeys("#text", tc.ask), chromedp.Click("#send"))
			if err != nil {
				t.Fatal(err)
			}
			answered := `[...document.querySelectorAll(".it p")].some(p => p.textContent.includes(` + quote(tc.want) + `))`
			if _, err := chromedp.Run(ctx, chromedp.Poll[bool](answered, chromedp.WithPollingTimeout(10*time.Second))); err != nil {
				text, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`[...document.querySelectorAll(".it p")].map(p => p.textContent).join(" | ")`))
				t.Errorf("no such answer: %v; the page shows %q", err, text)
			}
			fits, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.documentElement.scrollWidth <= window.innerWidth`))
			if err != nil || !fits {
				t.Errorf("the page scrolls sideways: %v", err)
			}
			dir, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.documentElement.dir`))
			if want := map[string]string{"ar": "rtl", "en": "ltr"}[tc.lang]; err != nil || dir != want {
				t.Errorf("direction %q, want %q: %v", dir, want, err)
			}
			keep(t, ctx, tc.name)
		})
	}
}

// keep saves a screenshot where the environment asks for one.
func keep(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	dir := os.Getenv("WAYPOST_SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644)
	}
	if err != nil {
		t.Error(err)
	}
}

func quote(s string) string { return `"` + strings.ReplaceAll(s, `"`, `\"`) + `"` }
