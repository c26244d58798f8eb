package sms

// Fold spells a text so that it fits GSM-7: letters and punctuation that are
// not in the alphabet become their readable Latin equivalent, invisible marks
// go, letters that are in it (é, ñ, ü, Ç …) stay. Decomposed Latin letters are
// composed first. When that does not make the whole text GSM-7, because
// another script or an emoji is in it, the text comes back unchanged.
//
// A text that is GSM-7 already comes back as it is.
func Fold(text string) string {
	if _, ok := countGSM(text); ok {
		return text
	}
	out := make([]rune, 0, len(text))
	bare := false // the last letter stood in the text as it is, without a mark
	for _, r := range text {
		if isMark(r) {
			var ok bool
			if out, ok = combine(out, r, bare); !ok {
				return text
			}
			bare = false
			continue
		}
		if bare = septets(r) > 0; bare {
			out = append(out, r)
			continue
		}
		spelling, ok := plain[r]
		if !ok {
			return text
		}
		out = append(out, []rune(spelling)...)
	}
	return string(out)
}

// isMark reports a combining diacritical mark (U+0300 to U+036F).
func isMark(r rune) bool { return r >= 0x300 && r <= 0x36F }

// combine puts a mark on a bare last letter when GSM-7 has the composed one,
// and drops it otherwise. It refuses a mark that stands on no Latin letter.
func combine(out []rune, mark rune, bare bool) ([]rune, bool) {
	if len(out) == 0 || !isLatin(out[len(out)-1]) {
		return out, false
	}
	last := &out[len(out)-1]
	if composed, ok := compositions[[2]rune{*last, mark}]; ok && bare {
		*last = composed
	}
	return out, true
}

// isLatin reports a letter of GSM-7 that is not Greek.
func isLatin(r rune) bool {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z':
		return true
	case r >= 0xC0 && r <= 0xFF:
		return septets(r) > 0
	}
	return false
}

// compositions are the accented letters of GSM-7.
var compositions = map[[2]rune]rune{
	{'a', 0x300}: 'à', {'e', 0x300}: 'è', {'i', 0x300}: 'ì', {'o', 0x300}: 'ò', {'u', 0x300}: 'ù',
	{'e', 0x301}: 'é', {'E', 0x301}: 'É',
	{'n', 0x303}: 'ñ', {'N', 0x303}: 'Ñ',
	{'a', 0x308}: 'ä', {'o', 0x308}: 'ö', {'u', 0x308}: 'ü',
	{'A', 0x308}: 'Ä', {'O', 0x308}: 'Ö', {'U', 0x308}: 'Ü',
	{'a', 0x30A}: 'å', {'A', 0x30A}: 'Å',
	{'C', 0x327}: 'Ç',
}

// plain maps each character of the spellings to its replacement.
var plain = func() map[rune]string {
	m := make(map[rune]string, 700)
	for _, row := range spellings {
		for _, r := range row.from {
			m[r] = row.to
		}
	}
	return m
}()
