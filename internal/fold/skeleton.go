package fold

import "strings"

// Skeleton returns a rough Latin consonant key, so that a name typed in one
// script can be compared with one known only in another: "بيروت", "Бейрут" and
// "Beirut" all give "brt". Latin, Arabic, Cyrillic, Ethiopic and the Indic
// scripts are read; it is empty when s holds a letter of another script. Many
// names share a skeleton: it may suggest, never decide alone.
func Skeleton(s string) string { return SkeletonOf(Tokens(s)) }

// SkeletonOf is Skeleton for a text that has been split already.
func SkeletonOf(toks []Token) string {
	var b skeleton
	for _, t := range toks {
		if t.Run {
			return ""
		}
		if t.Key == "al" || t.Key == "el" || t.Key == "ال" {
			continue
		}
		if !b.word(trimArticle(t.Key)) {
			return ""
		}
	}
	return string(b.out)
}

// trimArticle cuts the Arabic article where enough remains.
func trimArticle(key string) string {
	if rest, ok := strings.CutPrefix(key, "ال"); ok && len(rest) >= 6 {
		return rest
	}
	return key
}

type skeleton struct{ out []byte }

// word appends the consonants of one folded word; a vowel that leads the whole
// name counts as 'a'. It reports false for a letter it cannot read.
func (k *skeleton) word(key string) bool {
	rs := []rune(key)
	for i := 0; i < len(rs); {
		c, n, ok := consonant(rs[i:], i == 0 && len(k.out) == 0)
		if !ok {
			return false
		}
		last := i+n >= len(rs)
		i += n
		if c == 0 || c == 'h' && last && len(k.out) > 0 {
			continue
		}
		if len(k.out) == 0 || k.out[len(k.out)-1] != c {
			k.out = append(k.out, c)
		}
	}
	return true
}

// consonant reads one letter or digraph: its class, 0 for a sound left out,
// and how many runes it took.
func consonant(rs []rune, first bool) (c byte, n int, ok bool) {
	r := rs[0]
	switch {
	case r < 0x80:
		c, n = latinSound(rs)
	case r >= 0x0400 && r < 0x0530:
		c, n = cyrillicSound(r), 1
	case r >= 0x0600 && r < 0x0700:
		c, n = arabicSound(r), 1
	case r >= 0x0900 && r < 0x0D80:
		c, n = indicSound(r), 1
	case r >= 0x1200 && r < 0x1380:
		c, n = ethiopicSound(r), 1
	default:
		return 0, 0, false
	}
	switch c {
	case 'w', 'y':
		if !first {
			c = 0
		}
	case '-':
		c = 0
		if first {
			c = 'a'
		}
	}
	return c, n, true
}

// latinSound: '-' is a vowel.
func latinSound(rs []rune) (byte, int) {
	if len(rs) > 2 && rs[0] == 's' && rs[1] == 'c' && rs[2] == 'h' {
		return 'x', 3
	}
	if len(rs) > 1 {
		switch string(rs[:2]) {
		case "sh", "ch":
			return 'x', 2
		case "kh", "ck":
			return 'k', 2
		case "gh":
			return 'g', 2
		case "th":
			return 't', 2
		case "dh":
			return 'd', 2
		case "ph":
			return 'f', 2
		case "zh", "dj":
			return 'j', 2
		case "ts", "tz":
			return 's', 2
		case "ce", "ci":
			return 's', 2
		}
	}
	switch r := rs[0]; r {
	case 'a', 'e', 'i', 'o', 'u':
		return '-', 1
	case 'c', 'q':
		return 'k', 1
	case 'p':
		return 'b', 1
	case 'v':
		return 'f', 1
	case 'x':
		return 's', 1
	default:
		return byte(r), 1
	}
}

func cyrillicSound(r rune) byte {
	const from = "абвгдежзийклмнопрстуфхцчшщъыьэюяєіїў"
	const to = "-bfgdyjz--klmn-brst-fksxxx\x00-\x00-yyy--\x00"
	return sound(r, from, to)
}

func arabicSound(r rune) byte {
	const from = "ابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگڤٹڈڑءۀےةى"
	const to = "-bttjhkddrzsxsdtz-gfkklmnhwybxjgftdr\x00hyhy"
	return sound(r, from, to)
}

// sound looks r up in from and gives the byte of to at the same position.
func sound(r rune, from, to string) byte {
	i := 0
	for _, f := range from {
		if f == r {
			return to[i]
		}
		i++
	}
	return 0
}

// indicSound relies on the Indic blocks of Unicode having one common layout.
func indicSound(r rune) byte {
	switch off := r % 0x80; {
	case off == 0x02:
		return 'n'
	case off >= 0x05 && off <= 0x14:
		return '-'
	case off >= 0x15 && off <= 0x39:
		return "kkggnxxjjnttddnttddnnbfbbmyrrlllfxxsh"[off-0x15]
	case off == 0x5C || off == 0x5D:
		return 'r'
	}
	return 0
}

func ethiopicSound(r rune) byte {
	const perSeries = "hlhmsrsxkkkkbftxhhnn-kkkkw-zjyddjgggtxbssfb" // from U+1200 in steps of eight
	if i := int(r-0x1200) / 8; i < len(perSeries) {
		return perSeries[i]
	}
	return 0
}
