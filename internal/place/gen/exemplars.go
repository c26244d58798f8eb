package main

import (
	"encoding/json"
	"path/filepath"
	"strings"

	"waypost/internal/fold"
)

// exemplarPrefix marks the names from CLDR among the translations of a city.
const exemplarPrefix = "cldr:"

// exemplarSources are CLDR's names, which win over those of GeoNames.
func exemplarSources() []source {
	var out []source
	for _, src := range sources {
		if src.shown() && src.tag != "en" {
			out = append(out, source{exemplarPrefix + src.tag, src.tag, src.script})
		}
	}
	return out
}

// zoneNames is the tree of time zones by the parts of their names; a leaf
// holds the name of the city.
type zoneNames map[string]json.RawMessage

// addExemplars adds CLDR's names of the cities that time zones are called
// after: most capitals, in all languages. A zone stands for the largest city of
// its English name.
func (t translations) addExemplars(dir string, cities []city) error {
	largest := map[string]city{}
	for _, c := range cities {
		for _, name := range []string{c.name, t[c.id]["en"]} {
			if key := fold.Fold(name); key != "" && c.population > largest[key].population {
				largest[key] = c
			}
		}
	}
	english, err := exemplars(filepath.Join(dir, "en"), "en")
	if err != nil {
		return err
	}
	for _, l := range locales {
		if l.tag == "en" {
			continue
		}
		names, err := exemplars(filepath.Join(dir, l.folder), l.folder)
		if err != nil {
			return err
		}
		for zone, name := range names {
			en := english[zone]
			if en == "" {
				en = strings.ReplaceAll(zone[strings.LastIndexByte(zone, '/')+1:], "_", " ")
			}
			c, ok := largest[fold.Fold(en)]
			if !ok || c.population < 100_000 || strings.Count(zone, "/") > 1 || name == en {
				continue
			}
			if t[c.id] == nil {
				t[c.id] = map[string]string{}
			}
			t[c.id][exemplarPrefix+l.tag] = tidy(name)
		}
	}
	return nil
}

func exemplars(dir, folder string) (map[string]string, error) {
	var file struct {
		Main map[string]struct {
			Dates struct{ TimeZoneNames struct{ Zone zoneNames } }
		}
	}
	if err := readJSON(filepath.Join(dir, "timeZoneNames.json"), &file); err != nil {
		return nil, err
	}
	out := map[string]string{}
	file.Main[folder].Dates.TimeZoneNames.Zone.walk("", out)
	return out, nil
}

func (z zoneNames) walk(path string, out map[string]string) {
	var leaf string
	if raw, ok := z["exemplarCity"]; ok && json.Unmarshal(raw, &leaf) == nil {
		out[strings.TrimPrefix(path, "/")] = leaf
		return
	}
	for part, raw := range z {
		var below zoneNames
		if json.Unmarshal(raw, &below) == nil {
			below.walk(path+"/"+part, out)
		}
	}
}
