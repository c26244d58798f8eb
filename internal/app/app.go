package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"time"

	_ "time/tzdata" // packs name time zones; a small container has none

	"waypost/internal/channel"
	"waypost/internal/conversation"
	"waypost/internal/i18n"
	"waypost/internal/records"
	"waypost/internal/redisstore"
	"waypost/internal/script"
	"waypost/internal/seal"
	"waypost/internal/web"
	"waypost/locales"
)

// Version is the release; the build sets it.
var Version = "dev"

// ConfigError means that the settings cannot work; commands exit 78 on it.
type ConfigError struct{ Err error }

func (e *ConfigError) Error() string { return "configuration:\n" + e.Err.Error() }
func (e *ConfigError) Unwrap() error { return e.Err }

// App is one process with everything open. Stop closes in reverse order.
type App struct {
	Settings Settings
	Log      *slog.Logger
	Now      func() time.Time

	db       *records.DB
	ring     *seal.Ring
	keys     *seal.Keys
	sessions *redisstore.Store
	catalog  *i18n.Catalog
	metrics  *web.Metrics
	meter    *meter
	world    *world
	loop     *conversation.Loop

	embedded bool
	stops    []func()
	workers  sync.WaitGroup
	ctx      context.Context
	cancel   context.CancelFunc
}

func newApp(s Settings, log *slog.Logger, now func() time.Time) *App {
	a := &App{Settings: s, Log: log, Now: now, metrics: web.NewMetrics()}
	a.meter = newMeter(a.metrics, now)
	a.ctx, a.cancel = context.WithCancel(context.Background())
	return a
}

// Open opens the stores and loads the directory. On an error everything that
// was opened is closed again.
func Open(ctx context.Context, s Settings, log *slog.Logger, now func() time.Time) (_ *App, err error) {
	a := newApp(s, log, now)
	defer func() {
		if err != nil {
			a.Stop()
		}
	}()
	for _, step := range []func(context.Context) error{a.openRecords, a.openKeys, a.openSessions, a.openLanguages, a.openWorld} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return a, a.openLoop(NewFacts(a.db, a.ring, a.Now))
}

// onStop adds a clean-up; the last one added runs first.
func (a *App) onStop(f func()) { a.stops = append(a.stops, f) }

// Stop ends the workers and closes everything, in reverse order.
func (a *App) Stop() {
	a.cancel()
	a.workers.Wait()
	for i := len(a.stops) - 1; i >= 0; i-- {
		a.stops[i]()
	}
	a.stops = nil
}

// work runs f until Stop.
func (a *App) work(f func(context.Context)) {
	a.workers.Go(func() { f(a.ctx) })
}

func (a *App) openRecords(ctx context.Context) error {
	if err := os.MkdirAll(a.Settings.Records.StateDir, 0o700); err != nil {
		return fmt.Errorf("state folder: %w", err)
	}
	path := a.Settings.Records.DatabasePath()
	if _, err := os.Stat(a.savedPath()); err == nil && !records.Exists(path) {
		return fmt.Errorf("%w: %w", errNoRecords, errLostRecords)
	}
	db, err := records.Open(ctx, path)
	if err != nil {
		return fmt.Errorf("%w: %w", errNoRecords, err)
	}
	a.db = db
	a.onStop(func() { _ = db.Close() })
	return nil
}

// openKeys unwraps the contact key, making it on the first start. A secret
// that does not open it is a configuration error: going on with another key
// would forget every STOP.
func (a *App) openKeys(ctx context.Context) error {
	ring, err := seal.ParseRing(a.Settings.Records.Secret)
	if err != nil {
		return &ConfigError{fmt.Errorf("WAYPOST_SECRET: %w", err)}
	}
	a.ring = ring
	wrapped, _, err := a.db.ContactKey(ctx)
	if err != nil {
		return err
	}
	if wrapped == nil {
		key := seal.NewContactKey()
		err := a.db.PutContactKey(ctx, ring.Wrap(key), seal.NewKeys(key).Check())
		if err != nil && !errors.Is(err, records.ErrOtherContactKey) {
			return err
		}
		if wrapped, _, err = a.db.ContactKey(ctx); err != nil {
			return err
		}
	}
	key, err := ring.Unwrap(wrapped)
	if err != nil {
		return &ConfigError{fmt.Errorf("WAYPOST_SECRET: %w", err)}
	}
	a.keys = seal.NewKeys(key)
	// Wrapped by the first secret, so that an older one can be dropped.
	return a.db.PutContactKey(ctx, ring.Wrap(key), a.keys.Check())
}

func (a *App) openSessions(context.Context) error {
	var err error
	if url := a.Settings.Records.RedisURL; url != "" {
		a.sessions, err = redisstore.Open(url, a.ring, a.Log)
	} else {
		a.embedded = true
		a.sessions, err = redisstore.Embedded(a.ring, a.Log)
	}
	if err != nil {
		return &ConfigError{fmt.Errorf("WAYPOST_REDIS_URL: %w", err)}
	}
	a.onStop(func() { _ = a.sessions.Close() })
	return nil
}

func (a *App) openLanguages(context.Context) error {
	catalog, err := i18n.Load(locales.FS, i18n.Options{
		Country:      CountryName,
		ReviewedOnly: a.Settings.Scope.RequireReviewed,
		Defect:       func(d i18n.Defect) { a.metrics.Defect(string(d.Language), d.Reason) },
	})
	if catalog == nil {
		return fmt.Errorf("locales: %w", err)
	}
	if err != nil {
		a.Log.Error("locales have faults; their sentences fall back", "error", err)
	}
	a.catalog = catalog
	return nil
}

func (a *App) openWorld(ctx context.Context) error {
	a.newWorld()
	return a.world.refresh(ctx)
}

// newWorld makes a world that is empty yet.
func (a *App) newWorld() {
	lexicons, err := Lexicons(locales.FS, a.catalog)
	if err != nil {
		a.Log.Error("lexicons have faults; their lines are left out", "error", err)
	}
	a.world = &world{
		db: a.db, catalog: a.catalog, lexicons: lexicons, scope: a.Settings.Scope.Countries, log: a.Log, now: a.Now,
		saved: a.savedDirectory(),
	}
}

func (a *App) openLoop(facts conversation.Facts) error {
	machine, err := script.Machine()
	if err != nil {
		return fmt.Errorf("script: %w", err)
	}
	a.loop = conversation.New(conversation.Config{
		Sessions: a.sessions, Facts: facts, Identity: a.keys, Reader: a.world,
		Speaker: a.catalog, Machine: machine, World: a.world.at, Now: a.Now, Meter: a.meter, Log: a.Log,
	})
	return nil
}

// errLostRecords refuses to start anew where there has been a database: a new
// one would forget every STOP.
var errLostRecords = errors.New("the database file is missing, though this deployment had one: restore it from a backup, or remove directory.saved to start anew")

// errNoRecords means that the database cannot be opened.
var errNoRecords = errors.New("records")

// Start runs the workers that keep the world true. Without records there is
// nothing to keep.
func (a *App) Start() {
	if a.db == nil {
		return
	}
	hint := make(chan struct{}, 1)
	a.work(func(ctx context.Context) {
		a.sessions.Subscribe(ctx, directoryTopic, func() {
			select {
			case hint <- struct{}{}:
			default:
			}
		})
	})
	a.work(func(ctx context.Context) { a.world.poll(ctx, hint) })
	a.work(func(context.Context) {
		if err := a.world.discover(); err != nil {
			a.Log.Error("places of the world are not known", "error", err)
		}
	})
	a.work(a.housekeeping)
}

// directoryTopic is the hint that the directory has changed.
const directoryTopic = "directory"

// housekeeping hands waiting STOPs to the records and removes what has expired.
func (a *App) housekeeping(ctx context.Context) {
	retry, count, clean := time.NewTicker(2*time.Second), time.NewTicker(10*time.Second), time.NewTicker(time.Hour)
	defer retry.Stop()
	defer count.Stop()
	defer clean.Stop()
	for {
		select {
		case <-ctx.Done():
			a.count(context.Background())
			return
		case <-retry.C:
			a.loop.Retry(ctx)
		case <-count.C:
			a.count(ctx)
		case <-clean.C:
			if _, err := a.db.Cleanup(ctx, a.Now()); err != nil && ctx.Err() == nil {
				a.Log.Error("expired rows not removed", "error", err)
			}
		}
	}
}

// count hands the counters to the records.
func (a *App) count(ctx context.Context) {
	if err := a.meter.flush(ctx, a.db); err != nil && ctx.Err() == nil {
		a.Log.Error("counters not saved", "error", err)
	}
}

// Handler is what channels hand their messages to.
func (a *App) Handler() channel.Handler { return a.loop }

// Ready reports whether there is a directory, and which parts are degraded.
func (a *App) Ready() (bool, []string) {
	var degraded []string
	if !a.sessions.Healthy() {
		degraded = append(degraded, "redis")
	}
	if !a.world.at(a.Now()).SavedAt.IsZero() {
		degraded = append(degraded, "directory")
	}
	return a.world.current.Load() != nil, degraded
}

// serve listens with the routes that mount adds, until ctx ends, then stops
// gracefully.
func (a *App) serve(ctx context.Context, mount func(*http.ServeMux) error, ready func(addr string)) error {
	mux := http.NewServeMux()
	web.HealthRoutes(mux, a)
	a.metrics.Routes(mux)
	if err := mount(mux); err != nil {
		return err
	}
	server, err := web.Listen(a.Settings.Server.Listen, mux)
	if err != nil {
		return err
	}
	a.Start()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve() }()
	ready(server.Addr())
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	a.Log.Info("stopping")
	stop, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return server.Stop(stop)
}
