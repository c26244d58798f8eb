package directory

import (
	"fmt"
	"strings"
	"time"
)

// Hours are weekly opening hours with exceptions, in the service's time zone.
// The zero value means not known.
type Hours struct{ s *schedule }

// schedule is the meaning of Hours. It is never changed after parsing.
type schedule struct {
	week    [7][]span  // by time.Weekday
	holiday *day       // on public holidays, nil when as on any day
	periods []override // the last that holds wins
}

// span is a stretch of a day in minutes after midnight; to is above 1440 when
// it ends on the next day.
type span struct{ from, to int }

const minutesADay = 24 * 60

// day is the spans of one day; none means closed.
type day struct{ spans []span }

// override replaces the named weekdays from one date to another, inclusive.
// The others stay as they are.
type override struct {
	from, to date
	days     [7]*day
}

// date is yyyymmdd.
type date int32

func dateOf(y int, m time.Month, d int) date { return date(y*10000 + int(m)*100 + d) }

func (d date) String() string {
	return fmt.Sprintf("%04d-%02d-%02d", int(d)/10000, int(d)/100%100, int(d)%100)
}

// State is whether a service is open at one moment.
type State struct {
	Open bool
	// Known is false when the hours, or the time zone, are not known.
	Known bool
	// Next is when Open changes, zero when it never does within a year.
	Next time.Time
}

// Always reports whether it is open without end: day and night.
func (s State) Always() bool { return s.Open && s.Known && s.Next.IsZero() }

// IsZero reports whether the hours are not known.
func (h Hours) IsZero() bool { return h.s == nil }

// Equal reports whether two hours mean the same.
func (h Hours) Equal(other Hours) bool { return h.String() == other.String() }

// MarshalText gives the compact notation, empty when not known.
func (h Hours) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads any notation that ParseHours reads.
func (h *Hours) UnmarshalText(text []byte) error {
	parsed, err := ParseHours(string(text))
	if err != nil {
		return err
	}
	*h = parsed
	return nil
}

// At tells whether a service with these hours is open at t, read as the wall
// clock of t's location. Holidays are the public holidays there, as
// "2006-01-02".
func (h Hours) At(t time.Time, holidays ...string) State {
	if h.s == nil {
		return State{}
	}
	if h.s.always() {
		return State{Open: true, Known: true}
	}
	const year = 370
	y, m, d := t.Date()
	open, until := false, time.Time{}
	for i := -1; i < year; i++ {
		for _, sp := range h.s.on(y, m, d+i, holidays) {
			from := time.Date(y, m, d+i, 0, sp.from, 0, 0, t.Location())
			to := time.Date(y, m, d+i, 0, sp.to, 0, 0, t.Location())
			switch {
			case open && from.After(until):
				return State{Open: true, Known: true, Next: until}
			case open && to.After(until):
				until = to
			case open || !to.After(t):
			case from.After(t):
				return State{Known: true, Next: from}
			default:
				open, until = true, to
			}
		}
		if open && until.Before(time.Date(y, m, d+i+1, 0, 0, 0, 0, t.Location())) {
			return State{Open: true, Known: true, Next: until}
		}
	}
	return State{Open: open, Known: true}
}

// always is true for hours without any gap or exception.
func (s *schedule) always() bool {
	if s.holiday != nil || len(s.periods) > 0 {
		return false
	}
	for _, spans := range s.week {
		if len(spans) != 1 || spans[0] != (span{0, minutesADay}) {
			return false
		}
	}
	return true
}

// on gives the spans that begin on one day; the day may be out of its month.
func (s *schedule) on(y int, m time.Month, d int, holidays []string) []span {
	t := time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
	return s.spans(dateOf(t.Date()), t.Weekday(), holidays)
}

func (s *schedule) spans(on date, weekday time.Weekday, holidays []string) []span {
	for i := len(s.periods) - 1; i >= 0; i-- {
		p := &s.periods[i]
		if p.from <= on && on <= p.to && p.days[weekday] != nil {
			return p.days[weekday].spans
		}
	}
	if s.holiday != nil && len(holidays) > 0 {
		name := on.String()
		for _, h := range holidays {
			if h == name {
				return s.holiday.spans
			}
		}
	}
	return s.week[weekday]
}

// wall is one moment on a wall clock, made once for many services.
type wall struct {
	minute           int
	today, yesterday date
	weekday          time.Weekday
	holidays         []string
}

func wallClock(t time.Time, holidays []string) wall {
	y, m, d := t.Date()
	before := time.Date(y, m, d-1, 12, 0, 0, 0, time.UTC)
	return wall{
		minute: t.Hour()*60 + t.Minute(), weekday: t.Weekday(), holidays: holidays,
		today: dateOf(y, m, d), yesterday: dateOf(before.Date()),
	}
}

// openOn is At without the time of the next change; it differs only inside the
// hour that a clock change skips or repeats.
func (s *schedule) openOn(w wall) bool {
	for _, sp := range s.spans(w.today, w.weekday, w.holidays) {
		if sp.from <= w.minute && w.minute < sp.to {
			return true
		}
	}
	for _, sp := range s.spans(w.yesterday, (w.weekday+6)%7, w.holidays) {
		if w.minute+minutesADay < sp.to {
			return true
		}
	}
	return false
}

// String is the compact notation: "24h", "Mo-Th 08-20, Fr 08-12, closed Sa Su".
// It is empty when the hours are not known. ParseHours reads it back.
func (h Hours) String() string {
	if h.s == nil {
		return ""
	}
	if h.s.always() {
		return "24h"
	}
	var days [7]*day
	for i := range days {
		days[i] = &day{h.s.week[i]}
	}
	parts := []string{weekString(days)}
	if h.s.holiday != nil {
		parts = append(parts, "PH "+spansString(h.s.holiday.spans))
	}
	for _, p := range h.s.periods {
		span := p.from.String()
		if p.to != p.from {
			span += ".." + p.to.String()
		}
		parts = append(parts, span+" "+weekString(p.days))
	}
	return strings.Join(parts, "; ")
}

// weekdayNames begin with Monday, as people list them.
var weekdayNames = [7]string{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"}

func fromMonday(i int) time.Weekday { return time.Weekday((i + 1) % 7) }

// weekString lists the days that are given; alike neighbours as one stretch,
// closed ones last.
func weekString(days [7]*day) string {
	var open, closed []string
	for i := 0; i < 7; {
		d := days[fromMonday(i)]
		if d == nil {
			i++
			continue
		}
		j := i + 1
		for j < 7 && days[fromMonday(j)] != nil && spansString(days[fromMonday(j)].spans) == spansString(d.spans) {
			j++
		}
		if len(d.spans) == 0 {
			for ; i < j; i++ {
				closed = append(closed, weekdayNames[i])
			}
			continue
		}
		name := weekdayNames[i]
		if j-i > 1 {
			name += "-" + weekdayNames[j-1]
		}
		if j-i == 7 {
			return spansString(d.spans)
		}
		open = append(open, name+" "+spansString(d.spans))
		i = j
	}
	if len(closed) == 7 {
		return "closed"
	}
	if len(closed) > 0 {
		open = append(open, "closed "+strings.Join(closed, " "))
	}
	return strings.Join(open, ", ")
}

func spansString(spans []span) string {
	if len(spans) == 0 {
		return "closed"
	}
	var parts []string
	for _, sp := range spans {
		to := sp.to
		if to > minutesADay {
			to -= minutesADay
		}
		parts = append(parts, clock(sp.from, sp.from%60 == 0 && to%60 == 0)+"-"+clock(to, sp.from%60 == 0 && to%60 == 0))
	}
	return strings.Join(parts, " ")
}

func clock(minute int, whole bool) string {
	if whole {
		return fmt.Sprintf("%02d", minute/60)
	}
	return fmt.Sprintf("%02d:%02d", minute/60, minute%60)
}
