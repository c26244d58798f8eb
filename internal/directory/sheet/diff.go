package sheet

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"waypost/internal/directory"
)

// Plan is what taking a sheet would do. Nothing is changed by making it.
type Plan struct {
	New     []directory.Service
	Changed []Change
	Same    int
	Refused []Problem
}

// Change is one service before and after. Fields are the columns that differ:
// a new phone, address or hours takes a second person to confirm.
type Change struct {
	Before, After directory.Service
	Fields        []string
}

// Diff compares a sheet with the current services. A column that the sheet
// does not have keeps its current value. Services that the sheet does not name
// stay as they are.
func Diff(current []directory.Service, t Table) Plan {
	byID := make(map[string]*directory.Service, len(current))
	for i := range current {
		byID[current[i].ID] = &current[i]
	}
	p := Plan{Refused: t.Problems}
	for _, row := range t.Rows {
		was := byID[row.Service.ID]
		if was == nil {
			p.New = append(p.New, row.Service)
			continue
		}
		after, fields := merge(*was, row.Service, t.Columns)
		if len(fields) == 0 {
			p.Same++
			continue
		}
		p.Changed = append(p.Changed, Change{*was, after, fields})
	}
	return p
}

// merge puts the columns of a sheet over a service and names those that differ.
func merge(was, row directory.Service, columns []string) (directory.Service, []string) {
	after := was
	after.Name, after.Address = maps.Clone(was.Name), maps.Clone(was.Address)
	var fields []string
	for _, column := range columns {
		if !carry(&after, &was, &row, column) {
			fields = append(fields, column)
		}
	}
	return after, fields
}

// carry copies one column and reports whether it was the same before. An empty
// checked_at never takes a check away, nor does an older one.
func carry(after, was, row *directory.Service, column string) bool {
	base, lang, _ := strings.Cut(column, ":")
	switch base {
	case "need":
		return set(&after.Need, row.Need)
	case "org":
		return set(&after.Org, row.Org)
	case "name":
		return setIn(&after.Name, lang, row.Name[lang])
	case "address":
		return setIn(&after.Address, lang, row.Address[lang])
	case "area":
		return set(&after.Area, row.Area)
	case "lat", "lon":
		after.Point = row.Point
		return samePoint(was, row)
	case "phone":
		return set(&after.Phone, row.Phone)
	case "hours":
		after.Hours = row.Hours
		return was.Hours.Equal(row.Hours)
	case "status":
		return set(&after.Status, row.Status)
	case "places":
		return set(&after.Places, row.Places)
	case "accepts":
		return set(&after.Accepts, row.Accepts)
	case "id_rule":
		return set(&after.IDRule, row.IDRule)
	case "cost":
		return set(&after.Cost, row.Cost)
	case "languages":
		after.Languages = row.Languages
		return slices.Equal(was.Languages, row.Languages)
	case "no_police":
		return set(&after.NoPolice, row.NoPolice)
	case "visibility":
		return set(&after.Visibility, row.Visibility)
	case "checked_at":
		if !row.CheckedAt.After(was.CheckedAt) {
			return true
		}
		after.CheckedAt, after.CheckedBy, after.CheckedHow = row.CheckedAt, row.CheckedBy, row.CheckedHow
		return false
	case "from":
		after.From = row.From
		return was.From.Equal(row.From)
	case "until":
		after.Until = row.Until
		return was.Until.Equal(row.Until)
	}
	return true
}

func set[T comparable](into *T, v T) (same bool) {
	same = *into == v
	*into = v
	return same
}

func setIn(m *map[string]string, lang, v string) (same bool) {
	if same = (*m)[lang] == v; same {
		return true
	}
	if *m == nil {
		*m = map[string]string{}
	}
	if (*m)[lang] = v; v == "" {
		delete(*m, lang)
	}
	return false
}

func samePoint(a, b *directory.Service) bool {
	if a.Point == nil || b.Point == nil {
		return a.Point == b.Point
	}
	return *a.Point == *b.Point
}

// refusedShown is how many rows a Plan's text names.
const refusedShown = 5

// String says it in one line: "113 ok (9 new, 4 changed, 100 same), 7 refused:
// row 18 hours '25:00' is not a time of day; …".
func (p Plan) String() string {
	ok := len(p.New) + len(p.Changed) + p.Same
	s := fmt.Sprintf("%d ok (%d new, %d changed, %d same)", ok, len(p.New), len(p.Changed), p.Same)
	rows := p.RefusedRows()
	if rows == 0 {
		return s
	}
	var shown []string
	last := 0
	for _, problem := range p.Refused {
		if problem.Row == last {
			continue
		}
		if len(shown) == refusedShown {
			shown = append(shown, "…")
			break
		}
		last = problem.Row
		shown = append(shown, problem.String())
	}
	return fmt.Sprintf("%s, %d refused: %s", s, rows, strings.Join(shown, "; "))
}

// RefusedRows is the number of rows that cannot be taken.
func (p Plan) RefusedRows() int {
	rows := map[int]bool{}
	for _, problem := range p.Refused {
		rows[problem.Row] = true
	}
	return len(rows)
}
