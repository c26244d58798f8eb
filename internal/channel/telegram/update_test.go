package telegram

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"waypost/internal/gateway"
)

func TestInbound(t *testing.T) {
	c := New(Config{Token: testToken}, nil, nil)
	at := time.Unix(1441645532, 0)
	press := `{"update_id":7,"callback_query":{"id":"99","from":{"id":700000001,"is_bot":false,"language_code":"ar"},` +
		`"message":{"message_id":5,"date":%s,"chat":{"id":700000001,"type":"private"},"text":"menu"},"chat_instance":"1","data":"2"}}`
	tests := []struct {
		name, raw string
		want      gateway.Inbound
	}{
		{"a text", inChat(7, 1, `"text":"shelter tripoli"`), gateway.Inbound{Text: "shelter tripoli", Hint: "zh-Hans", At: at}},
		{"a lone surrogate", inChat(7, 1, `"text":"a\ud83d b"`), gateway.Inbound{Text: "a\uFFFD b", Hint: "zh-Hans", At: at}},
		{"a bare start", inChat(7, 1, `"text":"/start"`), gateway.Inbound{Text: "/start", Hint: "zh-Hans", At: at}},
		{"a deep link", inChat(7, 1, `"text":"/start join_gn123"`), gateway.Inbound{Text: "join gn123", Hint: "zh-Hans", At: at}},
		{"a command is its word", inChat(7, 1, `"text":"/stop"`), gateway.Inbound{Text: "stop", Hint: "zh-Hans", At: at}},
		{"a command for this bot", inChat(7, 1, `"text":"/shelter@waypost_bot tripoli"`), gateway.Inbound{Text: "shelter tripoli", Hint: "zh-Hans", At: at}},
		{"a picture with words", inChat(7, 1, `"photo":[{"file_id":"x"}],"caption":"is it open?"`), gateway.Inbound{Text: "is it open?", Hint: "zh-Hans", At: at}},
		{"a voice message", inChat(7, 1, `"voice":{"file_id":"x","duration":3}`), gateway.Inbound{Hint: "zh-Hans", At: at}},
		{"a location", inChat(7, 1, `"location":{"latitude":34.43,"longitude":35.84}`), gateway.Inbound{Location: &gateway.Point{Lat: 34.43, Lon: 35.84}, Hint: "zh-Hans", At: at}},
		{"a press", sprintf(press, "1441645532"), gateway.Inbound{Button: "2", Hint: "ar"}},
		{"a press on a message too old to read", sprintf(press, "0"), gateway.Inbound{Button: "2", Hint: "ar"}},
		{"beside a field of a kind to come", inChat(7, 1, `"text":"x","reply_to_message":{"from":[]},"hologram":7`), gateway.Inbound{Text: "x", Hint: "zh-Hans", At: at}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u, err := parseUpdate([]byte(tt.raw))
			if err != nil {
				t.Fatal(err)
			}
			got, ok := c.inbound(u)
			if !ok {
				t.Fatal("it was ignored")
			}
			if got.From != chatOf(1) {
				t.Error("it comes from another chat")
			}
			if tt.want.At.IsZero() {
				tt.want.At = got.At
			}
			tt.want.Channel, tt.want.Medium, tt.want.ID, tt.want.From = Name, gateway.Chat, "4242:7", got.From
			tt.want.Deferred = true
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("inbound (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"stop": "stop", "STOP": "STOP", " stop ": " stop ", "/": "/", "/1": "/1", "//x": "//x", "/STOP": "STOP",
		"/start ": "/start", "/start@bot": "/start", "/start@bot a_b": "a b", "1/2": "1/2", "/مأوى": "/مأوى",
	} {
		if got := words(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestHint(t *testing.T) {
	for code, want := range map[string]gateway.Language{
		"": "", "en": "en", "EN": "en", "zh-hans": "zh-Hans", "pt-br": "pt-BR", "fil": "fil", "zh-hant-tw": "zh-Hant-TW", "../x": "", "a\x00": "",
	} {
		if got := hint(code); got != want {
			t.Errorf("%q is %q, want %q", code, got, want)
		}
	}
}

func FuzzParseUpdate(f *testing.F) {
	f.Add([]byte(inChat(7, 1, `"text":"/start a_b"`)))
	f.Add([]byte(`{"update_id":1,"callback_query":{"message":null,"data":"x"}}`))
	f.Add([]byte(`{"update_id":1,"message":[]}`))
	c := New(Config{Token: testToken}, nil, nil)
	f.Fuzz(func(t *testing.T, raw []byte) {
		u, err := parseUpdate(raw)
		if err != nil {
			return
		}
		if in, ok := c.inbound(u); ok && (in.From.Value == "0" || in.ID == "") {
			t.Error("a message from nobody")
		}
	})
}
