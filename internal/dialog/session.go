// Package dialog is the engine of the conversation: Session + Input + World →
// next Session + what to say + what to do. It is pure: the same arguments give
// the same result, so a step may be repeated after a conflict. The words live
// in package messages and the states in package script, which dialog does not
// know.
package dialog

import (
	"encoding/base64"
	"errors"
	"hash/fnv"
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
const sessionFormat = '2'

const fieldSep, menuSep = "\x1f", "\x1e"

// Encode writes s compactly for the store to seal: a session with a list of
// three places takes about 40 bytes, and the 500 bytes of Redis that a
// conversation may take leave room for 45.
func (s Session) Encode() []byte {
	chosen := ""
	if s.Chosen {
		chosen = "c"
	}
	fields := []string{string(sessionFormat) + chosen, string(s.Language), code(s.State), needCode(s.Need),
		shortArea(s.Area), s.Nationality, s.Topic, strings.Join(s.Menu, menuSep), strconv.Itoa(s.Page)}
	for len(fields) > 3 && (fields[len(fields)-1] == "" || fields[len(fields)-1] == "0") {
		fields = fields[:len(fields)-1]
	}
	return []byte(strings.Join(fields, fieldSep))
}

// Decode reads what Encode wrote. Nil is a new session. An unknown format or
// state gives an error and a session that keeps what language it can.
func (m *Machine) Decode(data []byte) (Session, error) {
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
	if f[0] == "" || f[0][0] != sessionFormat {
		return s, errors.New("session of another format")
	}
	state, ok := m.codes[field(2)]
	if field(2) != "" && !ok {
		return s, errors.New("session in a state that is not known")
	}
	s.State, s.Need, s.Area = state, needOf(field(3)), longArea(field(4))
	s.Nationality, s.Topic = field(5), field(6)
	if list := field(7); list != "" {
		s.Menu = strings.Split(list, menuSep)
	}
	s.Page, _ = strconv.Atoi(field(8))
	return s, nil
}

// code is a state's name in three letters: a hash, which New checks to be
// unique among the states.
func code(name StateName) string {
	if name == "" {
		return ""
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(name))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))[:3]
}

// needCode is the place of a need in SPEC 1, whose order is permanent, as a
// letter.
func needCode(need understand.Intent) string {
	if i := slices.Index(understand.Intents(), need); i >= 0 {
		return string(rune('a' + i))
	}
	return ""
}

func needOf(code string) understand.Intent {
	if code == "" {
		return ""
	}
	if list := understand.Intents(); int(code[0]-'a') < len(list) {
		return list[code[0]-'a']
	}
	return ""
}

const geonames = "gn:"

// shortArea writes a GeoNames id in base 36.
func shortArea(id place.AreaID) string {
	if digits, ok := strings.CutPrefix(string(id), geonames); ok {
		if n, err := strconv.ParseUint(digits, 10, 64); err == nil {
			return "~" + strconv.FormatUint(n, 36)
		}
	}
	return string(id)
}

func longArea(short string) place.AreaID {
	if digits, ok := strings.CutPrefix(short, "~"); ok {
		if n, err := strconv.ParseUint(digits, 36, 64); err == nil {
			return place.AreaID(geonames + strconv.FormatUint(n, 10))
		}
	}
	return place.AreaID(short)
}

// clone keeps a step from writing into its argument.
func (s Session) clone() Session {
	s.Menu = slices.Clone(s.Menu)
	return s
}
