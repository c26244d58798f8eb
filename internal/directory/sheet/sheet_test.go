package sheet

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"waypost/internal/directory"
	"waypost/internal/gateway"
	"waypost/internal/place"
)

var now = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

func lebanon(t testing.TB) *place.Gazetteer {
	t.Helper()
	en := func(s string) map[string]string { return map[string]string{"en": s} }
	g, err := place.New([]place.Area{
		{ID: "LB", Kind: place.Country, Names: en("Lebanon")},
		{ID: "gn:266826", Parent: "LB", Kind: place.City, Names: en("Tripoli")},
		{ID: "gn:1", Parent: "LB", Kind: place.City, Names: en("Qana")},
		{ID: "gn:2", Parent: "LB", Kind: place.City, Names: en("Qana")},
		{ID: "SY", Kind: place.Country, Names: en("Syria")},
		{ID: "gn:3", Parent: "SY", Kind: place.City, Names: en("Damascus")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func options(t testing.TB) Options {
	return Options{Areas: lebanon(t), Scope: []string{"LB"}, Visibility: directory.Public, Now: now,
		Need: func(s string) bool { return s == "shelter" || s == "food" }}
}

const full = "id,need,org,name,name:ar,address,area,lat,lon,phone,hours,status,places,accepts,id_rule,cost,languages,no_police,visibility,checked_at,checked_by,from,until\n" +
	"a1,shelter,Caritas,Al-Amal School,مدرسة الأمل,Mina St,Tripoli,34.45,35.81,01-555-0111,Mo-Fr 8-20,open,40,all,none,free,ar am,yes,,2026-11-20,Hana,,\n"

func TestReadTakesEveryColumn(t *testing.T) {
	table, err := Read(strings.NewReader(full), options(t))
	if err != nil || len(table.Problems) > 0 {
		t.Fatal(err, table.Problems)
	}
	hours, _ := directory.ParseHours("Mo-Fr 8-20")
	want := directory.Service{
		ID: "a1", Need: "shelter", Org: "Caritas", Name: map[string]string{"": "Al-Amal School", "ar": "مدرسة الأمل"},
		Address: map[string]string{"": "Mina St"}, Area: "gn:266826", Point: &gateway.Point{Lat: 34.45, Lon: 35.81},
		Phone: "01-555-0111", Hours: hours, Status: directory.Open, Places: 40, Accepts: "all", IDRule: "none", Cost: "free",
		Languages: []string{"ar", "am"}, NoPolice: true, Visibility: directory.Public,
		CheckedAt: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), CheckedBy: "Hana", CheckedHow: "sheet",
	}
	if d := cmp.Diff(want, table.Rows[0].Service); d != "" {
		t.Error(d)
	}
}

func TestReadTakesWhatAnyProgramWrites(t *testing.T) {
	units := utf16.Encode([]rune("\ufeff" + full))
	var wide bytes.Buffer
	for _, u := range units {
		wide.Write([]byte{byte(u), byte(u >> 8)})
	}
	for name, data := range map[string]string{
		"commas":                 full,
		"byte order mark":        "\ufeff" + full,
		"semicolons":             strings.ReplaceAll(full, ",", ";"),
		"tabs":                   strings.ReplaceAll(full, ",", "\t"),
		"CR only":                strings.ReplaceAll(full, "\n", "\r"),
		"CR LF":                  strings.ReplaceAll(full, "\n", "\r\n"),
		"UTF-16 of Excel":        wide.String(),
		"no line end at the end": strings.TrimSuffix(full, "\n"),
		"capital headers":        strings.ToUpper(full[:80]) + full[80:],
		"blank rows":             full + "\n,,,,\n",
	} {
		table, err := Read(strings.NewReader(data), options(t))
		if err != nil || len(table.Rows) != 1 || table.Rows[0].Service.Phone != "01-555-0111" {
			t.Errorf("%s: %v %+v", name, err, table)
		}
	}
	for name, data := range map[string]string{
		"empty": "", "Latin-1": "id,need,area,name\n1,food,LB,caf\xe9\n", "a spreadsheet's zip": "PK\x03\x04\x00\x00",
		"no id column": "need,area,name\n", "a column twice": "id,id,need,area,name\n", "too large": strings.Repeat("x", MaxBytes+1),
	} {
		if _, err := Read(strings.NewReader(data), options(t)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	o := options(t)
	o.MaxRows = 1
	if _, err := Read(strings.NewReader(full+full), o); err == nil {
		t.Error("too many rows: no error")
	}
}

func TestReadNamesEachBadCell(t *testing.T) {
	for _, tt := range []struct{ column, cell, want string }{
		{"hours", "08:00-25:00", "row 2 hours '25:00' is not a time of day"},
		{"phone", "—", "row 2 phone '—' cannot be dialled"},
		{"phone", "ask 01-555-0111", "row 2 phone cannot be dialled"},
		{"need", "", "row 2 need is empty"},
		{"need", "party", "row 2 need 'party' is not a need"},
		{"area", "Atlantis", "row 2 area 'Atlantis' is not known"},
		{"area", "Tripoly", "row 2 area 'Tripoly' is not known; Tripoli?"},
		{"area", "Qana", "row 2 area 'Qana' may be any of [gn:1 gn:2]"},
		{"area", "Damascus", "row 2 area 'Damascus' lies outside [LB]"},
		{"lat", "91", "row 2 lat '91' is not a latitude"},
		{"lon", "east", "row 2 lon 'east' is not a longitude"},
		{"status", "maybe", "row 2 status 'maybe' is none of [open full closed]"},
		{"places", "-3", "row 2 places '-3' is not a number of places"},
		{"checked_at", "2027-01-01", "row 2 checked_at lies in the future"},
		{"checked_by", "", "row 2 checked_by is empty, but checked_at is not"},
		{"until", "yesterday", "row 2 until 'yesterday' is not a date like 2026-12-25"},
		{"languages", "Amharic!", "row 2 languages 'Amharic!' is not a language tag"},
		{"visibility", "secret", "row 2 visibility 'secret' is none of [public on-request referral-only]"},
		{"id", "", "row 2 id is empty"},
	} {
		lines := strings.SplitN(full, "\n", 2)
		cells := strings.Split(strings.TrimSpace(lines[1]), ",")
		for i, column := range strings.Split(lines[0], ",") {
			if column == tt.column {
				cells[i] = tt.cell
			}
		}
		table, err := Read(strings.NewReader(lines[0]+"\n"+strings.Join(cells, ",")), options(t))
		if err != nil || len(table.Problems) != 1 || len(table.Rows) != 0 {
			t.Errorf("%s %q: %v %v", tt.column, tt.cell, err, table.Problems)
			continue
		}
		if d := cmp.Diff(tt.want, table.Problems[0].String()); d != "" {
			t.Error(d)
		}
	}
	table, _ := Read(strings.NewReader(full+strings.SplitN(full, "\n", 2)[1]), options(t))
	if len(table.Problems) != 1 || table.Problems[0].String() != "row 3 id 'a1' stands in row 2 too" {
		t.Errorf("an id twice: %v", table.Problems)
	}
}

// Ng3: 120 rows, 7 of them bad; nothing is new when taken a second time.
func TestDiffOfACampaign(t *testing.T) {
	var csv strings.Builder
	csv.WriteString("id,need,name,area,phone,hours\n")
	var current []directory.Service
	for i := range 120 {
		row := i + 2
		phone, hours := "01-555-0100", "8-20"
		switch {
		case row == 18:
			hours = "8-25:00"
		case row == 40:
			phone = "—"
		case row == 50 || row == 60 || row == 70 || row == 80 || row == 90:
			phone = "x"
		}
		fmt.Fprintf(&csv, "s%d,food,Site %d,Tripoli,%s,%s\n", i, i, phone, hours)
	}
	table, err := Read(strings.NewReader(csv.String()), options(t))
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range table.Rows {
		sv := row.Service
		sv.CheckedAt, sv.CheckedBy = now, "Hana"
		switch {
		case i < 9:
			continue
		case i < 13:
			sv.Phone = "01-555-0199"
		}
		current = append(current, sv)
	}
	plan := Diff(current, table)
	want := "113 ok (9 new, 4 changed, 100 same), 7 refused: row 18 hours '25:00' is not a time of day; row 40 phone '—' cannot be dialled; " +
		"row 50 phone 'x' cannot be dialled; row 60 phone 'x' cannot be dialled; row 70 phone 'x' cannot be dialled; …"
	if d := cmp.Diff(want, plan.String()); d != "" {
		t.Error(d)
	}
	for _, c := range plan.Changed {
		if d := cmp.Diff([]string{"phone"}, c.Fields); d != "" {
			t.Error(d)
		}
		if !c.After.CheckedAt.Equal(now) || c.After.CheckedBy != "Hana" {
			t.Error("the import changed the check")
		}
	}
	var after []directory.Service
	after = append(append(after, current...), plan.New...)
	for _, c := range plan.Changed {
		for i := range after {
			if after[i].ID == c.After.ID {
				after[i] = c.After
			}
		}
	}
	if again := Diff(after, table); len(again.New)+len(again.Changed) != 0 || again.Same != 113 {
		t.Errorf("taken twice: %s", again)
	}
}

func TestDiffKeepsWhatTheSheetDoesNotSay(t *testing.T) {
	was := directory.Service{ID: "a", Need: "food", Name: map[string]string{"": "A", "ti": "ሀ"}, Area: "LB", Status: directory.Full, Places: 3,
		Visibility: directory.ReferralOnly, CheckedAt: now, CheckedBy: "Hana"}
	for _, tt := range []struct{ name, csv, fields string }{
		{"the same", "id,need,name,area\na,food,A,LB\n", ""},
		{"a new name", "id,need,name,area\na,food,B,LB\n", "name"},
		{"emptied", "id,need,name,area,status,places\na,food,A,LB,,\n", "status places"},
		{"an older check is no change", "id,need,name,area,checked_at,checked_by\na,food,A,LB,2026-11-01,Sara\n", ""},
		{"an empty check is no change", "id,need,name,area,checked_at,checked_by\na,food,A,LB,,\n", ""},
		{"a newer check", "id,need,name,area,checked_at,checked_by\na,food,A,LB,2026-11-22T10:00:00Z,Sara\n", ""},
	} {
		table, err := Read(strings.NewReader(tt.csv), options(t))
		if err != nil || len(table.Problems) > 0 {
			t.Fatal(tt.name, err, table.Problems)
		}
		plan := Diff([]directory.Service{was}, table)
		fields := ""
		if len(plan.Changed) > 0 {
			c := plan.Changed[0]
			fields = strings.Join(c.Fields, " ")
			if c.After.Name["ti"] != "ሀ" || c.After.Visibility != directory.ReferralOnly || c.After.CheckedBy != "Hana" {
				t.Errorf("%s: lost %+v", tt.name, c.After)
			}
		}
		if fields != tt.fields {
			t.Errorf("%s: changed %q, want %q", tt.name, fields, tt.fields)
		}
	}
}

func TestWriteIsReadBack(t *testing.T) {
	hours, _ := directory.ParseHours("Mo-Th 8-20; Fr 8-12; 2026-12-25 off")
	services := []directory.Service{
		{ID: "a", Need: "food", Name: map[string]string{"": "=HYPERLINK(\"x\")", "ar": "اسم"}, Area: "gn:266826", Phone: "+961 1 555 010", Hours: hours, Places: -1,
			Point: &gateway.Point{Lat: -34.5, Lon: 35.25}, Visibility: directory.OnRequest, CheckedAt: now, CheckedBy: "-Hana", CheckedHow: "sheet", Languages: []string{"ar", "zh-Hans"}},
		{ID: "b", Need: "shelter", Org: "O, \"P\"", Name: map[string]string{"": "B\nC"}, Area: "LB", Places: 0, Visibility: directory.Public, Until: now, NoPolice: true},
	}
	var out bytes.Buffer
	if err := Write(&out, services); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), ",=") || strings.Contains(out.String(), "\"=") || strings.Contains(out.String(), ",+") {
		t.Errorf("a formula got out: %s", out.String())
	}
	table, err := Read(&out, options(t))
	if err != nil || len(table.Problems) > 0 {
		t.Fatal(err, table.Problems)
	}
	var got []directory.Service
	for _, row := range table.Rows {
		got = append(got, row.Service)
	}
	if d := cmp.Diff(services, got); d != "" {
		t.Error(d)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(full))
	f.Add([]byte("id;need;area;name\n\"a;food;LB;x\n"))
	f.Add([]byte("\xff\xfei\x00d\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		table, err := Read(bytes.NewReader(data), Options{Visibility: directory.Public, Now: now})
		if err != nil {
			return
		}
		plan := Diff(nil, table)
		_ = plan.String()
		for _, p := range table.Problems {
			if strings.Count(strings.Map(digitsToOne, p.Value), "1") > 4 {
				t.Fatalf("a number in %v", p)
			}
		}
	})
}

func digitsToOne(r rune) rune {
	if '0' <= r && r <= '9' {
		return '1'
	}
	return ' '
}
