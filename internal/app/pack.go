package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"waypost/internal/directory"
	"waypost/internal/directory/sheet"
	"waypost/internal/gateway"
	"waypost/internal/place"
	gazetteer "waypost/internal/place/world"
	"waypost/internal/records"
)

// area is one entry of a pack's areas.json.
type area struct {
	ID     place.AreaID `json:"id"`
	Parent place.AreaID `json:"parent"`
	// Country is needed only when Parent lies in the gazetteer of the world
	// and does not begin with the country's code.
	Country    string            `json:"country"`
	Kind       string            `json:"kind"`
	Names      map[string]string `json:"names"`
	Aliases    []string          `json:"aliases"`
	Lat        *float64          `json:"lat"`
	Lon        *float64          `json:"lon"`
	Population int               `json:"population"`
}

// ReadPack reads a folder with pack-*.json, areas.json, services.csv,
// missions.json and pages.json, with the pages' translations in
// pages.<locale>.json by id, into one change of the directory; a file that
// is not there changes nothing. The pack's ages hold at asOf and are moved so
// that they hold at now. The error joins everything that is wrong.
func ReadPack(fsys fs.FS, asOf, now time.Time) (records.Changes, error) {
	var c records.Changes
	errs := []error{
		readJSON(fsys, "missions.json", &c.Missions),
		readJSON(fsys, "pages.json", &c.Pages),
	}
	names, err := fs.Glob(fsys, "pack-*.json")
	errs = append(errs, err)
	for _, name := range names {
		p, err := readCountry(fsys, name)
		c.Packs, errs = append(c.Packs, p), append(errs, err)
	}
	errs = append(errs, readPageTexts(fsys, c.Pages))
	c.Areas, err = readAreas(fsys, "areas.json")
	errs = append(errs, err)
	c.Services, err = readServices(fsys, asOf)
	errs = append(errs, err)
	move(&c, now.Sub(asOf))
	errs = append(errs, knownAreas(c))
	return c, errors.Join(errs...)
}

// knownAreas refuses services in an area that neither the pack nor the world
// has.
func knownAreas(c records.Changes) error {
	own := map[place.AreaID]bool{}
	for _, a := range c.Areas {
		own[a.ID] = true
	}
	var strange []directory.Service
	for _, s := range c.Services {
		if !own[s.Area] {
			strange = append(strange, s)
		}
	}
	if len(strange) == 0 {
		return nil
	}
	earth, err := gazetteer.Places()
	if err != nil {
		return fmt.Errorf("gazetteer: %w", err)
	}
	var errs []error
	for _, s := range strange {
		if _, ok := earth.Area(s.Area); !ok {
			errs = append(errs, fmt.Errorf("services.csv: %s: area %q is not known", s.ID, s.Area))
		}
	}
	return errors.Join(errs...)
}

// move shifts the moments at which entries were checked.
func move(c *records.Changes, shift time.Duration) {
	for i := range c.Services {
		c.Services[i].CheckedAt = later(c.Services[i].CheckedAt, shift)
	}
	for i := range c.Missions {
		c.Missions[i].CheckedAt = later(c.Missions[i].CheckedAt, shift)
	}
	for i := range c.Pages {
		c.Pages[i].CheckedAt = later(c.Pages[i].CheckedAt, shift)
	}
}

func later(t time.Time, shift time.Duration) time.Time {
	if t.IsZero() {
		return t
	}
	return t.Add(shift)
}

func readCountry(fsys fs.FS, name string) (directory.Pack, error) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return directory.Pack{}, fmt.Errorf("pack: %w", err)
	}
	p, err := directory.ParsePack(data)
	if err != nil {
		return p, fmt.Errorf("%s: %w", name, err)
	}
	return p, nil
}

// readPageTexts adds the translations of pages.
func readPageTexts(fsys fs.FS, pages []directory.Page) error {
	names, err := fs.Glob(fsys, "pages.*.json")
	if err != nil {
		return fmt.Errorf("pack: %w", err)
	}
	for _, name := range names {
		lang := strings.TrimSuffix(strings.TrimPrefix(name, "pages."), ".json")
		texts := map[string]string{}
		if err := readJSON(fsys, name, &texts); err != nil {
			return err
		}
		for i := range pages {
			if text := texts[pages[i].ID]; text != "" {
				pages[i].Text[lang] = text
			}
		}
	}
	return nil
}

func readAreas(fsys fs.FS, file string) ([]place.Area, error) {
	var raw []area
	if err := readJSON(fsys, file, &raw); err != nil {
		return nil, err
	}
	kinds := map[string]place.Kind{"country": place.Country, "admin1": place.Admin1, "city": place.City, "site": place.Site}
	country := map[place.AreaID]string{}
	var areas []place.Area
	for _, r := range raw {
		kind, ok := kinds[r.Kind]
		if !ok {
			return nil, fmt.Errorf("%s: %s: kind %q is not known", file, r.ID, r.Kind)
		}
		country[r.ID] = countryOf(r, country)
		if country[r.ID] == "" {
			return nil, fmt.Errorf("%s: %s: no country", file, r.ID)
		}
		a := place.Area{ID: r.ID, Parent: r.Parent, Kind: kind, Country: country[r.ID], Names: r.Names, Aliases: r.Aliases, Population: r.Population}
		if r.Lat != nil && r.Lon != nil {
			a.Point = &gateway.Point{Lat: *r.Lat, Lon: *r.Lon}
		}
		areas = append(areas, a)
	}
	return areas, nil
}

// countryOf is the country of an area: its own, its parent's in the file, or
// that of the parent's code.
func countryOf(a area, known map[place.AreaID]string) string {
	code, _, _ := strings.Cut(string(a.Parent), "-")
	switch {
	case a.Country != "":
		return a.Country
	case a.Parent == "":
		return string(a.ID)
	case known[a.Parent] != "":
		return known[a.Parent]
	case countryCode.MatchString(code):
		return code
	}
	return ""
}

// readServices reads a pack's sheet; a bad row refuses the whole pack.
func readServices(fsys fs.FS, asOf time.Time) ([]directory.Service, error) {
	f, err := fsys.Open("services.csv")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	defer f.Close()
	table, err := sheet.Read(f, sheet.Options{Now: asOf, Visibility: directory.Public})
	if err != nil {
		return nil, fmt.Errorf("services.csv: %w", err)
	}
	var errs []error
	for _, p := range table.Problems {
		errs = append(errs, fmt.Errorf("services.csv: %s", p))
	}
	services := make([]directory.Service, len(table.Rows))
	for i, row := range table.Rows {
		services[i] = row.Service
	}
	return services, errors.Join(errs...)
}

// readJSON reads a file that may be absent.
func readJSON(fsys fs.FS, name string, into any) error {
	data, err := fs.ReadFile(fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("pack: %w", err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
