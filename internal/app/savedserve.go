package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"waypost/internal/conversation"
	"waypost/internal/dialog"
	"waypost/internal/gateway"
	"waypost/internal/records"
	"waypost/internal/seal"
)

// errRecordsBack ends a process that started without its database, so that
// its supervisor starts it again with everything.
var errRecordsBack = errors.New("the records can be read again: start anew")

// recordsProbe is how often a process without records looks for them.
const recordsProbe = 5 * time.Second

// serveSaved answers from the directory saved on disk while the records cannot
// be opened. Nothing can be saved meanwhile, and people are told so.
func serveSaved(ctx context.Context, s Settings, log *slog.Logger, cause error, ready func(addr string)) error {
	a := newApp(s, log, time.Now)
	defer a.Stop()
	ring, err := seal.ParseRing(s.Records.Secret)
	if err != nil {
		return &ConfigError{fmt.Errorf("WAYPOST_SECRET: %w", err)}
	}
	// The contact key lies in the records; without it people have pseudonyms
	// that hold until the restart.
	a.ring, a.keys = ring, seal.NewKeys(seal.NewContactKey())
	d, at, err := a.savedDirectory().read()
	if err != nil {
		return errors.Join(cause, err)
	}
	for _, step := range []func(context.Context) error{a.openSessions, a.openLanguages} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	a.newWorld()
	if err := a.world.load(d, at); err != nil {
		return err
	}
	if err := a.openLoop(noRecords{cause}); err != nil {
		return err
	}
	log.Error("started without records, from the saved directory", "error", cause)
	ctx, back := context.WithCancelCause(ctx)
	defer back(nil)
	a.work(func(work context.Context) { a.awaitRecords(work, back) })
	if err := a.serve(ctx, a.mountCarriers, ready); err != nil {
		return err
	}
	if errors.Is(context.Cause(ctx), errRecordsBack) {
		return errRecordsBack
	}
	return nil
}

// savedDirectory is the file in the state folder.
func (a *App) savedDirectory() *savedDirectory {
	return &savedDirectory{path: a.savedPath(), sealer: a.ring}
}

func (a *App) savedPath() string {
	return filepath.Join(a.Settings.Records.StateDir, "directory.saved")
}

// awaitRecords looks for the records and says when they are back.
func (a *App) awaitRecords(ctx context.Context, back context.CancelCauseFunc) {
	for rest(ctx, recordsProbe); ctx.Err() == nil; rest(ctx, recordsProbe) {
		path := a.Settings.Records.DatabasePath()
		if !records.Exists(path) {
			continue
		}
		if db, err := records.Open(ctx, path); err == nil {
			_ = db.Close()
			back(errRecordsBack)
			return
		}
	}
}

// noRecords takes nothing.
type noRecords struct{ cause error }

func (n noRecords) Once(context.Context, conversation.Key, func(conversation.Tx) (conversation.Handled, error)) (conversation.Handled, error) {
	return conversation.Handled{}, n.cause
}

func (n noRecords) MyData(context.Context, gateway.Contact) (dialog.Outcome, error) {
	return dialog.Outcome{}, n.cause
}
