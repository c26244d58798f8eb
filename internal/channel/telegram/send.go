package telegram

import (
	"context"
	"errors"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/go-telegram/bot"

	"waypost/internal/channel"
	"waypost/internal/gateway"
)

// Bounds of a message, in UTF-16 units and bytes
// (https://core.telegram.org/bots/api#sendmessage, #inlinekeyboardbutton).
const (
	maxText   = 4096
	maxButton = 64
)

// Send sends one message, tried once, and returns its id within the chat.
// Telegram knows no receipts, so ref goes nowhere. A person who blocked the
// bot is also reported to Events.
func (c *Channel) Send(ctx context.Context, out gateway.Outbound, _ string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", &channel.SendError{Class: channel.NotAccepted, Err: err}
	}
	chatID, err := strconv.ParseInt(out.To.Value, 10, 64)
	if err != nil {
		return "", &channel.SendError{Class: channel.Permanent, Err: errors.New("not a chat id")}
	}
	if c.bot == nil {
		return "", &channel.SendError{Class: channel.Account, Err: errors.New("not configured")}
	}
	call, cancel := context.WithTimeout(ctx, c.config.SendTimeout)
	defer cancel()
	message, err := c.bot.SendMessage(call, params(chatID, out))
	if err != nil {
		return "", c.refused(ctx, out.To, err)
	}
	return strconv.Itoa(message.ID), nil
}

// params sets no parse mode: what people and operators write is not markup.
func params(chatID int64, out gateway.Outbound) *bot.SendMessageParams {
	p := &bot.SendMessageParams{ChatID: chatID, Text: cut(channel.Text(out.Text))}
	if rows := keyboard(out.Buttons); len(rows) > 0 {
		p.ReplyMarkup = inlineKeyboard{rows}
	}
	return p
}

// inlineKeyboard is an InlineKeyboardMarkup. The SDK's model writes an empty
// copy_text into every button, of which Telegram allows one kind only.
type inlineKeyboard struct {
	Rows [][]key `json:"inline_keyboard"`
}

type key struct {
	Text string `json:"text"`
	Data string `json:"callback_data"`
}

// keyboard leaves out buttons for which Telegram would refuse the message.
func keyboard(buttons [][]gateway.Button) [][]key {
	var rows [][]key
	for _, row := range buttons {
		var keys []key
		for _, b := range row {
			if b.Label != "" && b.Value != "" && len(b.Value) <= maxButton {
				keys = append(keys, key{Text: b.Label, Data: b.Value})
			}
		}
		if len(keys) > 0 {
			rows = append(rows, keys)
		}
	}
	return rows
}

// cut shortens a text to maxText without splitting a character.
func cut(text string) string {
	units := 0
	for i, r := range text {
		units++
		if r > 0xFFFF {
			units++
		}
		if units > maxText {
			return text[:i]
		}
	}
	return text
}

// stopSpinner ends the progress shown on a pressed button. Telegram ends it by
// itself after a while, so a failure does not matter.
func (c *Channel) stopSpinner(ctx context.Context, pressID string) {
	ctx, cancel := context.WithTimeout(ctx, c.config.SendTimeout)
	defer cancel()
	_, _ = c.bot.AnswerCallbackQuery(ctx, &bot.AnswerCallbackQueryParams{CallbackQueryID: pressID})
}

// refused turns a failure into its class. The words of the SDK are dropped,
// since they may quote the chat or a whole page.
func (c *Channel) refused(ctx context.Context, to gateway.Address, err error) error {
	e := classify(err)
	if e.Class == channel.Permanent && isGone(err) {
		// The class tells the caller as well, so a failure here loses nothing.
		_ = c.events.OptedOut(ctx, to, true)
	}
	return e
}

// classify knows the errors of https://core.telegram.org/api/errors as the SDK
// wraps them.
func classify(err error) *channel.SendError {
	var slow *bot.TooManyRequestsError
	var moved *bot.MigrateError
	var dial *net.OpError
	switch {
	case errors.As(err, &slow):
		return &channel.SendError{Class: channel.NotAccepted, Code: "429", RetryAfter: time.Duration(slow.RetryAfter) * time.Second, Err: bot.ErrorTooManyRequests}
	case errors.Is(err, bot.ErrorForbidden):
		return &channel.SendError{Class: channel.Permanent, Code: "403", Err: bot.ErrorForbidden}
	case errors.Is(err, bot.ErrorBadRequest), errors.As(err, &moved):
		return &channel.SendError{Class: channel.Permanent, Code: "400", Err: bot.ErrorBadRequest}
	case errors.Is(err, bot.ErrorUnauthorized):
		return &channel.SendError{Class: channel.Account, Code: "401", Err: bot.ErrorUnauthorized}
	case errors.Is(err, bot.ErrorNotFound):
		return &channel.SendError{Class: channel.Account, Code: "404", Err: bot.ErrorNotFound}
	case errors.As(err, &dial) && dial.Op == "dial":
		return &channel.SendError{Class: channel.NotAccepted, Err: errors.New("telegram could not be reached")}
	case errors.Is(err, context.Canceled):
		return &channel.SendError{Class: channel.Ambiguous, Err: context.Canceled}
	case errors.Is(err, context.DeadlineExceeded):
		return &channel.SendError{Class: channel.Ambiguous, Err: context.DeadlineExceeded}
	}
	return &channel.SendError{Class: channel.Ambiguous, Err: errors.New("no answer that says what happened")}
}

// isGone reports a chat that nothing can be sent to: the bot is blocked, the
// account is deleted, or the chat does not exist.
func isGone(err error) bool {
	return errors.Is(err, bot.ErrorForbidden) ||
		errors.Is(err, bot.ErrorBadRequest) && strings.Contains(err.Error(), "chat not found")
}
