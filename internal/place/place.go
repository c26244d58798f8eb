// Package place finds the areas that people name. An area is a country, a
// first-level division, a city, or a site such as a camp; areas form a tree,
// and a subtree is an integer interval. A Gazetteer is immutable, holds the
// cities of the world in a few dozen megabytes, and answers in microseconds.
package place

import (
	"waypost/internal/gateway"
)

// AreaID names an area for ever: "LB" (ISO 3166-1), "LB-AS" (ISO 3166-2),
// "gn:266826" (GeoNames), or "x:slug" for sites and camps of a pack.
type AreaID string

// Kind is the level of an area in the tree.
type Kind uint8

const (
	Country Kind = iota
	Admin1
	City
	Site
)

// Area is one node of the tree.
type Area struct {
	ID      AreaID
	Parent  AreaID // empty for a country
	Kind    Kind
	Country string // ISO 3166-1 alpha-2
	// Names holds the display name by locale tag; "en" is always there.
	Names map[string]string
	// Aliases are further spellings, in any script.
	Aliases    []string
	Point      *gateway.Point // nil when not known
	Population int            // 0 when not known
}

// Match is what a piece of text names.
//
// Relying on a match takes Exact, and Cue or Whole when it is Common.
type Match struct {
	// Text is the piece as the person wrote it.
	Text string
	// Areas are the candidates in scope, likeliest first. More than one means
	// the person must be asked (only when they lie more than a subtree apart).
	Areas []AreaID
	// Exact is false when the spelling was corrected; then ask before relying.
	Exact bool
	// Common is true when the piece is also an ordinary word ("nice", "most"),
	// or names only a small or far place, so that it proves little by itself.
	Common bool
	// Cue is true when a word that announces a place stands beside it.
	Cue bool
	// Whole is true when the piece is the whole message.
	Whole bool
	// InScope is true when the areas lie in the countries asked for.
	InScope bool
	// Start and End are token positions [Start,End) in the text scanned.
	Start, End int
}
