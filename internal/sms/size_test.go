package sms

import (
	"strings"
	"testing"
	"unicode/utf16"
)

func TestCount(t *testing.T) {
	tests := []struct {
		name string
		text string
		want Size
	}{
		{"an empty text costs nothing", "", Size{GSM7, 0, 0}},
		{"160 letters are one segment", strings.Repeat("a", 160), Size{GSM7, 160, 1}},
		{"161 letters are two", strings.Repeat("a", 161), Size{GSM7, 161, 2}},
		{"306 letters are two", strings.Repeat("a", 306), Size{GSM7, 306, 2}},
		{"307 letters are three", strings.Repeat("a", 307), Size{GSM7, 307, 3}},
		{"80 euro signs are one segment", strings.Repeat("€", 80), Size{GSM7, 160, 1}},
		{"81 euro signs are two", strings.Repeat("€", 81), Size{GSM7, 162, 2}},
		{"an escape pair is not split: 152+2 opens a second segment", strings.Repeat("a", 152) + "€" + strings.Repeat("a", 152), Size{GSM7, 306, 3}},
		{"every character of the extension table costs two", "^{}\\[~]|€\f", Size{GSM7, 20, 1}},
		{"line feed and carriage return are in the alphabet", "\n\r", Size{GSM7, 2, 1}},
		{"accented letters of the alphabet cost one", "èéùìòÇØøÅåÆæßÉÄÖÑÜäöñüà", Size{GSM7, 23, 1}},
		{"Greek capitals of the alphabet cost one", "ΔΦΓΛΩΠΨΣΘΞ", Size{GSM7, 10, 1}},
		{"lower-case c cedilla is not in the alphabet", "ç", Size{UCS2, 1, 1}},
		{"a no-break space forces UCS-2", "a\u00a0b", Size{UCS2, 3, 1}},
		{"the escape character itself is no text", "\x1b", Size{UCS2, 1, 1}},
		{"a tab is not in the alphabet", "\t", Size{UCS2, 1, 1}},
		{"70 Arabic letters are one segment", strings.Repeat("م", 70), Size{UCS2, 70, 1}},
		{"71 Arabic letters are two", strings.Repeat("م", 71), Size{UCS2, 71, 2}},
		{"134 Arabic letters are two", strings.Repeat("م", 134), Size{UCS2, 134, 2}},
		{"135 Arabic letters are three", strings.Repeat("م", 135), Size{UCS2, 135, 3}},
		{"35 emoji are one segment", strings.Repeat("😀", 35), Size{UCS2, 70, 1}},
		{"36 emoji are two", strings.Repeat("😀", 36), Size{UCS2, 72, 2}},
		{"a surrogate pair is not split: 33 emoji fill a part", strings.Repeat("😀", 67), Size{UCS2, 134, 3}},
		{"20 Amharic greetings are two", strings.Repeat("ሰላም ", 20), Size{UCS2, 80, 2}},
		{"7 joined families are two", strings.Repeat("👨‍👩‍👧‍👦", 7), Size{UCS2, 77, 2}},
		{"typographic punctuation forces UCS-2", "“Help” – it’s here…", Size{UCS2, 19, 1}},
		{"a byte that is not UTF-8 counts as one unit", "a\xff", Size{UCS2, 2, 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Count(tt.text); got != tt.want {
				t.Errorf("Count = %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestCountDoesNotAllocate(t *testing.T) {
	text := strings.Repeat("shelter مأوى 😀", 20)
	if n := testing.AllocsPerRun(100, func() { Count(text) }); n != 0 {
		t.Errorf("Count allocates %v times", n)
	}
}

func TestCostly(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"nothing costly", "Shelter? ¿Ñ! € {}", ""},
		{"each once in order of appearance", "dirá más “aquí”", "á“í”"},
		{"another script", "a طر ط", "طر"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := string(Costly(tt.text)); got != tt.want {
				t.Errorf("Costly = %q, want %q", got, tt.want)
			}
		})
	}
}

// segmentsByCutting lays the units out one by one, the way a handset does, and
// cuts where a segment is full; it shares nothing with Count but the alphabet.
func segmentsByCutting(text string) int {
	var chars [][]uint16
	single, part := gsmSingle, gsmPart
	if len(Costly(text)) > 0 {
		single, part = ucsSingle, ucsPart
	}
	total := 0
	for _, r := range text {
		c := utf16.Encode([]rune{r})
		if single == gsmSingle && strings.ContainsRune(extension, r) {
			c = []uint16{0x1b, 0}
		}
		chars = append(chars, c)
		total += len(c)
	}
	if total <= single {
		return min(total, 1)
	}
	var segments [][]uint16
	for len(chars) > 0 {
		var s []uint16
		for len(chars) > 0 && len(s)+len(chars[0]) <= part {
			s, chars = append(s, chars[0]...), chars[1:]
		}
		segments = append(segments, s)
	}
	return len(segments)
}

func FuzzCount(f *testing.F) {
	for _, s := range []string{"", "a€", strings.Repeat("€a", 90), strings.Repeat("😀م", 40), "\xff\x00\u2028", "e\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := Count(text)
		if want := segmentsByCutting(text); got.Segments != want {
			t.Errorf("%d segments, cutting gives %d", got.Segments, want)
		}
		if (got.Encoding == GSM7) != (len(Costly(text)) == 0) {
			t.Errorf("%v although costly = %q", got.Encoding, string(Costly(text)))
		}
	})
}

func BenchmarkCount(b *testing.B) {
	for name, text := range map[string]string{
		"latin":  "TRIPOLI shelters\n1 Al-Amal School, Mina St: 40 places, all welcome, no ID. Checked 2h ago",
		"arabic": "مأوى طرابلس\n1 مدرسة الأمل، الميناء: 40 مكانا، للجميع، بلا وثائق. تحقق قبل ساعتين",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Count(text)
			}
		})
	}
}
