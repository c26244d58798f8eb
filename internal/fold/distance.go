package fold

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Distance1 reports whether one insertion, deletion, substitution or swap of
// neighbouring runes, or none, turns a into b.
func Distance1(a, b string) bool {
	if a == b {
		return true
	}
	a, b = trimCommon(a, b)
	ra, na := utf8.DecodeRuneInString(a)
	rb, nb := utf8.DecodeRuneInString(b)
	switch {
	case a == "":
		return nb == len(b)
	case b == "":
		return na == len(a)
	case na == len(a) && nb == len(b):
		return true
	}
	a2, ma := utf8.DecodeRuneInString(a[na:])
	b2, mb := utf8.DecodeRuneInString(b[nb:])
	return na+ma == len(a) && nb+mb == len(b) && ra == b2 && rb == a2
}

// trimCommon cuts the common prefix and suffix, in whole runes.
func trimCommon(a, b string) (string, string) {
	for len(a) > 0 && len(b) > 0 {
		ra, n := utf8.DecodeRuneInString(a)
		rb, m := utf8.DecodeRuneInString(b)
		if ra != rb || n != m || a[:n] != b[:m] {
			break
		}
		a, b = a[n:], b[m:]
	}
	for len(a) > 0 && len(b) > 0 {
		ra, n := utf8.DecodeLastRuneInString(a)
		rb, m := utf8.DecodeLastRuneInString(b)
		if ra != rb || n != m || a[len(a)-n:] != b[len(b)-m:] {
			break
		}
		a, b = a[:len(a)-n], b[:len(b)-m]
	}
	return a, b
}

// Index finds a folded term inside the key of a Run token: the byte offset of
// the first place where it stands and neither cuts a letter from its vowel
// signs nor begins with one. It is -1 when there is none.
func Index(key, term string) int {
	if term == "" {
		return -1
	}
	for from := 0; ; {
		i := strings.Index(key[from:], term)
		if i < 0 {
			return -1
		}
		i += from
		if Boundary(key, i) && Boundary(key, i+len(term)) {
			return i
		}
		_, n := utf8.DecodeRuneInString(key[i:])
		from = i + n
	}
}

// Boundary reports whether a word may begin or end at byte i of a Run key:
// not before a sign that belongs to the letter in front of it, nor, in
// Burmese and Khmer, inside a stack of consonants.
func Boundary(key string, i int) bool {
	if i <= 0 || i >= len(key) {
		return true
	}
	if r, _ := utf8.DecodeLastRuneInString(key[:i]); r == 0x1039 || r == 0x17D2 {
		return false
	}
	r, n := utf8.DecodeRuneInString(key[i:])
	if unicode.Is(unicode.M, r) || r >= 0x0E30 && r <= 0x0E33 || r == 0x0E45 || r == 0x30FC {
		return false
	}
	// A Burmese consonant under asat (or stacking) closes the syllable before it.
	if r >= 0x1000 && r <= 0x102A {
		next, _ := utf8.DecodeRuneInString(key[i+n:])
		return next != 0x103A && next != 0x1039
	}
	return true
}
