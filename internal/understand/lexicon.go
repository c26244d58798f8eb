package understand

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"waypost/internal/fold"
	"waypost/internal/gateway"
)

// Lexicon is what locales/<tag>/lexicon.txt says: the words of one language.
type Lexicon struct {
	Language gateway.Language
	Terms    []Term
	// Verbs holds the whole messages that are commands, folded.
	Verbs map[Verb][]string
	// Common and Romanised are small frequent words, folded; the latter in
	// Latin letters where the script is another.
	Common, Romanised []string
	// Before, After, Prefixes and Suffixes announce place names.
	Before, After, Prefixes, Suffixes []string
	// Demonyms maps a folded word to an ISO 3166-1 alpha-2 code.
	Demonyms map[string]string
}

// Term is a word or phrase that speaks for an intent or a topic.
type Term struct {
	Intent Intent
	// Topic is set instead for words of a narrower topic.
	Topic string
	// Words are the folded words; in a script without spaces there is one.
	Words []string
	// Stem means that the last word may go on.
	Stem bool
	// Weak terms occur with the intent but do not prove it.
	Weak bool
}

// ParseLexicon reads a lexicon file. Its error joins every bad line, each with
// its number and the reason; the rest is read all the same.
func ParseLexicon(lang gateway.Language, text string) (Lexicon, error) {
	p := lexiconParser{lex: Lexicon{Language: lang, Verbs: map[Verb][]string{}, Demonyms: map[string]string{}}}
	text = strings.TrimPrefix(text, "\ufeff")
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := p.line(line); err != nil {
			p.errs = append(p.errs, fmt.Errorf("%s/lexicon.txt:%d: %w", lang, n+1, err))
		}
	}
	return p.lex, errors.Join(p.errs...)
}

type lexiconParser struct {
	lex     Lexicon
	section string
	errs    []error
}

func (p *lexiconParser) line(line string) error {
	if strings.HasPrefix(line, "[") {
		name, ok := strings.CutSuffix(line[1:], "]")
		if !ok {
			return errors.New("section without closing bracket")
		}
		p.section = strings.Join(strings.Fields(name), " ")
		return p.known()
	}
	if kind, name, ok := strings.Cut(p.section, " "); ok {
		return p.named(kind, name, line)
	}
	switch p.section {
	case "":
		return errors.New("term before the first section")
	case "common":
		return add(&p.lex.Common, line)
	case "demonym":
		return p.demonym(line)
	}
	return p.term(Term{Intent: Intent(p.section)}, line)
}

// known refuses a section nobody reads.
func (p *lexiconParser) known() error {
	kind, name, pair := strings.Cut(p.section, " ")
	switch {
	case !pair && (p.section == "common" || p.section == "demonym" || slices.Contains(Intents(), Intent(p.section))):
	case kind == "verb" || kind == "topic" || p.section == "common romanised":
	case kind == "place" && slices.Contains([]string{"before", "after", "prefix", "suffix"}, name):
	default:
		return fmt.Errorf("section %q is not known", p.section)
	}
	return nil
}

// named reads a line of a section of two words.
func (p *lexiconParser) named(kind, name, line string) error {
	switch {
	case kind == "verb":
		key := fold.Fold(line)
		if key == "" {
			return fmt.Errorf("%q folds to nothing", line)
		}
		p.lex.Verbs[Verb(name)] = append(p.lex.Verbs[Verb(name)], key)
		return nil
	case kind == "topic":
		return p.term(Term{Topic: name}, line)
	case p.section == "common romanised":
		return add(&p.lex.Romanised, line)
	case kind == "place":
		list := map[string]*[]string{"before": &p.lex.Before, "after": &p.lex.After,
			"prefix": &p.lex.Prefixes, "suffix": &p.lex.Suffixes}[name]
		*list = append(*list, strings.TrimLeft(line, "-'’"))
		return nil
	}
	return nil
}

func (p *lexiconParser) term(t Term, line string) error {
	if rest, weak := strings.CutPrefix(line, "~"); weak {
		t.Weak, line = true, strings.TrimSpace(rest)
	}
	if rest, stem := strings.CutSuffix(line, "*"); stem {
		t.Stem, line = true, rest
	}
	t.Words = strings.Fields(fold.Fold(line))
	if len(t.Words) == 0 {
		return fmt.Errorf("%q folds to nothing", line)
	}
	p.lex.Terms = append(p.lex.Terms, t)
	return nil
}

func (p *lexiconParser) demonym(line string) error {
	code, words, ok := strings.Cut(line, "=")
	code = strings.TrimSpace(code)
	if !ok || len(code) != 2 || code != strings.ToUpper(code) {
		return errors.New("a demonym line is `XX = word, word`")
	}
	for _, w := range strings.Split(words, ",") {
		if key := fold.Fold(w); key != "" {
			p.lex.Demonyms[key] = code
		}
	}
	return nil
}

func add(list *[]string, line string) error {
	key := fold.Fold(line)
	if key == "" {
		return fmt.Errorf("%q folds to nothing", line)
	}
	*list = append(*list, key)
	return nil
}

// eachWord calls f with each word of the language that the lexicon holds.
func (l *Lexicon) eachWord(f func(string)) {
	for _, t := range l.Terms {
		if t.Stem && len(t.Words) == 1 {
			continue
		}
		for _, w := range t.Words {
			f(w)
		}
	}
	for _, list := range [][]string{l.Common, l.Romanised} {
		for _, key := range list {
			for _, w := range strings.Fields(key) {
				f(w)
			}
		}
	}
	for _, keys := range l.Verbs {
		for _, key := range keys {
			for _, w := range strings.Fields(key) {
				f(w)
			}
		}
	}
}
