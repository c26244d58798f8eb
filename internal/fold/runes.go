package fold

import (
	"unicode"
	"unicode/utf8"
)

// class says how a rune takes part in a token.
type class uint8

const (
	separator class = iota
	blank           // white space
	dropped         // invisible, or a mark that readers leave out
	mark            // a mark that belongs to the letter before it
	word
	run    // letter of a script written without spaces
	symbol // a pictograph
)

const breve = '\u0306'

// classOf judges a rune after decomposition and lower-casing.
func classOf(r rune) class {
	if r < utf8.RuneSelf {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			return word
		case r <= ' ':
			return blank
		}
		return separator
	}
	switch {
	case r >= 0x0430 && r <= 0x044F, r >= 0x0627 && r <= 0x063A, r >= 0x0641 && r <= 0x064A, r >= 0x1200 && r <= 0x1248:
		return word
	case isDropped(r):
		return dropped
	case isModifierQuote(r):
		return separator
	case Spaceless(r):
		if unicode.In(r, unicode.P, unicode.Z) {
			return separator
		}
		if digit(r) >= 0 {
			return word
		}
		return run
	case unicode.IsLetter(r), digit(r) >= 0:
		return word
	case unicode.Is(unicode.M, r):
		return mark
	case unicode.IsSpace(r):
		return blank
	case unicode.Is(unicode.So, r):
		return symbol
	case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Cc, r):
		return dropped
	case unicode.IsNumber(r):
		return word
	}
	return separator
}

// Spaceless reports whether r belongs to a script that writes words without
// spaces between them.
func Spaceless(r rune) bool {
	switch {
	case r < 0x0E00:
		return false
	case r <= 0x0EFF, // Thai, Lao
		r >= 0x1000 && r <= 0x109F, // Burmese
		r >= 0x1780 && r <= 0x17FF, // Khmer
		r >= 0x3005 && r <= 0x3007,
		r >= 0x3040 && r <= 0x30FF, // kana
		r >= 0x31F0 && r <= 0x31FF,
		r >= 0x3400 && r <= 0x4DBF, // Han
		r >= 0x4E00 && r <= 0x9FFF,
		r >= 0xA9E0 && r <= 0xA9FF, r >= 0xAA60 && r <= 0xAA7F, // Burmese, extended
		r >= 0xF900 && r <= 0xFAFF,
		r >= 0x20000 && r <= 0x323AF:
		return true
	}
	return false
}

// isDropped holds for invisible characters and for the marks of Latin, Greek,
// Cyrillic, Hebrew and Arabic, which people leave out. Marks of Indic and
// South-East Asian scripts are vowels and stay.
func isDropped(r rune) bool {
	switch {
	case r == 0x00AD, r == 0x034F, r == 0x061C, r == 0x0640, // soft hyphen, joiner, tatweel
		r >= 0x0300 && r <= 0x036F,
		r >= 0x0483 && r <= 0x0489,
		r >= 0x0591 && r <= 0x05C7 && unicode.Is(unicode.Mn, r),
		r >= 0x0610 && r <= 0x061A,
		r >= 0x064B && r <= 0x065F, r == 0x0670,
		r >= 0x06D6 && r <= 0x06ED && unicode.Is(unicode.Mn, r),
		r >= 0x08CA && r <= 0x08FF,
		r == 0x093C, // Devanagari nukta
		r == 0x135D, r == 0x135E, r == 0x135F,
		r >= 0x1AB0 && r <= 0x1AFF, r >= 0x1DC0 && r <= 0x1DFF,
		r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x2069,
		r >= 0x20D0 && r <= 0x20FF, // enclosing keycap among them
		r >= 0xFE00 && r <= 0xFE0F, r >= 0xFE20 && r <= 0xFE2F, r == 0xFEFF,
		r >= 0x1F3FB && r <= 0x1F3FF, // skin tones
		r >= 0xE0000 && r <= 0xE0FFF:
		return true
	}
	return false
}

// isModifierQuote holds for letters that are typed as an apostrophe.
func isModifierQuote(r rune) bool { return r >= 0x02B9 && r <= 0x02C1 || r == 0x02C8 || r == 0x02EE }

func isRegional(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }

// keepWhole holds for й, whose decomposition would lose the letter, and for
// the common letters that have none, to spare looking it up.
func keepWhole(r rune) bool {
	switch {
	case r == 'й', r == 'Й',
		r >= 0x0430 && r <= 0x044F,
		r >= 0x0627 && r <= 0x0652, r == 'ی', r == 'ک',
		r >= 0x0985 && r <= 0x09C9, r >= 0x0905 && r <= 0x0928,
		r >= 0x1200 && r <= 0x135A:
		return true
	}
	return false
}

func lower(r rune) rune {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	return unicode.ToLower(r)
}

// appendFolded appends the folded form of a lower-case, decomposed rune.
func appendFolded(b []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		return append(b, byte(r))
	}
	if d := digit(r); d >= 0 {
		return append(b, byte('0'+d))
	}
	switch {
	case r < 0x0300:
		if s := latin(r); s != "" {
			return append(b, s...)
		}
	case r < 0x0600:
		r = greekCyrillic(r)
	case r < 0x0780:
		r = arabic(r)
	case r >= 0x1200 && r < 0x1380:
		r = ethiopic(r)
	case r == 0x2019:
		return b
	}
	return utf8.AppendRune(b, r)
}

// latin maps letters that do not decompose to what people type instead.
func latin(r rune) string {
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ø', 'ɔ':
		return "o"
	case 'đ', 'ð', 'ɗ', 'ɖ':
		return "d"
	case 'ł':
		return "l"
	case 'ı', 'ɨ':
		return "i"
	case 'ħ':
		return "h"
	case 'þ':
		return "th"
	case 'ŋ':
		return "n"
	case 'ɓ':
		return "b"
	case 'ƙ':
		return "k"
	case 'ƴ':
		return "y"
	case 'ə', 'ɛ', 'ǝ':
		return "e"
	case 'ŧ':
		return "t"
	}
	return ""
}

func greekCyrillic(r rune) rune {
	switch r {
	case 'ς':
		return 'σ'
	case 'ґ', 'ғ':
		return 'г'
	case 'қ':
		return 'к'
	case 'ң':
		return 'н'
	case 'ҳ':
		return 'х'
	case 'ҷ':
		return 'ч'
	case 'ұ', 'ү':
		return 'у'
	case 'ө':
		return 'о'
	}
	return r
}

// arabic unites the letters that Arabic, Persian, Urdu, Pashto and Kurdish
// keyboards give for the same shape. Hamza seats have already been taken
// apart by decomposition.
func arabic(r rune) rune {
	switch r {
	case 'ٱ':
		return 'ا'
	case 'ى', 'ی', 'ې', 'ۍ', 'ێ':
		return 'ي'
	case 'ة', 'ۃ', 'ہ', 'ھ', 'ە':
		return 'ه'
	case 'ک', 'ڪ':
		return 'ك'
	case 'ګ':
		return 'گ'
	case 'ۆ', 'ۋ', 'ۇ', 'ۈ':
		return 'و'
	case 'ڕ':
		return 'ر'
	case 'ڵ':
		return 'ل'
	case 'ں', 'ڼ':
		return 'ن'
	}
	return r
}

// ethiopic unites series that Amharic pronounces alike: ሐ ኀ with ሀ, ሠ with ሰ,
// ዐ with አ, ፀ with ጸ, and the first and fourth order of ሀ and አ.
func ethiopic(r rune) rune {
	switch {
	case r >= 0x1210 && r <= 0x1216:
		r -= 0x10
	case r >= 0x1280 && r <= 0x1286:
		r -= 0x80
	case r >= 0x1220 && r <= 0x1227:
		r += 0x10
	case r >= 0x12D0 && r <= 0x12D6:
		r -= 0x30
	case r >= 0x1340 && r <= 0x1346:
		r -= 8
	}
	if r == 0x1203 || r == 0x12A3 {
		r -= 3
	}
	return r
}
