// Package world holds the cities of the world with 1,000 people or more, their
// first-level divisions, and all countries, each with its names in the
// gateway's languages and further spellings. The data comes from GeoNames and
// CLDR: see ATTRIBUTION. It is packed in the binary and read when first asked
// for.
package world

import (
	_ "embed"
	"slices"
	"sync"

	"waypost/internal/place"
)

//go:generate go run waypost/internal/place/gen -out world.bin.gz

//go:embed world.bin.gz
var packed []byte

//go:embed ATTRIBUTION
var attribution string

// Attribution names the sources and licences, to be shown with the data.
func Attribution() string { return attribution }

// Places reads the gazetteer of the world, anew at each call, so that nothing
// keeps it beside one that extends it. It takes about a second and 25 MB.
func Places() (*place.Gazetteer, error) {
	var b place.Builder
	if err := decode(packed, builderSink{&b}); err != nil {
		return nil, err
	}
	return b.Build()
}

// Countries are the countries with their names.
var Countries = sync.OnceValues(func() (*place.Countries, error) {
	var c countrySink
	if err := decode(packed, &c); err != nil {
		return nil, err
	}
	// Where two countries share a name, the English reading wins, and a name
	// to show wins over an alias.
	rank := func(n place.CountryName) int {
		switch n.Lang {
		case "en":
			return 0
		case "":
			return 2
		}
		return 1
	}
	slices.SortStableFunc(c.names, func(a, b place.CountryName) int { return rank(a) - rank(b) })
	return place.NewCountries(c.names), nil
})

// builderSink hands areas to a builder.
type builderSink struct{ *place.Builder }

func (s builderSink) node(a place.Area)      { s.Node(a) }
func (s builderSink) name(lang, text string) { s.Name(lang, text) }

// countrySink keeps the names of countries.
type countrySink struct {
	names   []place.CountryName
	code    string
	country bool
}

func (s *countrySink) node(a place.Area) {
	s.country, s.code = a.Kind == place.Country, a.Country
}

func (s *countrySink) name(lang, text string) {
	if s.country {
		s.names = append(s.names, place.CountryName{Code: s.code, Lang: lang, Name: text})
	}
}
