// Package fold reduces the many ways one word is typed to one key: letter case,
// diacritics, Arabic and Persian letter variants, Ethiopic homophones, native
// digits, width and joiners. Two spellings that a reader would take for the
// same word should fold to the same key; nothing here knows what a word means.
//
// What must stay true: Fold(Fold(s)) == Fold(s); Fold(s) is the keys of
// Tokens(s) joined by single spaces; NFC and NFD forms fold alike; any byte
// string is accepted.
package fold

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Token is one word of a text.
type Token struct {
	// Text is the word as written, Key its folded form.
	Text, Key string
	// Start and End are byte offsets into the text that was split. Tokens that
	// one character stands for ("½") share them.
	Start, End int
	// Gap is what stands between this token and the one before it.
	Gap string
	// Run is true for a stretch of a script that puts no space between words
	// (Chinese, Japanese, Thai, Lao, Khmer, Burmese): it may hold several.
	Run bool
	// Joined is true when no space stands between this token and the one
	// before it, as in "Sana'a" or "Port-au-Prince".
	Joined bool
}

// Fold returns the keys of all tokens of s joined by single spaces. It is
// empty when s holds no letter, digit or pictograph.
func Fold(s string) string {
	toks := Tokens(s)
	switch len(toks) {
	case 0:
		return ""
	case 1:
		return toks[0].Key
	}
	n := len(toks) - 1
	for i := range toks {
		n += len(toks[i].Key)
	}
	var b strings.Builder
	b.Grow(n)
	for i := range toks {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(toks[i].Key)
	}
	return b.String()
}

// Tokens splits s into words. Punctuation, quotes, hyphens, symbols and
// invalid bytes separate; invisible characters vanish. A pictograph is a token
// of its own. Nil when there is none.
func Tokens(s string) []Token {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return tokens(s)
		}
	}
	return asciiTokens(s)
}

func asciiTokens(s string) []Token {
	lower := strings.ToLower(s)
	var toks []Token
	space, end := true, 0
	for i := 0; i < len(lower); {
		if !asciiWord(lower[i]) {
			space = space || lower[i] <= ' '
			i++
			continue
		}
		start := i
		for i < len(lower) && asciiWord(lower[i]) {
			i++
		}
		if toks == nil {
			toks = make([]Token, 0, 4+len(s)/6)
		}
		toks = append(toks, Token{Text: s[start:i], Key: lower[start:i], Gap: s[end:start], Start: start, End: i, Joined: !space})
		space, end = false, i
	}
	return toks
}

func asciiWord(c byte) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' }

// splitter builds the tokens of a text that is not pure ASCII. Keys are
// gathered in one buffer and cut out of one string at the end.
type splitter struct {
	src   string
	buf   []byte
	toks  []Token
	cuts  []int // start of each token's key in buf
	class class // of the token being built, separator when none is
	space bool  // white space since the last token
	parts bool  // a key may have to be composed
}

func tokens(s string) []Token {
	sp := splitter{
		src:   s,
		buf:   make([]byte, 0, len(s)+len(s)/4),
		toks:  make([]Token, 0, 4+len(s)/8),
		cuts:  make([]int, 0, 4+len(s)/8),
		space: true,
	}
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n <= 1 {
			sp.close()
			i++
			continue
		}
		if r < 0x1369 || r > 0x137C {
			sp.rune(r, i, i+n)
			i += n
			continue
		}
		if value, size, ok := ethiopicNumber(s[i:]); ok {
			sp.put(word, i, i+size, func(b []byte) []byte { return appendInt(b, value) })
			i += size
		}
	}
	sp.close()
	return sp.finish()
}

// rune adds what one rune of the source, s[from:to], folds to.
func (sp *splitter) rune(r rune, from, to int) {
	if r < utf8.RuneSelf {
		sp.folded(r, from, to)
		return
	}
	if isRegional(r) {
		sp.flag(r, from, to)
		return
	}
	if keepWhole(r) {
		sp.folded(r, from, to)
		return
	}
	if d := norm.NFKD.PropertiesString(sp.src[from:to]).Decomposition(); d != nil {
		for len(d) > 0 {
			dr, n := utf8.DecodeRune(d)
			sp.folded(dr, from, to)
			d = d[n:]
		}
		return
	}
	sp.folded(r, from, to)
}

func (sp *splitter) folded(r rune, from, to int) {
	r = lower(r)
	if r == breve && sp.class == word && sp.shortI() {
		sp.toks[len(sp.toks)-1].End = to
		return
	}
	c := classOf(r)
	switch c {
	case dropped:
		if sp.class != separator {
			sp.toks[len(sp.toks)-1].End = to
		}
	case separator, blank:
		sp.close()
		sp.space = sp.space || c == blank
	case mark:
		if sp.class != separator {
			sp.buf = appendFolded(sp.buf, r)
			sp.toks[len(sp.toks)-1].End = to
			sp.parts = true
		}
	default:
		sp.put(c, from, to, func(b []byte) []byte { return appendFolded(b, r) })
		sp.parts = sp.parts || c == run || r >= 0x1100 && r <= 0x11FF // Hangul letters
	}
}

// shortI turns the и that a breve belongs to into й; other marks may stand
// between the two. It reports false when there is none.
func (sp *splitter) shortI() bool {
	base := bytes.TrimRightFunc(sp.tail(), func(r rune) bool { return unicode.Is(unicode.M, r) })
	if !bytes.HasSuffix(base, []byte("и")) {
		return false
	}
	copy(base[len(base)-2:], "й")
	return true
}

// put appends to the open token when the class agrees, else starts one.
func (sp *splitter) put(c class, from, to int, add func([]byte) []byte) {
	if sp.class != c || c == symbol {
		sp.close()
		sp.toks = append(sp.toks, Token{Start: from, Run: c == run, Joined: !sp.space})
		sp.cuts = append(sp.cuts, len(sp.buf))
		sp.class, sp.space = c, false
	}
	sp.buf = add(sp.buf)
	sp.toks[len(sp.toks)-1].End = to
}

// flag joins two regional indicators into one token.
func (sp *splitter) flag(r rune, from, to int) {
	if tail := sp.tail(); sp.class == symbol && len(tail) == 4 && sp.toks[len(sp.toks)-1].End == from {
		if last, _ := utf8.DecodeRune(tail); isRegional(last) {
			sp.buf = utf8.AppendRune(sp.buf, r)
			sp.toks[len(sp.toks)-1].End = to
			return
		}
	}
	sp.put(symbol, from, to, func(b []byte) []byte { return utf8.AppendRune(b, r) })
}

// tail is the key of the open token so far.
func (sp *splitter) tail() []byte {
	if len(sp.cuts) == 0 {
		return nil
	}
	return sp.buf[sp.cuts[len(sp.cuts)-1]:]
}

func (sp *splitter) close() { sp.class = separator }

func (sp *splitter) finish() []Token {
	keys := string(sp.buf)
	normal := !sp.parts || norm.NFC.IsNormalString(keys)
	for i := range sp.toks {
		t := &sp.toks[i]
		end := len(keys)
		if i+1 < len(sp.cuts) {
			end = sp.cuts[i+1]
		}
		t.Key = keys[sp.cuts[i]:end]
		if !normal {
			t.Key = norm.NFC.String(t.Key)
		}
		t.Text = sp.src[t.Start:t.End]
		from := 0
		if i > 0 {
			from = min(sp.toks[i-1].End, t.Start)
		}
		t.Gap = sp.src[from:t.Start]
	}
	return sp.toks
}
