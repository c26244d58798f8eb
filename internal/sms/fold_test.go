package sms

import "testing"

func TestFold(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"a GSM-7 text stays", "¿Ñ Ç{}€ Δ", "¿Ñ Ç{}€ Δ"},
		{"letters of the alphabet stay beside folded ones", "é è à ù ì ò ñ ü ö ä å æ ø ß Ç á", "é è à ù ì ò ñ ü ö ä å æ ø ß Ç a"},
		{"Spanish", "¿dónde está el albergue más próximo?", "¿donde esta el albergue mas proximo?"},
		{"Portuguese", "informações não há abrigo às três", "informacoes nao ha abrigo às tres"},
		{"French", "où dormir près de l’hôpital ? Ça coûte…", "où dormir près de l'hopital ? Ça coute..."},
		{"French ligature", "sœur, Œuvre", "soeur, OEuvre"},
		{"Turkish", "sığınak için İzmir’de çağrı, şğıöü", "siginak icin Izmir'de cagri, sgiöü"},
		{"Romanian with comma below and with cedilla", "adăpost în București, ţară", "adapost in Bucuresti, tara"},
		{"Vietnamese", "chỗ ở gần đây, nước uống, Đà Nẵng", "cho o gan day, nuoc uong, Dà Nang"},
		{"Hausa hooked letters", "ɓangare ɗaki ƙauye ƴanci", "bangare daki kauye yanci"},
		{"Kurmanji", "Stargeh û nanê", "Stargeh u nane"},
		{"typographic punctuation", "“Help” – it’s here…", `"Help" - it's here...`},
		{"no-break and thin spaces", "24\u00a0h\u202f!", "24 h !"},
		{"soft hyphen and zero-width space go", "sec\u00adours\u200b", "secours"},
		{"decomposed letters are composed when GSM-7 has them", "cafe\u0301 man\u0303ana", "café mañana"},
		{"decomposed letters lose other marks", "esta\u0301 c\u0327a", "esta ca"},
		{"decomposed capital C cedilla is in the alphabet", "C\u0327a \u00e1", "Ça a"},
		{"two marks on one letter", "e\u0302\u0301 \u1ebf", "e e"},
		{"Arabic stays", "مأوى “طرابلس”", "مأوى “طرابلس”"},
		{"one Cyrillic letter keeps the whole text", "está в", "está в"},
		{"an emoji keeps the whole text", "está 😀", "está 😀"},
		{"a mark on nothing keeps the text", "\u0301a", "\u0301a"},
		{"bytes that are not UTF-8 stay", "á\xff", "á\xff"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Fold(tt.text); got != tt.want {
				t.Errorf("Fold(%q) = %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

func TestSpellings(t *testing.T) {
	seen := map[rune]string{}
	for _, row := range spellings {
		if len(Costly(row.to)) > 0 {
			t.Errorf("the spelling %q is itself costly", row.to)
		}
		for _, r := range row.from {
			if septets(r) > 0 {
				t.Errorf("%q is in GSM-7 and would become %q", r, row.to)
			}
			if before, ok := seen[r]; ok {
				t.Errorf("%q becomes both %q and %q", r, before, row.to)
			}
			seen[r] = row.to
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"está", "e\u0301", "مأوى", "a\u0300\u0301b", "“x”\u00a0😀", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := Fold(text)
		if got != text && Count(got).Encoding != GSM7 {
			t.Errorf("changed %q to %q, which is not GSM-7", text, got)
		}
		if again := Fold(got); again != got {
			t.Errorf("folding twice gives %q, once %q", again, got)
		}
	})
}

func BenchmarkFold(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Fold("¿dónde está el albergue más próximo? – Visto hace 2h, dirá más al llamar")
	}
}
