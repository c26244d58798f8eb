// Package i18n turns the sentences of package messages into a reader's
// language. It loads locales/<tag>, resolves fallbacks when a reply is
// rendered, and never lets a key, a placeholder or an empty sentence out: what
// a locale lacks is taken from the next of its fallback chain, and counted as
// a defect. English comes from package messages itself.
package i18n

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sort"

	"golang.org/x/text/language"

	"waypost/internal/gateway"
	"waypost/messages"
)

// Locale is what locales/<tag>/language.json says.
type Locale struct {
	Tag gateway.Language `json:"tag"`
	// Name is the language's own name for itself.
	Name string `json:"name"`
	// English is its English name, for operators.
	English string `json:"english"`
	// Script is an ISO 15924 code.
	Script string `json:"script"`
	// Direction is "ltr" or "rtl".
	Direction string `json:"direction"`
	// Tier 1 locales are complete; tier 2 has every life-critical sentence.
	Tier int `json:"tier"`
	// Fallback is the chain tried for a missing sentence; English ends it.
	Fallback []gateway.Language `json:"fallback"`
	// Drafted says by whom the text was written ("machine"), Reviewed which
	// native speaker signed it; empty means nobody has.
	Drafted  string `json:"drafted"`
	Reviewed string `json:"reviewed"`
	// Fold says that readers understand SMS without diacritics, so that one
	// accent need not triple the price.
	Fold bool `json:"sms_fold"`
	// Banned lists words that no sentence may hold, such as "illegal".
	Banned []string `json:"banned,omitempty"`
}

// RTL reports whether the language is written from right to left.
func (l Locale) RTL() bool { return l.Direction == "rtl" }

// file is gotext's messages.gotext.json.
type file struct {
	Language string  `json:"language"`
	Messages []entry `json:"messages"`
}

type entry struct {
	ID string `json:"id"`
	// Message is the English the translation was made from; when it differs
	// from today's English the translation is stale.
	Message     string          `json:"message"`
	Translation json.RawMessage `json:"translation"`
	Comment     string          `json:"translatorComment,omitempty"`
}

// translation is either a string or a select over plural forms.
type translation struct {
	Select struct {
		Feature string                     `json:"feature"`
		Arg     string                     `json:"arg"`
		Cases   map[string]json.RawMessage `json:"cases"`
	} `json:"select"`
}

// catalogue is one locale with its compiled sentences.
type catalogue struct {
	Locale
	tag       language.Tag
	chain     []*catalogue // this one first, English last
	sentences map[string]*sentence
	stale     map[string]bool
}

// Catalog holds every locale. It is immutable.
type Catalog struct {
	locales map[gateway.Language]*catalogue
	order   []gateway.Language
	source  map[string]messages.Message
	// Country names a country code in a language; it may return "".
	country func(code string, lang gateway.Language) string
	defect  func(Defect)
}

// Defect is a sentence that could not be said as written. It holds no text of
// a person.
type Defect struct {
	Language gateway.Language
	ID       string
	Reason   string
}

// Options are what Load needs besides the files.
type Options struct {
	// Country names an ISO 3166-1 alpha-2 code; nil writes the code.
	Country func(code string, lang gateway.Language) string
	// Defect is told of every sentence that needed a fallback; nil ignores it.
	Defect func(Defect)
	// ReviewedOnly leaves out locales that no native speaker has signed,
	// except English.
	ReviewedOnly bool
}

// Load reads every <tag>/language.json of fsys with its messages.gotext.json,
// where there is one. The error joins everything that is wrong.
func Load(fsys fs.FS, opt Options) (*Catalog, error) {
	c := &Catalog{
		locales: map[gateway.Language]*catalogue{}, source: map[string]messages.Message{},
		country: opt.Country, defect: opt.Defect,
	}
	for _, m := range messages.All() {
		if _, twice := c.source[m.ID]; twice {
			return nil, fmt.Errorf("message %s is declared twice", m.ID)
		}
		c.source[m.ID] = m
	}
	names, err := fs.Glob(fsys, "*/language.json")
	if err != nil {
		return nil, fmt.Errorf("locales: %w", err)
	}
	var errs []error
	for _, name := range names {
		l, err := c.read(fsys, name)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if opt.ReviewedOnly && l.Reviewed == "" && l.Tag != "en" {
			continue
		}
		c.locales[l.Tag] = l
		c.order = append(c.order, l.Tag)
	}
	if c.locales["en"] == nil {
		errs = append(errs, errors.New("locale en is missing"))
		return nil, errors.Join(errs...)
	}
	sort.Slice(c.order, func(i, j int) bool {
		a, b := c.locales[c.order[i]], c.locales[c.order[j]]
		if a.Tier != b.Tier {
			return a.Tier < b.Tier
		}
		return a.Tag < b.Tag
	})
	c.link()
	return c, errors.Join(errs...)
}

// link resolves the fallback chains; a tag that was not loaded is passed over.
func (c *Catalog) link() {
	for _, l := range c.locales {
		l.chain = []*catalogue{l}
		for _, tag := range append(slices.Clone(l.Fallback), "en") {
			if next := c.locales[tag]; next != nil && !slices.Contains(l.chain, next) {
				l.chain = append(l.chain, next)
			}
		}
	}
}

// read loads one locale.
func (c *Catalog) read(fsys fs.FS, name string) (*catalogue, error) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("locales: %w", err)
	}
	l := &catalogue{sentences: map[string]*sentence{}, stale: map[string]bool{}}
	if err := json.Unmarshal(data, &l.Locale); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	dir := name[:len(name)-len("/language.json")]
	if string(l.Tag) != dir {
		return nil, fmt.Errorf("%s: tag %q does not match its folder", name, l.Tag)
	}
	if l.tag, err = language.Parse(dir); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if l.Tag == "en" {
		return l, c.english(l)
	}
	data, err = fs.ReadFile(fsys, dir+"/messages.gotext.json")
	if errors.Is(err, fs.ErrNotExist) {
		return l, nil
	}
	if err != nil {
		return nil, fmt.Errorf("locales: %w", err)
	}
	return l, c.translations(l, data)
}

// english fills the source language from package messages.
func (c *Catalog) english(l *catalogue) error {
	for id, m := range c.source {
		s := &sentence{plural: m.Plural, forms: map[string]template{"other": parse(m.Text)}}
		if m.One != "" {
			s.forms["one"] = parse(m.One)
		}
		l.sentences[id] = s
	}
	return nil
}

// translations fills a locale from gotext's JSON, refusing what could not be
// said: an unknown id, a placeholder English does not have, a plural without
// "other" or with a form the language lacks.
func (c *Catalog) translations(l *catalogue, data []byte) error {
	var f file
	if err := json.Unmarshal(data, &f); err != nil {
		return fmt.Errorf("%s/messages.gotext.json: %w", l.Tag, err)
	}
	var errs []error
	for _, e := range f.Messages {
		m, ok := c.source[e.ID]
		if !ok {
			errs = append(errs, fmt.Errorf("%s: %s: no such message", l.Tag, e.ID))
			continue
		}
		if len(e.Translation) == 0 || string(e.Translation) == `""` || string(e.Translation) == "null" {
			continue
		}
		s, err := compile(l.tag, m, e.Translation)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %s: %w", l.Tag, e.ID, err))
			continue
		}
		l.sentences[e.ID] = s
		l.stale[e.ID] = e.Message != m.Text
	}
	return errors.Join(errs...)
}

// Locales lists every locale, tier 1 first.
func (c *Catalog) Locales() []Locale {
	list := make([]Locale, len(c.order))
	for i, tag := range c.order {
		list[i] = c.locales[tag].Locale
	}
	return list
}

// Locale returns the locale of lang, or English when there is none.
func (c *Catalog) Locale(lang gateway.Language) Locale { return c.catalogue(lang).Locale }

// Has reports whether lang is loaded.
func (c *Catalog) Has(lang gateway.Language) bool { return c.locales[lang] != nil }

func (c *Catalog) catalogue(lang gateway.Language) *catalogue {
	if l := c.locales[lang]; l != nil {
		return l
	}
	return c.locales["en"]
}
