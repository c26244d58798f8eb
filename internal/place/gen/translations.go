package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
)

// source is one language of libgeonames-common: its folder, the locale tag it
// is shown under (empty when it only serves to recognise), and its script.
type source struct {
	from, tag string
	script    *unicode.RangeTable // nil: Latin
}

func (s source) shown() bool { return s.tag != "" }

// sources are in the order in which they win. First the locales of the
// gateway, then the languages of the countries that people are in.
var sources = []source{
	{"en", "en", nil}, {"fr", "fr", nil}, {"es", "es", nil}, {"ar", "ar", unicode.Arabic}, {"ru", "ru", unicode.Cyrillic},
	{"zh_CN", "zh-Hans", unicode.Han}, {"zh", "zh-Hans", unicode.Han}, {"am", "am", unicode.Ethiopic}, {"bn", "bn", unicode.Bengali},
	{"fa", "fa", unicode.Arabic}, {"fil", "fil", nil}, {"tl", "fil", nil}, {"ti", "ti", unicode.Ethiopic}, {"uk", "uk", unicode.Cyrillic},
	{"ur", "ur", unicode.Arabic}, {"pt", "pt", nil}, {"ps", "ps", unicode.Arabic}, {"hi", "hi", unicode.Devanagari},
	{"ne", "ne", unicode.Devanagari}, {"id", "id", nil}, {"tr", "tr", nil}, {"vi", "vi", nil}, {"my", "my", unicode.Myanmar},
	{"so", "so", nil}, {"sw", "sw", nil}, {"ha", "ha", nil}, {"om", "om", nil}, {"ku", "ku", nil}, {"ckb", "ckb", unicode.Arabic},
	{"ro", "ro", nil}, {"ht", "ht", nil}, {"si", "si", unicode.Sinhala}, {"ta", "ta", unicode.Tamil}, {"th", "th", unicode.Thai},
	{from: "zh_TW"}, {from: "de"}, {from: "it"}, {from: "el"}, {from: "pl"}, {from: "nl"}, {from: "he"}, {from: "ja"}, {from: "ko"}, {from: "hu"},
	{from: "bg"}, {from: "sr"}, {from: "mk"}, {from: "hr"}, {from: "bs"}, {from: "sl"}, {from: "sq"}, {from: "cs"}, {from: "sk"}, {from: "be"},
	{from: "lt"}, {from: "lv"}, {from: "et"}, {from: "fi"}, {from: "sv"}, {from: "nb"}, {from: "da"}, {from: "ca"}, {from: "gl"}, {from: "eu"},
	{from: "ka"}, {from: "hy"}, {from: "az"}, {from: "kk"}, {from: "ky"}, {from: "uz"}, {from: "tg"}, {from: "tk"}, {from: "mn"}, {from: "ug"},
	{from: "pa"}, {from: "gu"}, {from: "mr"}, {from: "te"}, {from: "kn"}, {from: "ml"}, {from: "or"}, {from: "as"}, {from: "sd"}, {from: "ms"},
	{from: "km"}, {from: "lo"}, {from: "mg"}, {from: "rw"}, {from: "yo"}, {from: "ig"}, {from: "wo"}, {from: "ff"}, {from: "ln"}, {from: "lg"},
	{from: "zu"}, {from: "af"}, {from: "mt"}, {from: "is"}, {from: "ga"}, {from: "cy"},
}

// translations are names by GeoNames id, then by source.
type translations map[int64]map[string]string

func readTranslations(dir string) (translations, error) {
	out := translations{}
	for _, src := range sources {
		path := filepath.Join(dir, src.from, "LC_MESSAGES", "geonames.mo")
		data, err := os.ReadFile(path)
		if errors.Is(err, os.ErrNotExist) && !src.shown() {
			continue
		}
		if err != nil {
			return nil, err
		}
		err = readMO(data, func(id, text string) {
			n, err := strconv.ParseInt(id, 10, 64)
			text = tidy(text)
			if err != nil || text == "" {
				return
			}
			if out[n] == nil {
				out[n] = map[string]string{}
			}
			out[n][src.from] = text
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	return out, nil
}

// readMO reads GNU gettext's binary catalogue.
func readMO(data []byte, each func(id, text string)) error {
	if len(data) < 20 || binary.LittleEndian.Uint32(data) != 0x950412de {
		return errors.New("not a catalogue")
	}
	count := int(binary.LittleEndian.Uint32(data[8:]))
	ids, texts := int(binary.LittleEndian.Uint32(data[12:])), int(binary.LittleEndian.Uint32(data[16:]))
	at := func(table, i int) (string, error) {
		p := table + 8*i
		if p+8 > len(data) {
			return "", errors.New("cut off")
		}
		size, from := int(binary.LittleEndian.Uint32(data[p:])), int(binary.LittleEndian.Uint32(data[p+4:]))
		if from+size > len(data) {
			return "", errors.New("cut off")
		}
		return string(data[from : from+size]), nil
	}
	for i := range count {
		id, err := at(ids, i)
		if err != nil {
			return err
		}
		text, err := at(texts, i)
		if err != nil {
			return err
		}
		each(id, text)
	}
	return nil
}

// tidy drops invisible characters, Arabic vowel marks, and remarks in brackets.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		if r != 0x200C && r != 0x200D && unicode.In(r, unicode.Cf, unicode.Cc) || r >= 0x064B && r <= 0x0652 || r == 0x0640 {
			return -1
		}
		return r
	}, s)
	if i := strings.IndexAny(s, "(（"); i > 0 {
		s = s[:i]
	}
	return strings.Trim(strings.TrimSpace(s), "\u200c\u200d")
}

// inScript reports whether a name is written as readers of the language read;
// a nil script is Latin.
func inScript(s string, script *unicode.RangeTable) bool {
	if script == nil {
		script = unicode.Latin
	}
	for _, r := range s {
		if unicode.IsLetter(r) && !unicode.Is(script, r) && !unicode.Is(unicode.Common, r) {
			return false
		}
	}
	return true
}
