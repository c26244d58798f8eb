package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"maps"
	"math"
	"os"
	"slices"
	"strconv"

	"waypost/internal/place"
)

// write writes the form that package world reads; its decode.go describes it.
func write(path string, areas []place.Area) (int, error) {
	w := writer{langs: []string{""}, last: place.Area{}}
	for i := range areas {
		w.area(&areas[i])
	}
	var out bytes.Buffer
	zip, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return 0, err
	}
	head := binary.AppendUvarint(nil, uint64(len(w.langs)))
	for _, lang := range w.langs {
		head = appendText(head, lang)
	}
	head = binary.AppendUvarint(head, uint64(len(areas)))
	for _, column := range [][]byte{head, w.shape, w.points, w.people, w.tags, w.texts} {
		if _, err := zip.Write(binary.AppendUvarint(nil, uint64(len(column)))); err != nil {
			return 0, err
		}
		if _, err := zip.Write(column); err != nil {
			return 0, err
		}
	}
	if err := zip.Close(); err != nil {
		return 0, err
	}
	return out.Len(), os.WriteFile(path, out.Bytes(), 0o644)
}

// writer gathers columns, so that like stands beside like and packs well.
type writer struct {
	langs                              []string
	shape, points, people, tags, texts []byte
	last                               place.Area
	lastID, lastLat, lastLon           int64
}

func (w *writer) area(a *place.Area) {
	w.shape = append(w.shape, byte(a.Kind))
	if a.Kind == place.City {
		id, _ := strconv.ParseInt(string(a.ID[3:]), 10, 64)
		w.shape = binary.AppendVarint(w.shape, id-w.lastID)
		w.lastID = id
		lat, lon := int64(math.Round(a.Point.Lat*1e4)), int64(math.Round(a.Point.Lon*1e4))
		w.points = binary.AppendVarint(w.points, lat-w.lastLat)
		w.points = binary.AppendVarint(w.points, lon-w.lastLon)
		w.lastLat, w.lastLon = lat, lon
		w.people = binary.AppendUvarint(w.people, uint64(a.Population))
	} else {
		w.shape = appendText(w.shape, string(a.ID))
	}
	w.shape = binary.AppendUvarint(w.shape, uint64(len(a.Names)+len(a.Aliases)))
	w.name("en", a.Names["en"])
	for _, lang := range slices.Sorted(maps.Keys(a.Names)) {
		if lang != "en" {
			w.name(lang, a.Names[lang])
		}
	}
	for _, alias := range a.Aliases {
		w.name("", alias)
	}
}

func (w *writer) name(lang, text string) {
	i := slices.Index(w.langs, lang)
	if i < 0 {
		i = len(w.langs)
		w.langs = append(w.langs, lang)
	}
	w.tags = append(w.tags, byte(i))
	w.texts = appendText(w.texts, text)
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}
