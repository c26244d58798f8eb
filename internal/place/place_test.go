package place

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"waypost/internal/fold"
	"waypost/internal/gateway"
)

func at(lat, lon float64) *gateway.Point { return &gateway.Point{Lat: lat, Lon: lon} }

// crisis is a small world with the traps in it: two Tripolis, a city and a
// division of one name, a country that sounds like two English words.
func crisis() []Area {
	en := func(s string) map[string]string { return map[string]string{"en": s} }
	return []Area{
		{ID: "LB", Kind: Country, Names: map[string]string{"en": "Lebanon", "ar": "لبنان", "fr": "Liban"}},
		{ID: "LB-AS", Parent: "LB", Kind: Admin1, Names: en("North")},
		{ID: "LB-BA", Parent: "LB", Kind: Admin1, Names: map[string]string{"en": "Beirut", "ar": "بيروت"}},
		{ID: "gn:276781", Parent: "LB-BA", Kind: City, Names: map[string]string{"en": "Beirut", "ar": "بيروت", "am": "ቤይሩት", "ru": "Бейрут"}, Point: at(33.89, 35.50), Population: 1916100},
		{ID: "gn:266826", Parent: "LB-AS", Kind: City, Names: map[string]string{"en": "Tripoli", "ar": "طرابلس", "am": "ትሪፖሊ", "bn": "ত্রিপোলি", "ta": "டிரிபோலி"}, Aliases: []string{"Trablous"}, Point: at(34.43, 35.84), Population: 229398},
		{ID: "gn:268064", Parent: "LB", Kind: City, Names: map[string]string{"en": "Sidon", "ar": "صيدا"}, Aliases: []string{"Saida"}, Point: at(33.56, 35.37), Population: 163554},
		{ID: "x:dora", Parent: "LB-BA", Kind: Site, Names: en("Dora"), Point: at(33.90, 35.55)},
		{ID: "LY", Kind: Country, Names: map[string]string{"en": "Libya", "ar": "ليبيا"}},
		{ID: "gn:2210247", Parent: "LY", Kind: City, Names: map[string]string{"en": "Tripoli", "ar": "طرابلس", "ru": "Триполи", "zh-Hans": "的黎波里"}, Point: at(32.89, 13.18), Population: 1150989},
		{ID: "SD", Kind: Country, Names: map[string]string{"en": "Sudan"}},
		{ID: "gn:379252", Parent: "SD", Kind: City, Names: map[string]string{"en": "Khartoum", "ar": "الخرطوم"}, Point: at(15.55, 32.53), Population: 1974647},
		{ID: "YE", Kind: Country, Names: en("Yemen")},
		{ID: "gn:71137", Parent: "YE", Kind: City, Names: en("Sana'a"), Aliases: []string{"Sanaa"}, Point: at(15.35, 44.2), Population: 1937451},
		{ID: "gn:79415", Parent: "YE", Kind: City, Names: en("Al Ḩudaydah"), Population: 617871},
		{ID: "TG", Kind: Country, Names: en("Togo")},
		{ID: "TR", Kind: Country, Names: map[string]string{"en": "Turkey", "tr": "Türkiye"}},
		{ID: "gn:745044", Parent: "TR", Kind: City, Names: map[string]string{"en": "Istanbul", "tr": "İstanbul"}, Point: at(41.01, 28.95), Population: 14804116},
		{ID: "RU", Kind: Country, Names: en("Russia")},
		{ID: "gn:524901", Parent: "RU", Kind: City, Names: map[string]string{"en": "Moscow", "ru": "Москва"}, Point: at(55.75, 37.62), Population: 10381222},
		{ID: "TH", Kind: Country, Names: en("Thailand")},
		{ID: "gn:1153671", Parent: "TH", Kind: City, Names: map[string]string{"en": "Chiang Mai", "th": "เชียงใหม่"}, Point: at(18.79, 98.98), Population: 200952},
		{ID: "FR", Kind: Country, Names: en("France")},
		{ID: "gn:2990440", Parent: "FR", Kind: City, Names: en("Nice"), Point: at(43.7, 7.27), Population: 338620},
		{ID: "gn:9", Parent: "FR", Kind: City, Names: en("Agonac"), Point: at(45.3, 0.75), Population: 1700},
		{ID: "FJ", Kind: Country, Names: en("Fiji"), Point: at(-18, 179.9)},
		{ID: "gn:10", Parent: "FJ", Kind: City, Names: en("Labasa"), Point: at(-16.4, 179.4), Population: 24000},
	}
}

func must(t testing.TB) *Gazetteer {
	t.Helper()
	g, err := New(crisis())
	if err != nil {
		t.Fatal(err)
	}
	return g.With(Options{
		Prefixes: []string{"ب", "ل", "لل", "ال", "በ", "ከ"},
		Suffixes: []string{"dan", "da", "е", "ን"},
		Before:   []string{"in", "at", "me jam"},
		After:    []string{"city"},
	})
}

func ids(ms []Match) string {
	var out []string
	for _, m := range ms {
		var one []string
		for _, a := range m.Areas {
			one = append(one, string(a))
		}
		out = append(out, strings.Join(one, "|"))
	}
	return strings.Join(out, " ")
}

func TestScanFindsPlacesInMessages(t *testing.T) {
	g := must(t)
	lb, both := []string{"LB"}, []string{"LB", "LY"}
	for _, tt := range []struct {
		name, text string
		scope      []string
		want       string
	}{
		{"one in scope", "shelter TRIPOLI!", lb, "gn:266826"},
		{"two in scope are both given, the larger first", "shelter tripoli", both, "gn:2210247|gn:266826"},
		{"a city beside the division that holds it", "doctor beirut", lb, "gn:276781"},
		{"an alias", "we are in saida now", lb, "gn:268064"},
		{"Arabic with a joined preposition", "نحن بطرابلس", lb, "gn:266826"},
		{"Arabic article after a preposition", "مأوى للخرطوم", []string{"SD"}, "gn:379252"},
		{"Arabic name typed without its article", "خرطوم", []string{"SD"}, "gn:379252"},
		{"Amharic with a prefix", "በቤይሩት ነኝ", lb, "gn:276781"},
		{"Turkish suffix after an apostrophe", "İstanbul'dan", []string{"TR"}, "gn:745044"},
		{"Turkish suffix joined", "istanbulda", []string{"TR"}, "gn:745044"},
		{"Russian locative", "мы в Москве", []string{"RU"}, "gn:524901"},
		{"inside Chinese", "我在的黎波里需要帮助", []string{"LY"}, "gn:2210247"},
		{"inside Thai", "ตอนนี้อยู่เชียงใหม่ค่ะ", []string{"TH"}, "gn:1153671"},
		{"two words, and written as one", "chiang mai chiangmai", []string{"TH"}, "gn:1153671 gn:1153671"},
		{"apostrophe or none", "sanaa sana'a", []string{"YE"}, "gn:71137 gn:71137"},
		{"two ordinary words are not one name", "how to go", []string{"TG"}, ""},
		{"out of scope when nothing in scope is named", "bus to khartoum", lb, "gn:379252"},
		{"out of scope is dropped beside one in scope", "from khartoum to tripoli", lb, "gn:266826"},
		{"a site", "dora roundabout", lb, "x:dora"},
		{"nothing", "we are hungry", lb, ""},
		{"empty scope takes the larger", "tripoli", nil, "gn:2210247|gn:266826"},
		{"a country", "لبنان", lb, "LB"},
		{"Arabic article that the name does not have", "الصيدا", lb, "gn:268064"},
		{"-a for -ah, and no article", "hudayda", []string{"YE"}, "gn:79415"},
		{"the rest of an Indic word is a case ending", "டிரிபோலியில் இருக்கிறோம்", lb, "gn:266826"},
		{"a Bengali vowel sign as ending", "ত্রিপোলিে", lb, "gn:266826"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := ids(g.Scan(fold.Tokens(tt.text), tt.scope)); got != tt.want {
				t.Errorf("Scan(%q) = %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

func TestScanMarksDoubtfulMatches(t *testing.T) {
	g := must(t)
	for _, tt := range []struct {
		text  string
		scope []string
		want  Match
	}{
		{"nice people", []string{"FR"}, Match{Text: "nice", Common: true, InScope: true, End: 1}},
		{"i am in Nice", []string{"FR"}, Match{Text: "Nice", Common: true, Cue: true, InScope: true, Start: 3, End: 4}},
		{"nice", []string{"FR"}, Match{Text: "nice", Common: true, Whole: true, InScope: true, End: 1}},
		{"me jam nice", []string{"FR"}, Match{Text: "nice", Common: true, Cue: true, InScope: true, Start: 2, End: 3}},
		{"nice city", []string{"FR"}, Match{Text: "nice", Common: true, Cue: true, InScope: true, End: 1}},
		{"agonac now", []string{"LB"}, Match{Text: "agonac", Common: true, End: 1}},
		{"go Chiang-Mai now", []string{"TH"}, Match{Text: "Chiang-Mai", InScope: true, Start: 1, End: 3}},
	} {
		ms := g.Scan(fold.Tokens(tt.text), tt.scope)
		if len(ms) != 1 {
			t.Errorf("%q: %d matches", tt.text, len(ms))
			continue
		}
		tt.want.Exact = true
		got := ms[0]
		got.Areas = nil
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%q: %s", tt.text, d)
		}
	}
}

func TestFindCorrectsSpelling(t *testing.T) {
	g := must(t)
	for _, tt := range []struct {
		name, text string
		scope      []string
		want       string
		exact      bool
	}{
		{"as it is", "Tripoli", []string{"LB"}, "gn:266826", true},
		{"with words about it", "i am near tripoli", []string{"LB"}, "gn:266826", true},
		{"one letter wrong asks which", "tripoly", []string{"LB", "LY"}, "gn:2210247|gn:266826", false},
		{"right consonants only", "Bieurt", []string{"LB"}, "gn:276781", false},
		{"neighbours swapped", "Beirtu", []string{"LB"}, "gn:276781", false},
		{"by its sounds in another script", "سيدون", []string{"LB"}, "gn:268064", false},
		{"abroad after all", "khartoum", []string{"LB"}, "gn:379252", true},
		{"a near miss abroad is not offered", "khartum", []string{"LB"}, "", false},
		{"nonsense", "xqz", []string{"LB", "LY"}, "", false},
		{"empty", " ", nil, "", false},
		{"a short name is not corrected", "dara", []string{"LB"}, "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, ok := g.Find(tt.text, tt.scope)
			if got := ids([]Match{m}); got != tt.want || m.Exact != tt.exact || ok != (tt.want != "") {
				t.Errorf("Find(%q) = %q exact %v, want %q exact %v", tt.text, got, m.Exact, tt.want, tt.exact)
			}
		})
	}
}

func TestTree(t *testing.T) {
	g := must(t)
	if !g.Within("gn:266826", "LB") || !g.Within("LB", "LB") || g.Within("LB", "gn:266826") || g.Within("gn:2210247", "LB") || g.Within("XX", "LB") {
		t.Error("Within is wrong")
	}
	if d := cmp.Diff([]AreaID{"LB-AS", "LB"}, g.Ancestors("gn:266826")); d != "" {
		t.Error(d)
	}
	lo, hi, ok := g.Interval("LB")
	clo, _, _ := g.Interval("gn:266826")
	if !ok || clo < lo || clo >= hi || hi-lo != 7 {
		t.Errorf("Interval(LB) = %d %d, Tripoli at %d", lo, hi, clo)
	}
	for _, tt := range []struct {
		id   AreaID
		lang []gateway.Language
		want string
	}{
		{"LB", nil, "Lebanon"}, {"LB", []gateway.Language{"ar-SD"}, "لبنان"}, {"LB", []gateway.Language{"ti", "am"}, "Lebanon"},
		{"gn:266826", []gateway.Language{"ti", "am"}, "ትሪፖሊ"}, {"gn:5", nil, "gn:5"},
	} {
		if got := g.Name(tt.id, tt.lang...); got != tt.want {
			t.Errorf("Name(%s, %v) = %q, want %q", tt.id, tt.lang, got, tt.want)
		}
	}
	want := crisis()[4]
	want.Country = "LB"
	got, _ := g.Area("gn:266826")
	got.Point = want.Point // float32 inside
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestNewNamesWhatIsWrong(t *testing.T) {
	en := map[string]string{"en": "X"}
	for _, tt := range []struct {
		name, want string
		areas      []Area
	}{
		{"duplicate", `area "LB": twice`, []Area{{ID: "LB", Names: en}, {ID: "LB", Names: en}}},
		{"unknown parent", `area "x:a": unknown parent "LB"`, []Area{{ID: "x:a", Parent: "LB", Names: en}}},
		{"circle", `area "x:a": lies in itself`, []Area{{ID: "x:a", Parent: "x:b", Names: en}, {ID: "x:b", Parent: "x:a", Names: en}}},
		{"no name", `area "x:a": no id or no name`, []Area{{ID: "x:a"}}},
	} {
		if _, err := New(tt.areas); err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
}

func TestExtendAddsAndMerges(t *testing.T) {
	g, err := must(t).Extend([]Area{
		{ID: "x:camp", Parent: "gn:266826", Kind: Site, Names: map[string]string{"en": "Beddawi Camp"}},
		{ID: "gn:266826", Names: map[string]string{"en": "Tripoli", "ti": "ትሪፖሊ"}, Aliases: []string{"El Mina"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if g.Country("x:camp") != "LB" || !g.Within("x:camp", "LB-AS") {
		t.Error("the camp is not in the tree")
	}
	for _, text := range []string{"el mina", "trablous", "tripoli"} {
		if got := ids(g.Scan(fold.Tokens(text), []string{"LB"})); got != "gn:266826" {
			t.Errorf("%s: %s", text, got)
		}
	}
	if got := ids(g.Scan(fold.Tokens("beddawi camp"), []string{"LB"})); got != "x:camp" {
		t.Error(got)
	}
}

func TestNearestAndDistance(t *testing.T) {
	g := must(t)
	for _, tt := range []struct {
		p    gateway.Point
		want AreaID
	}{
		{gateway.Point{Lat: 34.2, Lon: 35.7}, "gn:266826"},
		{gateway.Point{Lat: 0, Lon: -30}, "gn:2210247"},
		{gateway.Point{Lat: -16, Lon: -179.9}, "gn:10"},
		{gateway.Point{Lat: 89.9, Lon: 0}, "gn:524901"},
	} {
		if got := g.Nearest(tt.p, City); got != tt.want {
			t.Errorf("Nearest(%v) = %s, want %s", tt.p, got, tt.want)
		}
	}
	if g.Nearest(gateway.Point{}, Admin1) != "" {
		t.Error("a division without a point was found")
	}
	// Beirut to Tripoli, Lebanon: 67 km as the crow flies.
	if km := Distance(*at(33.8938, 35.5018), *at(34.4367, 35.8497)); km < 66 || km > 69 {
		t.Errorf("%f km", km)
	}
}

func FuzzScan(f *testing.F) {
	g := must(f)
	for _, s := range []string{"in tripoli", "我在的黎波里", "بطرابلس", "san'a a", "ตอนนี้อยู่เชียงใหม่ค่ะ", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		toks := fold.Tokens(s)
		for _, scope := range [][]string{nil, {"LB"}} {
			end := 0
			for _, m := range g.Scan(toks, scope) {
				if len(m.Areas) == 0 || m.Start < 0 || m.End > len(toks) || m.End <= m.Start || m.Start < end-1 {
					t.Fatalf("%q: %+v", s, m)
				}
				end = m.End
			}
			g.Find(s, scope)
		}
	})
}
