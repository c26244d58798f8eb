package app

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"waypost/internal/dialog"
	"waypost/internal/directory"
	"waypost/internal/i18n"
	"waypost/internal/place"
	"waypost/internal/records"
	"waypost/internal/understand"
)

const (
	// pollEvery is how often the records are asked for a newer directory.
	pollEvery = time.Second
	// savedAfter is how long the directory may go unrefreshed before answers
	// say so (DESIGN 1).
	savedAfter = time.Minute
)

// world keeps the directory, the gazetteer and the reader in memory and swaps
// them whole when a revision changes.
type world struct {
	db       *records.DB
	catalog  *i18n.Catalog
	lexicons []understand.Lexicon
	scope    []string
	log      *slog.Logger
	now      func() time.Time
	saved    *savedDirectory

	current   atomic.Pointer[view]
	refreshed atomic.Int64 // Unix seconds of the last successful look
}

// view is one revision, ready to answer from.
type view struct {
	base   dialog.World
	reader *understand.Reader
}

// at returns what is true at now.
func (w *world) at(now time.Time) dialog.World {
	v := w.current.Load().base
	v.Now = now
	if last := time.Unix(w.refreshed.Load(), 0); now.Sub(last) > savedAfter {
		v.SavedAt = last
	}
	return v
}

// Read reads a text with the reader of the current revision.
func (w *world) Read(text string, p understand.Prior) understand.Reading {
	return w.current.Load().reader.Read(text, p)
}

// refresh looks for a newer revision and loads it.
func (w *world) refresh(ctx context.Context) error {
	revision, err := w.db.Revision(ctx)
	if err != nil {
		return err
	}
	if v := w.current.Load(); v != nil && v.base.Directory.Revision() == revision {
		w.refreshed.Store(w.now().Unix())
		return nil
	}
	d, err := w.db.LoadDirectory(ctx)
	if err != nil {
		return err
	}
	if err := w.load(d, w.now()); err != nil {
		return err
	}
	if err := w.saved.write(d, w.now()); err != nil {
		w.log.Warn("directory not saved to disk", "error", err)
	}
	return nil
}

// load builds a view of d, as of a moment, and swaps it in.
func (w *world) load(d records.Directory, asOf time.Time) error {
	places, err := place.New(d.Areas)
	if err != nil {
		return fmt.Errorf("areas: %w", err)
	}
	zones, err := loadZones(d.Packs)
	if err != nil {
		return err
	}
	snapshot := directory.NewSnapshot(directory.Data{
		Services: d.Services, Missions: d.Missions, Pages: d.Pages, Packs: d.Packs,
		Areas: places, Revision: d.Revision, LoadedAt: asOf, Zones: zones,
	})
	_, named := Tongues(w.catalog)
	w.current.Store(&view{
		base:   dialog.World{Directory: snapshot, Places: places, Countries: w.scope, Locales: named},
		reader: NewReader(w.catalog, w.lexicons, places, w.scope),
	})
	w.refreshed.Store(asOf.Unix())
	w.log.Info("directory loaded", "revision", d.Revision, "services", len(d.Services), "missions", len(d.Missions))
	return nil
}

// loadZones finds the time zones of the packs.
func loadZones(packs []directory.Pack) (map[string]*time.Location, error) {
	zones := map[string]*time.Location{}
	for _, p := range packs {
		loc, err := time.LoadLocation(p.TimeZone)
		if err != nil {
			return nil, fmt.Errorf("pack %s: %w", p.Country, err)
		}
		zones[p.TimeZone] = loc
	}
	return zones, nil
}

// poll refreshes until ctx ends.
func (w *world) poll(ctx context.Context, hint <-chan struct{}) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	failing := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-hint:
		}
		look, cancel := context.WithTimeout(ctx, 5*time.Second)
		err := w.refresh(look)
		cancel()
		if err != nil && !failing && ctx.Err() == nil {
			w.log.Error("directory not refreshed", "error", err)
		}
		failing = err != nil
	}
}

// missingPacks lists the countries of the scope that have no pack.
func (w *world) missingPacks() []string {
	var missing []string
	for _, c := range w.scope {
		if w.current.Load().base.Directory.Pack(c) == nil {
			missing = append(missing, c)
		}
	}
	return missing
}
