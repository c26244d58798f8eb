package redisstore

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// go-redis waits 5 s and tries 4 times by default; a person's answer cannot
// (DESIGN 8). Within these times a call still ends at its own deadline.
const (
	dialTimeout = 300 * time.Millisecond
	ioTimeout   = CommitBudget
	// A cluster that has failed over is found again after this long.
	clusterReload = time.Second
)

// newClient reads the URL forms of Open. An error never quotes the URL, which
// may hold a password.
func newClient(text string, log *slog.Logger) (redis.UniversalClient, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, errors.New("redis url: not a URL")
	}
	redis.SetLogger(quiet{log})
	q := u.Query()
	switch {
	case q.Has("master_name"):
		o, err := redis.ParseFailoverURL(text)
		if err != nil {
			return nil, errURL
		}
		o.MaxRetries, o.DialerRetries, o.ContextTimeoutEnabled, o.DisableIdentity = -1, 1, true, true
		o.DialTimeout, o.ReadTimeout, o.WriteTimeout, o.PoolTimeout = dialTimeout, ioTimeout, ioTimeout, dialTimeout
		return redis.NewFailoverClient(o), nil
	case q.Has("addr") || q.Has("cluster"):
		q.Del("cluster")
		u.RawQuery = q.Encode()
		o, err := redis.ParseClusterURL(u.String())
		if err != nil {
			return nil, errURL
		}
		o.MaxRetries, o.DialerRetries, o.ContextTimeoutEnabled, o.DisableIdentity = -1, 1, true, true
		o.DialTimeout, o.ReadTimeout, o.WriteTimeout, o.PoolTimeout = dialTimeout, ioTimeout, ioTimeout, dialTimeout
		o.MaintNotificationsConfig = noMaintenance()
		o.ClusterStateReloadInterval = clusterReload
		return redis.NewClusterClient(o), nil
	default:
		o, err := redis.ParseURL(text)
		if err != nil {
			return nil, errURL
		}
		o.MaxRetries, o.DialerRetries, o.ContextTimeoutEnabled, o.DisableIdentity = -1, 1, true, true
		o.DialTimeout, o.ReadTimeout, o.WriteTimeout, o.PoolTimeout = dialTimeout, ioTimeout, ioTimeout, dialTimeout
		o.MaintNotificationsConfig = noMaintenance()
		return redis.NewClient(o), nil
	}
}

var errURL = errors.New("redis url: want redis://, rediss:// or unix://, with only options that go-redis knows")

func noMaintenance() *maintnotifications.Config {
	return &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
}

// quiet hands go-redis's own lines to slog without their arguments, which may
// hold addresses and passwords.
type quiet struct{ log *slog.Logger }

func (q quiet) Printf(ctx context.Context, format string, _ ...any) {
	if q.log != nil {
		q.log.DebugContext(ctx, "go-redis", "format", format)
	}
}

// unavailable and unknown wrap err so that errors.Is finds the sentinel.
func unavailable(err error) error { return &failure{ErrUnavailable, err} }
func unknown(err error) error     { return &failure{ErrUnknown, err} }

type failure struct{ kind, cause error }

func (f *failure) Error() string   { return f.kind.Error() + ": " + cause(f.cause) }
func (f *failure) Unwrap() []error { return []error{f.kind, f.cause} }

// cause keeps of an error what is free of addresses: the code of a reply of
// Redis, else its class.
func cause(err error) string {
	var reply redis.Error
	var network net.Error
	switch {
	case errors.As(err, &reply):
		code, _, _ := strings.Cut(reply.Error(), " ")
		return code
	case errors.Is(err, context.Canceled):
		return "cancelled"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return "timeout"
	default:
		return "connection"
	}
}

// notSent reports whether err proves that Redis did not execute the command:
// Redis itself refused it, or no connection was had.
func notSent(err error) bool {
	var reply redis.Error
	if errors.As(err, &reply) {
		return true
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "dial" {
		return true
	}
	return errors.Is(err, redis.ErrPoolTimeout) || errors.Is(err, redis.ErrPoolExhausted)
}
