package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"waypost/internal/fold"
	"waypost/internal/place"
)

// readDivisions names the first-level divisions by GeoNames code, "LB.09". The
// id is that of ISO 3166-2 where exactly one subdivision of the country has
// the same name, else one of our own.
func readDivisions(path, iso string) (map[string]place.Area, error) {
	var rows []struct{ Code, Name string }
	if err := readJSON(path, &rows); err != nil {
		return nil, err
	}
	codes, err := isoCodes(iso)
	if err != nil {
		return nil, err
	}
	out := map[string]place.Area{}
	taken := map[string]bool{}
	for _, row := range rows {
		country, local, _ := strings.Cut(row.Code, ".")
		id := codes.match(country, local, row.Name)
		if id == "" || taken[id] {
			id = "x:" + strings.ToLower(country) + "." + strings.ToLower(local)
		}
		taken[id] = true
		out[row.Code] = place.Area{
			ID: place.AreaID(id), Parent: place.AreaID(country), Kind: place.Admin1, Country: country,
			Names: map[string]string{"en": row.Name},
		}
	}
	return out, nil
}

// isoIndex finds ISO 3166-2 codes by country and key of the name; "" where
// several share one.
type isoIndex map[string]string

func isoCodes(path string) (isoIndex, error) {
	var file map[string][]struct{ Code, Name, Parent string }
	if err := readJSON(path, &file); err != nil {
		return nil, err
	}
	x := isoIndex{}
	for _, row := range file["3166-2"] {
		if row.Parent != "" {
			continue
		}
		country, _, _ := strings.Cut(row.Code, "-")
		x[row.Code] = row.Code
		for _, key := range keysOf(row.Name) {
			if was, ok := x[country+"/"+key]; ok && was != row.Code {
				x[country+"/"+key] = ""
				continue
			}
			x[country+"/"+key] = row.Code
		}
	}
	return x, nil
}

func (x isoIndex) match(country, local, name string) string {
	if country == "US" {
		return x["US-"+local]
	}
	for _, key := range keysOf(name) {
		if id := x[country+"/"+key]; id != "" {
			return id
		}
	}
	return ""
}

// keysOf gives a key of the name as it is, without the words for a kind of
// division, and of its consonants.
func keysOf(name string) []string {
	name, _, _ = strings.Cut(name, ", ")
	var words []string
	for _, w := range strings.Fields(fold.Fold(name)) {
		switch w {
		case "governorate", "province", "region", "state", "district", "department", "county", "oblast", "prefecture", "muhafazat", "mohafazat",
			"wilaya", "wilayat", "emirate", "municipality", "city", "capital", "of", "the", "al", "ash", "as", "el", "de", "canton", "parish", "division", "provincia":
		default:
			words = append(words, w)
		}
	}
	keys := []string{fold.Fold(name), strings.Join(words, " ")}
	if bones := fold.Skeleton(strings.Join(words, " ")); len(bones) >= 3 {
		keys = append(keys, "~"+bones)
	}
	return keys
}

func readJSON(path string, into any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
