package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"waypost/internal/directory"
)

// Write writes services so that Read gives them back. A cell that a
// spreadsheet would run as a formula is written with an apostrophe before it.
func Write(w io.Writer, services []directory.Service) error {
	names, addresses := languagesOf(services)
	columns := []string{"id", "need", "org"}
	for _, lang := range names {
		columns = append(columns, localColumn("name", lang))
	}
	for _, lang := range addresses {
		columns = append(columns, localColumn("address", lang))
	}
	columns = append(columns, "area", "lat", "lon", "phone", "hours", "status", "places", "accepts", "id_rule", "cost",
		"languages", "no_police", "visibility", "checked_at", "checked_by", "from", "until")
	cw := csv.NewWriter(w)
	if err := cw.Write(columns); err != nil {
		return fmt.Errorf("sheet: %w", err)
	}
	row := make([]string, len(columns))
	for i := range services {
		for k, column := range columns {
			row[k] = guarded(cell(&services[i], column))
		}
		if err := cw.Write(row); err != nil {
			return fmt.Errorf("sheet: %w", err)
		}
	}
	cw.Flush()
	if err := cw.Error(); err != nil {
		return fmt.Errorf("sheet: %w", err)
	}
	return nil
}

func localColumn(base, lang string) string {
	if lang == "" {
		return base
	}
	return base + ":" + lang
}

// languagesOf lists the tags in use; a name without one comes first.
func languagesOf(services []directory.Service) (names, addresses []string) {
	in, at := map[string]bool{"": true}, map[string]bool{"": true}
	for i := range services {
		for lang := range services[i].Name {
			in[lang] = true
		}
		for lang := range services[i].Address {
			at[lang] = true
		}
	}
	return slices.Sorted(maps.Keys(in)), slices.Sorted(maps.Keys(at))
}

func cell(sv *directory.Service, column string) string {
	base, lang, _ := strings.Cut(column, ":")
	switch base {
	case "id":
		return sv.ID
	case "need":
		return sv.Need
	case "org":
		return sv.Org
	case "name":
		return sv.Name[lang]
	case "address":
		return sv.Address[lang]
	case "area":
		return string(sv.Area)
	case "lat":
		if sv.Point != nil {
			return strconv.FormatFloat(sv.Point.Lat, 'f', -1, 64)
		}
	case "lon":
		if sv.Point != nil {
			return strconv.FormatFloat(sv.Point.Lon, 'f', -1, 64)
		}
	case "phone":
		return sv.Phone
	case "hours":
		return sv.Hours.String()
	case "status":
		return string(sv.Status)
	case "places":
		if sv.Places >= 0 {
			return strconv.Itoa(sv.Places)
		}
	case "accepts":
		return string(sv.Accepts)
	case "id_rule":
		return string(sv.IDRule)
	case "cost":
		return string(sv.Cost)
	case "languages":
		return strings.Join(sv.Languages, " ")
	case "no_police":
		if sv.NoPolice {
			return "yes"
		}
	case "visibility":
		return string(sv.Visibility)
	case "checked_at":
		return moment(sv.CheckedAt)
	case "checked_by":
		return sv.CheckedBy
	case "from":
		return moment(sv.From)
	case "until":
		return moment(sv.Until)
	}
	return ""
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// isFormula holds for what spreadsheets run instead of showing.
func isFormula(s string) bool { return s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) }

func guarded(s string) string {
	if isFormula(s) {
		if _, err := strconv.ParseFloat(s, 64); err != nil || s[0] == '+' {
			return "'" + s
		}
	}
	return s
}
