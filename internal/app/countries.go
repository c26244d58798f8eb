package app

import (
	"waypost/internal/gateway"
	gazetteer "waypost/internal/place/world"
)

// CountryName names a country in a language, empty when it is not known.
func CountryName(code string, lang gateway.Language) string {
	countries, err := gazetteer.Countries()
	if err != nil {
		return ""
	}
	return countries.Name(code, lang)
}
