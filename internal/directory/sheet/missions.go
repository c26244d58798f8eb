package sheet

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"waypost/internal/directory"
	"waypost/internal/gateway"
	"waypost/internal/place"
)

// ReadMissions reads missions in the layout of the database of embassies,
// semicolon-separated: operator, jurisdictions (by |), country, city, address,
// latitude, longitude, phone, email, website, type and QID. Names of countries
// become codes by c; a row whose operator or country is none is refused, a
// jurisdiction that is none is left out. A phone that cannot be dialled is
// left empty. With areas, the mission is put in the city next to its position.
// All are unchecked.
func ReadMissions(r io.Reader, c *place.Countries, areas *place.Gazetteer) ([]directory.Mission, []Problem, error) {
	records, err := decode(r)
	if err != nil {
		return nil, nil, err
	}
	if len(records) == 0 {
		return nil, nil, fmt.Errorf("sheet: empty")
	}
	column := map[string]int{}
	for i, name := range records[0] {
		column[strings.ToLower(strings.TrimSpace(name))] = i
	}
	for _, must := range []string{"operator", "country", "type"} {
		if _, ok := column[must]; !ok {
			return nil, nil, fmt.Errorf("sheet: there is no column %q", must)
		}
	}
	var missions []directory.Mission
	var problems []Problem
	ids := map[string]bool{}
	for i, cells := range records[1:] {
		row := missionRow{cells, column, c}
		m, bad := row.mission(areas)
		if bad != nil {
			bad.Row = i + 2
			problems = append(problems, *bad)
			continue
		}
		for ids[m.ID] {
			m.ID += "+"
		}
		ids[m.ID] = true
		missions = append(missions, m)
	}
	return missions, problems, nil
}

type missionRow struct {
	cells  []string
	column map[string]int
	c      *place.Countries
}

func (r missionRow) get(name string) string {
	i, ok := r.column[name]
	if !ok || i >= len(r.cells) {
		return ""
	}
	return strings.TrimSpace(r.cells[i])
}

func (r missionRow) mission(areas *place.Gazetteer) (directory.Mission, *Problem) {
	m := directory.Mission{
		Origin: r.c.Code(r.get("operator")), Host: r.c.Code(r.get("country")), Kind: r.get("type"),
		Address: r.get("address"), Email: r.get("email"), Website: r.get("website"), Source: "database-of-embassies, Wikidata",
	}
	if m.Origin == "" {
		return m, &Problem{Field: "operator", Value: shown(r.get("operator")), Reason: "is not a country"}
	}
	if m.Host == "" {
		return m, &Problem{Field: "country", Value: shown(r.get("country")), Reason: "is not a country"}
	}
	for _, name := range strings.Split(r.get("jurisdictions"), "|") {
		if code := r.c.Code(strings.TrimSpace(name)); code != "" && code != m.Host && !slices.Contains(m.Covers, code) {
			m.Covers = append(m.Covers, code)
		}
	}
	if city := r.get("city"); city != "" {
		m.City = map[string]string{"en": city}
	}
	if phone := r.get("phone"); directory.Dialable(phone) {
		m.Phone = phone
	}
	m.ID = "wd:" + r.get("qid")[strings.LastIndexByte(r.get("qid"), '/')+1:]
	if m.ID == "wd:" {
		m.ID = strings.ToLower(m.Origin + "-" + m.Host + "-" + r.get("city"))
	}
	lat, err1 := strconv.ParseFloat(r.get("latitude"), 64)
	lon, err2 := strconv.ParseFloat(r.get("longitude"), 64)
	if areas != nil && err1 == nil && err2 == nil {
		m.Area = areas.Nearest(gateway.Point{Lat: lat, Lon: lon}, place.City)
	}
	return m, nil
}
