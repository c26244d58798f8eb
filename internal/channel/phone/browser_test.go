package phone

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"waypost/internal/channel/channeltest"
	"waypost/internal/gateway"
	"waypost/internal/sms"
	"waypost/internal/testkit"
)

func TestInABrowser(t *testing.T) {
	ctx := testkit.Browser(t)
	p := New(&channeltest.Recorder{Respond: menu})
	mux := http.NewServeMux()
	p.Routes(mux)
	server := httptest.NewServer(mux)
	defer server.Close()

	is := func(t *testing.T, what, expression string) {
		t.Helper()
		if _, err := chromedp.Run(ctx, chromedp.Poll[bool](expression, chromedp.WithPollingTimeout(10*time.Second))); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	open := func(t *testing.T, width int64, query string) {
		t.Helper()
		err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 844), chromedp.Navigate(server.URL+"/phone?"+query))
		if err != nil {
			t.Fatal(err)
		}
	}
	write := func(t *testing.T, text string) {
		t.Helper()
		if err := chromedp.Do(ctx, chromedp.SendKeys("#text", text), chromedp.Click("#send")); err != nil {
			t.Fatal(err)
		}
	}
	const answered = `[...document.querySelectorAll(".it p")].some(p => p.textContent.includes("Which <town>"))`

	t.Run("SMS: typing counts, sending shows the reply and its cost", func(t *testing.T) {
		open(t, 1280, "view=sms")
		if err := chromedp.Do(ctx, chromedp.SendKeys("#text", "مأوى")); err != nil {
			t.Fatal(err)
		}
		is(t, "the counter", `document.getElementById("count").textContent.startsWith("UCS2 4/1")`)
		write(t, " x")
		is(t, "the message", `document.querySelector(".me p").textContent === "مأوى x"`)
		is(t, "the reply", answered)
		is(t, "its cost", `document.querySelector(".it small").textContent === "UCS2 18/1"`)
		is(t, "no buttons", `document.querySelector(".row") === null`)
		screenshot(t, ctx, "sms-1280")
	})
	t.Run("the counter of the page agrees with package sms", func(t *testing.T) {
		open(t, 1280, "view=sms")
		for _, text := range []string{
			strings.Repeat("a", 161), strings.Repeat("€", 81), strings.Repeat("a", 152) + "€" + strings.Repeat("a", 152),
			strings.Repeat("م", 71), strings.Repeat("😀", 36), strings.Repeat("😀", 67), "ç", "é^ñ",
		} {
			size := sms.Count(text)
			is(t, "typing", fmt.Sprintf(`(() => {
				const field = document.getElementById("text");
				field.value = %q;
				field.dispatchEvent(new Event("input"));
				return document.getElementById("count").textContent.startsWith("%v %d/%d ");
			})()`, text, size.Encoding, size.Units, size.Segments))
		}
	})
	t.Run("chat: a button of the reply is a message", func(t *testing.T) {
		open(t, 1280, "view=chat")
		write(t, "hello")
		is(t, "the reply", answered)
		if err := chromedp.Do(ctx, chromedp.Click(`.row button[value="2"]`)); err != nil {
			t.Fatal(err)
		}
		is(t, "the press", `[...document.querySelectorAll(".me p")].at(-1).textContent === "Saida"`)
		is(t, "its answer", `document.querySelectorAll(".it").length === 2`)
		screenshot(t, ctx, "chat-1280")
	})
	t.Run("a message that nobody asked for appears", func(t *testing.T) {
		open(t, 1280, "view=sms")
		_, err := p.Send(ctx, gateway.Outbound{To: gateway.Address{Channel: Name, Value: DefaultNumber}, Text: "FLOOD"}, "r")
		if err != nil {
			t.Fatal(err)
		}
		is(t, "the alert", `[...document.querySelectorAll(".it p")].some(p => p.textContent === "FLOOD")`)
	})
	for _, query := range []string{"view=sms&lang=en", "view=chat&lang=ar", "view=chat&lang=ru", "view=sms&lang=fr", "view=sms&lang=zh-Hans"} {
		t.Run("a small screen: "+query, func(t *testing.T) {
			open(t, 390, query)
			write(t, "ok wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww")
			is(t, "the reply", answered)
			is(t, "no horizontal scroll", `document.documentElement.scrollWidth <= 390`)
			screenshot(t, ctx, "390-"+query)
		})
	}
	t.Run("Arabic runs from right to left", func(t *testing.T) {
		open(t, 1280, "view=chat&lang=ar")
		is(t, "the direction", `document.documentElement.dir === "rtl" && document.documentElement.lang === "ar"`)
		write(t, "مأوى طرابلس 015550100")
		is(t, "own messages stand on the left", `document.querySelector(".me").getBoundingClientRect().left < document.querySelector(".it").getBoundingClientRect().left`)
		screenshot(t, ctx, "ar-1280")
	})
}

// screenshot writes a picture for people to look at when a folder is named.
func screenshot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	dir := os.Getenv("WAYPOST_SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600)
	}
	if err != nil {
		t.Error(err)
	}
}
