package understand

import (
	"unicode"
	"unicode/utf8"

	"waypost/internal/understand/model"
)

// longestWord bounds the letters of a word that are looked at.
const longestWord = 24

// N-grams of a word with its edges marked: of 3 to 5 letters for the intent,
// of 2 to 3 for the language. In scripts without spaces both take 1 to 4 Han
// or 2 to 6 other signs.
const (
	leastGram, mostGram     = 3, 5
	leastLetter, mostLetter = 2, 3
)

// addWord adds a word and its n-grams.
func addWord(words, letters *model.Vector, key string, run bool) {
	if run {
		least, most := 2, 6
		if r, _ := utf8.DecodeRuneInString(key); r >= 0x3000 {
			least, most = 1, 4
		}
		addRun(words, letters, key, least, most)
		return
	}
	h := model.Text(kindWord, number(key))
	words.Add(h, wordValue)
	letters.Add(h, wordValue)
	var at [longestWord + 3]int
	n := 0
	for i := range key {
		if n > longestWord {
			break
		}
		at[n] = i
		n++
	}
	if n <= longestWord {
		at[n] = len(key)
	} else {
		n = longestWord
	}
	// Position 0 is the mark before the word, n+1 the one after it.
	for i := 0; i <= n; i++ {
		h := kindGram
		for j := i; j < n+2 && j-i < mostGram; j++ {
			switch {
			case j == 0:
				h = model.Byte(h, '<')
			case j == n+1:
				h = model.Byte(h, '>')
			default:
				h = model.Text(h, key[at[j-1]:at[j]])
			}
			size := j - i + 1
			if size >= leastGram {
				words.Add(h, gramValue)
			}
			if size >= leastLetter && size <= mostLetter {
				letters.Add(h, gramValue)
			}
		}
	}
}

// addRun adds the n-grams of a stretch without spaces.
func addRun(words, letters *model.Vector, key string, least, most int) {
	for i := range key {
		h, end := kindGram, i
		for n := 1; n <= most && end < len(key); n++ {
			_, size := utf8.DecodeRuneInString(key[end:])
			h = model.Text(h, key[end:end+size])
			end += size
			if n >= least {
				words.Add(h, runValue)
				letters.Add(h, runValue)
			}
		}
	}
}

// addSpelling adds a Latin word with the marks that folding leaves out: without
// them many words of Vietnamese are one.
func addSpelling(v *model.Vector, text string) {
	marked := false
	h := kindSpelt
	for _, r := range text {
		if r >= 0x590 && (r < 0x1E00 || r > 0x1EFF) {
			return
		}
		marked = marked || r >= utf8.RuneSelf
		r = unicode.ToLower(r)
		h = model.Byte(model.Byte(h, byte(r)), byte(r>>8))
	}
	if marked {
		v.Add(h, wordValue)
	}
}
