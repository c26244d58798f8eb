package app

import (
	"errors"
	"fmt"
	"io/fs"

	"waypost/internal/dialog"
	"waypost/internal/i18n"
	"waypost/internal/place"
	gazetteer "waypost/internal/place/world"
	"waypost/internal/understand"
)

// Tongues turns the locales into what the reader and the dialog need of them.
func Tongues(c *i18n.Catalog) ([]understand.Tongue, []dialog.Named) {
	var tongues []understand.Tongue
	var named []dialog.Named
	for _, l := range c.Locales() {
		tongues = append(tongues, understand.Tongue{Tag: l.Tag, Script: l.Script, Names: []string{l.Name, l.English, string(l.Tag)}})
		named = append(named, dialog.Named{Tag: l.Tag, Name: l.Name})
	}
	return tongues, named
}

// Lexicons reads the lexicon of every locale that the catalogue holds. The
// error joins every bad line.
func Lexicons(fsys fs.FS, c *i18n.Catalog) ([]understand.Lexicon, error) {
	var list []understand.Lexicon
	var errs []error
	for _, l := range c.Locales() {
		data, err := fs.ReadFile(fsys, string(l.Tag)+"/lexicon.txt")
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("lexicon: %w", err)
		}
		lex, err := understand.ParseLexicon(l.Tag, string(data))
		if err != nil {
			errs = append(errs, err)
		}
		list = append(list, lex)
	}
	return list, errors.Join(errs...)
}

// NewReader puts a reader over a gazetteer.
func NewReader(c *i18n.Catalog, lexicons []understand.Lexicon, places *place.Gazetteer, scope []string) (*understand.Reader, error) {
	countries, err := gazetteer.Countries()
	if err != nil {
		return nil, fmt.Errorf("countries: %w", err)
	}
	tongues, _ := Tongues(c)
	return understand.New(understand.Config{
		Tongues: tongues, Lexicons: lexicons, Places: places, Scope: scope, Countries: countries,
	}), nil
}
