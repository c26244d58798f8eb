// Package twilio is the SMS channel over Twilio, and the only importer of its
// SDK: signed webhooks come in and are answered with TwiML, messages go out
// over the REST API, status callbacks become receipts.
//
// What must stay true: nothing is done for a request whose signature does not
// match the public URL; a 2xx is only given for a committed step; creating a
// message is not idempotent, so it is never tried twice; and the sender's
// geography (FromCity, FromZip …) is not read.
package twilio

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"waypost/internal/channel"
	"waypost/internal/gateway"
)

// Name is the channel of every address and message here.
const Name gateway.Channel = "twilio"

// The webhooks, below the public URL.
const (
	SMSPath    = "/webhooks/twilio/sms"
	StatusPath = "/webhooks/twilio/status"
)

const (
	defaultAPI     = "https://api.twilio.com"
	defaultTimeout = 10 * time.Second
	// maxBody is far above an SMS of 1,600 characters with all its fields.
	maxBody = 64 << 10
)

// Config is one Twilio account and one sender.
type Config struct {
	AccountSID string
	// AuthTokens all verify; the first one signs in. Several are set while a
	// token is being rotated.
	AuthTokens []string
	// From is a number in E.164 form; MessagingServiceSID wins when both are set.
	From                string
	MessagingServiceSID string
	// PublicURL is what Twilio calls, without the webhook's path. Signatures
	// are checked against it and never against what a proxy says.
	PublicURL string
	// APIURL is Twilio's when empty.
	APIURL string
	// SendTimeout bounds one call of the API; 10 s when zero.
	SendTimeout time.Duration
	// Log receives failures of the handler; nil drops them.
	Log *slog.Logger
}

// Validate reports what is missing or malformed.
func (c Config) Validate() error {
	var errs []error
	if c.AccountSID == "" {
		errs = append(errs, errors.New("no account SID"))
	}
	if len(tokens(c.AuthTokens)) == 0 {
		errs = append(errs, errors.New("no auth token"))
	}
	if c.From == "" && c.MessagingServiceSID == "" {
		errs = append(errs, errors.New("neither a number nor a messaging service to send from"))
	}
	if !isBase(c.PublicURL) {
		errs = append(errs, errors.New("the public URL is not an absolute http or https URL"))
	}
	if c.APIURL != "" && !isBase(c.APIURL) {
		errs = append(errs, errors.New("the API URL is not an absolute http or https URL"))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("twilio: %w", err)
	}
	return nil
}

func isBase(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.RawQuery == "" && u.Fragment == ""
}

// tokens drops empty tokens: anyone can sign with an empty key.
func tokens(all []string) []string {
	var set []string
	for _, token := range all {
		if token = strings.TrimSpace(token); token != "" {
			set = append(set, token)
		}
	}
	return set
}

// Channel is the SMS channel.
type Channel struct {
	config  Config
	handler channel.Handler
	events  channel.Events
	verify  verifier
	api     *url.URL
	http    http.RoundTripper
}

var (
	_ channel.Sender = (*Channel)(nil)
	_ channel.Routes = (*Channel)(nil)
)

// New makes the channel. With a Config that does not Validate every webhook is
// refused and every Send fails.
func New(config Config, handler channel.Handler, events channel.Events) *Channel {
	config.AuthTokens = tokens(config.AuthTokens)
	config.PublicURL = strings.TrimRight(config.PublicURL, "/")
	if config.APIURL == "" {
		config.APIURL = defaultAPI
	}
	if config.SendTimeout <= 0 {
		config.SendTimeout = defaultTimeout
	}
	c := &Channel{config: config, handler: handler, events: events, http: transport()}
	c.verify = newVerifier(config.PublicURL, config.AuthTokens)
	if isBase(config.APIURL) {
		c.api, _ = url.Parse(strings.TrimRight(config.APIURL, "/"))
	}
	return c
}

// transport keeps enough connections open for a broadcast's parallel sends.
func transport() http.RoundTripper {
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
		TLSHandshakeTimeout: 5 * time.Second,
		ForceAttemptHTTP2:   true,
		MaxIdleConnsPerHost: 32,
		IdleConnTimeout:     90 * time.Second,
	}
}

// Routes mounts both webhooks.
func (c *Channel) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST "+SMSPath, c.signed(c.sms))
	mux.HandleFunc("POST "+StatusPath, c.signed(c.status))
}

// signed reads the form and lets only Twilio through.
func (c *Channel) signed(next func(http.ResponseWriter, *http.Request, form)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		f, status := readForm(w, r)
		if status != http.StatusOK {
			http.Error(w, http.StatusText(status), status)
			return
		}
		if !c.verify.request(r, f) {
			http.Error(w, http.StatusText(http.StatusForbidden), http.StatusForbidden)
			return
		}
		next(w, r, f)
	}
}

// readForm returns a status other than 200 for what is not a form.
func readForm(w http.ResponseWriter, r *http.Request) (form, int) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, http.StatusUnsupportedMediaType
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if tooBig := (*http.MaxBytesError)(nil); errors.As(err, &tooBig) {
		return nil, http.StatusRequestEntityTooLarge
	}
	if err != nil {
		return nil, http.StatusBadRequest
	}
	f, err := parseForm(string(body))
	if err != nil {
		return nil, http.StatusBadRequest
	}
	return f, http.StatusOK
}
