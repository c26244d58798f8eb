package world

import (
	"bytes"
	"compress/gzip"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"waypost/internal/fold"
	"waypost/internal/gateway"
	"waypost/internal/place"
)

func world(t testing.TB) *place.Gazetteer {
	t.Helper()
	g, err := Places()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestPlacesAreReadQuicklyAndHeldSmall(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	began := time.Now()
	var b place.Builder
	if err := decode(packed, builderSink{&b}); err != nil {
		t.Fatal(err)
	}
	g, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	took := time.Since(began)
	runtime.GC()
	runtime.ReadMemStats(&after)
	heap := float64(int64(after.HeapAlloc)-int64(before.HeapAlloc)) / 1e6
	t.Logf("%d areas, %d bytes packed, read in %v, %.1f MB of heap", g.Len(), len(packed), took, heap)
	if len(packed) > 8<<20 || heap > 35 || took > 5*time.Second && !raceDetector {
		t.Error("over the limits")
	}
	runtime.KeepAlive(g)
}

func TestPlacesInManyScripts(t *testing.T) {
	g := world(t)
	for _, tt := range []struct{ text, scope, want string }{
		{"Beirut", "LB", "gn:276781"}, {"بيروت", "LB", "gn:276781"}, {"Бейрут", "LB", "gn:276781"}, {"ቤይሩት", "LB", "gn:276781"}, {"贝鲁特", "LB", "gn:276781"},
		{"Tripoli", "LB", "gn:266826"}, {"طرابلس", "LB", "gn:266826"}, {"طرابلس", "LY", "gn:2210247"},
		{"الخرطوم", "SD", "gn:379252"}, {"ካርቱም", "SD", "gn:379252"}, {"Хартум", "SD", "gn:379252"}, {"খার্তুম", "SD", "gn:379252"},
		{"Kyiv", "UA", "gn:703448"}, {"Київ", "UA", "gn:703448"}, {"Киев", "UA", "gn:703448"}, {"Kiev", "UA", "gn:703448"},
		{"أثينا", "GR", "gn:264371"}, {"Αθήνα", "GR", "gn:264371"}, {"آتن", "GR", "gn:264371"},
		{"Thessaloniki", "GR", "gn:734077"}, {"الرياض", "SA", "gn:108410"}, {"रियाद", "SA", "gn:108410"}, {"ဘန်ကောက်", "TH", "gn:1609350"}, {"กรุงเทพ", "TH", "gn:1609350"},
		{"İstanbul", "TR", "gn:745044"}, {"استانبول", "TR", "gn:745044"}, {"কুয়ালালামপুর", "MY", "gn:1735161"}, {"دبي", "AE", "gn:292223"}, {"দুবাই", "AE", "gn:292223"},
		{"Ciudad de Mexico", "MX", "gn:3530597"}, {"Johannesburg", "ZA", "gn:993800"}, {"Nairobi", "KE", "gn:184745"}, {"東京", "JP", "gn:1850147"}, {"Hà Nội", "VN", "gn:1581130"},
	} {
		m, ok := g.Find(tt.text, []string{tt.scope})
		if !ok || !slices.Contains(m.Areas, place.AreaID(tt.want)) {
			t.Errorf("%s in %s: %v", tt.text, tt.scope, m.Areas)
		}
	}
}

func TestNamesOfTripoliForTheReader(t *testing.T) {
	g := world(t)
	for lang, want := range map[gateway.Language]string{"en": "Tripoli", "ar": "طرابلس", "ru": "Триполи"} {
		if got := g.Name("gn:2210247", lang); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
	if got := g.Country("gn:266826"); got != "LB" {
		t.Error(got)
	}
	if a := g.Ancestors("gn:266826"); len(a) != 2 || a[1] != "LB" {
		t.Error(a)
	}
}

func TestLookupIsFast(t *testing.T) {
	if raceDetector {
		t.Skip("times say nothing under the race detector")
	}
	g := world(t)
	rng := rand.New(rand.NewPCG(1, 2))
	var all []place.Area
	for a := range g.All() {
		if rng.IntN(100) == 0 {
			all = append(all, a)
		}
	}
	measure := func(name string, limit time.Duration, f func(place.Area)) {
		var times []time.Duration
		for _, a := range all {
			began := time.Now()
			f(a)
			times = append(times, time.Since(began))
		}
		slices.Sort(times)
		p50, p99 := times[len(times)/2], times[len(times)*99/100]
		t.Logf("%s: p50 %v p99 %v", name, p50, p99)
		if p50 > limit {
			t.Errorf("%s: p50 %v", name, p50)
		}
	}
	measure("scan of a message in the country", time.Millisecond, func(a place.Area) {
		g.Scan(fold.Tokens("we need shelter in "+a.Names["en"]+" please"), []string{a.Country})
	})
	measure("scan in the whole world", time.Millisecond, func(a place.Area) {
		g.Scan(fold.Tokens("we need shelter in "+a.Names["en"]+" please"), nil)
	})
	measure("a wrong spelling in the country", time.Millisecond, func(a place.Area) {
		g.Guess(fold.Tokens(a.Names["en"]+"x"), []string{a.Country})
	})
	measure("a wrong spelling in the whole world", 20*time.Millisecond, func(a place.Area) {
		g.Guess(fold.Tokens(a.Names["en"]+"x"), nil)
	})
	measure("nearest city", time.Millisecond, func(a place.Area) {
		if a.Point != nil {
			g.Nearest(gateway.Point{Lat: a.Point.Lat + 0.1, Lon: a.Point.Lon}, place.City)
		}
	})
}

func TestCountries(t *testing.T) {
	c, err := Countries()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"Kenya": "KE", "كينيا": "KE", "Кения": "KE", "ኬንያ": "KE", "কেনিয়া": "KE", "肯尼亚": "KE", "कीनिया": "", "केन्या": "KE", "Sierra Leone": "SL",
		"Ivory Coast": "CI", "Côte d’Ivoire": "CI", "Turkey": "TR", "Türkiye": "TR", "Myanmar": "MM", "Burma": "MM", "Democratic Republic of the Congo": "CD",
		"Republic of the Congo": "CG", "The Gambia": "GM", "Philippines": "PH", "Pilipinas": "PH", "LB": "LB", "UK": "GB", "Eritrea": "ER", "ኤርትራ": "ER", "South Sudan": "SS",
		"سوريا": "SY", "سوريه": "SY", "افغانستان": "AF", "Holy See": "VA", "Nowhere": "", "": "", "Niger": "NE", "Nigeria": "NG", "Dominica": "DM", "ประเทศไทย": "", "ไทย": "TH",
	} {
		if got := c.Code(name); got != want {
			t.Errorf("Code(%q) = %q, want %q", name, got, want)
		}
	}
	if n := len(c.Codes()); n < 240 {
		t.Errorf("%d countries", n)
	}
	for lang, want := range map[gateway.Language]string{"en": "Lebanon", "ar": "لبنان", "fr": "Liban", "zh-Hans": "黎巴嫩", "ti": "ሊባኖስ", "th": "เลบานอน", "xx": "Lebanon"} {
		if got := c.Name("LB", lang); got != want {
			t.Errorf("LB in %s: %q, want %q", lang, got, want)
		}
	}
	for text, want := range map[string]string{
		"embassy sierra leone": "SL", "i am from ethiopia please": "ET", "我是中国人": "CN", "how to go home": "", "сomo llegar a Costa Rica": "CR", "embassy of the Democratic Republic of the Congo": "CD",
		"we ran to iran": "IR",
	} {
		got := ""
		for _, m := range c.Scan(fold.Tokens(text)) {
			got += m.Code
		}
		if got != want {
			t.Errorf("Scan(%q) = %q, want %q", text, got, want)
		}
	}
}

// Every locale names every country in its own words, but for a few languages
// for which CLDR has little.
func TestCountriesPerLocale(t *testing.T) {
	c, err := Countries()
	if err != nil {
		t.Fatal(err)
	}
	sparse := map[gateway.Language]bool{"om": true, "ht": true, "ckb": true, "ku": true, "ti": true, "ha": true, "fil": true, "vi": true}
	for _, lang := range []gateway.Language{"fr", "es", "ar", "ru", "zh-Hans", "am", "bn", "fa", "fil", "ti", "uk", "ur", "pt", "ps", "hi", "ne", "id", "tr", "vi",
		"my", "so", "sw", "ha", "om", "ku", "ckb", "ro", "ht", "si", "ta", "th"} {
		own := 0
		for _, code := range c.Codes() {
			if c.Name(code, lang) != c.Name(code, "en") {
				own++
			}
		}
		t.Logf("%s: %d", lang, own)
		if own < 90 && !sparse[lang] {
			t.Errorf("%s names only %d countries in its own words", lang, own)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte{1, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		var out bytes.Buffer
		zip := gzip.NewWriter(&out)
		_, _ = zip.Write(data)
		_ = zip.Close()
		var c countrySink
		_ = decode(out.Bytes(), &c)
		_ = decode(data, &c)
	})
}
