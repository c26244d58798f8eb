package telegram

import (
	"context"
	"errors"
	"time"

	"waypost/internal/channel"
	"waypost/internal/gateway"
)

// maxWait is the longest wait for a reply that Telegram asked to slow down;
// beyond it the update is left for a redelivery.
const maxWait = 5 * time.Second

// errSlowDown says that the reply waits for a redelivery; no try is counted.
var errSlowDown = errors.New("telegram takes no message now")

// process handles one update. After nil it may be acknowledged; an error means
// that it must come again.
func (c *Channel) process(ctx context.Context, u update) error {
	if chatID := u.chatID(); chatID != 0 {
		defer c.chats.lock(chatID)()
	}
	if c.memory.isDone(u.ID) {
		return nil
	}
	err := c.step(ctx, u)
	if errors.Is(err, errSlowDown) {
		return err
	}
	if err != nil {
		channel.LogFailure(c.config.Log, Name, err)
		if c.memory.failed(u.ID) < maxTries {
			return err
		}
		c.config.Log.Error("update set aside", "channel", string(Name), "update", u.ID)
	}
	c.memory.finish(u.ID)
	return nil
}

func (c *Channel) step(ctx context.Context, u update) error {
	if u.MyChatMember != nil {
		return c.membership(ctx, u.MyChatMember)
	}
	in, ok := c.inbound(u)
	if !ok {
		return nil
	}
	reply, sent, err := channel.Answer(ctx, c.handler, in)
	if err != nil {
		return err
	}
	if err := c.reply(ctx, in.From, reply); err != nil {
		return err
	}
	sent()
	if u.Press != nil {
		c.stopSpinner(ctx, u.Press.ID)
	}
	return nil
}

// membership records that a person blocked the bot or took it back.
func (c *Channel) membership(ctx context.Context, m *myChatMember) error {
	if !m.Chat.isPrivate() {
		return nil
	}
	switch m.New.Status {
	case "kicked":
		return c.events.OptedOut(ctx, address(m.Chat.ID), true)
	case "member":
		return c.events.OptedOut(ctx, address(m.Chat.ID), false)
	}
	return nil
}

// reply sends an answer. It returns nil when Telegram took it or never will,
// and errSlowDown when it did not take it but will. A reply that may have
// arrived is an error, and so is sent again with the redelivery: said twice is
// better than not said.
func (c *Channel) reply(ctx context.Context, to gateway.Address, reply gateway.Reply) error {
	if reply.IsZero() {
		return nil
	}
	out := gateway.Outbound{To: to, Text: reply.Text, Buttons: reply.Buttons}
	_, err := c.Send(ctx, out, "")
	for range 2 {
		wait, again := retryIn(err)
		if !again || wait > maxWait {
			break
		}
		if err := c.pause(ctx, wait); err != nil {
			return errSlowDown
		}
		_, err = c.Send(ctx, out, "")
	}
	var e *channel.SendError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &e):
		return err
	case e.Class == channel.NotAccepted:
		return errSlowDown
	case e.Class == channel.Permanent:
		channel.LogFailure(c.config.Log, Name, err)
		return nil
	}
	return err
}

// retryIn is how long Telegram asks to wait; false when it did not ask.
func retryIn(err error) (time.Duration, bool) {
	var e *channel.SendError
	if !errors.As(err, &e) || e.Class != channel.NotAccepted || e.RetryAfter <= 0 {
		return 0, false
	}
	return e.RetryAfter, true
}
