package sheet

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"waypost/internal/directory"
	"waypost/internal/place"
	"waypost/internal/place/world"
)

func TestReadMissions(t *testing.T) {
	c := place.NewCountries([]place.CountryName{{Code: "KE", Lang: "en", Name: "Kenya"}, {Code: "SA", Lang: "en", Name: "Saudi Arabia"}, {Code: "LB", Lang: "en", Name: "Lebanon"}})
	const text = "operator;operatorQID;jurisdictions;country;city;address;latitude;longitude;phone;email;website;type;QID;\n" +
		"Kenya;x;Lebanon|Atlantis|Saudi Arabia;Saudi Arabia;Riyadh;;;;+966 1 555 0100;;;embassy;http://www.wikidata.org/entity/Q7;\n" +
		"Quebec;x;;Lebanon;;;;;;;;embassy;Q8;\n" +
		"Kenya;x;;Lebanon;;;;;call us;;;honorary consulate;Q7;\n"
	got, problems, err := ReadMissions(strings.NewReader(text), c, nil)
	if err != nil {
		t.Fatal(err)
	}
	const source = "database-of-embassies, Wikidata"
	want := []directory.Mission{
		{ID: "wd:Q7", Origin: "KE", Host: "SA", Covers: []string{"LB"}, Kind: "embassy", City: map[string]string{"en": "Riyadh"}, Phone: "+966 1 555 0100", Source: source},
		{ID: "wd:Q7+", Origin: "KE", Host: "LB", Kind: "honorary consulate", Source: source},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if len(problems) != 1 || problems[0].String() != "row 3 operator 'Quebec' is not a country" {
		t.Error(problems)
	}
}

// D6: every pair of an origin and a host in the database of embassies gets an
// answer that says what it is, and no phone that is not in the data.
func TestEveryPairOfTheDatabaseOfEmbassies(t *testing.T) {
	path := filepath.Join("..", "..", "..", "..", "shared", "data", "embassies", "database_of_embassies.csv")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Skip("data/embassies is not here: ", err)
	}
	c, err := world.Countries()
	if err != nil {
		t.Fatal(err)
	}
	missions, problems, err := ReadMissions(strings.NewReader(string(data)), c, nil)
	if err != nil {
		t.Fatal(err)
	}
	origins, hosts, phones := columnsOf(t, data)
	unknown := map[string]bool{}
	for _, p := range problems {
		unknown[p.Value] = true
	}
	t.Logf("%d missions, %d rows refused: %v", len(missions), len(problems), unknown)
	if len(missions) < 9700 || len(problems) > 120 {
		t.Errorf("%d missions, %d refused", len(missions), len(problems))
	}
	s := directory.NewSnapshot(directory.Data{Missions: missions})
	count := map[directory.How]int{}
	withPhone := 0
	for origin := range origins {
		for host := range hosts {
			f := s.Consular(c.Code(origin), []string{c.Code(host)})
			count[f.How]++
			if (f.Mission == nil) != (f.How == directory.NoMission || f.How == directory.Home) {
				t.Fatalf("%s in %s: %+v", origin, host, f)
			}
			if f.Checked {
				t.Fatalf("%s in %s: imported, and said to be checked", origin, host)
			}
			for _, m := range []*directory.Mission{f.Mission, f.Phone} {
				if m != nil && m.Phone != "" {
					withPhone++
					if !phones[m.Phone] {
						t.Fatalf("%s in %s: a phone that is not in the data", origin, host)
					}
				}
			}
		}
	}
	t.Logf("%d pairs: %v, %d with a phone", len(origins)*len(hosts), count, withPhone)
	if len(origins) != 218 || len(hosts) != 208 || count[directory.Here] < 6000 || count[directory.Covers] < 1000 || withPhone < 400 {
		t.Errorf("%d origins, %d hosts, %v", len(origins), len(hosts), count)
	}
}

// columnsOf reads the raw columns apart from the code under test.
func columnsOf(t *testing.T, data []byte) (origins, hosts, phones map[string]bool) {
	t.Helper()
	r := csv.NewReader(strings.NewReader(string(data)))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = ';', -1, true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	origins, hosts, phones = map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, row := range rows[1:] {
		origins[row[at["operator"]]], hosts[row[at["country"]]], phones[row[at["phone"]]] = true, true, true
	}
	return origins, hosts, phones
}
