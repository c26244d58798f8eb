package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"waypost/internal/testkit"
)

const botToken = "4242:token-of-the-fake"

// botAPI is Telegram's side, as core.telegram.org/bots/api describes it: an
// update is confirmed by a getUpdates whose offset is beyond it.
type botAPI struct {
	*httptest.Server
	mu      sync.Mutex
	updates []string
	offset  int
	sent    map[string][]string // chat id → texts
	buttons map[string]string   // chat id → last keyboard
}

func newBotAPI(t *testing.T) *botAPI {
	f := &botAPI{sent: map[string][]string{}, buttons: map[string]string{}}
	f.Server = httptest.NewServer(http.HandlerFunc(f.serve))
	t.Cleanup(f.Close)
	return f
}

func (f *botAPI) serve(w http.ResponseWriter, r *http.Request) {
	method, ok := strings.CutPrefix(r.URL.Path, "/bot"+botToken+"/")
	if !ok {
		http.Error(w, `{"ok":false,"error_code":404,"description":"Not Found"}`, http.StatusNotFound)
		return
	}
	fields := requestFields(r)
	f.mu.Lock()
	defer f.mu.Unlock()
	result := "true"
	switch method {
	case "getUpdates":
		result = f.pending(fields["offset"])
	case "sendMessage":
		f.sent[fields["chat_id"]] = append(f.sent[fields["chat_id"]], fields["text"])
		f.buttons[fields["chat_id"]] = fields["reply_markup"]
		result = fmt.Sprintf(`{"message_id":1,"date":1,"chat":{"id":%s,"type":"private"},"text":"x"}`, fields["chat_id"])
	}
	_, _ = fmt.Fprintf(w, `{"ok":true,"result":%s}`, result)
}

// answers are the texts sent to a chat so far.
func (f *botAPI) answers(chat string) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.sent[chat]
}

// requestFields reads a call's parameters, sent as a form, a multipart form or JSON.
func requestFields(r *http.Request) map[string]string {
	out := map[string]string{}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		var raw map[string]json.RawMessage
		body, _ := io.ReadAll(r.Body)
		_ = json.Unmarshal(body, &raw)
		for k, v := range raw {
			var s string
			if json.Unmarshal(v, &s) != nil {
				s = string(v)
			}
			out[k] = s
		}
		return out
	}
	_ = r.ParseMultipartForm(1 << 20)
	for k, v := range r.Form {
		out[k] = v[0]
	}
	return out
}

// pending confirms what lies before offset and lists the rest, a hundred at most.
func (f *botAPI) pending(offset string) string {
	if n, err := strconv.Atoi(offset); err == nil {
		f.offset = max(f.offset, n)
	}
	var list []string
	for i := range f.updates {
		if id := i + 1; id >= f.offset && len(list) < 10 {
			list = append(list, f.updates[i])
		}
	}
	return "[" + strings.Join(list, ",") + "]"
}

func chatUpdate(id, chat int, text string) string {
	quoted, _ := json.Marshal(text)
	return fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"date":1700000000,"chat":{"id":%d,"type":"private"},"from":{"id":%d,"is_bot":false,"language_code":"en"},"text":%s}}`,
		id, id, chat, chat, quoted)
}

func (p *gatewayProcess) update(secret, body string) int {
	p.t.Helper()
	req, err := http.NewRequest(http.MethodPost, "http://"+p.addr+"/webhooks/telegram", strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode
}

func TestTelegramUpdatesAreAnsweredBeforeTheyAreAcknowledged(t *testing.T) {
	api := newBotAPI(t)
	p := serveDemo(t, testkit.Redis(t), "TELEGRAM_BOT_TOKEN="+botToken, "TELEGRAM_WEBHOOK_SECRET=shh", "TELEGRAM_API_URL="+api.URL)
	if got := p.update("wrong", chatUpdate(1, 77, "shelter tripoli")); got != http.StatusUnauthorized {
		t.Errorf("wrong secret: status %d, want 401", got)
	}
	if api.answers("77") != nil {
		t.Error("a forged update was answered")
	}
	if got := p.update("shh", chatUpdate(2, 77, "shelter tripoli")); got != http.StatusOK {
		t.Errorf("status %d, want 200", got)
	}
	api.mu.Lock()
	defer api.mu.Unlock()
	texts := api.sent["77"]
	if len(texts) != 1 || !strings.Contains(texts[0], "Al-Amal School, Mina St") || !strings.Contains(texts[0], "no ID") {
		t.Fatalf("answers: %q", texts)
	}
	if !strings.Contains(api.buttons["77"], "services/list#") {
		t.Errorf("no button for the first place: %s", api.buttons["77"])
	}
}

// The same question by SMS and by Telegram gives the same facts (A2).
func TestBothChannelsTellTheSameFacts(t *testing.T) {
	api := newBotAPI(t)
	p := serveDemo(t, testkit.Redis(t), "TELEGRAM_BOT_TOKEN="+botToken, "TELEGRAM_WEBHOOK_SECRET=shh", "TELEGRAM_API_URL="+api.URL)
	sms := p.ask("SM1", planted, "embassy sierra leone")
	p.update("shh", chatUpdate(3, 78, "embassy sierra leone"))
	if got := api.answers("78"); len(got) != 1 || got[0] != sms {
		t.Errorf("SMS %q, Telegram %q", sms, got)
	}
}

// kill -9 during polling loses no update.
func TestPollingSurvivesBeingKilled(t *testing.T) {
	api := newBotAPI(t)
	const total = 60
	api.mu.Lock()
	for id := 1; id <= total; id++ {
		api.updates = append(api.updates, chatUpdate(id, 1000+id, "shelter tripoli"))
	}
	api.mu.Unlock()
	p := serveDemo(t, testkit.Redis(t), "TELEGRAM_BOT_TOKEN="+botToken, "TELEGRAM_MODE=polling", "TELEGRAM_API_URL="+api.URL)
	for range 4 {
		time.Sleep(30 * time.Millisecond) // anywhere in the middle
		p.kill()
		p.start()
	}
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		api.mu.Lock()
		done := api.offset == total+1
		api.mu.Unlock()
		if done {
			break
		}
	}
	api.mu.Lock()
	defer api.mu.Unlock()
	if api.offset != total+1 {
		t.Errorf("confirmed up to %d, want %d", api.offset-1, total)
	}
	for id := 1; id <= total; id++ {
		if texts := api.sent[strconv.Itoa(1000+id)]; len(texts) == 0 || !strings.Contains(texts[0], "Al-Amal") {
			t.Errorf("update %d was never answered", id)
		}
	}
}
