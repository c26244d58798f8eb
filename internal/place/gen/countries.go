package main

import (
	"path/filepath"
	"strings"

	"waypost/internal/place"
)

// locales are the tags of the gateway and the folders of CLDR for them.
var locales = []struct{ tag, folder string }{
	{"en", "en"}, {"fr", "fr"}, {"es", "es"}, {"ar", "ar"}, {"ru", "ru"}, {"zh-Hans", "zh"}, {"am", "am"}, {"bn", "bn"}, {"fa", "fa"},
	{"fil", "fil"}, {"ti", "ti"}, {"uk", "uk"}, {"ur", "ur"}, {"pt", "pt"}, {"ps", "ps"}, {"hi", "hi"}, {"ne", "ne"}, {"id", "id"},
	{"tr", "tr"}, {"vi", "vi"}, {"my", "my"}, {"so", "so"}, {"sw", "sw"}, {"ha", "ha"}, {"om", "om"}, {"ku", "ku"}, {"ckb", "ckb"},
	{"ro", "ro"}, {"ht", "ht"}, {"si", "si"}, {"ta", "ta"}, {"th", "th"},
}

// spoken are further English names people and lists use.
var spoken = map[string][]string{
	"AE": {"UAE", "Emirates"}, "BO": {"Plurinational State of Bolivia"}, "BS": {"The Bahamas"}, "CD": {"DRC", "DR Congo", "Democratic Republic of the Congo", "Zaire"},
	"CG": {"Republic of the Congo", "Congo Republic"}, "CI": {"Ivory Coast"}, "CN": {"People's Republic of China"}, "CV": {"Cape Verde"},
	"CZ": {"Czech Republic"}, "DK": {"Kingdom of Denmark"}, "FM": {"Federated States of Micronesia"}, "GB": {"UK", "Great Britain", "England", "Scotland", "Britain"},
	"GM": {"The Gambia"}, "IE": {"Republic of Ireland"}, "IR": {"Islamic Republic of Iran"}, "KP": {"DPRK"}, "KR": {"Republic of Korea"},
	"LA": {"Lao"}, "MK": {"Macedonia"}, "MM": {"Burma"}, "NL": {"Holland"}, "PS": {"Palestine", "State of Palestine"}, "RU": {"Russian Federation"},
	"ST": {"Sao Tome"}, "SY": {"Syrian Arab Republic"}, "SZ": {"Swaziland"}, "TL": {"East Timor"}, "TR": {"Turkey"}, "TZ": {"United Republic of Tanzania"},
	"US": {"USA", "United States of America", "America"}, "VA": {"Vatican", "Holy See"}, "VN": {"Viet Nam"}, "HK": {"Hong Kong"}, "MO": {"Macau"},
	"EH": {"Sahrawi Arab Democratic Republic"}, "SA": {"KSA"}, "PH": {"Philippine"}, "VC": {"Saint Vincent and the Grenadines"},
}

// readCountries reads the territory names of CLDR.
func readCountries(dir string) (map[string]place.Area, error) {
	out := map[string]place.Area{}
	for _, l := range locales {
		names, err := territories(filepath.Join(dir, l.folder, "territories.json"), l.folder)
		if err != nil {
			return nil, err
		}
		for _, code := range []string{"HK", "MO", "PS"} {
			if short := names[code+"-alt-short"]; short != "" {
				names[code+"-alt-long"], names[code] = names[code], short
			}
		}
		if l.tag == "en" {
			names["MM"], names["CD"], names["CG"] = "Myanmar", "DR Congo", "Congo Republic"
		}
		for key, name := range names {
			code, variant, _ := strings.Cut(key, "-alt-")
			if !isCountry(code) || name == code || (l.tag != "en" && name == out[code].Names["en"]) {
				continue
			}
			a, ok := out[code]
			if !ok {
				a = place.Area{ID: place.AreaID(code), Kind: place.Country, Country: code, Names: map[string]string{}}
			}
			if variant == "" {
				a.Names[l.tag] = name
			} else if len(name) > 2 {
				a.Aliases = append(a.Aliases, name)
			}
			out[code] = a
		}
	}
	for code, more := range spoken {
		a := out[code]
		a.Aliases = append(a.Aliases, more...)
		out[code] = a
	}
	for code, a := range out {
		if full := strings.NewReplacer("&", "and", "St. ", "Saint ").Replace(a.Names["en"]); full != a.Names["en"] {
			a.Aliases = append(a.Aliases, full)
		}
		var aliases []string
		for _, alias := range a.Aliases {
			if !known(place.Area{Names: a.Names, Aliases: aliases}, alias) {
				aliases = append(aliases, alias)
			}
		}
		a.Aliases = aliases
		out[code] = a
	}
	return out, nil
}

func territories(path, folder string) (map[string]string, error) {
	var file struct {
		Main map[string]struct {
			LocaleDisplayNames struct{ Territories map[string]string }
		}
	}
	if err := readJSON(path, &file); err != nil {
		return nil, err
	}
	return file.Main[folder].LocaleDisplayNames.Territories, nil
}

// isCountry leaves out CLDR's groupings and outlying territories without
// people.
func isCountry(code string) bool {
	switch code {
	case "EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "BV", "CP", "CQ", "DG", "EA", "HM", "IC", "TA", "UM", "TF", "GS", "AQ":
		return false
	}
	return len(code) == 2 && code[0] >= 'A'
}
