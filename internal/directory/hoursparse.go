package directory

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"waypost/internal/fold"
)

// HoursError names the part of an hours notation that cannot be read.
type HoursError struct {
	// Field is the part as written, empty when it is long or might be a
	// phone number.
	Field  string
	Reason string
}

func (e *HoursError) Error() string {
	if e.Field == "" {
		return "hours: " + e.Reason
	}
	return fmt.Sprintf("hours: '%s' %s", e.Field, e.Reason)
}

func badHours(field, reason string) error {
	digits := 0
	for _, r := range field {
		if '0' <= r && r <= '9' {
			digits++
		}
	}
	if digits > 4 || utf8.RuneCountInString(field) > 12 {
		field = ""
	}
	return &HoursError{Field: field, Reason: reason}
}

// ParseHours reads opening hours: "24h"; "Mo-Fr 08:00-18:00; Sa 09:00-13:00;
// Su off"; "MO-TH 8-20 FR 8-12 SA-SU CLOSED"; "8-12 14-18"; "Mo-Su 20-06".
// "PH" stands for public holidays. A date or "2026-02-18..2026-03-19" before a
// rule makes it an exception for that time (Ramadan, Christmas). A day given
// again replaces what stood before, or adds to it when the very same days are
// named. Days not named are closed; in an exception they stay as they are. Any
// digits and letter case. An empty text gives the zero Hours. Errors are
// *HoursError.
func ParseHours(text string) (Hours, error) {
	p := hoursParser{s: &schedule{}}
	words := hoursWords(text)
	if len(words) == 0 {
		return Hours{}, nil
	}
	for _, w := range words {
		if err := p.word(w); err != nil {
			return Hours{}, err
		}
	}
	if err := p.endRule(); err != nil {
		return Hours{}, err
	}
	if !p.any {
		return Hours{}, badHours("", "no opening time in it")
	}
	p.tidy()
	return Hours{p.s}, nil
}

// hoursWords splits at spaces and commas, keeps ";" as a word, and closes up
// ranges written with spaces or with "to".
func hoursWords(text string) []string {
	text = strings.ToLower(fold.Digits(text))
	text = strings.NewReplacer("–", "-", "—", "-", "−", "-", "‑", "-", "~", "-", ";", " ; ", "\n", " ; ", ",", " ", "،", " ").Replace(text)
	var out []string
	join := false
	for _, w := range strings.Fields(text) {
		if w == "to" || w == "till" || w == "until" {
			w = "-"
		}
		glue := len(out) > 0 && (join || strings.HasPrefix(w, "-")) && w != ";" && out[len(out)-1] != ";"
		if glue {
			out[len(out)-1] += w
		} else {
			out = append(out, w)
		}
		join = strings.HasSuffix(w, "-")
	}
	return out
}

// hoursParser reads word by word. A rule is some days and then times or
// "closed", or "closed" and then some days.
type hoursParser struct {
	s      *schedule
	days   dayset
	last   dayset // days of the last rule with times
	closed bool   // "closed" stood before the days
	timed  bool   // times were given for days
	period *override
	any    bool
}

// dayset is a bit for each time.Weekday, and one for public holidays.
type dayset uint8

const (
	everyDay dayset = 1<<7 - 1
	holidays dayset = 1 << 7
)

func (p *hoursParser) word(w string) error {
	switch w {
	case ";":
		return p.endRule()
	case "off", "closed", "close":
		return p.closedWord(w)
	case "24h", "24/7", "24", "24hours", "24hrs", "always", "24h/24":
		return p.times(w, span{0, minutesADay})
	case "open", "daily", "hours", "and", "&", "ramadan", "h", "hrs", "from", "every", "day", "only", "on":
		return nil
	}
	if from, to, ok := dates(w); ok {
		if err := p.endRule(); err != nil {
			return err
		}
		if to < from {
			return badHours("", "the period ends before it begins")
		}
		p.s.periods = append(p.s.periods, override{from: from, to: to})
		p.period = &p.s.periods[len(p.s.periods)-1]
		return nil
	}
	if set, ok := weekdays(w); ok {
		return p.dayWord(set)
	}
	if w[0] >= '0' && w[0] <= '9' {
		sp, err := parseSpan(w)
		if err != nil {
			return err
		}
		return p.times(w, sp)
	}
	return badHours(w, "is not a day or a time")
}

func (p *hoursParser) dayWord(set dayset) error {
	if p.timed {
		if err := p.endRule(); err != nil {
			return err
		}
	}
	p.days |= set
	return nil
}

func (p *hoursParser) times(w string, sp span) error {
	if p.closed {
		return badHours(w, "follows days that are closed")
	}
	set := p.days
	if set == 0 {
		set = everyDay
	}
	if !p.timed && set != p.last {
		p.set(set, nil)
	}
	p.add(set, sp)
	p.days, p.timed, p.last, p.any = set, true, set, true
	return nil
}

func (p *hoursParser) closedWord(w string) error {
	if p.closed {
		return badHours(w, "stands twice")
	}
	if p.days != 0 && !p.timed {
		p.set(p.days, nil)
		p.days, p.any = 0, true
		return nil
	}
	if err := p.endRule(); err != nil {
		return err
	}
	p.closed = true
	return nil
}

// endRule closes the rule in hand.
func (p *hoursParser) endRule() error {
	switch {
	case p.closed && p.days == 0:
		if p.any && (p.period == nil || p.period.days != [7]*day{}) {
			return badHours("closed", "has no day")
		}
		p.set(everyDay, nil)
		p.any = true
	case p.closed:
		p.set(p.days, nil)
		p.any = true
	case p.days != 0 && !p.timed:
		return badHours(dayName(p.days), "has no time")
	}
	p.days, p.closed, p.timed = 0, false, false
	return nil
}

func dayName(set dayset) string {
	for i, name := range weekdayNames {
		if set&(1<<fromMonday(i)) != 0 {
			return name
		}
	}
	return "PH"
}

// set gives the days new spans.
func (p *hoursParser) set(set dayset, spans []span) {
	for wd := range time.Weekday(7) {
		switch {
		case set&(1<<wd) == 0:
		case p.period != nil:
			p.period.days[wd] = &day{spans}
		default:
			p.s.week[wd] = spans
		}
	}
	if set&holidays != 0 {
		p.s.holiday = &day{spans}
	}
}

func (p *hoursParser) add(set dayset, sp span) {
	for wd := range time.Weekday(7) {
		switch {
		case set&(1<<wd) == 0:
		case p.period != nil:
			if p.period.days[wd] == nil {
				p.period.days[wd] = &day{}
			}
			p.period.days[wd].spans = withSpan(p.period.days[wd].spans, sp)
		default:
			p.s.week[wd] = withSpan(p.s.week[wd], sp)
		}
	}
	if set&holidays != 0 {
		if p.s.holiday == nil {
			p.s.holiday = &day{}
		}
		p.s.holiday.spans = withSpan(p.s.holiday.spans, sp)
	}
}

// withSpan keeps the spans of a day ordered and apart.
func withSpan(spans []span, sp span) []span {
	out := append(slices.Clone(spans), sp)
	slices.SortFunc(out, func(a, b span) int { return a.from - b.from })
	merged := out[:1]
	for _, next := range out[1:] {
		if last := &merged[len(merged)-1]; next.from <= last.to {
			last.to = max(last.to, next.to)
		} else {
			merged = append(merged, next)
		}
	}
	for i := range merged {
		merged[i].to = min(merged[i].to, merged[i].from+minutesADay)
	}
	return merged
}

// tidy drops periods that say nothing.
func (p *hoursParser) tidy() {
	p.s.periods = slices.DeleteFunc(p.s.periods, func(o override) bool { return o.days == [7]*day{} })
	if len(p.s.periods) == 0 {
		p.s.periods = nil
	}
}

// weekdays reads "mo", "mo-fr", "mon", "friday", "sa-su", "ph".
func weekdays(w string) (dayset, bool) {
	w = strings.TrimSuffix(w, ":")
	if w == "ph" {
		return holidays, true
	}
	from, to, ranged := strings.Cut(w, "-")
	a, ok := weekday(from)
	if !ok {
		return 0, false
	}
	if !ranged {
		return 1 << a, true
	}
	b, ok := weekday(to)
	if !ok {
		return 0, false
	}
	var set dayset
	for d := a; ; d = (d + 1) % 7 {
		set |= 1 << d
		if d == b {
			return set, true
		}
	}
}

func weekday(w string) (time.Weekday, bool) {
	w = strings.TrimSuffix(strings.TrimSuffix(w, "."), ":")
	if len(w) < 2 {
		return 0, false
	}
	for d := range time.Weekday(7) {
		full := strings.ToLower(d.String())
		if strings.HasPrefix(full, w) || full+"s" == w || d == time.Thursday && w == "thurs" || d == time.Tuesday && w == "tues" {
			return d, true
		}
	}
	return 0, false
}

// dates reads "2026-12-25" and "2026-02-18..2026-03-19".
func dates(w string) (from, to date, ok bool) {
	if len(w) == 21 && w[10] == '-' {
		w = w[:10] + ".." + w[11:]
	}
	a, b, ranged := strings.Cut(w, "..")
	if from, ok = isoDate(a); !ok || !ranged {
		return from, from, ok
	}
	to, ok = isoDate(b)
	return from, to, ok
}

func isoDate(s string) (date, bool) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, false
	}
	return dateOf(t.Date()), true
}

// parseSpan reads "8-20", "08:00-18:30", "20-06", "8am-5pm".
func parseSpan(w string) (span, error) {
	a, b, ok := strings.Cut(w, "-")
	if !ok {
		if _, err := timeOfDay(w); err != nil {
			return span{}, err
		}
		return span{}, badHours(w, "has no closing time")
	}
	from, err := timeOfDay(a)
	if err != nil {
		return span{}, err
	}
	to, err := timeOfDay(b)
	if err != nil {
		return span{}, err
	}
	if from == minutesADay {
		from = 0
	}
	if to <= from {
		to += minutesADay
	}
	return span{from, to}, nil
}

// timeOfDay reads "8", "08:30", "8.30", "8h30", "0830", "8am", "24:00" as
// minutes after midnight.
func timeOfDay(w string) (int, error) {
	bad := badHours(w, "is not a time of day")
	s, afternoon, twelve := w, false, false
	if rest, ok := strings.CutSuffix(s, "am"); ok {
		s, twelve = rest, true
	} else if rest, ok := strings.CutSuffix(s, "pm"); ok {
		s, twelve, afternoon = rest, true, true
	}
	s = strings.TrimSuffix(s, "h")
	hour, minute := s, "00"
	if i := strings.IndexAny(s, ":.h"); i >= 0 {
		hour, minute = s[:i], s[i+1:]
	} else if len(s) == 4 {
		hour, minute = s[:2], s[2:]
	}
	if len(hour) == 0 || len(hour) > 2 || len(minute) != 2 {
		return 0, bad
	}
	h, err1 := strconv.ParseUint(hour, 10, 8)
	m, err2 := strconv.ParseUint(minute, 10, 8)
	if err1 != nil || err2 != nil || m > 59 || h > 24 || h == 24 && m > 0 || twelve && (h == 0 || h > 12) {
		return 0, bad
	}
	if twelve {
		h %= 12
		if afternoon {
			h += 12
		}
	}
	return int(h)*60 + int(m), nil
}
