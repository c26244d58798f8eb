package twilio

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/twilio/twilio-go/client"
	openapi "github.com/twilio/twilio-go/rest/api/v2010"

	"waypost/internal/channel"
	"waypost/internal/gateway"
)

// maxAnswer bounds what is read of an answer of the API.
const maxAnswer = 64 << 10

// Send creates one message and returns its SID. It is tried once: a failure of
// class Ambiguous may have created it. A person who blocked us is also reported
// to Events.
func (c *Channel) Send(ctx context.Context, out gateway.Outbound, ref string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", &channel.SendError{Class: channel.NotAccepted, Err: err}
	}
	if c.api == nil || len(c.config.AuthTokens) == 0 {
		return "", &channel.SendError{Class: channel.Account, Err: errors.New("not configured")}
	}
	call := &call{ctx: ctx, timeout: c.config.SendTimeout, api: c.api, next: c.http}
	message, err := c.service(call).CreateMessage(c.params(out, ref))
	if err != nil {
		return "", c.refused(ctx, out.To, call, err)
	}
	if message.Sid == nil || *message.Sid == "" {
		return "", &channel.SendError{Class: channel.Ambiguous, Err: errors.New("the answer names no message")}
	}
	return *message.Sid, nil
}

func (c *Channel) params(out gateway.Outbound, ref string) *openapi.CreateMessageParams {
	p := &openapi.CreateMessageParams{}
	p.SetTo(out.To.Value).SetBody(channel.Text(out.Text))
	p.SetStatusCallback(c.config.PublicURL + StatusPath + "?ref=" + url.QueryEscape(ref))
	if c.config.MessagingServiceSID != "" {
		return p.SetMessagingServiceSid(c.config.MessagingServiceSID)
	}
	return p.SetFrom(c.config.From)
}

// service is made per call, since the SDK passes no context on.
func (c *Channel) service(call *call) *openapi.ApiService {
	sdk := &client.Client{
		Credentials: client.NewCredentials(c.config.AccountSID, c.config.AuthTokens[0]),
		HTTPClient: &http.Client{
			Transport:     call,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	sdk.SetAccountSid(c.config.AccountSID)
	return openapi.NewApiServiceWithClient(sdk)
}

// refused turns a failure into its class. Twilio's own words are dropped, as
// they name the number.
func (c *Channel) refused(ctx context.Context, to gateway.Address, call *call, err error) error {
	e := &channel.SendError{Class: call.class(), RetryAfter: call.retryAfter, Err: call.reason(err)}
	if rest := (*client.TwilioRestError)(nil); errors.As(err, &rest) && rest.Code != 0 {
		e.Code = strconv.Itoa(rest.Code)
		if class, ok := codeClass(rest.Code); ok && call.status < 500 {
			e.Class = class
		}
	}
	if e.Class != channel.NotAccepted {
		e.RetryAfter = 0
	}
	if e.Class == channel.Consent {
		// The class tells the caller as well, so a failure here loses nothing.
		_ = c.events.OptedOut(ctx, to, true)
	}
	return e
}

// call is the transport of one call of the API: it goes to the configured
// host, ends with its context, and reads and closes the whole answer, which
// the SDK does not do for errors.
type call struct {
	ctx     context.Context
	timeout time.Duration
	api     *url.URL
	next    http.RoundTripper

	status     int // 0 until an answer came
	retryAfter time.Duration
	err        error
}

// RoundTrip implements http.RoundTripper.
func (c *call) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(c.ctx, c.timeout)
	defer cancel()
	r = r.Clone(ctx)
	r.URL.Scheme, r.URL.Host, r.Host = c.api.Scheme, c.api.Host, ""
	r.URL.Path, r.URL.RawPath = c.api.Path+r.URL.Path, ""
	res, err := c.next.RoundTrip(r)
	if err != nil {
		c.err = err
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		c.err = err
		return nil, err
	}
	c.status = res.StatusCode
	c.retryAfter = retryAfter(res.Header.Get("Retry-After"), time.Now())
	res.Body = io.NopCloser(bytes.NewReader(body))
	return res, nil
}

// class judges the call by how far it came.
func (c *call) class() channel.Class {
	switch {
	case c.status != 0:
		return statusClass(c.status)
	case c.err == nil, notDialled(c.err):
		return channel.NotAccepted // it never left
	}
	return channel.Ambiguous
}

// reason says what happened without a URL, a number or a text.
func (c *call) reason(err error) error {
	switch {
	case c.status != 0:
		return fmt.Errorf("twilio answered with status %d", c.status)
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case errors.Is(err, context.DeadlineExceeded):
		return context.DeadlineExceeded
	case c.err == nil:
		return errors.New("the request could not be made")
	case notDialled(c.err):
		return errors.New("twilio could not be reached")
	}
	return errors.New("the connection broke")
}
