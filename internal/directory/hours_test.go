package directory

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func zoneOf(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Skip("no time zone data: ", err)
	}
	return loc
}

func hours(t testing.TB, text string) Hours {
	t.Helper()
	h, err := ParseHours(text)
	if err != nil {
		t.Fatalf("ParseHours(%q): %v", text, err)
	}
	return h
}

func TestParseHoursReadsWhatPeopleWrite(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", ""},
		{"  ", ""},
		{"24h", "24h"},
		{"24/7", "24h"},
		{"open 24 hours", "24h"},
		{"Mo-Fr 08:00-18:00; Sa 09:00-13:00; Su off", "Mo-Fr 08-18, Sa 09-13, closed Su"},
		{"MO-TH 8-20 FR 8-12 SA-SU CLOSED", "Mo-Th 08-20, Fr 08-12, closed Sa Su"},
		{"Mo-Th 08-20, Fr 08-12, closed Sa Su", "Mo-Th 08-20, Fr 08-12, closed Sa Su"},
		{"mon,wed,fri 8.30-12", "Mo 08:30-12:00, We 08:30-12:00, Fr 08:30-12:00, closed Tu Th Sa Su"},
		{"8-12 14-18", "08-12 14-18"},
		{"Mo - Fr 8 to 17", "Mo-Fr 08-17, closed Sa Su"},
		{"Monday to Friday 8am-5:30pm", "Mo-Fr 08:00-17:30, closed Sa Su"},
		{"٨-٢٠", "08-20"},
		{"20-06", "20-06"},
		{"Fr-Mo 10-12", "Mo 10-12, Fr-Su 10-12, closed Tu We Th"},
		{"0800-1730", "08:00-17:30"},
		{"8h30-12h", "08:30-12:00"},
		{"08–20", "08-20"},
		{"Mo-Su 08-20; Fr off", "Mo-Th 08-20, Sa-Su 08-20, closed Fr"},
		{"Mo 8-12; Mo 14-18", "Mo 08-12 14-18, closed Tu We Th Fr Sa Su"},
		{"Mo-Su 08-18; PH off", "08-18; PH closed"},
		{"08-18; 2026-12-25 closed", "08-18; 2026-12-25 closed"},
		{"Mo-Fr 08-16; Ramadan 2026-02-18..2026-03-19 Mo-Th 09-14, Fr off", "Mo-Fr 08-16, closed Sa Su; 2026-02-18..2026-03-19 Mo-Th 09-14, closed Fr"},
		{"closed", "closed"},
		{"12am-12pm", "00-12"},
		{"00-24", "24h"},
	} {
		h, err := ParseHours(tt.text)
		if err != nil {
			t.Errorf("ParseHours(%q): %v", tt.text, err)
			continue
		}
		if got := h.String(); got != tt.want {
			t.Errorf("ParseHours(%q) = %q, want %q", tt.text, got, tt.want)
		}
		if again := hours(t, h.String()); again.String() != tt.want {
			t.Errorf("%q read back is %q", tt.want, again)
		}
	}
}

func TestParseHoursNamesWhatIsWrong(t *testing.T) {
	for _, tt := range []struct{ text, field string }{
		{"08:00-25:00", "25:00"},
		{"25:00-26:00", "25:00"},
		{"Mo-Fr 8-20 Xx 9-10", "xx"},
		{"Mo-Fr 8:61-9", "8:61"},
		{"Mo-Fr", "Mo"},
		{"Mo 8", "8"},
		{"8-20 closed", "closed"},
		{"13pm-14", "13pm"},
		{"call +96170123456", "call"},
		{"8-12 +96170123456", ""},
		{"0155501001234-5", ""},
		{"2026-03-19..2026-02-18 8-9", ""},
	} {
		_, err := ParseHours(tt.text)
		var he *HoursError
		if !errors.As(err, &he) {
			t.Errorf("ParseHours(%q) = %v", tt.text, err)
			continue
		}
		if he.Field != tt.field {
			t.Errorf("ParseHours(%q) blames %q, want %q", tt.text, he.Field, tt.field)
		}
	}
}

func TestHoursAt(t *testing.T) {
	beirut, berlin := zoneOf(t, "Asia/Beirut"), zoneOf(t, "Europe/Berlin")
	day := func(loc *time.Location, s string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04", s, loc)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, tt := range []struct {
		name, hours string
		at          time.Time
		open        bool
		next        string // in the location of at; empty never
		holidays    []string
	}{
		{name: "Ng6: Friday 12:01 it is closed until Monday", hours: "Mo-Th 08-20, Fr 08-12, closed Sa Su", at: day(beirut, "2026-11-20 12:01"), next: "2026-11-23 08:00"},
		{name: "the minute of closing is closed", hours: "08-12", at: day(beirut, "2026-11-20 12:00"), next: "2026-11-21 08:00"},
		{name: "the minute of opening is open", hours: "08-12", at: day(beirut, "2026-11-20 08:00"), open: true, next: "2026-11-20 12:00"},
		{name: "after midnight in a span that began the day before", hours: "Fr 20-06", at: day(beirut, "2026-11-21 05:59"), open: true, next: "2026-11-21 06:00"},
		{name: "the same hour a day later", hours: "Fr 20-06", at: day(beirut, "2026-11-22 05:59"), next: "2026-11-27 20:00"},
		{name: "spans that meet at midnight are one", hours: "Mo 18-24 Tu 00-09", at: day(beirut, "2026-11-23 20:00"), open: true, next: "2026-11-24 09:00"},
		{name: "always", hours: "24h", at: day(beirut, "2026-11-23 20:00"), open: true},
		{name: "never", hours: "closed", at: day(beirut, "2026-11-23 20:00")},
		{name: "all days but one", hours: "24h; 2026-12-25 closed", at: day(beirut, "2026-11-23 20:00"), open: true, next: "2026-12-25 00:00"},
		{name: "spring: the night is an hour short", hours: "20-06", at: day(berlin, "2026-03-29 01:30"), open: true, next: "2026-03-29 06:00"},
		{name: "autumn: the night is an hour long", hours: "20-06", at: day(berlin, "2026-10-25 05:30"), open: true, next: "2026-10-25 06:00"},
		{name: "spring: opening inside the skipped hour", hours: "02:30-05", at: day(berlin, "2026-03-29 01:59"), next: "2026-03-29 03:30"},
		{name: "Ramadan override", hours: "Mo-Fr 08-16; 2026-02-18..2026-03-19 Mo-Th 09-14", at: day(beirut, "2026-02-19 14:30"), next: "2026-02-20 08:00"},
		{name: "Ramadan is over", hours: "Mo-Fr 08-16; 2026-02-18..2026-03-19 Mo-Th 09-14", at: day(beirut, "2026-03-23 14:30"), open: true, next: "2026-03-23 16:00"},
		{name: "closed for a month", hours: "08-16; 2026-06-01..2026-06-30 closed", at: day(beirut, "2026-05-31 17:00"), next: "2026-07-01 08:00"},
		{name: "public holiday", hours: "08-16; PH off", at: day(beirut, "2026-11-22 10:00"), holidays: []string{"2026-11-22"}, next: "2026-11-23 08:00"},
		{name: "no holiday", hours: "08-16; PH off", at: day(beirut, "2026-11-21 10:00"), holidays: []string{"2026-11-22"}, open: true, next: "2026-11-21 16:00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := hours(t, tt.hours)
			got := h.At(tt.at, tt.holidays...)
			next := ""
			if !got.Next.IsZero() {
				next = got.Next.Format("2006-01-02 15:04")
			}
			if !got.Known || got.Open != tt.open || next != tt.next {
				t.Errorf("open %v until %q, want %v until %q", got.Open, next, tt.open, tt.next)
			}
			if h.s.openOn(wallClock(tt.at, tt.holidays)) != tt.open {
				t.Error("the wall clock says otherwise")
			}
		})
	}
	if got := (Hours{}).At(day(beirut, "2026-11-20 12:00")); got.Known || got.Open {
		t.Errorf("unknown hours: %+v", got)
	}
}

// Every change that At announces is one, and nothing changes before it.
func TestHoursNextIsTheNextChange(t *testing.T) {
	loc := zoneOf(t, "Asia/Beirut")
	rapid.Check(t, func(t *rapid.T) {
		text := ""
		for _, d := range weekdayNames {
			if rapid.Bool().Draw(t, "given") {
				from := rapid.IntRange(0, 47).Draw(t, "from") * 30
				to := rapid.IntRange(0, 47).Draw(t, "to") * 30
				text += d + " " + clock(from, false) + "-" + clock(to, false) + "; "
			}
		}
		h, err := ParseHours(text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if h.IsZero() {
			return
		}
		if back, err := ParseHours(h.String()); err != nil || back.String() != h.String() {
			t.Fatalf("%q read back is %q, %v", h, back, err)
		}
		at := time.Unix(rapid.Int64Range(1767225600, 1798761600).Draw(t, "at"), 0).In(loc)
		st := h.At(at)
		if h.s.openOn(wallClock(at, nil)) != st.Open && !nearClockChange(at) {
			t.Fatalf("%q at %v: wall clock differs", h, at)
		}
		if st.Next.IsZero() {
			return
		}
		if h.At(st.Next).Open == st.Open || h.At(st.Next.Add(-time.Second)).Open != st.Open {
			t.Fatalf("%q at %v: no change at %v", h, at, st.Next)
		}
		for k := range 20 {
			between := at.Add(st.Next.Sub(at) * time.Duration(k) / 20)
			if h.At(between).Open != st.Open {
				t.Fatalf("%q: changed already at %v", h, between)
			}
		}
	})
}

func nearClockChange(t time.Time) bool {
	_, a := t.Add(-26 * time.Hour).Zone()
	_, b := t.Add(26 * time.Hour).Zone()
	return a != b
}

func FuzzParseHours(f *testing.F) {
	for _, s := range []string{"24h", "Mo-Fr 08:00-18:00; Sa 09:00-13:00; Su off", "MO-TH 8-20 FR 8-12 SA-SU CLOSED", "2026-02-18..2026-03-19 Mo 9-14", "PH off", "closed Mo", "8-12 14-18", "-", "- -;", "Mo-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		h, err := ParseHours(s)
		if err != nil {
			return
		}
		back, err := ParseHours(h.String())
		if err != nil || back.String() != h.String() {
			t.Fatalf("%q is %q, read back %q, %v", s, h, back, err)
		}
		h.At(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC))
		if !h.IsZero() && slices.ContainsFunc(h.s.week[:], func(sp []span) bool { return len(sp) > 0 && sp[0].from >= minutesADay }) {
			t.Fatal("a span begins after its day")
		}
	})
}
