package fold

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Digits returns s with every native digit written in ASCII: Arabic, Persian,
// Devanagari, Bengali, Burmese, Thai, Tamil, full-width, circled, keycap and
// Ethiopic numbers ("፲፪" is "12"). All else stays as it is.
func Digits(s string) string {
	i := 0
	for i < len(s) && s[i] < utf8.RuneSelf {
		i++
	}
	if i == len(s) {
		return s
	}
	b := make([]byte, i, len(s))
	copy(b, s)
	afterDigit := i > 0 && isASCIIDigit(s[i-1])
	for i < len(s) {
		if v, n, ok := ethiopicNumber(s[i:]); ok {
			b = appendInt(b, v)
			afterDigit = true
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if afterDigit && (r == 0xFE0F || r == 0x20E3) {
			i += n
			continue
		}
		was := len(b)
		b = appendDigits(b, s[i:i+n], r)
		afterDigit = len(b) > was && isASCIIDigit(b[len(b)-1])
		i += n
	}
	return string(b)
}

// appendDigits appends one rune of the source, or the number it stands for.
func appendDigits(b []byte, src string, r rune) []byte {
	if d := digit(r); d >= 0 {
		return append(b, byte('0'+d))
	}
	if r >= utf8.RuneSelf {
		if d := string(norm.NFKD.PropertiesString(src).Decomposition()); d != "" && isASCIINumber(d) {
			return append(b, d...)
		}
	}
	return append(b, src...)
}

func isASCIIDigit(c byte) bool { return '0' <= c && c <= '9' }

func isASCIINumber(s string) bool { return strings.Trim(s, "0123456789") == "" }

func appendInt(b []byte, n int) []byte { return strconv.AppendInt(b, int64(n), 10) }

// digit is the value of a decimal digit of any script, -1 for all else. Every
// range of Unicode's Nd starts with a zero and counts in tens.
func digit(r rune) int {
	if r < utf8.RuneSelf {
		if '0' <= r && r <= '9' {
			return int(r - '0')
		}
		return -1
	}
	if r < 0x0660 {
		return -1
	}
	switch {
	case r >= 0x2776 && r <= 0x277E: // ❶ … ❾
		return int(r-0x2776) + 1
	case r >= 0x2780 && r <= 0x2788: // ➀ … ➈
		return int(r-0x2780) + 1
	case r >= 0x278A && r <= 0x2792: // ➊ … ➒
		return int(r-0x278A) + 1
	}
	if r <= 0xFFFF {
		for _, t := range unicode.Nd.R16 {
			if rune(t.Lo) > r {
				return -1
			}
			if r <= rune(t.Hi) {
				return int(r-rune(t.Lo)) % 10
			}
		}
		return -1
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) > r {
			return -1
		}
		if r <= rune(t.Hi) {
			return int(r-rune(t.Lo)) % 10
		}
	}
	return -1
}

// ethiopicNumber reads the Ethiopic number that s begins with. Units and tens
// add up (፳፭ is 25), ፻ multiplies by a hundred and ፼ by ten thousand.
// Numbers above a million are not read as one.
func ethiopicNumber(s string) (value, size int, ok bool) {
	total, part := 0, 0
	for size < len(s) {
		r, n := utf8.DecodeRuneInString(s[size:])
		switch {
		case r >= 0x1369 && r <= 0x1371:
			part += int(r-0x1369) + 1
		case r >= 0x1372 && r <= 0x137A:
			part += 10 * (int(r-0x1372) + 1)
		case r == 0x137B:
			total += 100 * max(part, 1)
			part = 0
		case r == 0x137C:
			total = 10000 * max(total+part, 1)
			part = 0
		default:
			return total + part, size, size > 0
		}
		if total > 1e6 || part > 1e6 {
			return total + part, size + n, true
		}
		size += n
	}
	return total + part, size, size > 0
}
