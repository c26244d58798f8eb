// Package telegram is the chat channel over a Telegram bot, and the only
// importer of its SDK, of which it takes the sending. Receiving is our own, by
// webhook or by polling: the SDK acknowledges an update before it is handled.
//
// What must stay true: an update is acknowledged only after its step is
// committed and its reply has been accepted or given up; one chat is handled
// in order; a poison update is set aside after maxTries, since Telegram would
// otherwise hold back everything that person writes for 24 h; names and user
// names are not read; and the bot's token is in no error and no log.
package telegram

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-telegram/bot"

	"waypost/internal/channel"
	"waypost/internal/gateway"
)

// Name is the channel of every address and message here.
const Name gateway.Channel = "telegram"

// WebhookPath is the webhook, below the public URL.
const WebhookPath = "/webhooks/telegram"

const (
	defaultAPI         = "https://api.telegram.org"
	defaultSendTimeout = 10 * time.Second
	defaultPollTimeout = 50 * time.Second
	// maxBody is far above the largest update, a message of 4,096 characters
	// with its entities and the message it replies to.
	maxBody = 1 << 20
	// maxTries bounds how often an update that cannot be handled is tried.
	maxTries = 3
)

// Config is one bot.
type Config struct {
	// Token is "<bot id>:<secret>".
	Token string
	// WebhookSecret is what Telegram sends in
	// X-Telegram-Bot-Api-Secret-Token; without one every webhook is refused.
	WebhookSecret string
	// APIURL is Telegram's when empty.
	APIURL string
	// SendTimeout bounds one call of the API, 10 s when zero. PollTimeout is
	// how long Telegram holds a getUpdates open, 50 s when zero.
	SendTimeout, PollTimeout time.Duration
	// Log receives failures of the handler; nil drops them.
	Log *slog.Logger
}

// Validate reports what is missing or malformed.
func (c Config) Validate() error {
	id, secret, ok := strings.Cut(c.Token, ":")
	if !ok || secret == "" || !isNumber(id) {
		return errors.New("telegram: the bot token is not <number>:<secret>")
	}
	u, err := url.Parse(c.APIURL)
	if c.APIURL != "" && (err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https")) {
		return errors.New("telegram: the API URL is not an absolute http or https URL")
	}
	return nil
}

func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// Channel is the chat channel.
type Channel struct {
	config  Config
	handler channel.Handler
	events  channel.Events
	bot     *bot.Bot // nil without a token
	botID   string
	http    *http.Client
	chats   chatLocks
	memory  memory
	pause   pauseFunc
}

var (
	_ channel.Sender = (*Channel)(nil)
	_ channel.Routes = (*Channel)(nil)
)

// New makes the channel. With a Config that does not Validate every Send
// fails.
func New(config Config, handler channel.Handler, events channel.Events) *Channel {
	if config.APIURL == "" {
		config.APIURL = defaultAPI
	}
	config.APIURL = strings.TrimRight(config.APIURL, "/")
	if config.SendTimeout <= 0 {
		config.SendTimeout = defaultSendTimeout
	}
	if config.PollTimeout <= 0 {
		config.PollTimeout = defaultPollTimeout
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	c := &Channel{config: config, handler: handler, events: events, pause: pause, http: httpClient()}
	c.botID, _, _ = strings.Cut(config.Token, ":")
	c.bot, _ = bot.New(config.Token, // fails only without a token
		bot.WithSkipGetMe(),
		bot.WithServerURL(config.APIURL),
		bot.WithHTTPClient(config.SendTimeout, capped{c.http}),
		// What the SDK would print holds answers of the API; every failure
		// reaches us as an error too.
		bot.WithErrorsHandler(func(error) {}),
	)
	return c
}

// httpClient follows no redirect, which would carry the token elsewhere.
// Deadlines come from the context of each call.
func httpClient() *http.Client {
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			DialContext:         (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
			TLSHandshakeTimeout: 5 * time.Second,
			ForceAttemptHTTP2:   true,
			MaxIdleConnsPerHost: 32,
			IdleConnTimeout:     90 * time.Second,
		},
	}
}

// capped bounds what the SDK reads of an answer, which it does not do itself.
type capped struct{ client *http.Client }

func (c capped) Do(r *http.Request) (*http.Response, error) {
	res, err := c.client.Do(r)
	if err != nil {
		return nil, err
	}
	res.Body = http.MaxBytesReader(nil, res.Body, maxBody)
	return res, nil
}

func (c *Channel) inboundID(updateID int64) string {
	return fmt.Sprintf("%s:%d", c.botID, updateID)
}
