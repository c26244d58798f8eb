package script_test

import (
	"sync"
	"testing"
	"time"

	"waypost/deploy/demo"
	"waypost/internal/app"
	"waypost/internal/dialog"
	"waypost/internal/directory"
	"waypost/internal/i18n"
	"waypost/internal/place"
	"waypost/internal/script"
	"waypost/internal/understand"
	"waypost/locales"
)

// stage is the demo pack and every language, read once for all tests.
type stage struct {
	catalog  *i18n.Catalog
	lexicons []understand.Lexicon
	data     directory.Data
}

var demoStage = func() func(testing.TB) *stage {
	load := sync.OnceValues(loadStage)
	return func(t testing.TB) *stage {
		t.Helper()
		s, err := load()
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
}()

func loadStage() (*stage, error) {
	catalog, err := i18n.Load(locales.FS, i18n.Options{Country: app.CountryName})
	if err != nil {
		return nil, err
	}
	lexicons, err := app.Lexicons(locales.FS, catalog)
	if err != nil {
		return nil, err
	}
	c, err := app.ReadPack(demo.FS, demo.AsOf, demo.AsOf)
	if err != nil {
		return nil, err
	}
	areas, err := place.New(c.Areas)
	if err != nil {
		return nil, err
	}
	zones := map[string]*time.Location{}
	for _, p := range c.Packs {
		if zones[p.TimeZone], err = time.LoadLocation(p.TimeZone); err != nil {
			return nil, err
		}
	}
	return &stage{catalog, lexicons, directory.Data{
		Services: c.Services, Missions: c.Missions, Pages: c.Pages, Packs: c.Packs, Areas: areas, Zones: zones, LoadedAt: demo.AsOf,
	}}, nil
}

// world is the demo at the moment for which its ages hold.
func (s *stage) world(t testing.TB, scope []string) (dialog.World, *understand.Reader) {
	t.Helper()
	snapshot := directory.NewSnapshot(s.data)
	_, named := app.Tongues(s.catalog)
	names := map[place.AreaID]map[string]string{}
	for a := range s.data.Areas.All() {
		names[a.ID] = a.Names
	}
	w := dialog.World{Directory: snapshot, Places: s.data.Areas, Named: names, Countries: scope, Now: demo.AsOf, Locales: named}
	reader, err := app.NewReader(s.catalog, s.lexicons, s.data.Areas, scope)
	if err != nil {
		t.Fatal(err)
	}
	return w, reader
}

func machine(t testing.TB) *dialog.Machine {
	t.Helper()
	m, err := script.Machine()
	if err != nil {
		t.Fatal(err)
	}
	return m
}
