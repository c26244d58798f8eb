package dialog

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"waypost/internal/understand"
)

func testMachine(t testing.TB) *Machine {
	t.Helper()
	say := func(*Turn) {}
	m, err := New(Config{
		States: []State{{Name: "menu", Enter: say, To: []StateName{"services/list"}}, {Name: "services/list", Enter: say}},
		Menu:   "menu", Unknown: "menu", Emergency: "menu", Unsure: "menu", Topic: "menu",
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestASessionSurvivesTheStore(t *testing.T) {
	m := testMachine(t)
	for name, s := range map[string]Session{
		"a new one":      {Language: "en"},
		"a list":         {Language: "zh-Hans", State: "services/list", Need: understand.Shelter, Area: "gn:266826", Menu: []string{"AbCdEf", "GhIjKl", "MnOpQr"}, Page: 2},
		"a chosen one":   {Language: "ar", Chosen: true, State: "menu", Menu: []string{"ar", "am", "more"}},
		"all fields":     {Language: "fil", State: "menu", Need: understand.Emergency, Area: "x:masnaa", Nationality: "KE", Topic: "papers"},
		"a division":     {Language: "en", State: "menu", Need: understand.Unknown, Area: "LB-AS"},
		"an odd GeoName": {Language: "en", State: "menu", Area: "gn:007"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := m.Decode(s.Encode())
			if err != nil {
				t.Fatal(err)
			}
			if name == "an odd GeoName" {
				s.Area = "gn:7"
			}
			if diff := cmp.Diff(s, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAListFitsTheBudgetOfASession(t *testing.T) {
	s := Session{Language: "en", State: "services/list", Need: understand.Shelter, Area: "gn:2214846", Menu: []string{"AbCdEf", "GhIjKl", "MnOpQr"}}
	if n := len(s.Encode()); n > 45 {
		t.Errorf("%d bytes, 45 allowed", n)
	}
}

func TestAStrangeSessionKeepsItsLanguage(t *testing.T) {
	m := testMachine(t)
	for _, data := range []string{"9\x1ffr\x1fwhatever", "2\x1ffr\x1fzzz", "2c\x1ffr\x1fzzz\x1fb"} {
		got, err := m.Decode([]byte(data))
		if err == nil || got.Language != "fr" || got.State != "" {
			t.Errorf("%q: %+v, %v", data, got, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	m := testMachine(f)
	f.Add([]byte("2\x1fen\x1fabc\x1fa\x1f~5pve"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := m.Decode(data)
		if err != nil {
			return
		}
		if again, err := m.Decode(s.Encode()); err != nil && s.State != "" {
			t.Errorf("%+v does not survive: %v %+v", s, err, again)
		}
	})
}
