package i18n

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"waypost/messages"
)

// template is a sentence cut at its placeholders: literal, name, literal, …
// Even positions are literals.
type template []string

// sentence is one message in one language.
type sentence struct {
	plural string // name of the count, empty for none
	forms  map[string]template
}

// parse cuts text at {Name}. A brace that closes nothing is literal.
func parse(text string) template {
	var t template
	for {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			return append(t, text)
		}
		end := strings.IndexByte(text[open:], '}')
		if end < 0 {
			return append(t, text)
		}
		t = append(t, text[:open], text[open+1:open+end])
		text = text[open+end+1:]
	}
}

// names lists the placeholders of t, sorted, each once.
func (t template) names() []string {
	var names []string
	for i := 1; i < len(t); i += 2 {
		names = append(names, t[i])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// pluralForms are CLDR's names in the order of plural.Form.
var pluralForms = [...]string{plural.Other: "other", plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many"}

// form names the plural form of n in tag.
func form(tag language.Tag, n int) string {
	if n < 0 {
		n = -n
	}
	return pluralForms[plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0)]
}

// validForms lists the forms that integers take in tag.
func validForms(tag language.Tag) []string {
	var seen []string
	for n := range 1201 {
		if f := form(tag, n); !slices.Contains(seen, f) {
			seen = append(seen, f)
		}
	}
	return seen
}

// compile reads gotext's translation: a string, or a select over plural forms.
func compile(tag language.Tag, m messages.Message, raw json.RawMessage) (*sentence, error) {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		s := &sentence{forms: map[string]template{"other": parse(text)}}
		return s, check(m, s)
	}
	var t translation
	if err := json.Unmarshal(raw, &t); err != nil {
		return nil, err
	}
	if t.Select.Feature != "plural" || t.Select.Arg != m.Plural {
		return nil, fmt.Errorf("select must be over the plural of %q", m.Plural)
	}
	s := &sentence{plural: m.Plural, forms: map[string]template{}}
	valid := validForms(tag)
	for name, raw := range t.Select.Cases {
		if !slices.Contains(valid, name) && name != "other" {
			return nil, fmt.Errorf("%s has no plural form %q", tag, name)
		}
		text, err := caseText(raw)
		if err != nil {
			return nil, err
		}
		s.forms[name] = parse(text)
	}
	if _, ok := s.forms["other"]; !ok {
		return nil, errors.New("plural without \"other\"")
	}
	return s, check(m, s)
}

// caseText reads one plural case: a string, or {"msg": "…"}.
func caseText(raw json.RawMessage) (string, error) {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text, nil
	}
	var nested struct {
		Msg string `json:"msg"`
	}
	err := json.Unmarshal(raw, &nested)
	return nested.Msg, err
}

// check refuses blank forms and placeholders that the English does not have.
// A form may leave a placeholder out (a dual needs no number).
func check(m messages.Message, s *sentence) error {
	known := parse(m.Text).names()
	for name, t := range s.forms {
		if strings.TrimSpace(strings.Join(t, "")) == "" {
			return fmt.Errorf("form %s is blank", name)
		}
		for _, p := range t.names() {
			if !slices.Contains(known, p) {
				return fmt.Errorf("form %s has {%s}, which the English has not", name, p)
			}
		}
	}
	for _, p := range known {
		if t := s.forms["other"]; p != m.Plural && !slices.Contains(t.names(), p) {
			return fmt.Errorf("{%s} is missing", p)
		}
	}
	return nil
}
