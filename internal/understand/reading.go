// Package understand reads what people write: the language, what they want,
// where they are, which choice they made. A Reader is immutable and pure. It
// never acts: a verb with effect is reported only when the whole message is
// exactly one of the locale's words for it, never by similarity.
package understand

import (
	"waypost/internal/gateway"
	"waypost/internal/place"
)

// Intent is what a message wants. The ids are public and permanent (SPEC 1).
type Intent string

const (
	Shelter      Intent = "shelter"
	Consular     Intent = "consular"
	Food         Intent = "food"
	Medical      Intent = "medical"
	MentalHealth Intent = "mental_health"
	Items        Intent = "items"
	Cash         Intent = "cash"
	Legal        Intent = "legal"
	Family       Intent = "family"
	Child        Intent = "child"
	Protection   Intent = "protection"
	Labour       Intent = "labour"
	Evacuation   Intent = "evacuation"
	Return       Intent = "return"
	Alerts       Intent = "alerts"
	Safe         Intent = "safe"
	Register     Intent = "register"
	Connectivity Intent = "connectivity"
	Report       Intent = "report"
	Human        Intent = "human"
	Language     Intent = "language"
	Menu         Intent = "menu"
	Stop         Intent = "stop"
	Delete       Intent = "delete"
	Thanks       Intent = "thanks"
	Unknown      Intent = "unknown"
	Emergency    Intent = "emergency"
)

// Intents lists every intent in the order of SPEC 1.
func Intents() []Intent {
	return []Intent{Shelter, Consular, Food, Medical, MentalHealth, Items, Cash, Legal, Family, Child,
		Protection, Labour, Evacuation, Return, Alerts, Safe, Register, Connectivity, Report, Human,
		Language, Menu, Stop, Delete, Thanks, Unknown, Emergency}
}

// Verb is a command that the person gave in so many words.
type Verb string

const (
	VerbNone     Verb = ""
	VerbStop     Verb = "stop"
	VerbDelete   Verb = "delete"
	VerbMyData   Verb = "mydata"
	VerbJoin     Verb = "join"
	VerbRegister Verb = "register"
	VerbLeave    Verb = "unregister"
	VerbLanguage Verb = "language"
	VerbMenu     Verb = "menu"
	VerbHuman    Verb = "human"
	VerbSafe     Verb = "safe"
	VerbVerify   Verb = "verify"
	VerbMore     Verb = "more"
	VerbRepeat   Verb = "repeat"
	VerbYes      Verb = "yes"
	VerbNo       Verb = "no"
)

// Reading is what one message was taken for.
type Reading struct {
	// Language is the likeliest language, empty when nothing tells. Sure is
	// false when the text is too short or fits several; Also holds those.
	Language gateway.Language
	Sure     bool
	Also     []gateway.Language
	// Intent with Confidence in [0,1]; Other are the next likely ones, best
	// first, for a question with choices.
	Intent     Intent
	Confidence float64
	Other      []Intent
	// Verb is set when the message is exactly a verb of a locale. VerbAsk is
	// true when it should be confirmed first, since the word is an everyday one in
	// another language that the message may be in.
	Verb    Verb
	VerbAsk bool
	// Place is what place the message names, nil when none. UnknownPlace is
	// the word that stands where a place should and is in no gazetteer.
	Place        *place.Match
	UnknownPlace string
	// Nationality is the ISO 3166-1 alpha-2 code of a country named as a
	// nationality or beside an embassy; empty when none.
	Nationality string
	// Topic is a narrower information topic ("papers", "border"), empty when none.
	Topic string
	// Named is a language that the whole message names ("العربية", "LANG ar"),
	// empty when none.
	Named gateway.Language
	// Choice is the digit of a message that is nothing but a number, else -1.
	Choice int
	// Code is a VERIFY or referral code, empty when none.
	Code string
}

// Prior is what is known before the text is read. It never overrides clear text.
type Prior struct {
	// Session is the language of the conversation, Hint that of the person's app.
	Session, Hint gateway.Language
}
