package fold

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
)

func TestFoldUnitesSpellings(t *testing.T) {
	for _, tt := range []struct {
		name  string
		forms []string
	}{
		{"case and punctuation", []string{"shelter tripoli", "SHELTER, Tripoli!", " shelter\ttripoli "}},
		{"Latin diacritics", []string{"refugio medico", "refugio médico", "refugio me\u0301dico"}},
		{"Vietnamese with its own d", []string{"da nang", "Đà Nẵng"}},
		{"Turkish dotted and dotless i", []string{"istanbul", "İstanbul", "ıstanbul", "ISTANBUL"}},
		{"Arabic hamza seats", []string{"ملجا", "ملجأ", "مَلْجَأ", "ملجـــأ"}},
		{"Arabic final letters", []string{"مدرسه علي", "مدرسة على"}},
		{"Persian and Arabic keyboards", []string{"كمك ميخواهم", "کمک می\u200cخواهم"}},
		{"Urdu heh", []string{"پناه گاه", "پناہ گاہ"}},
		{"Arabic presentation forms", []string{"سلام", "\ufeb3\ufefc\ufee1"}},
		{"Ethiopic homophones", []string{"ሀኪም ሰላም", "ሐኪም ሠላም", "ኃኪም ሰላም"}},
		{"Ethiopic tsade and glottal", []string{"ጸሀይ አይን", "ፀሐይ ዐይን"}},
		{"Cyrillic yo", []string{"еще", "ещё", "еще\u0308"}},
		{"Cyrillic short i is kept in both forms", []string{"йод", "и\u0306од"}},
		{"Devanagari nukta", []string{"फिर", "फ़िर", "फ\u093cिर"}},
		{"full width", []string{"abc 123", "ＡＢＣ　１２３"}},
		{"directional and zero-width characters", []string{"01 555", "\u202a01-555\u202c", "0\u200b1 5\u206655"}},
		{"apostrophes separate", []string{"istanbul dan", "İstanbul'dan", "İstanbul’dan", "istanbulʼdan"}},
		{"Ethiopic punctuation", []string{"ትሪፖሊ መጠለያ", "ትሪፖሊ፦ መጠለያ።"}},
		{"Khmer zero-width space", []string{"ខ្ញុំត្រូវការ", "ខ្ញុំ\u200bត្រូវការ"}},
		{"Hausa hooked letters", []string{"daki kofa", "ɗaki ƙofa"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, form := range tt.forms[1:] {
				if got, want := Fold(form), Fold(tt.forms[0]); got != want {
					t.Errorf("Fold(%q) = %q, want %q", form, got, want)
				}
			}
		})
	}
}

func TestFoldKeepsApart(t *testing.T) {
	for _, pair := range [][2]string{
		{"мой", "мои"}, {"काठमाडौं", "काठमाडौ"}, {"কি", "ক"}, {"ماء", "ما"}, {"ไม่", "ไม"}, {"か", "が"},
	} {
		if Fold(pair[0]) == Fold(pair[1]) {
			t.Errorf("%q and %q fold alike", pair[0], pair[1])
		}
	}
}

func TestTokens(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", ""},
		{"...", ""},
		{"x4 K7Q2", "x4|k7q2"},
		{"San'aa now", "san|+aa|now"},
		{"5个人在Tripoli", "5|+R:个人在|+tripoli"},
		{"ต้องการหมอ 2คน", "R:ต\u0e49องการหมอ|2|+R:คน"},
		{"🆘help🏠", "🆘|+help|+🏠"},
		{"I am 🇱🇧🇸🇾", "i|am|🇱🇧|+🇸🇾"},
		{"2️⃣", "2"},
		{"a\xffb", "a|+b"},
		{"Ça va", "ca|va"},
	} {
		var got []string
		for _, tok := range Tokens(tt.text) {
			s := tok.Key
			if tok.Run {
				s = "R:" + s
			}
			if tok.Joined {
				s = "+" + s
			}
			got = append(got, s)
			if tt.text[tok.Start:tok.End] != tok.Text {
				t.Errorf("%q: token %q is not at [%d:%d]", tt.text, tok.Text, tok.Start, tok.End)
			}
		}
		if d := cmp.Diff(tt.want, strings.Join(got, "|")); d != "" {
			t.Errorf("Tokens(%q): %s", tt.text, d)
		}
	}
}

func TestDigitsOfEveryScript(t *testing.T) {
	for _, two := range []string{"2", "٢", "۲", "२", "২", "၂", "፪", "๒", "௨", "෨", "２", "②", "❷", "2️⃣", "២", "໒", "੨", "૨", "౨", "²"} {
		if got := Digits(two); got != "2" {
			t.Errorf("Digits(%q) = %q, want 2", two, got)
		}
		if got := Fold(two); got != "2" {
			t.Errorf("Fold(%q) = %q, want 2", two, got)
		}
	}
	for in, want := range map[string]string{
		"፲": "10", "፲፪": "12", "፳፭": "25", "፻": "100", "፪፻፲": "210", "፼": "10000", "⑩": "10", "🔟": "🔟",
		"seat ٤ now": "seat 4 now", "+٩٦١٧٠": "+96170", "½": "½", "é": "é", "abc": "abc", "\xff٢": "\xff2",
	} {
		if got := Digits(in); got != want {
			t.Errorf("Digits(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestDistance1(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"tripoli", "tripoli", true}, {"tripoly", "tripoli", true}, {"tripli", "tripoli", true},
		{"trippoli", "tripoli", true}, {"tirpoli", "tripoli", true}, {"triopil", "tripoli", false},
		{"", "a", true}, {"", "ab", false}, {"طرابلس", "طربلس", true}, {"ባ", "ቤ", true}, {"ab", "cd", false},
		{"é", "è", true}, {"aé", "éa", true}, {"abc", "cab", false},
	} {
		if got := Distance1(tt.a, tt.b); got != tt.want {
			t.Errorf("Distance1(%q, %q) = %v", tt.a, tt.b, got)
		}
		if got := Distance1(tt.b, tt.a); got != tt.want {
			t.Errorf("Distance1(%q, %q) = %v", tt.b, tt.a, got)
		}
	}
}

func TestSkeletonAcrossScripts(t *testing.T) {
	for _, forms := range [][]string{
		{"Beirut", "بيروت", "Бейрут", "ቤይሩት", "बेरूत", "Beyrouth", "Bayrut"},
		{"Tarabulus", "طرابلس", "trabls"},
		{"Khartoum", "الخرطوم", "Хартум", "ካርቱም", "Al Khartum"},
		{"Addis Abeba", "አዲስ አበባ", "Аддис-Абеба"},
	} {
		want := Skeleton(forms[0])
		if want == "" {
			t.Errorf("Skeleton(%q) is empty", forms[0])
		}
		for _, f := range forms[1:] {
			if got := Skeleton(f); got != want {
				t.Errorf("Skeleton(%q) = %q, want %q as %q", f, got, want, forms[0])
			}
		}
	}
	if got := Skeleton("กรุงเทพ"); got != "" {
		t.Errorf("a script not read gave %q", got)
	}
}

func TestIndexRespectsSyllables(t *testing.T) {
	for _, tt := range []struct {
		run, term string
		found     bool
	}{
		{"我在的黎波里需要帮助", "的黎波里", true},
		{"อยู่เชียงใหม่", "เชียงใหม่", true},
		{"กาแฟ", "ก", false},
		{"ရန်ကုန်မှာ", "ရန်ကုန်", true},
		{"ရန်", "ရ", false},
	} {
		if got := Index(Fold(tt.run), Fold(tt.term)) >= 0; got != tt.found {
			t.Errorf("Index(%q, %q) found = %v", tt.run, tt.term, got)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Đà Nẵng", "می\u200cخواهم", "①2️⃣፲፪", "ขำ", "가각", "и\u0306", "क\u093c", "🇱🇧🇸", "\xff", "ﷺ", "ৱো", "؎ \u0748", "й\u0739", "댂㌂"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Fold(s)
		if !utf8.ValidString(once) {
			t.Fatalf("Fold(%q) = %q is not UTF-8", s, once)
		}
		if twice := Fold(once); twice != once {
			t.Fatalf("Fold(%q) = %q, folded again %q", s, once, twice)
		}
		if utf8.ValidString(s) {
			if nfd := Fold(norm.NFD.String(s)); nfd != Fold(norm.NFC.String(s)) {
				t.Fatalf("NFD of %q folds to %q, NFC to %q", s, nfd, Fold(norm.NFC.String(s)))
			}
		}
		start := 0
		for _, tok := range Tokens(s) {
			if tok.Start < start || tok.End <= tok.Start || s[tok.Start:tok.End] != tok.Text || tok.Key == "" {
				t.Fatalf("%q: bad token %+v", s, tok)
			}
			start = tok.Start
			if !strings.HasSuffix(s[:tok.Start], tok.Gap) {
				t.Fatalf("%q: gap %q is not before %+v", s, tok.Gap, tok)
			}
		}
		Digits(s)
		Skeleton(s)
	})
}

func BenchmarkFold(b *testing.B) {
	for name, s := range map[string]string{
		"ascii":    "we are 5 with a baby nowhere to go tonight in Tripoli",
		"arabic":   "نحن ٥ مع طفل ولا مكان لنا الليلة في طرابلس",
		"ethiopic": "መጠለያ ትሪፖሊ እፈልጋለሁ ከልጆች ጋር",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Tokens(s)
			}
		})
	}
}
