// Package dialog is the engine of the conversation: Session + Input + World →
// next Session + what to say + what to do. It is pure: the same arguments give
// the same result, so a step may be repeated after a conflict. The words live
// in package messages and the states in package script, which dialog does not
// know.
package dialog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"waypost/internal/gateway"
	"waypost/internal/place"
	"waypost/internal/understand"
)

// StateName names a state for ever: sessions outlive a deploy.
type StateName string

// Session is what is remembered of one conversation for 30 minutes. It holds
// no text of the person.
type Session struct {
	Language gateway.Language
	// Chosen is true once the person picked the language; then only clear text
	// in another one changes it.
	Chosen bool
	State  StateName
	// Need, Area and Nationality are what the conversation is about.
	Need        understand.Intent
	Area        place.AreaID
	Nationality string
	// Topic narrows Need ("papers").
	Topic string
	// Menu holds the references that digits 1, 2, … stand for; nil when no
	// choice is open.
	Menu []string
	// Page is the page of a long list, from 0.
	Page int
}

// sessionFormat is the first byte of an encoded session. A different format is
// read as a new session that keeps the language.
const sessionFormat = '1'

const fieldSep, menuSep = "\x1f", "\x1e"

// Encode writes s compactly (about 50 bytes), for the store to seal.
func (s Session) Encode() []byte {
	chosen := ""
	if s.Chosen {
		chosen = "c"
	}
	fields := []string{string(sessionFormat) + chosen, string(s.Language), string(s.State), string(s.Need),
		string(s.Area), s.Nationality, s.Topic, strings.Join(s.Menu, menuSep), strconv.Itoa(s.Page)}
	for len(fields) > 3 && (fields[len(fields)-1] == "" || fields[len(fields)-1] == "0") {
		fields = fields[:len(fields)-1]
	}
	return []byte(strings.Join(fields, fieldSep))
}

// Decode reads what Encode wrote. Nil is a new session. An unknown format
// gives an error and a session that keeps what language it can.
func Decode(data []byte) (Session, error) {
	if len(data) == 0 {
		return Session{}, nil
	}
	f := strings.Split(string(data), fieldSep)
	field := func(i int) string {
		if i < len(f) {
			return f[i]
		}
		return ""
	}
	s := Session{Language: gateway.Language(field(1)), Chosen: strings.HasSuffix(f[0], "c")}
	if f[0][0] != sessionFormat {
		return s, fmt.Errorf("session format %q is not known", f[0][:1])
	}
	s.State, s.Need, s.Area = StateName(field(2)), understand.Intent(field(3)), place.AreaID(field(4))
	s.Nationality, s.Topic = field(5), field(6)
	if m := field(7); m != "" {
		s.Menu = strings.Split(m, menuSep)
	}
	s.Page, _ = strconv.Atoi(field(8))
	return s, nil
}

// clone keeps a step from writing into its argument.
func (s Session) clone() Session {
	s.Menu = slices.Clone(s.Menu)
	return s
}
