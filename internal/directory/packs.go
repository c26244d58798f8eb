package directory

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// emergencyKinds are the kinds of an Emergency.
const emergencyKinds = " ambulance fire police general sea "

// ParsePack reads the JSON of a country pack and checks it. The error joins
// every fault found, each with its field; it holds no phone number.
func ParsePack(data []byte) (Pack, error) {
	var p Pack
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&p); err != nil {
		return Pack{}, fmt.Errorf("pack: %w", err)
	}
	if err := p.Validate(); err != nil {
		return Pack{}, err
	}
	return p, nil
}

// Validate joins every fault of a pack.
func (p Pack) Validate() error {
	var c packCheck
	c.want(isCountry(p.Country), "country", "is not two capital letters")
	c.want(p.TimeZone == "UTC" || strings.Contains(p.TimeZone, "/"), "timezone", "is not a name like Asia/Beirut")
	c.want(len(p.Languages) > 0, "languages", "is empty")
	c.want(len(p.Emergency) > 0, "emergency", "is empty")
	for i, e := range p.Emergency {
		at := fmt.Sprintf("emergency[%d]", i)
		c.want(e.Kind != "" && strings.Contains(emergencyKinds, " "+e.Kind+" "), at+".kind", "is none of"+emergencyKinds)
		c.want(len(e.Name) == 0 || e.Name["en"] != "", at+".name", "has no English")
		c.want(Dialable(e.Number), at+".number", "cannot be dialled")
	}
	c.want(len(p.ExampleTowns) > 0, "example_towns", "is empty")
	c.want(isCountry(p.ExampleCountry), "example_country", "is not two capital letters")
	c.line("hotline", p.Hotline)
	for i, l := range p.Lines {
		c.want(l.ID != "", fmt.Sprintf("lines[%d].id", i), "is empty")
		c.want(l.Need != "", fmt.Sprintf("lines[%d].need", i), "is empty")
		c.line(fmt.Sprintf("lines[%d]", i), l)
	}
	for i, h := range p.Holidays {
		_, err := time.Parse(time.DateOnly, h)
		c.want(err == nil, fmt.Sprintf("holidays[%d]", i), "is not a date like 2026-12-25")
	}
	c.want(strings.TrimSpace(p.Source) != "", "source", "is empty")
	_, err := time.Parse(time.DateOnly, p.Checked)
	c.want(err == nil, "checked", "is not a date like 2026-12-25")
	return errors.Join(c.faults...)
}

type packCheck struct{ faults []error }

func (c *packCheck) want(ok bool, field, fault string) {
	if !ok {
		c.faults = append(c.faults, fmt.Errorf("pack: %s %s", field, fault))
	}
}

func (c *packCheck) line(at string, l Line) {
	c.want(Dialable(l.Number), at+".number", "cannot be dialled")
	c.want(!l.Hours.IsZero(), at+".hours", "is empty")
	c.want(len(l.Languages) > 0, at+".languages", "is empty")
	c.want(l.Name["en"] != "", at+".name", "has no English")
}

func isCountry(s string) bool {
	return len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}

// Dialable reports whether a number, with its usual separators, has three to
// fifteen digits and nothing else; a plus may stand before it.
func Dialable(number string) bool {
	digits := 0
	for i, r := range number {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '+' && i == 0, strings.ContainsRune(" -./()", r):
		default:
			return false
		}
	}
	return digits >= 3 && digits <= 15
}
