package understand_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"waypost/internal/fold"
	"waypost/internal/gateway"
	"waypost/internal/place/world"
	"waypost/internal/understand"
	"waypost/locales"
)

// config reads every locale; it is read once for all tests.
var config = sync.OnceValues(func() (understand.Config, error) {
	var cfg understand.Config
	dirs, err := locales.FS.ReadDir(".")
	if err != nil {
		return cfg, err
	}
	for _, d := range dirs {
		var l struct{ Tag, Name, English, Script string }
		data, err := locales.FS.ReadFile(path.Join(d.Name(), "language.json"))
		if err != nil {
			return cfg, err
		}
		if err := json.Unmarshal(data, &l); err != nil {
			return cfg, err
		}
		tag := gateway.Language(l.Tag)
		cfg.Tongues = append(cfg.Tongues, understand.Tongue{Tag: tag, Script: l.Script, Names: []string{l.Name, l.English, l.Tag}})
		text, err := locales.FS.ReadFile(path.Join(d.Name(), "lexicon.txt"))
		if err != nil {
			return cfg, err
		}
		lex, err := understand.ParseLexicon(tag, string(text))
		if err != nil {
			return cfg, err
		}
		cfg.Lexicons = append(cfg.Lexicons, lex)
	}
	if cfg.Model, err = understand.Packed(); err != nil {
		return cfg, err
	}
	if cfg.Countries, err = world.Countries(); err != nil {
		return cfg, err
	}
	cfg.Places, err = world.Places()
	return cfg, err
})

func allLanguages(t testing.TB) understand.Config {
	t.Helper()
	cfg, err := config()
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

func reader(t testing.TB, scope ...string) *understand.Reader {
	cfg := allLanguages(t)
	cfg.Scope = scope
	return understand.New(cfg)
}

func TestNoStringStandsUnderTwoVerbs(t *testing.T) {
	type spoken struct {
		verb understand.Verb
		lang gateway.Language
	}
	first := map[string]spoken{}
	for _, l := range allLanguages(t).Lexicons {
		for verb, keys := range l.Verbs {
			for _, key := range keys {
				if f, ok := first[key]; ok && f.verb != verb {
					t.Errorf("%q is %s in %s and %s in %s", key, f.verb, f.lang, verb, l.Language)
				}
				first[key] = spoken{verb, l.Language}
			}
		}
	}
}

func TestStopWordsStopInEveryLanguage(t *testing.T) {
	const least = 10
	r := reader(t)
	for _, l := range allLanguages(t).Lexicons {
		words := l.Verbs[understand.VerbStop]
		if len(words) < least {
			t.Errorf("%s has %d stop words", l.Language, len(words))
		}
		for _, w := range words {
			for _, prior := range []understand.Prior{{}, {Session: l.Language}} {
				got := r.Read(w, prior)
				if got.Verb != understand.VerbStop {
					t.Errorf("%s %q with %+v: verb %q", l.Language, w, prior, got.Verb)
				}
				if prior.Session == l.Language && got.VerbAsk {
					t.Errorf("%s %q asks although the conversation is in %s", l.Language, w, l.Language)
				}
			}
		}
	}
}

func TestWordsOfEffectInsideASentenceDoNothing(t *testing.T) {
	r := reader(t)
	for _, line := range table(t, "testdata/notstop.tsv") {
		for _, prior := range []understand.Prior{{}, {Session: gateway.Language(line[0])}} {
			switch got := r.Read(line[1], prior); got.Verb {
			case understand.VerbStop, understand.VerbDelete, understand.VerbJoin:
				t.Errorf("%s %q: verb %s", line[0], line[1], got.Verb)
			}
		}
	}
}

// table reads the rows of a file of two columns, without its header.
func table(t *testing.T, file string) [][2]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows [][2]string
	lines := bufio.NewScanner(f)
	lines.Scan()
	for lines.Scan() {
		a, b, ok := strings.Cut(lines.Text(), "\t")
		if !ok {
			t.Fatalf("%s: no tab in %q", file, lines.Text())
		}
		rows = append(rows, [2]string{a, b})
	}
	return rows
}

func TestRead(t *testing.T) {
	r := reader(t)
	for _, tt := range []struct {
		name, text string
		prior      understand.Prior
		want       func(understand.Reading) bool
	}{
		{"need and place", "shelter tripoli", understand.Prior{}, func(g understand.Reading) bool {
			return g.Intent == understand.Shelter && g.Place != nil && len(g.Place.Areas) > 1 && g.Language == "en"
		}},
		{"the same in Spanish", "refugio tripoli", understand.Prior{}, func(g understand.Reading) bool {
			return g.Intent == understand.Shelter && g.Place != nil && g.Language == "es"
		}},
		{"the same in Arabic", "مأوى طرابلس", understand.Prior{}, func(g understand.Reading) bool {
			return g.Intent == understand.Shelter && g.Place != nil && g.Language == "ar"
		}},
		{"the same in Amharic", "መጠለያ ትሪፖሊ", understand.Prior{}, func(g understand.Reading) bool {
			return g.Intent == understand.Shelter && g.Language == "am"
		}},
		{"the same in Bengali", "আশ্রয় ত্রিপোলি", understand.Prior{}, func(g understand.Reading) bool {
			return g.Intent == understand.Shelter && g.Language == "bn"
		}},
		{"a bare HELP", "HELP", understand.Prior{}, func(g understand.Reading) bool { return g.Intent == understand.Emergency }},
		{"a bare HELP in a Bengali conversation", "help", understand.Prior{Session: "bn"}, func(g understand.Reading) bool { return g.Intent == understand.Emergency }},
		{"help inside a request", "please help me find a doctor in Beirut", understand.Prior{}, func(g understand.Reading) bool {
			return g.Intent == understand.Medical && g.Place != nil
		}},
		{"an embassy and its country", "embassy sierra leone", understand.Prior{}, func(g understand.Reading) bool {
			return g.Intent == understand.Consular && g.Nationality == "SL" && g.Place == nil
		}},
		{"a place nobody knows", "shelter xqz", understand.Prior{}, func(g understand.Reading) bool {
			return g.Intent == understand.Shelter && g.Place == nil && g.UnknownPlace == "xqz"
		}},
		{"a digit of another script", "٢", understand.Prior{}, func(g understand.Reading) bool { return g.Choice == 2 }},
		{"an Ethiopic digit", "፪", understand.Prior{}, func(g understand.Reading) bool { return g.Choice == 2 }},
		{"a language named", "العربية", understand.Prior{}, func(g understand.Reading) bool { return g.Named == "ar" && g.Sure }},
		{"a code to verify", "VERIFY ph5d", understand.Prior{}, func(g understand.Reading) bool {
			return g.Verb == understand.VerbVerify && g.Code == "PH5D"
		}},
		{"alerts for a place", "JOIN Beirut", understand.Prior{}, func(g understand.Reading) bool {
			return g.Verb == understand.VerbJoin && g.Place != nil
		}},
		{"stop in Arabic", "توقف", understand.Prior{}, func(g understand.Reading) bool { return g.Verb == understand.VerbStop }},
		{"bleeding is not stop", "how do I stop the bleeding", understand.Prior{}, func(g understand.Reading) bool {
			return g.Verb == understand.VerbNone && (g.Intent == understand.Emergency || g.Intent == understand.Medical)
		}},
		{"clear text outweighs the conversation", "où puis-je dormir ce soir avec mes enfants", understand.Prior{Session: "en", Hint: "en"}, func(g understand.Reading) bool {
			return g.Language == "fr" && g.Sure
		}},
		{"nothing to read", "  \u200f ", understand.Prior{}, func(g understand.Reading) bool {
			return g.Intent == understand.Unknown && g.Language == "" && g.Choice == -1
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := r.Read(tt.text, tt.prior); !tt.want(got) {
				t.Errorf("Read(%q) = %+v, place %+v", tt.text, got, got.Place)
			}
		})
	}
}

func TestFewerLanguagesAndNoPlaces(t *testing.T) {
	cfg := allLanguages(t)
	keep := []gateway.Language{"en", "fr"}
	cfg.Places, cfg.Countries = nil, nil
	cfg.Tongues = slices.DeleteFunc(slices.Clone(cfg.Tongues), func(l understand.Tongue) bool { return !slices.Contains(keep, l.Tag) })
	cfg.Lexicons = slices.DeleteFunc(slices.Clone(cfg.Lexicons), func(l understand.Lexicon) bool { return !slices.Contains(keep, l.Language) })
	r := understand.New(cfg)
	for text, want := range map[string]gateway.Language{
		"where can we sleep tonight": "en", "où dormir ce soir": "fr", "dónde podemos dormir": "fr", "مأوى": "",
	} {
		got := r.Read(text, understand.Prior{})
		if got.Place != nil {
			t.Errorf("%q has a place", text)
		}
		if want == "fr" && text[0] == 'd' {
			if !slices.Contains(keep, got.Language) {
				t.Errorf("%q is read as %q, which is not configured", text, got.Language)
			}
			continue
		}
		if got.Language != want {
			t.Errorf("%q is read as %q", text, got.Language)
		}
	}
	empty := understand.New(understand.Config{Model: cfg.Model})
	if got := empty.Read("help", understand.Prior{}); got.Choice != -1 {
		t.Errorf("without any language: %+v", got)
	}
}

// Model and gazetteer together may take 60 MB; the gazetteer takes 30.
const (
	mostModelBytes  = 30 << 20
	mostPackedBytes = 12 << 20
	slowestStart    = 10 * time.Second // 0.4 s alone; the race detector takes 15 times as long
)

func TestModelIsSmallAndStartsFast(t *testing.T) {
	info, err := os.Stat("model.bin.gz")
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > mostPackedBytes {
		t.Errorf("packed: %d bytes", info.Size())
	}
	began := time.Now()
	m, err := understand.Packed()
	if err != nil {
		t.Fatal(err)
	}
	took := time.Since(began)
	size := m.Intent.Bytes() + m.Language.Bytes()
	t.Logf("%d bytes packed, %.1f MB in memory, read in %v", info.Size(), float64(size)/1e6, took)
	if size > mostModelBytes || took > slowestStart {
		t.Errorf("%d bytes in memory, read in %v", size, took)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "a", strings.Repeat("help ", 20_000), "\xff\xfe\x80", "\u202eشلون help 救命 ១", "🆘🚨👍🏽", "123456789012345678901234567890",
		"ေမာင္ ျမန္မာ ေဇာ္ဂ်ီ", "join join join", "LANG ar", "VERIFY 9931", "\u200f", "१२", "a\u0300\u0301\u0302", strings.Repeat("ก", 3000)} {
		f.Add(s)
	}
	r := reader(f, "LB", "LY")
	intents := understand.Intents()
	f.Fuzz(func(t *testing.T, s string) {
		for _, p := range []understand.Prior{{}, {Session: "ar", Hint: "xx"}} {
			got := r.Read(s, p)
			if !slices.Contains(intents, got.Intent) {
				t.Fatalf("intent %q", got.Intent)
			}
			if got.Confidence < 0 || got.Confidence > 1 || got.Confidence != got.Confidence {
				t.Fatalf("confidence %v", got.Confidence)
			}
			if got.Choice < -1 || got.Choice > 99 {
				t.Fatalf("choice %d", got.Choice)
			}
			if m := got.Place; m != nil && (m.Start < 0 || m.End <= m.Start || m.End > len(fold.Tokens(s))) {
				t.Fatalf("place %+v", m)
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	texts := []string{
		"shelter tripoli", "we are 5 with a baby, nowhere to go tonight in Beirut", "وين فينا ننام الليلة مع ولدين بصيدا",
		"madam locked me no passport", "потерял паспорт в Бейруте что делать", "我们被困在屋顶上 水在涨", "hamare paas khana nahi hai bachhe bhookhe hain",
		"መጠለያ ትሪፖሊ እፈልጋለሁ", "dónde hay un médico que no pida papeles", "আমার মালিক পাসপোর্ট রেখে দিছে",
	}
	r := reader(b, "LB", "LY")
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		r.Read(texts[i%len(texts)], understand.Prior{})
		i++
	}
}
