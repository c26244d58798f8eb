// Package sheet reads and writes directory services as the spreadsheets that
// organisations keep, and missions as the list of the database of embassies.
//
// What must stay true: a bad cell refuses its row and is named by row, field
// and reason, good rows are not touched by it; a column that is not there
// changes nothing; reading never makes an entry look checked unless the sheet
// says when and by whom. No phone number gets into a Problem.
package sheet

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"waypost/internal/directory"
	"waypost/internal/place"
)

// Options are what a sheet is read against.
type Options struct {
	// Areas resolves the area column, an id or a name within Scope. Nil takes
	// it as it stands.
	Areas *place.Gazetteer
	Scope []string
	// Need reports whether a need is one the gateway serves; nil takes any.
	Need func(string) bool
	// Visibility is for rows that do not say.
	Visibility directory.Visibility
	// Zone is for dates without one; nil is UTC.
	Zone *time.Location
	// Now is the time of reading: no check may lie after it.
	Now time.Time
	// MaxRows is 20,000 when zero.
	MaxRows int
}

// MaxBytes is the largest sheet read.
const MaxBytes = 5 << 20

const defaultRows = 20_000

// Row is one service as the sheet gives it.
type Row struct {
	// Number is the row as a spreadsheet counts it: the header is 1.
	Number  int
	Service directory.Service
}

// Table is what was read.
type Table struct {
	Rows     []Row
	Problems []Problem
	// Columns are the fields the sheet has; Ignored are headers not known.
	Columns, Ignored []string
}

// Problem is one cell that cannot be taken. Its row is refused.
type Problem struct {
	Row    int
	Field  string
	Value  string // shortened; empty when it may be a phone number
	Reason string
}

func (p Problem) String() string {
	if p.Value == "" {
		return fmt.Sprintf("row %d %s %s", p.Row, p.Field, p.Reason)
	}
	return fmt.Sprintf("row %d %s '%s' %s", p.Row, p.Field, p.Value, p.Reason)
}

// shown is a cell as a Problem may repeat it.
func shown(value string) string {
	digits := 0
	for _, r := range value {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	if digits > 4 {
		return ""
	}
	if utf8.RuneCountInString(value) > 30 {
		value = string([]rune(value)[:29]) + "…"
	}
	return value
}

// Read reads a sheet of services in CSV: any delimiter of , ; tab |, any line
// ending, UTF-8 or UTF-16 with a byte order mark. The columns are
//
//	id need org name name:<lang> address address:<lang> area lat lon phone
//	hours status places accepts id_rule cost languages no_police visibility
//	checked_at checked_by from until
//
// of which id, need and area must be there, and a name. The error is for a
// file that is no such sheet at all.
func Read(r io.Reader, o Options) (Table, error) {
	records, err := decode(r)
	if err != nil {
		return Table{}, err
	}
	if len(records) == 0 {
		return Table{}, fmt.Errorf("sheet: empty")
	}
	limit := o.MaxRows
	if limit == 0 {
		limit = defaultRows
	}
	if len(records)-1 > limit {
		return Table{}, fmt.Errorf("sheet: %d rows, at most %d are read", len(records)-1, limit)
	}
	var t Table
	columns, err := t.header(records[0])
	if err != nil {
		return Table{}, err
	}
	seen := map[string]int{}
	for i, cells := range records[1:] {
		rr := rowReader{o: o, number: i + 2, sv: directory.Service{Places: -1, Visibility: o.Visibility}}
		if blank(cells) {
			continue
		}
		rr.read(columns, cells)
		if was, twice := seen[rr.sv.ID]; twice && rr.sv.ID != "" {
			rr.bad("id", rr.sv.ID, fmt.Sprintf("stands in row %d too", was))
		}
		seen[rr.sv.ID] = rr.number
		if len(rr.problems) > 0 {
			t.Problems = append(t.Problems, rr.problems...)
			continue
		}
		t.Rows = append(t.Rows, Row{rr.number, rr.sv})
	}
	return t, nil
}

// header reads the names of the columns; "" stands for one to skip.
func (t *Table) header(cells []string) ([]string, error) {
	columns := make([]string, len(cells))
	have := map[string]bool{}
	for i, cell := range cells {
		name := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(cell)), " ", "_")
		base, lang, _ := strings.Cut(name, ":")
		switch {
		case name == "":
			continue
		case have[name]:
			return nil, fmt.Errorf("sheet: column %q stands twice", name)
		case reader(base) == nil || lang != "" && base != "name" && base != "address":
			t.Ignored = append(t.Ignored, cell)
			continue
		}
		if lang != "" {
			_, tag, _ := strings.Cut(strings.TrimSpace(cell), ":")
			name = base + ":" + tag
		}
		columns[i], have[base] = name, true
		have[name] = true
		t.Columns = append(t.Columns, name)
	}
	for _, must := range []string{"id", "need", "area", "name"} {
		if !have[must] {
			return nil, fmt.Errorf("sheet: there is no column %q", must)
		}
	}
	return columns, nil
}

func blank(cells []string) bool {
	return strings.TrimSpace(strings.Join(cells, "")) == ""
}
