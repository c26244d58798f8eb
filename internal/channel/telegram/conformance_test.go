package telegram

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"waypost/internal/channel"
	"waypost/internal/channel/channeltest"
	"waypost/internal/gateway"
)

const (
	testToken  = "4242:AAtesttokenAAtesttoken"
	testSecret = "webhook-secret_1"
)

func TestConformance(t *testing.T) {
	channeltest.Run(t, channeltest.Harness{New: func(t *testing.T, h channel.Handler, e channel.Events) *channeltest.Subject {
		s, _, _ := newSubject(t, h, e)
		return s
	}})
}

func chatOf(n int) gateway.Address { return address(int64(700000000 + n)) }

// accepted is the answer to sendMessage
// (https://core.telegram.org/bots/api#sendmessage).
const accepted = `{"ok":true,"result":{"message_id":55,"date":1700000000,"chat":{"id":700000001,"type":"private"},"text":"x"}}`

// refusal is an error of the Bot API
// (https://core.telegram.org/bots/api#making-requests).
func refusal(status int, description, parameters string) http.HandlerFunc {
	body := fmt.Sprintf(`{"ok":false,"error_code":%d,"description":"%s secret-text 700000001"%s}`, status, description, parameters)
	return channeltest.Status(status, "application/json", body)
}

func slowDown(seconds int) http.HandlerFunc {
	return refusal(429, "Too Many Requests: retry after", fmt.Sprintf(`,"parameters":{"retry_after":%d}`, seconds))
}

func newSubject(t *testing.T, h channel.Handler, e channel.Events) (*channeltest.Subject, *Channel, *channeltest.Carrier) {
	carrier := channeltest.NewCarrier(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/sendMessage") {
			channeltest.Status(200, "application/json", accepted)(w, r)
			return
		}
		channeltest.Status(200, "application/json", `{"ok":true,"result":true}`)(w, r)
	})
	c := New(Config{Token: testToken, WebhookSecret: testSecret, APIURL: carrier.URL, SendTimeout: 300 * time.Millisecond}, h, e)
	mux := http.NewServeMux()
	c.Routes(mux)
	said := func() []string {
		var texts []string
		for _, call := range carrier.Calls("/bot" + testToken + "/sendMessage") {
			texts = append(texts, call.Form.Get("text"))
		}
		return texts
	}
	var mu sync.Mutex
	read := 0
	s := &channeltest.Subject{
		Channel: Name, Sender: c, Web: mux, Address: chatOf, Refused: http.StatusUnauthorized, Outgoing: said,
		Deliver: func(m channeltest.Message) *http.Request { return webhook(textUpdate(m), testSecret) },
		Replies: func(...*httptest.ResponseRecorder) []string {
			mu.Lock()
			defer mu.Unlock()
			fresh := said()[read:]
			read += len(fresh)
			return fresh
		},
		TooBig:  webhook(textUpdate(channeltest.Message{Text: strings.Repeat("x", 1<<20)}), testSecret),
		Secrets: []string{testToken, "AAtest", testSecret},
		Forged:  forged(), Unknown: unknown(), Receipts: receipts(),
	}
	arrange := func(answer http.HandlerFunc) func() gateway.Address {
		return func() gateway.Address { carrier.Next(answer); return chatOf(1) }
	}
	s.Troubles = map[string]channeltest.Trouble{
		"throttled":          {Arrange: arrange(slowDown(3)), Want: channel.NotAccepted, RetryAfter: 3 * time.Second},
		"server error":       {Arrange: arrange(refusal(500, "Internal Server Error", "")), Want: channel.Ambiguous},
		"HTML from a proxy":  {Arrange: arrange(channeltest.Status(502, "text/html", "<html>secret-text</html>")), Want: channel.Ambiguous},
		"an endless answer":  {Arrange: arrange(channeltest.Status(200, "application/json", strings.Repeat(" ", 2<<20)+accepted)), Want: channel.Ambiguous},
		"timeout":            {Arrange: arrange(carrier.Hang), Want: channel.Ambiguous},
		"connection reset":   {Arrange: arrange(channeltest.Reset), Want: channel.Ambiguous},
		"recipient gone":     {Arrange: arrange(refusal(403, "Forbidden: bot was blocked by the user", "")), Want: channel.Permanent, OptsOut: true},
		"no such chat":       {Arrange: arrange(refusal(400, "Bad Request: chat not found", "")), Want: channel.Permanent, OptsOut: true},
		"a refused text":     {Arrange: arrange(refusal(400, "Bad Request: message text is empty", "")), Want: channel.Permanent},
		"a wrong token":      {Arrange: arrange(refusal(401, "Unauthorized", "")), Want: channel.Account},
		"a deleted bot":      {Arrange: arrange(refusal(404, "Not Found", "")), Want: channel.Account},
		"a redirect":         {Arrange: arrange(channeltest.Status(302, "text/html", "", "Location", "http://127.0.0.1:1/")), Want: channel.Ambiguous},
		"not a chat of ours": {Arrange: func() gateway.Address { return gateway.Address{Channel: Name, Value: "not-a-chat"} }, Want: channel.Permanent},
	}
	return s, c, carrier
}

// textUpdate writes a lone surrogate and bytes that are not UTF-8 as they
// are, which Telegram would not.
func textUpdate(m channeltest.Message) string {
	text := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\x00", `\u0000`, "\x01", `\u0001`, "\x1b", `\u001b`).Replace(m.Text)
	return inChat(m.N, m.From, `"text":"`+text+`"`)
}

// inChat is an update with a message in a private chat
// (https://core.telegram.org/bots/webhooks#testing-your-bot-with-updates).
func inChat(updateID, from int, content string) string {
	id := chatOf(from).Value
	return fmt.Sprintf(`{"update_id":%d,"message":{"message_id":1365,"date":1441645532,`+
		`"chat":{"id":%s,"type":"private","first_name":"Test","last_name":"Lastname","username":"Testname"},`+
		`"from":{"id":%s,"is_bot":false,"first_name":"Test","last_name":"Lastname","username":"Testname","language_code":"zh-hans"},%s}}`, updateID, id, id, content)
}

func webhook(body, secret string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, WebhookPath, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if secret != "" {
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	}
	return r
}

func forged() map[string]*http.Request {
	body := inChat(1, 1, `"text":"STOP"`)
	return map[string]*http.Request{
		"no secret":         webhook(body, ""),
		"another secret":    webhook(body, "webhook-secret_2"),
		"part of it":        webhook(body, testSecret[:5]),
		"more than it":      webhook(body, testSecret+"x"),
		"the token instead": webhook(body, testToken),
	}
}

func unknown() map[string]*http.Request {
	with := func(body string) *http.Request { return webhook(body, testSecret) }
	return map[string]*http.Request{
		"a type of the future":     with(`{"update_id":1,"hologram":{"x":1}}`),
		"an unknown shape":         with(`{"update_id":1,"message":[1,2]}`),
		"an edited message":        with(strings.Replace(inChat(1, 1, `"text":"x"`), `"message":`, `"edited_message":`, 1)),
		"a channel post":           with(`{"update_id":1,"channel_post":{"message_id":1,"date":1,"chat":{"id":-100,"type":"channel"},"text":"x"}}`),
		"a group":                  with(`{"update_id":1,"message":{"message_id":1,"date":1,"chat":{"id":-5,"type":"group"},"from":{"id":5},"text":"x"}}`),
		"a contact":                with(inChat(1, 1, `"contact":{"phone_number":"+961000001","first_name":"x"}`)),
		"a notice":                 with(inChat(1, 1, `"pinned_message":{"message_id":1}`)),
		"another bot":              with(strings.Replace(inChat(1, 1, `"text":"x"`), `"is_bot":false`, `"is_bot":true`, 1)),
		"a press without a chat":   with(`{"update_id":1,"callback_query":{"id":"1","from":{"id":5},"inline_message_id":"x","data":"1"}}`),
		"a press in a group":       with(`{"update_id":1,"callback_query":{"id":"1","from":{"id":5},"message":{"message_id":1,"chat":{"id":-5,"type":"group"}},"data":"1"}}`),
		"membership in a group":    with(`{"update_id":1,"my_chat_member":{"chat":{"id":-5,"type":"group"},"new_chat_member":{"status":"kicked"}}}`),
		"membership of a new kind": with(`{"update_id":1,"my_chat_member":{"chat":{"id":5,"type":"private"},"new_chat_member":{"status":"hologram"}}}`),
	}
}

func receipts() map[string]channeltest.Receipt {
	membership := func(status string) *http.Request {
		return webhook(fmt.Sprintf(`{"update_id":9,"my_chat_member":{"chat":{"id":%s,"type":"private"},"from":{"id":1,"is_bot":false,"first_name":"x"},"date":1,`+
			`"old_chat_member":{"status":"member","user":{"id":4242}},"new_chat_member":{"status":"%s","user":{"id":4242},"until_date":0}}}`, chatOf(1).Value, status), testSecret)
	}
	return map[string]channeltest.Receipt{
		"the bot is blocked":    {Request: membership("kicked"), OptOut: &channeltest.OptOut{From: chatOf(1).Value, Out: true}},
		"the bot is taken back": {Request: membership("member"), OptOut: &channeltest.OptOut{From: chatOf(1).Value, Out: false}},
	}
}
