package dialog

import (
	"time"

	"waypost/internal/directory"
	"waypost/internal/gateway"
	"waypost/internal/place"
	"waypost/internal/understand"
)

// World is everything outside the conversation that an answer depends on, at
// one moment. It is shared between goroutines and never written.
type World struct {
	Directory *directory.Snapshot
	Places    *place.Gazetteer
	// Named holds the names of the places that answers mention often; nil is
	// none. See NamesOf.
	Named map[place.AreaID]map[string]string
	// Countries is the scope of the deployment (WAYPOST_COUNTRY), ISO codes.
	Countries []string
	Now       time.Time
	// Locales are the languages that can be offered, with their own names.
	Locales []Named
	// NoMenus is true while sessions cannot be kept: no digit may be offered.
	NoMenus bool
	// SavedAt is when the directory was last refreshed if that is too long
	// ago, else zero; answers then open with it.
	SavedAt time.Time
}

// NamesOf returns the names of an area by language. They must not be changed.
func (w *World) NamesOf(id place.AreaID) map[string]string {
	if names, ok := w.Named[id]; ok {
		return names
	}
	return w.Places.Names(id)
}

// Named is a language with its own name for itself.
type Named struct {
	Tag  gateway.Language
	Name string
}

// LanguageName returns the own name of lang, or its tag.
func (w *World) LanguageName(lang gateway.Language) string {
	for _, l := range w.Locales {
		if l.Tag == lang {
			return l.Name
		}
	}
	return string(lang)
}

// Input is one message, read.
type Input struct {
	Reading understand.Reading
	// Text is the message itself; states use it and never keep it.
	Text     string
	Location *gateway.Point
	// Button is the value of a pressed button, empty when text was typed.
	Button string
	// Medium says whether buttons can be shown.
	Medium gateway.Medium
}

// EffectKind names something that SQL does or knows.
type EffectKind string

const (
	// Stop ends alerts, for ever until Join.
	Stop EffectKind = "stop"
	// Join subscribes to alerts for Area in Language until 90 days from now.
	Join EffectKind = "join"
	// Delete removes everything kept about the person.
	Delete EffectKind = "delete"
	// MyData lists what is kept. It changes nothing.
	MyData EffectKind = "mydata"
)

// Effect is what a step wants done before it can answer.
type Effect struct {
	Kind        EffectKind
	Area        place.AreaID
	Nationality string
	Language    gateway.Language
}

// Subscription is one consented stream of alerts, as MYDATA tells it.
type Subscription struct {
	Area     place.AreaID
	Language gateway.Language
	Until    time.Time
}

// Outcome is how an Effect went.
type Outcome struct {
	// Failed means it is not stored; nothing may be promised.
	Failed bool
	// Repeated means the same person asked the same within three minutes.
	Repeated bool
	// Until is when a Join ends.
	Until time.Time
	// Subscriptions and Stopped answer MyData.
	Subscriptions []Subscription
	Stopped       bool
}
