package directory

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"waypost/internal/place"
)

func TestConsular(t *testing.T) {
	s := NewSnapshot(Data{Missions: []Mission{
		{ID: "ke-sa", Origin: "KE", Host: "SA", Covers: []string{"LB"}, Kind: "embassy", Phone: "+966 1 555 0100"},
		{ID: "ke-lb-hon", Origin: "KE", Host: "LB", Kind: "honorary consulate"},
		{ID: "ph-lb-con", Origin: "PH", Host: "LB", Kind: "consulate", Phone: "01-555-0101", CheckedAt: now},
		{ID: "ph-lb", Origin: "PH", Host: "LB", Kind: "embassy", Phone: "01-555-0102"},
		{ID: "sl-eg", Origin: "SL", Host: "EG", Covers: []string{"LB", "EG"}, Kind: "embassy"},
		{ID: "et-lb-con", Origin: "ET", Host: "LB", Kind: "consulate general"},
		{ID: "et-lb", Origin: "ET", Host: "LB", Kind: "embassy"},
		{ID: "bd-un", Origin: "BD", Host: "LB", Kind: "permanent mission", Phone: "1234567"},
	}})
	type answer struct {
		How            How
		ID, Host       string
		Phone, Checked bool
		Other          string
	}
	for _, tt := range []struct {
		name, origin string
		hosts        []string
		want         answer
	}{
		{"a checked phone before an embassy", "PH", []string{"LB"}, answer{Here, "ph-lb-con", "LB", true, true, ""}},
		{"the embassy before the consulate", "ET", []string{"LB"}, answer{Here, "et-lb", "LB", false, false, ""}},
		{"Mi5: only one that covers from elsewhere", "SL", []string{"LB"}, answer{Covers, "sl-eg", "LB", false, false, ""}},
		{"one here without phone names the covering one's", "KE", []string{"LB"}, answer{Here, "ke-lb-hon", "LB", false, false, "ke-sa"}},
		{"none", "NP", []string{"LB", "LY"}, answer{How: NoMission, Host: "LB"}},
		{"a mission to an organisation is none", "BD", []string{"LB"}, answer{How: NoMission, Host: "LB"}},
		{"at home", "LB", []string{"LB"}, answer{How: Home, Host: "LB"}},
		{"here in the second country before covering in the first", "SL", []string{"LB", "EG"}, answer{Here, "sl-eg", "EG", false, false, ""}},
		{"no country", "PH", nil, answer{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := s.Consular(tt.origin, tt.hosts)
			got := answer{How: f.How, Host: f.Host, Phone: f.HasPhone, Checked: f.Checked}
			if f.Mission != nil {
				got.ID = f.Mission.ID
			}
			if f.Phone != nil {
				got.Other = f.Phone.ID
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestPage(t *testing.T) {
	page := func(id string, area place.AreaID, expires time.Time) Page {
		return Page{ID: id, Need: "border", Area: area, Expires: expires, CheckedAt: now}
	}
	everywhere, country, town := page("world", "", time.Time{}), page("country", "LB", now.Add(time.Hour)), page("town", "gn:1", now)
	s := NewSnapshot(Data{Pages: []Page{everywhere, country, town}, Areas: lebanon(t)})
	for _, tt := range []struct {
		name    string
		area    place.AreaID
		want    string
		at      time.Time
		expired bool
	}{
		{"the smallest area that has not expired", "gn:1", "country", now, false},
		{"before it expires", "gn:1", "town", now.Add(-time.Minute), false},
		{"elsewhere", "FJ", "world", now, false},
		{"all over", "", "world", now, false},
	} {
		h, ok := s.Page("border", tt.area, tt.at)
		if !ok || h.Page.ID != tt.want || h.Expired != tt.expired {
			t.Errorf("%s: %+v", tt.name, h)
		}
	}
	if _, ok := s.Page("papers", "LB", now); ok {
		t.Error("a page about another need")
	}
	only := NewSnapshot(Data{Pages: []Page{town}, Areas: lebanon(t)})
	if h, ok := only.Page("border", "gn:1", now.Add(time.Hour)); !ok || !h.Expired {
		t.Errorf("an expired page is still given, and said to be so: %+v %v", h, ok)
	}
}

func TestParsePack(t *testing.T) {
	const good = `{"country":"LB","timezone":"Asia/Beirut","languages":["ar","en"],"example_towns":["gn:1"],"example_country":"KE",
	"emergency":[{"kind":"ambulance","name":{"en":"Red Cross"},"number":"140"}],
	"hotline":{"id":"h","need":"human","name":{"en":"Help"},"number":"01-555-0100","hours":"24h","languages":["en"],"free":true},
	"lines":[],"holidays":["2026-11-22"],"source":"test","checked":"2026-11-01"}`
	p, err := ParsePack([]byte(good))
	if err != nil || p.Country != "LB" || p.Emergency[0].Number != "140" {
		t.Fatal(p, err)
	}
	bad := strings.NewReplacer(`"LB"`, `"Lb"`, `Asia/Beirut`, `Beirut`, `"140"`, `"ask 999111"`, `"24h"`, `""`, `2026-11-22`, `22.11.`, `"test"`, `""`, `ambulance`, `taxi`).Replace(good)
	_, err = ParsePack([]byte(bad))
	if err == nil {
		t.Fatal("no error")
	}
	for _, field := range []string{"country", "timezone", "emergency[0].kind", "emergency[0].number", "hotline.hours", "holidays[0]", "source"} {
		if !strings.Contains(err.Error(), field) {
			t.Errorf("%q is not named in %v", field, err)
		}
	}
	if strings.Contains(err.Error(), "999111") {
		t.Error("a number stands in the error")
	}
	if _, err := ParsePack([]byte(strings.Replace(good, "24h", "25-26", 1))); err == nil || !strings.Contains(err.Error(), "'25'") {
		t.Errorf("hours that cannot be read: %v", err)
	}
	if _, err := ParsePack([]byte(`{"county":"LB"}`)); err == nil {
		t.Error("an unknown field was taken")
	}
}

func FuzzParsePack(f *testing.F) {
	f.Add([]byte(`{"country":"LB","hotline":{"hours":"24h"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if p, err := ParsePack(data); err == nil && len(p.Emergency) == 0 {
			t.Fatal("a pack without emergency numbers")
		}
	})
}
