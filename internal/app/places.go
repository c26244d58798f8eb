package app

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"waypost/internal/place"
	gazetteer "waypost/internal/place/world"
	"waypost/locales"
)

// earth is the gazetteer of the world with the names that the locales add, and
// areas over it.
func earth(areas []place.Area) (*place.Gazetteer, error) {
	world, err := gazetteer.Places()
	if err != nil {
		return nil, fmt.Errorf("gazetteer: %w", err)
	}
	named, err := localeNames(world)
	if err != nil {
		return nil, err
	}
	for _, a := range areas {
		named[a.ID] = over(named[a.ID], a)
	}
	list := slices.SortedFunc(maps.Values(named), func(a, b place.Area) int { return strings.Compare(string(a.ID), string(b.ID)) })
	places, err := world.Extend(list)
	if err != nil {
		return nil, fmt.Errorf("areas: %w", err)
	}
	return places, nil
}

// over puts an area over what the locales say of it.
func over(under, a place.Area) place.Area {
	if under.ID == "" {
		return a
	}
	names := maps.Clone(under.Names)
	maps.Copy(names, a.Names)
	a.Names = names
	a.Aliases = append(slices.Clone(a.Aliases), under.Aliases...)
	return a
}

// localeNames reads every <tag>/places.tsv: country code, English name, then
// the language's names for the place, separated by |. A place that no
// gazetteer has becomes a site of its country.
func localeNames(world *place.Gazetteer) (map[place.AreaID]place.Area, error) {
	files, err := fs.Glob(locales.FS, "*/places.tsv")
	if err != nil {
		return nil, fmt.Errorf("locales: %w", err)
	}
	named := map[place.AreaID]place.Area{}
	known := map[string]place.Area{} // by country and English name
	var errs []error
	for _, file := range files {
		data, err := fs.ReadFile(locales.FS, file)
		if err != nil {
			return nil, fmt.Errorf("locales: %w", err)
		}
		tag, _, _ := strings.Cut(file, "/")
		for n, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
			cells := strings.Split(strings.TrimRight(line, "\r"), "\t")
			if len(cells) != 3 || !countryCode.MatchString(cells[0]) {
				errs = append(errs, fmt.Errorf("%s:%d: want country, English name, names", file, n+1))
				continue
			}
			key := cells[0] + " " + cells[1]
			a, ok := known[key]
			if !ok {
				a = resolve(world, cells[0], cells[1])
				known[key] = a
			}
			if have, ok := named[a.ID]; ok {
				a = have
			}
			named[a.ID] = withNames(a, tag, strings.Split(cells[2], "|"))
		}
	}
	return named, errors.Join(errs...)
}

// resolve finds a place by its English name in its country, else makes a site.
func resolve(world *place.Gazetteer, country, english string) place.Area {
	m, ok := world.Find(english, []string{country})
	if ok && m.Exact && m.Whole && m.InScope {
		if a, ok := world.Area(m.Areas[0]); ok {
			return place.Area{ID: a.ID, Parent: a.Parent, Kind: a.Kind, Country: a.Country, Names: map[string]string{"en": a.Names["en"]}}
		}
	}
	slug := strings.ToLower(country + "." + strings.ReplaceAll(english, " ", "-"))
	return place.Area{ID: place.AreaID("x:" + slug), Parent: place.AreaID(country), Kind: place.Site, Country: country,
		Names: map[string]string{"en": english}}
}

// withNames adds a language's name, to be shown, and its variants.
func withNames(a place.Area, tag string, names []string) place.Area {
	for i, name := range names {
		name = strings.TrimSpace(name)
		switch {
		case name == "":
		case i == 0 && a.Names[tag] == "":
			a.Names[tag] = name
		default:
			a.Aliases = append(a.Aliases, name)
		}
	}
	return a
}
