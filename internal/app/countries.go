package app

import (
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"waypost/internal/gateway"
)

// CountryName names a country in a language, empty when it is not known.
func CountryName(code string, lang gateway.Language) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return ""
	}
	namer := display.Regions(language.Make(string(lang)))
	if namer == nil {
		return ""
	}
	return namer.Name(region)
}
