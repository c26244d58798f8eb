// Package directory answers "what is there for this need, near this place, and
// how sure are we". It works over an immutable Snapshot; who keeps the facts
// and where they are stored is not its business. It has no clock: every
// question carries the time at which it is asked.
package directory

import (
	"time"

	"waypost/internal/gateway"
	"waypost/internal/place"
)

// Status is what the owner last said about a service.
type Status string

const (
	StatusUnknown Status = ""
	Open          Status = "open"
	Full          Status = "full"
	Closed        Status = "closed"
)

// Visibility says who may learn that a service exists.
type Visibility string

const (
	// Public services appear in answers. The zero value is not public: an
	// import must say so or default to it explicitly.
	Public Visibility = "public"
	// OnRequest services are named only by a person, never by an answer.
	OnRequest Visibility = "on-request"
	// ReferralOnly services (women's safe houses) are reached by referral codes.
	ReferralOnly Visibility = "referral-only"
)

// Who may come, whether papers are asked, and what it costs are closed sets,
// so that they can be said in every language. Empty means not known, and is
// answered "ask".
type (
	Accepts string
	IDRule  string
	Cost    string
)

const (
	AcceptsAll      Accepts = "all"
	AcceptsWomen    Accepts = "women"
	AcceptsWomenKid Accepts = "women+children"
	AcceptsFamilies Accepts = "families"
	AcceptsMen      Accepts = "men"
	AcceptsChildren Accepts = "children"
	AcceptsNational Accepts = "nationals"
	AcceptsRefugees Accepts = "refugees"

	IDNone     IDRule = "none"
	IDAny      IDRule = "any"
	IDUNHCR    IDRule = "unhcr"
	IDPassport IDRule = "passport"

	CostFree Cost = "free"
	CostPaid Cost = "paid"
)

// Service is one place or line where help is given.
type Service struct {
	// ID is the owner's identifier, permanent and unique.
	ID string
	// Need is the intent it serves, for instance "shelter".
	Need string
	Org  string
	// Name and Address by locale tag; "" holds the form to use elsewhere.
	Name, Address map[string]string
	Area          place.AreaID
	Point         *gateway.Point
	Phone         string // E.164 or local, as it should be dialled; empty unknown
	Hours         Hours
	Status        Status
	// Places is the number of free places, -1 when not known.
	Places     int
	Accepts    Accepts
	IDRule     IDRule
	Cost       Cost
	Languages  []string
	NoPolice   bool // the owner states that it does not report to authorities
	Visibility Visibility
	// CheckedAt is when a person confirmed the entry, zero when nobody ever
	// did. An import or an edit never sets it by itself.
	CheckedAt  time.Time
	CheckedBy  string
	CheckedHow string
	EditedAt   time.Time
	// From and Until bound a dated service (a mobile team); zero means no bound.
	From, Until time.Time
}

// Mission is an embassy, consulate or the like, of Origin in Host.
type Mission struct {
	ID string `json:"id"`
	// Origin and Host are ISO 3166-1 alpha-2 codes.
	Origin string `json:"origin"`
	Host   string `json:"host"`
	// Covers are further countries this mission is accredited to.
	Covers  []string          `json:"covers,omitzero"`
	Kind    string            `json:"kind"` // "embassy", "consulate", …
	City    map[string]string `json:"city"`
	Address string            `json:"address,omitzero"`
	Area    place.AreaID      `json:"area,omitzero"`
	// Phone, Email and Website are empty when not known.
	Phone   string `json:"phone,omitzero"`
	Email   string `json:"email,omitzero"`
	Website string `json:"website,omitzero"`
	Hours   Hours  `json:"hours,omitzero"`
	// CheckedAt is zero for imported, unchecked data.
	CheckedAt time.Time `json:"checked_at,omitzero"`
	Source    string    `json:"source,omitzero"`
}

// Page is a piece of information about one need that operators wrote: rights,
// papers, border. Text by locale tag; phone numbers stand in it as {Hotline}
// or plainly.
type Page struct {
	ID        string            `json:"id"`
	Need      string            `json:"need"`          // intent id, or a topic such as "papers"
	Area      place.AreaID      `json:"area,omitzero"` // the subtree it holds for
	Text      map[string]string `json:"text"`
	Owner     string            `json:"owner,omitzero"`
	Source    string            `json:"source,omitzero"`
	CheckedAt time.Time         `json:"checked_at,omitzero"`
	Expires   time.Time         `json:"expires,omitzero"` // zero: does not expire by itself
}

// Emergency is one number to call when life is in danger. Without a Name it is
// called by its Kind, in the reader's language.
type Emergency struct {
	Kind   string            `json:"kind"` // "ambulance", "fire", "police", "general", "sea"
	Name   map[string]string `json:"name"`
	Number string            `json:"number"`
}

// Line is a help line.
type Line struct {
	ID        string            `json:"id"`
	Need      string            `json:"need"` // "human" for the general hotline, else an intent
	Name      map[string]string `json:"name"`
	Number    string            `json:"number"`
	Hours     Hours             `json:"hours"`
	Languages []string          `json:"languages"`
	Free      bool              `json:"free"`
}

// Pack is what holds for a whole country. It always comes from a source with a
// date, never from code.
type Pack struct {
	Country   string      `json:"country"`
	TimeZone  string      `json:"timezone"`
	Languages []string    `json:"languages"` // spoken there, likeliest first: the order of the language menu
	Emergency []Emergency `json:"emergency"`
	Hotline   Line        `json:"hotline"`
	Lines     []Line      `json:"lines"`
	// ExampleTowns and ExampleCountry stand in the menu line: "SHELTER TRIPOLI,
	// EMBASSY KENYA". They are towns with services, and a country many are from.
	ExampleTowns   []place.AreaID `json:"example_towns"`
	ExampleCountry string         `json:"example_country"`
	// Holidays are the public holidays known, as dates, 2006-01-02.
	Holidays []string `json:"holidays,omitempty"`
	Source   string   `json:"source"`
	Checked  string   `json:"checked"` // date, 2006-01-02
}
