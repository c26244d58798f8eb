package sheet

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"waypost/internal/directory"
	"waypost/internal/fold"
	"waypost/internal/gateway"
	"waypost/internal/place"
)

// rowReader reads one row into a service.
type rowReader struct {
	o        Options
	number   int
	sv       directory.Service
	lat, lon string
	problems []Problem
}

func (r *rowReader) bad(field, value, reason string) {
	r.problems = append(r.problems, Problem{r.number, field, shown(value), reason})
}

// reader gives what reads the cells of a column, nil for one not known. The
// cell is trimmed, and may be empty.
func reader(column string) func(r *rowReader, lang, cell string) {
	switch column {
	case "id":
		return func(r *rowReader, _, c string) { r.sv.ID = c }
	case "need":
		return (*rowReader).need
	case "org":
		return func(r *rowReader, _, c string) { r.sv.Org = c }
	case "name":
		return func(r *rowReader, lang, c string) { r.sv.Name = localized(r.sv.Name, lang, c) }
	case "address":
		return func(r *rowReader, lang, c string) { r.sv.Address = localized(r.sv.Address, lang, c) }
	case "area":
		return (*rowReader).area
	case "lat":
		return func(r *rowReader, _, c string) { r.lat = c }
	case "lon":
		return func(r *rowReader, _, c string) { r.lon = c }
	case "phone":
		return (*rowReader).phone
	case "hours":
		return (*rowReader).hours
	case "status":
		return func(r *rowReader, _, c string) { choose(r, &r.sv.Status, "status", c, statuses) }
	case "places":
		return (*rowReader).places
	case "accepts":
		return func(r *rowReader, _, c string) { choose(r, &r.sv.Accepts, "accepts", c, accepted) }
	case "id_rule":
		return func(r *rowReader, _, c string) { choose(r, &r.sv.IDRule, "id_rule", c, idRules) }
	case "cost":
		return func(r *rowReader, _, c string) { choose(r, &r.sv.Cost, "cost", c, costs) }
	case "languages":
		return (*rowReader).languages
	case "no_police":
		return (*rowReader).noPolice
	case "visibility":
		return (*rowReader).visibility
	case "checked_at":
		return func(r *rowReader, _, c string) { r.sv.CheckedAt = r.moment("checked_at", c, false) }
	case "checked_by":
		return func(r *rowReader, _, c string) { r.sv.CheckedBy = c }
	case "from":
		return func(r *rowReader, _, c string) { r.sv.From = r.moment("from", c, false) }
	case "until":
		return func(r *rowReader, _, c string) { r.sv.Until = r.moment("until", c, true) }
	}
	return nil
}

var (
	statuses = []directory.Status{directory.Open, directory.Full, directory.Closed}
	accepted = []directory.Accepts{directory.AcceptsAll, directory.AcceptsWomen, directory.AcceptsWomenKid, directory.AcceptsFamilies,
		directory.AcceptsMen, directory.AcceptsChildren, directory.AcceptsNational, directory.AcceptsRefugees}
	idRules      = []directory.IDRule{directory.IDNone, directory.IDAny, directory.IDUNHCR, directory.IDPassport}
	costs        = []directory.Cost{directory.CostFree, directory.CostPaid}
	visibilities = []directory.Visibility{directory.Public, directory.OnRequest, directory.ReferralOnly}
)

func (r *rowReader) read(columns, cells []string) {
	for i, cell := range cells {
		cell = strings.TrimSpace(cell)
		if len(cell) > 1 && cell[0] == '\'' && isFormula(cell[1:]) {
			cell = cell[1:]
		}
		switch {
		case i >= len(columns):
			if cell != "" {
				r.bad("column "+strconv.Itoa(i+1), cell, "has no header")
			}
		case columns[i] != "":
			base, lang, _ := strings.Cut(columns[i], ":")
			reader(base)(r, lang, cell)
		}
	}
	r.whole()
}

// whole checks what takes more than one cell to know.
func (r *rowReader) whole() {
	if r.sv.ID == "" {
		r.bad("id", "", "is empty")
	}
	if len(r.sv.Name) == 0 {
		r.bad("name", "", "is empty")
	}
	r.point()
	switch {
	case r.sv.CheckedAt.IsZero():
		r.sv.CheckedBy = ""
	case r.sv.CheckedBy == "":
		r.bad("checked_by", "", "is empty, but checked_at is not")
	case !r.o.Now.IsZero() && r.sv.CheckedAt.After(r.o.Now):
		r.bad("checked_at", "", "lies in the future")
	default:
		r.sv.CheckedHow = "sheet"
	}
	if !r.sv.Until.IsZero() && !r.sv.From.IsZero() && !r.sv.Until.After(r.sv.From) {
		r.bad("until", "", "lies before from")
	}
}

func localized(m map[string]string, lang, cell string) map[string]string {
	if cell == "" {
		return m
	}
	if m == nil {
		m = map[string]string{}
	}
	m[lang] = cell
	return m
}

func choose[T ~string](r *rowReader, into *T, field, cell string, choices []T) {
	v := T(strings.ToLower(cell))
	if v != "" && !slices.Contains(choices, v) {
		r.bad(field, cell, fmt.Sprintf("is none of %v", choices))
		return
	}
	*into = v
}

func (r *rowReader) need(_, cell string) {
	r.sv.Need = strings.ToLower(cell)
	if cell == "" {
		r.bad("need", "", "is empty")
	} else if r.o.Need != nil && !r.o.Need(r.sv.Need) {
		r.bad("need", cell, "is not a need")
	}
}

func (r *rowReader) area(_, cell string) {
	r.sv.Area = place.AreaID(cell)
	switch {
	case cell == "":
		r.bad("area", "", "is empty")
		return
	case r.o.Areas == nil:
		return
	}
	if _, ok := r.o.Areas.Kind(r.sv.Area); ok {
		return
	}
	m, ok := r.o.Areas.Find(cell, r.o.Scope)
	switch {
	case !ok || !m.Exact || !m.Whole:
		reason := "is not known"
		if ok && !m.Exact {
			reason += fmt.Sprintf("; %s?", r.o.Areas.Name(m.Areas[0]))
		}
		r.bad("area", cell, reason)
	case len(m.Areas) > 1:
		r.bad("area", cell, fmt.Sprintf("may be any of %v", m.Areas))
	case !m.InScope && len(r.o.Scope) > 0:
		r.bad("area", cell, fmt.Sprintf("lies outside %v", r.o.Scope))
	default:
		r.sv.Area = m.Areas[0]
	}
}

func (r *rowReader) point() {
	if r.lat == "" && r.lon == "" {
		return
	}
	lat, ok := degrees(r.lat, 90)
	if !ok {
		r.bad("lat", r.lat, "is not a latitude")
	}
	lon, ok2 := degrees(r.lon, 180)
	if !ok2 {
		r.bad("lon", r.lon, "is not a longitude")
	}
	switch {
	case !ok || !ok2:
	case lat == 0 && lon == 0:
		r.bad("lat", r.lat, "and lon 0 lie in the sea")
	default:
		r.sv.Point = &gateway.Point{Lat: lat, Lon: lon}
	}
}

func degrees(cell string, most float64) (float64, bool) {
	v, err := strconv.ParseFloat(strings.Replace(fold.Digits(cell), ",", ".", 1), 64)
	return v, err == nil && v >= -most && v <= most
}

func (r *rowReader) phone(_, cell string) {
	r.sv.Phone = fold.Digits(cell)
	if cell != "" && !directory.Dialable(r.sv.Phone) {
		r.bad("phone", cell, "cannot be dialled")
	}
}

func (r *rowReader) hours(_, cell string) {
	h, err := directory.ParseHours(cell)
	var he *directory.HoursError
	if errors.As(err, &he) {
		r.bad("hours", he.Field, he.Reason)
		return
	}
	r.sv.Hours = h
}

func (r *rowReader) places(_, cell string) {
	if cell == "" {
		return
	}
	n, err := strconv.Atoi(fold.Digits(cell))
	if err != nil || n < 0 || n > 1_000_000 {
		r.bad("places", cell, "is not a number of places")
		return
	}
	r.sv.Places = n
}

func (r *rowReader) languages(_, cell string) {
	for _, tag := range strings.FieldsFunc(cell, func(c rune) bool { return strings.ContainsRune(" ,;|/", c) }) {
		if len(tag) < 2 || len(tag) > 8 || strings.Trim(strings.ToLower(tag), "abcdefghijklmnopqrstuvwxyz-") != "" {
			r.bad("languages", tag, "is not a language tag")
			return
		}
		r.sv.Languages = append(r.sv.Languages, tag)
	}
}

func (r *rowReader) noPolice(_, cell string) {
	switch strings.ToLower(cell) {
	case "", "no", "false", "0", "n":
	case "yes", "true", "1", "y", "x":
		r.sv.NoPolice = true
	default:
		r.bad("no_police", cell, "is not yes or no")
	}
}

func (r *rowReader) visibility(_, cell string) {
	if cell != "" {
		choose(r, &r.sv.Visibility, "visibility", cell, visibilities)
	}
}

// moment reads a date, with or without a time. A date alone that ends
// something means the end of that day.
func (r *rowReader) moment(field, cell string, ends bool) time.Time {
	if cell == "" {
		return time.Time{}
	}
	zone := r.o.Zone
	if zone == nil {
		zone = time.UTC
	}
	cell = fold.Digits(cell)
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02 15:04:05"} {
		if t, err := time.ParseInLocation(layout, cell, zone); err == nil {
			return t
		}
	}
	t, err := time.ParseInLocation(time.DateOnly, cell, zone)
	if err != nil {
		r.bad(field, cell, "is not a date like 2026-12-25")
		return time.Time{}
	}
	if ends {
		t = t.AddDate(0, 0, 1)
	}
	return t
}
