package telegram

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"waypost/internal/channel"
	"waypost/internal/gateway"
)

// update is the part of an Update that is read
// (https://core.telegram.org/bots/api#update). The SDK's model is not used: it
// refuses a whole update for one field of a kind that it does not know, and
// reads names.
type update struct {
	ID           int64          `json:"update_id"`
	Message      *message       `json:"message"`
	Press        *callbackQuery `json:"callback_query"`
	MyChatMember *myChatMember  `json:"my_chat_member"`
}

type message struct {
	From     *user     `json:"from"`
	Chat     chat      `json:"chat"`
	Date     int64     `json:"date"`
	Text     string    `json:"text"`
	Caption  string    `json:"caption"`
	Location *location `json:"location"`
	// Media without words, and a shared contact; only their presence counts.
	Photo     json.RawMessage `json:"photo"`
	Voice     json.RawMessage `json:"voice"`
	Audio     json.RawMessage `json:"audio"`
	Video     json.RawMessage `json:"video"`
	VideoNote json.RawMessage `json:"video_note"`
	Document  json.RawMessage `json:"document"`
	Sticker   json.RawMessage `json:"sticker"`
}

type callbackQuery struct {
	ID      string   `json:"id"`
	From    user     `json:"from"`
	Message *message `json:"message"`
	Data    string   `json:"data"`
}

type myChatMember struct {
	Chat chat `json:"chat"`
	New  struct {
		Status string `json:"status"`
	} `json:"new_chat_member"`
}

type user struct {
	IsBot        bool   `json:"is_bot"`
	LanguageCode string `json:"language_code"`
}

type chat struct {
	ID   int64  `json:"id"`
	Type string `json:"type"`
}

func (c chat) isPrivate() bool { return c.Type == "private" && c.ID != 0 }

type location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

// parseUpdate reads the update's id even where the rest has another shape
// than documented; such an update then says nothing.
func parseUpdate(raw []byte) (update, error) {
	var u update
	err := json.Unmarshal(raw, &u)
	if err == nil {
		return u, nil
	}
	var bare struct {
		ID int64 `json:"update_id"`
	}
	if err := json.Unmarshal(raw, &bare); err != nil {
		return update{}, err
	}
	return update{ID: bare.ID}, nil
}

// chatID is 0 for an update that belongs to no private chat.
func (u update) chatID() int64 {
	switch {
	case u.Message != nil && u.Message.Chat.isPrivate():
		return u.Message.Chat.ID
	case u.Press != nil && u.Press.Message != nil && u.Press.Message.Chat.isPrivate():
		return u.Press.Message.Chat.ID
	case u.MyChatMember != nil && u.MyChatMember.Chat.isPrivate():
		return u.MyChatMember.Chat.ID
	}
	return 0
}

// inbound is what a person wrote, pressed or shared in a private chat; false
// for everything else.
func (c *Channel) inbound(u update) (gateway.Inbound, bool) {
	in := gateway.Inbound{Channel: Name, Medium: gateway.Chat, ID: c.inboundID(u.ID), Deferred: true, At: time.Now()}
	in.From = address(u.chatID())
	switch {
	case u.chatID() == 0:
		return in, false
	case u.Press != nil:
		in.Button, in.Hint = channel.Text(u.Press.Data), hint(u.Press.From.LanguageCode)
		return in, in.Button != ""
	case u.Message != nil:
		return in, u.Message.read(&in)
	}
	return in, false
}

func (m *message) read(in *gateway.Inbound) bool {
	if m.From != nil {
		if m.From.IsBot {
			return false
		}
		in.Hint = hint(m.From.LanguageCode)
	}
	if m.Date > 0 {
		in.At = time.Unix(m.Date, 0)
	}
	if m.Location != nil {
		in.Location = &gateway.Point{Lat: m.Location.Latitude, Lon: m.Location.Longitude}
		return true
	}
	in.Text = words(channel.Text(m.Text))
	if in.Text == "" {
		in.Text = channel.Text(m.Caption)
	}
	// A picture or a voice message without words is answered too; a contact or
	// a notice of Telegram is not.
	return in.Text != "" || m.hasMedia()
}

func (m *message) hasMedia() bool {
	for _, kind := range []json.RawMessage{m.Photo, m.Voice, m.Audio, m.Video, m.VideoNote, m.Document, m.Sticker} {
		if len(kind) > 0 && string(kind) != "null" {
			return true
		}
	}
	return false
}

// words turns a command into the words a person would type: "/stop" is "stop",
// and "/start join_gn123", which a deep link sends, is "join gn123". A bare
// "/start" stays.
func words(text string) string {
	command, rest, _ := strings.Cut(text, " ")
	if len(command) < 2 || command[0] != '/' || !isLetter(command[1]) {
		return text
	}
	command, _, _ = strings.Cut(command, "@") // "/stop@waypost_bot"
	rest = strings.TrimSpace(rest)
	switch {
	case command != "/start":
		return strings.TrimSpace(command[1:] + " " + rest)
	case rest == "":
		return command
	}
	return strings.ReplaceAll(rest, "_", " ")
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// hint writes the app's language as locale folders are named: "zh-hans" is
// "zh-Hans", "pt-br" is "pt-BR".
func hint(code string) gateway.Language {
	parts := strings.Split(code, "-")
	for i, part := range parts {
		for j := range len(part) {
			if !isLetter(part[j]) && (part[j] < '0' || part[j] > '9') {
				return ""
			}
		}
		parts[i] = strings.ToLower(part)
		if i > 0 && len(part) == 4 {
			parts[i] = strings.ToUpper(part[:1]) + strings.ToLower(part[1:])
		} else if i > 0 && len(part) == 2 {
			parts[i] = strings.ToUpper(part)
		}
	}
	return gateway.Language(strings.Join(parts, "-"))
}

func address(chatID int64) gateway.Address {
	return gateway.Address{Channel: Name, Value: strconv.FormatInt(chatID, 10)}
}
