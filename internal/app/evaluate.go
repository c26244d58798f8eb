package app

import (
	"fmt"
	"io"

	"waypost/internal/evaluate"
	"waypost/internal/gateway"
	"waypost/internal/i18n"
	"waypost/locales"
)

// Evaluate reads cases (lang variety text intent alt place) and prints how the
// recogniser does on them, over the gazetteer of the whole world. Without any
// reader it takes the held-out fifth of the locales' own examples.
func Evaluate(in io.Reader, out io.Writer) error {
	catalog, err := i18n.Load(locales.FS, i18n.Options{})
	if err != nil {
		return err
	}
	cases, err := cases(in, catalog)
	if err != nil {
		return err
	}
	lexicons, err := Lexicons(locales.FS, catalog)
	if err != nil {
		return err
	}
	places, err := earth(nil)
	if err != nil {
		return err
	}
	reader, err := NewReader(catalog, lexicons, places, nil)
	if err != nil {
		return err
	}
	return evaluate.Run(reader, cases, places).Write(out)
}

func cases(in io.Reader, catalog *i18n.Catalog) ([]evaluate.Case, error) {
	if in != nil {
		return evaluate.Read(in, "")
	}
	var all []evaluate.Case
	for _, l := range catalog.Locales() {
		held, err := heldOut(l.Tag)
		if err != nil {
			return nil, err
		}
		all = append(all, held...)
	}
	return all, nil
}

// heldOut is the part of a locale's examples that training never sees.
func heldOut(tag gateway.Language) ([]evaluate.Case, error) {
	f, err := locales.FS.Open(string(tag) + "/examples.tsv")
	if err != nil {
		return nil, fmt.Errorf("examples: %w", err)
	}
	defer f.Close()
	list, err := evaluate.Read(f, tag)
	if err != nil {
		return nil, fmt.Errorf("%s/examples.tsv: %w", tag, err)
	}
	return evaluate.Held(list), nil
}
