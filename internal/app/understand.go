package app

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"waypost/internal/i18n"
	"waypost/internal/understand"
	"waypost/locales"
)

// readingLine is one reading as `waypost understand` prints it. The fields are
// public and stable.
type readingLine struct {
	Language    string     `json:"language"`
	Intent      string     `json:"intent"`
	Place       *placeLine `json:"place"`
	Nationality string     `json:"nationality"`
	Choice      *int       `json:"choice"`
	Confidence  float64    `json:"confidence"`
}

type placeLine struct {
	Text string `json:"text"`
	Area string `json:"area"`
}

// WorldReader reads over the whole shipped gazetteer, with no configuration.
func WorldReader() (*understand.Reader, error) {
	catalog, err := i18n.Load(locales.FS, i18n.Options{})
	if err != nil {
		return nil, err
	}
	lexicons, err := Lexicons(locales.FS, catalog)
	if err != nil {
		return nil, err
	}
	places, err := earth(nil)
	if err != nil {
		return nil, err
	}
	return NewReader(catalog, lexicons, places, nil)
}

// longestLine is the longest message read from a line; what follows is cut.
const longestLine = 1 << 20

// Understand reads one message a line and writes one JSON object a line.
func Understand(in io.Reader, out io.Writer) error {
	reader, err := WorldReader()
	if err != nil {
		return err
	}
	lines, w := bufio.NewReaderSize(in, 64<<10), bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for {
		text, err := line(lines)
		if err != nil && (!errors.Is(err, io.EOF) || text == "") {
			if errors.Is(err, io.EOF) {
				return w.Flush()
			}
			return fmt.Errorf("read: %w", err)
		}
		if err := enc.Encode(lineOf(reader.Read(text, understand.Prior{}))); err != nil {
			return fmt.Errorf("write: %w", err)
		}
		if lines.Buffered() == 0 { // whoever writes line by line is answered line by line
			if err := w.Flush(); err != nil {
				return fmt.Errorf("write: %w", err)
			}
		}
	}
}

// line reads up to the next line end, keeping no more than longestLine bytes.
func line(r *bufio.Reader) (string, error) {
	var text []byte
	for {
		part, more, err := r.ReadLine()
		if len(text) < longestLine {
			text = append(text, part...)
		}
		if err != nil || !more {
			return string(text), err
		}
	}
}

func lineOf(r understand.Reading) readingLine {
	out := readingLine{Language: string(r.Language), Intent: string(r.Intent), Nationality: r.Nationality, Confidence: r.Confidence}
	if r.Place != nil {
		out.Place = &placeLine{Text: r.Place.Text, Area: string(r.Place.Areas[0])}
	} else if r.UnknownPlace != "" {
		out.Place = &placeLine{Text: r.UnknownPlace}
	}
	if r.Choice >= 0 {
		out.Choice = &r.Choice
	}
	return out
}
