// Package app puts the parts together: it reads the settings, opens the
// stores, keeps the world fresh, mounts the channels and stops everything in
// the reverse order. It is the only place that knows all of them.
package app

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"waypost/internal/config"
)

// Settings are all settings of a process. `waypost doctor` and the
// documentation print from the tags.
type Settings struct {
	Server   ServerSettings
	Records  RecordsSettings
	Scope    ScopeSettings
	Twilio   TwilioSettings
	Telegram TelegramSettings
}

// ServerSettings say where to listen.
type ServerSettings struct {
	Listen    string `env:"WAYPOST_LISTEN" default:"127.0.0.1:8080" example:"0.0.0.0:8080" help:"Address and port to listen on."`
	PublicURL string `env:"WAYPOST_PUBLIC_URL" example:"https://help.example.org" help:"What carriers call; Twilio's signatures are checked against it."`
}

// RecordsSettings say where facts and conversations are kept.
type RecordsSettings struct {
	StateDir    string `env:"WAYPOST_STATE_DIR" default:"state" example:"/var/lib/waypost" help:"Folder for the embedded database and the saved directory."`
	DatabaseURL string `env:"WAYPOST_DATABASE_URL" secret:"true" example:"sqlite:/var/lib/waypost/waypost.db" help:"Database of the facts; default an SQLite file in the state folder."`
	RedisURL    string `env:"WAYPOST_REDIS_URL" secret:"true" example:"redis://127.0.0.1:6379/0" help:"Redis for conversations; without it they live in this process and are lost on restart."`
	Secret      string `env:"WAYPOST_SECRET" secret:"true" example:"k1:<32 bytes, base64>" help:"Ordered list of kid:base64 keys; the first encrypts, all decrypt. Losing it loses every subscription."`
}

// ScopeSettings say whom the deployment serves.
type ScopeSettings struct {
	Countries       []string `env:"WAYPOST_COUNTRY" example:"LB,LY" help:"ISO codes of the countries served: the scope of places and packs."`
	RequireReviewed bool     `env:"WAYPOST_REQUIRE_REVIEWED" default:"false" help:"Offer only languages that a native speaker has reviewed, besides English."`
}

// TwilioSettings connect SMS.
type TwilioSettings struct {
	AccountSID       string   `env:"TWILIO_ACCOUNT_SID" example:"AC…" help:"Twilio account."`
	AuthTokens       []string `env:"TWILIO_AUTH_TOKEN" secret:"true" help:"Auth token; two, comma-separated, while rotating."`
	From             string   `env:"TWILIO_FROM" example:"+15005550006" help:"Number to send from."`
	MessagingService string   `env:"TWILIO_MESSAGING_SERVICE_SID" example:"MG…" help:"Messaging service to send from, instead of a number."`
	APIURL           string   `env:"TWILIO_API_URL" default:"https://api.twilio.com" help:"Twilio's API."`
}

// Enabled reports whether any Twilio setting was made.
func (s TwilioSettings) Enabled() bool {
	return s.AccountSID != "" || len(s.AuthTokens) > 0 || s.From != "" || s.MessagingService != ""
}

// TelegramSettings connect the bot.
type TelegramSettings struct {
	Token         string `env:"TELEGRAM_BOT_TOKEN" secret:"true" help:"Token of the bot."`
	WebhookSecret string `env:"TELEGRAM_WEBHOOK_SECRET" secret:"true" help:"Secret that Telegram sends with each update."`
	APIURL        string `env:"TELEGRAM_API_URL" default:"https://api.telegram.org" help:"Telegram's API."`
	Mode          string `env:"TELEGRAM_MODE" default:"webhook" example:"polling" help:"webhook or polling."`
}

// Enabled reports whether the bot is set up.
func (s TelegramSettings) Enabled() bool { return s.Token != "" || s.WebhookSecret != "" }

// Environment is the process's own source of settings.
func Environment() config.Source {
	return config.Source{Lookup: os.LookupEnv, ReadFile: os.ReadFile}
}

// ReadSettings reads and checks everything; the error lists all that is wrong.
func ReadSettings(src config.Source) (Settings, error) {
	var s Settings
	err := config.Read(src, &s)
	return s, errors.Join(err, s.check())
}

// DatabasePath is the SQLite file to use.
func (s RecordsSettings) DatabasePath() string {
	if s.DatabaseURL != "" {
		return s.DatabaseURL
	}
	return filepath.Join(s.StateDir, "waypost.db")
}

var countryCode = regexp.MustCompile(`^[A-Z]{2}$`)

// check refuses contradictions.
func (s Settings) check() error {
	var errs []error
	want := func(ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	for _, c := range s.Scope.Countries {
		want(countryCode.MatchString(c), "WAYPOST_COUNTRY: %q is not two capital letters", c)
	}
	if u := s.Records.DatabaseURL; strings.HasPrefix(u, "postgres") {
		want(false, "WAYPOST_DATABASE_URL: PostgreSQL is not supported yet; use an SQLite file")
	}
	if u := s.Server.PublicURL; u != "" {
		parsed, err := url.Parse(u)
		want(err == nil && (parsed.Scheme == "https" || parsed.Scheme == "http") && parsed.Host != "", "WAYPOST_PUBLIC_URL: want https://host")
	}
	if s.Twilio.Enabled() {
		want(s.Twilio.AccountSID != "", "TWILIO_ACCOUNT_SID: missing while other TWILIO settings are set")
		want(len(s.Twilio.AuthTokens) > 0, "TWILIO_AUTH_TOKEN: missing while other TWILIO settings are set")
		want(s.Twilio.From != "" || s.Twilio.MessagingService != "", "TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID: one is needed to send")
		want(s.Twilio.From == "" || s.Twilio.MessagingService == "", "TWILIO_FROM and TWILIO_MESSAGING_SERVICE_SID: set only one")
		want(s.Server.PublicURL != "", "WAYPOST_PUBLIC_URL: needed to check Twilio's signatures")
	}
	if s.Telegram.Enabled() {
		want(s.Telegram.Token != "", "TELEGRAM_BOT_TOKEN: missing while TELEGRAM_WEBHOOK_SECRET is set")
		switch s.Telegram.Mode {
		case "webhook":
			want(s.Telegram.WebhookSecret != "", "TELEGRAM_WEBHOOK_SECRET: needed in webhook mode")
		case "polling":
		default:
			want(false, "TELEGRAM_MODE: want webhook or polling")
		}
	}
	return errors.Join(errs...)
}

// checkServe adds what production needs and a demo does not.
func (s Settings) checkServe() error {
	var errs []error
	if len(s.Scope.Countries) == 0 {
		errs = append(errs, errors.New("WAYPOST_COUNTRY: not set; name the countries served"))
	}
	if s.Records.Secret == "" {
		errs = append(errs, errors.New("WAYPOST_SECRET: not set; make one with: echo k1:$(head -c 32 /dev/urandom | base64)"))
	}
	if !s.Twilio.Enabled() && !s.Telegram.Enabled() {
		errs = append(errs, errors.New("no channel: set the TWILIO or the TELEGRAM settings"))
	}
	return errors.Join(errs...)
}

// list joins names for a sentence.
func list(names []string) string { return strings.Join(names, ", ") }
