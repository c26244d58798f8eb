package world

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strconv"

	"waypost/internal/gateway"
	"waypost/internal/place"
)

// sink takes areas, parents first, each followed by its names.
type sink interface {
	node(place.Area)
	name(lang, text string)
}

// decode reads the packed form: gzip over six columns, each led by its length.
//
//	head    languages (count, texts), number of areas
//	shape   per area: kind; GeoNames id as a difference, or the id as text; number of names
//	points  per city: latitude and longitude in 1e-4 degrees, as differences
//	people  per city: population
//	tags    per name: language, one byte
//	texts   per name: text
//
// Numbers are variable-length, texts led by their length. A division belongs
// to the country before it; a city to the division before it in that country,
// else to the country.
func decode(packed []byte, to sink) error {
	zip, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return fmt.Errorf("world: %w", err)
	}
	data, err := io.ReadAll(zip)
	if err != nil {
		return fmt.Errorf("world: %w", err)
	}
	all := column{data: string(data)}
	var head, shape, points, people, tags, texts column
	for _, c := range []*column{&head, &shape, &points, &people, &tags, &texts} {
		c.data = all.text()
	}
	langs := make([]string, head.uint())
	for i := range langs {
		langs[i] = head.text()
	}
	var country, parent place.AreaID
	var id, lat, lon int64
	for range head.uint() {
		a := place.Area{Kind: place.Kind(shape.byte())}
		switch a.Kind {
		case place.City:
			id += shape.int()
			lat += points.int()
			lon += points.int()
			a.ID = place.AreaID("gn:" + strconv.FormatInt(id, 10))
			a.Point = &gateway.Point{Lat: float64(lat) / 1e4, Lon: float64(lon) / 1e4}
			a.Population = int(people.uint())
			a.Parent = parent
		case place.Admin1:
			a.ID, a.Parent = place.AreaID(shape.text()), country
			parent = a.ID
		default:
			a.ID = place.AreaID(shape.text())
			country, parent = a.ID, a.ID
		}
		a.Country = string(country)
		names := shape.uint()
		to.node(a)
		for range names {
			tag := int(tags.byte())
			if tag >= len(langs) {
				return errors.New("world: the pack is broken")
			}
			to.name(langs[tag], texts.text())
		}
	}
	for _, c := range []*column{&all, &head, &shape, &points, &people, &tags, &texts} {
		if c.broken || c.data != "" {
			return errors.New("world: the pack is broken")
		}
	}
	return nil
}

// column is read from its front; broken stays true once it has run short.
type column struct {
	data   string
	broken bool
}

func (c *column) byte() byte {
	if c.data == "" {
		c.broken = true
		return 0
	}
	b := c.data[0]
	c.data = c.data[1:]
	return b
}

func (c *column) uint() (v uint64) {
	for shift := 0; shift < 64; shift += 7 {
		b := c.byte()
		v |= uint64(b&0x7F) << shift
		if b < 0x80 {
			return v
		}
	}
	c.broken = true
	return 0
}

func (c *column) int() int64 {
	v := c.uint()
	return int64(v>>1) ^ -int64(v&1)
}

func (c *column) text() string {
	n := c.uint()
	if uint64(len(c.data)) < n {
		c.broken = true
		c.data = ""
		return ""
	}
	s := c.data[:n]
	c.data = c.data[n:]
	return s
}
