// Package sms knows what a text costs as SMS: its encoding, its length in that
// encoding, the segments it is sent in, and how to spell it so that it costs
// less. It is pure and knows no carrier.
//
// What must stay true: a count is never lower than what a phone network
// charges. So an escape pair or a surrogate pair is never split between two
// segments, and the national shift tables, which carriers do not agree on, are
// not used.
package sms

import "unicode/utf8"

// Encoding is how the characters of one message are coded; one costly
// character decides for the whole message.
type Encoding uint8

const (
	// GSM7 is the 7-bit default alphabet with its extension table
	// (3GPP TS 23.038 section 6.2.1).
	GSM7 Encoding = iota
	// UCS2 is UTF-16, in practice with surrogate pairs.
	UCS2
)

// String is "GSM7" or "UCS2".
func (e Encoding) String() string {
	if e == GSM7 {
		return "GSM7"
	}
	return "UCS2"
}

// Units that fit into the only segment of a message, and into each of several,
// where 6 octets carry the concatenation header (3GPP TS 23.040 section 9.2.3.24.1).
const (
	gsmSingle, gsmPart = 160, 153
	ucsSingle, ucsPart = 70, 67
)

// Size is what a text costs.
type Size struct {
	Encoding Encoding
	// Units are septets in GSM7 (two for a character of the extension table)
	// and UTF-16 code units in UCS2.
	Units int
	// Segments is the number of messages charged; 0 only for an empty text.
	Segments int
}

// Count measures a text. Bytes that are not UTF-8 count as U+FFFD each.
func Count(text string) Size {
	if s, ok := countGSM(text); ok {
		return s
	}
	return countUCS(text)
}

// countGSM gives up at the first character outside the alphabet.
func countGSM(text string) (Size, bool) {
	t := tally{part: gsmPart}
	for i := 0; i < len(text); {
		r, n := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(text[i:])
		}
		width := septets(r)
		if width == 0 {
			return Size{}, false
		}
		t.add(width)
		i += n
	}
	return t.size(GSM7, gsmSingle), true
}

func countUCS(text string) Size {
	t := tally{part: ucsPart}
	for _, r := range text {
		if r > 0xFFFF {
			t.add(2)
		} else {
			t.add(1)
		}
	}
	return t.size(UCS2, ucsSingle)
}

// tally fills concatenated segments without splitting a character.
type tally struct {
	part  int // capacity of one of several segments
	units int
	full  int // segments closed so far
	used  int // units in the open one
}

func (t *tally) add(width int) {
	t.units += width
	if t.used+width > t.part {
		t.full++
		t.used = 0
	}
	t.used += width
}

func (t *tally) size(e Encoding, single int) Size {
	s := Size{Encoding: e, Units: t.units, Segments: t.full + 1}
	switch {
	case t.units == 0:
		s.Segments = 0
	case t.units <= single:
		s.Segments = 1
	}
	return s
}

// Costly lists the characters that force a text into UCS-2, each once, in the
// order in which they first appear; nil when the text is GSM-7.
func Costly(text string) []rune {
	var costly []rune
next:
	for _, r := range text {
		if septets(r) > 0 {
			continue
		}
		for _, seen := range costly {
			if seen == r {
				continue next
			}
		}
		costly = append(costly, r)
	}
	return costly
}
