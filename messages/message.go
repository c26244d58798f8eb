// Package messages holds every sentence the gateway can say, in English, with
// a note for translators. One file holds one topic; an entry is the only place
// a sentence exists. Translations live in locales/<tag>/messages.gotext.json
// under the same id.
//
// An id is permanent: changing the English marks translations stale but never
// orphans them. Placeholders are written {Name}. Numbers a person reads as a
// label (phones, codes, menu digits, clock times) are Text arguments, never
// counts, so that no language regroups their digits.
package messages

import (
	"reflect"
	"time"
)

// Message is one sentence.
type Message struct {
	// ID is "topic.name", permanent and unique.
	ID string
	// Text is the English, with placeholders in braces. When One is set, Text
	// is the plural form "other" of the count named by Plural.
	Text string
	// Plural names the Count argument that selects the form, empty for none.
	Plural string
	// One is the English singular, used when Plural's argument is 1.
	One string
	// Note tells a translator what the sentence is for and what must stay.
	Note string
	// Critical sentences are translated in every locale; the others only in
	// tier 1.
	Critical bool
	// Structural sentences only arrange their arguments; they hold no words and
	// are the same in every language.
	Structural bool
	// Segments is the most SMS segments the sentence may take alone with
	// typical arguments; 0 means 2.
	Segments int
}

// Kind says how a Value is written out.
type Kind string

const (
	// Text is written as it stands.
	Text Kind = "t"
	// Phone is a telephone number: written as it stands, or in bare digits in
	// right-to-left languages (DESIGN 5).
	Phone Kind = "p"
	// Count is a number that grammar agrees with.
	Count Kind = "n"
	// Names is text that exists in several languages; the reader's is chosen.
	Names Kind = "m"
	// Lines are sentences inside the sentence, joined by Sep.
	Lines Kind = "l"
	// Country is an ISO 3166-1 alpha-2 code, written as the country's name.
	Country Kind = "c"
)

// Value is one argument of a sentence. It marshals to JSON, so that a stored
// reply can be rendered again in another language.
type Value struct {
	Kind  Kind              `json:"k"`
	Text  string            `json:"s,omitempty"`
	N     int               `json:"n,omitempty"`
	Names map[string]string `json:"m,omitempty"`
	Lines []Line            `json:"l,omitempty"`
	Sep   string            `json:"sep,omitempty"`
	// Upper writes a place name in capitals, in scripts that have them.
	Upper bool `json:"u,omitempty"`
}

// Line is a sentence to say: a message and its arguments.
type Line struct {
	ID   string `json:"i"`
	Args []Arg  `json:"a,omitempty"`
}

// Arg binds a placeholder to its value.
type Arg struct {
	Name  string `json:"n"`
	Value Value  `json:"v"`
}

// With makes the line that says m with args.
func (m Message) With(args ...Arg) Line { return Line{ID: m.ID, Args: args} }

// T binds name to plain text.
func T(name, text string) Arg { return Arg{name, Value{Kind: Text, Text: text}} }

// Tel binds name to a telephone number.
func Tel(name, number string) Arg { return Arg{name, Value{Kind: Phone, Text: number}} }

// N binds name to a count.
func N(name string, n int) Arg { return Arg{name, Value{Kind: Count, N: n}} }

// In binds name to text in several languages, keyed by locale tag, with "" or
// "en" as the fallback.
func In(name string, names map[string]string) Arg { return Arg{name, Value{Kind: Names, Names: names}} }

// Title is In, written in capitals where the script has them.
func Title(name string, names map[string]string) Arg {
	return Arg{name, Value{Kind: Names, Names: names, Upper: true}}
}

// Sub binds name to sentences joined by sep.
func Sub(name, sep string, lines ...Line) Arg {
	return Arg{name, Value{Kind: Lines, Lines: lines, Sep: sep}}
}

// Land binds name to the country with an ISO 3166-1 alpha-2 code.
func Land(name, code string) Arg { return Arg{name, Value{Kind: Country, Text: code}} }

// Clock binds name to the hour and minute of t in its own location, "15:04".
func Clock(name string, t time.Time) Arg { return T(name, t.Format("15:04")) }

// All returns every message, topic by topic, in the order they are declared.
func All() []Message {
	var all []Message
	for _, topic := range topics() {
		v := reflect.ValueOf(topic)
		for i := range v.NumField() {
			all = append(all, v.Field(i).Interface().(Message))
		}
	}
	return all
}

// Said is one line of a reply with what may happen to it when the reply is too
// long for SMS.
type Said struct {
	Line
	// Drop is 0 for a line that always stays, 1 for one that goes when the
	// reply would pass three segments, 2 for one that goes at more than two.
	Drop int8 `json:"d,omitempty"`
	// Inline puts the line behind the one before, not on a row of its own.
	Inline bool `json:"r,omitempty"`
}
