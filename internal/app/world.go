package app

import (
	"context"
	"fmt"
	"log/slog"
	"reflect"
	"runtime/debug"
	"sync"
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

	mu sync.Mutex // held while a view is made
	// worldwide says that places lie over those of the world; places is what
	// was last made of areas.
	worldwide bool
	places    *place.Gazetteer
	areas     []place.Area
	data      records.Directory
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
	w.mu.Lock()
	defer w.mu.Unlock()
	w.data = d
	return w.build(asOf)
}

// discover adds the gazetteer of the world, which takes about a second to
// read; until then only the deployment's own areas are known.
func (w *world) discover() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.worldwide, w.places = true, nil
	err := w.build(time.Unix(w.refreshed.Load(), 0))
	debug.FreeOSMemory() // reading took several times what stays
	return err
}

// gazetteer is the deployment's areas over the world's; areas that have not
// changed are not indexed again. w.mu is held.
func (w *world) gazetteer(areas []place.Area) (places *place.Gazetteer, changed bool, err error) {
	if w.places != nil && reflect.DeepEqual(areas, w.areas) {
		return w.places, false, nil
	}
	if !w.worldwide {
		places, err = place.New(areas)
	}
	if w.worldwide || err != nil { // an area may lie in one that only the world knows
		places, err = earth(areas)
	}
	if err != nil {
		return nil, false, err
	}
	w.places, w.areas = places, areas
	return places, true, nil
}

// build makes a view of w.data and swaps it in. w.mu is held.
func (w *world) build(asOf time.Time) error {
	d := w.data
	places, changed, err := w.gazetteer(d.Areas)
	if err != nil {
		return err
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
	v := &view{base: dialog.World{
		Directory: snapshot, Places: places, Named: mentioned(places, d), Countries: w.scope, Locales: named,
	}}
	if old := w.current.Load(); old != nil && !changed {
		v.reader = old.reader
	} else if v.reader, err = NewReader(w.catalog, w.lexicons, places, w.scope); err != nil {
		return err
	}
	w.current.Store(v)
	w.refreshed.Store(asOf.Unix())
	w.log.Info("directory loaded", "revision", d.Revision, "services", len(d.Services), "missions", len(d.Missions))
	return nil
}

// mentioned lists the names of the deployment's own areas, of those with
// services, and of what these lie in.
func mentioned(places *place.Gazetteer, d records.Directory) map[place.AreaID]map[string]string {
	names := map[place.AreaID]map[string]string{}
	add := func(id place.AreaID) {
		if _, have := names[id]; !have && id != "" {
			names[id] = places.Names(id)
		}
	}
	for _, a := range d.Areas {
		add(a.ID)
	}
	for _, s := range d.Services {
		add(s.Area)
	}
	return names
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
