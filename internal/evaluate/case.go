// Package evaluate measures how well messages are read. What must stay true: a
// figure counts every case of its kind, right ones only when the reading says
// what the case says, and no case that the model was trained on enters a
// figure unless the caller asks for it.
package evaluate

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"waypost/internal/gateway"
	"waypost/internal/understand"
)

// Case is a message with what it should be read as.
type Case struct {
	Language gateway.Language
	// Variety is how it is written: standard, sms, dialect, romanised, mixed,
	// indirect; empty when not told.
	Variety string
	Text    string
	Intent  understand.Intent
	// Alt are further intents that are right too.
	Alt []understand.Intent
	// Place is the name of a place as written, empty when none is named.
	Place string
}

// Right reports whether an intent is right.
func (c *Case) Right(i understand.Intent) bool { return i == c.Intent || slices.Contains(c.Alt, i) }

// columns is the order without a header line.
var columns = [...]string{"lang", "variety", "text", "intent", "alt", "place"}

// Read reads cases from tab-separated lines. A line that names the columns
// "text" and "intent" is a header and gives the order from there on, so that
// files may be joined. Language is
// that of lines without a column lang. The error joins every bad line, each
// with its number; the good ones are returned all the same.
func Read(r io.Reader, language gateway.Language) ([]Case, error) {
	var cases []Case
	var errs []error
	order := columns[:]
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimRight(strings.TrimPrefix(lines.Text(), "\ufeff"), "\r")
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "\t")
		if slices.Contains(fields, "text") && slices.Contains(fields, "intent") {
			order = fields
			continue
		}
		c, err := parse(order, fields, language)
		if err != nil {
			errs = append(errs, fmt.Errorf("line %d: %w", n, err))
			continue
		}
		cases = append(cases, c)
	}
	return cases, errors.Join(append(errs, lines.Err())...)
}

func parse(order, fields []string, language gateway.Language) (Case, error) {
	c := Case{Language: language}
	for i, name := range order {
		if i >= len(fields) {
			break
		}
		value := strings.TrimSpace(fields[i])
		switch name {
		case "lang":
			c.Language = gateway.Language(value)
		case "variety":
			c.Variety = value
		case "text":
			c.Text = value
		case "intent":
			c.Intent = understand.Intent(value)
		case "alt":
			for a := range strings.SplitSeq(value, ",") {
				if a = strings.TrimSpace(a); a != "" {
					c.Alt = append(c.Alt, understand.Intent(a))
				}
			}
		case "place":
			c.Place = value
		}
	}
	known := understand.Intents()
	switch {
	case c.Text == "":
		return c, errors.New("no text")
	case !slices.Contains(known, c.Intent):
		return c, fmt.Errorf("intent %q is not known", c.Intent)
	}
	for _, a := range c.Alt {
		if !slices.Contains(known, a) {
			return c, fmt.Errorf("alt %q is not known", a)
		}
	}
	return c, nil
}

// Held returns the cases of the test set, every fifth of each language and
// intent, which training leaves out. Cases must stand in the order of their
// file.
func Held(cases []Case) []Case {
	type kind struct {
		language gateway.Language
		intent   understand.Intent
	}
	count := map[kind]int{}
	var held []Case
	for _, c := range cases {
		k := kind{c.Language, c.Intent}
		if count[k]%understand.TestEvery == understand.TestEvery-1 {
			held = append(held, c)
		}
		count[k]++
	}
	return held
}
