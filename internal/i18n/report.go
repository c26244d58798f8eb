package i18n

import (
	"fmt"
	"slices"
	"strings"

	"waypost/internal/gateway"
	"waypost/internal/sms"
	"waypost/messages"
)

// Coverage says how far one locale is.
type Coverage struct {
	Locale
	// Translated counts sentences in this language; Needed, those its tier
	// demands.
	Translated, Needed int
	// Missing lists demanded ids without a translation, Stale those whose
	// English has changed since, Long those over their segment budget, with
	// the reason.
	Missing, Stale, Long []string
}

// Report lists every locale's coverage, tier 1 first.
func (c *Catalog) Report() []Coverage {
	var list []Coverage
	for _, tag := range c.order {
		l := c.locales[tag]
		r := Coverage{Locale: l.Locale}
		for _, m := range messages.All() {
			c.cover(&r, l, m)
		}
		list = append(list, r)
	}
	return list
}

func (c *Catalog) cover(r *Coverage, l *catalogue, m messages.Message) {
	if m.Structural {
		return
	}
	demanded := l.Tier == 1 || m.Critical
	if demanded {
		r.Needed++
	}
	if l.sentences[m.ID] == nil {
		if demanded {
			r.Missing = append(r.Missing, m.ID)
		}
		return
	}
	r.Translated++
	if l.stale[m.ID] {
		r.Stale = append(r.Stale, m.ID)
	}
	if why := c.tooLong(l, m); why != "" {
		r.Long = append(r.Long, m.ID+": "+why)
	}
}

// tooLong says by how much a sentence with typical arguments passes its
// budget, naming the first costly character; "" when it does not.
func (c *Catalog) tooLong(l *catalogue, m messages.Message) string {
	limit := m.Segments
	if limit == 0 {
		limit = 2
	}
	text := l.fold(c.Sample(l.Tag, m))
	size := sms.Count(text)
	if size.Segments <= limit {
		return ""
	}
	why := fmt.Sprintf("%d segments (%s %d), %d allowed", size.Segments, size.Encoding, size.Units, limit)
	if costly := sms.Costly(text); len(costly) > 0 && l.Script == "Latn" {
		why += fmt.Sprintf(", first costly character %q", costly[0])
	}
	return why
}

// Sample says m in lang with typical arguments: long names, many digits.
func (c *Catalog) Sample(lang gateway.Language, m messages.Message) string {
	var args []messages.Arg
	names := parse(m.Text).names()
	if m.Plural != "" && !slices.Contains(names, m.Plural) {
		names = append(names, m.Plural)
	}
	for _, name := range names {
		args = append(args, c.sample(m, name))
	}
	return c.Render(lang, gateway.SMS, m.With(args...))
}

// sample is a typical value of a placeholder, by its name.
func (c *Catalog) sample(m messages.Message, name string) messages.Arg {
	if name == m.Plural {
		return messages.N(name, 24)
	}
	switch name {
	case "Phone", "Number":
		return messages.Tel(name, "01-555-0100")
	case "N":
		return messages.T(name, "24")
	case "Time":
		return messages.T(name, "08:00")
	case "When":
		return messages.Sub(name, "", messages.Time.DayTime.With(
			messages.Sub("Day", "", messages.Time.Mon.With()), messages.T("Time", "08:00")))
	case "Day":
		return messages.Sub(name, "", messages.Time.Mon.With())
	case "Month":
		return messages.Sub(name, "", messages.Time.Feb.With())
	case "Date":
		return messages.Sub(name, "", messages.Time.Date.With(messages.T("Day", "28"), messages.Sub("Month", "", messages.Time.Feb.With())))
	case "Country", "Host", "Seat":
		return messages.Land(name, "LB")
	case "Checked":
		return messages.Sub(name, "", messages.Time.Hours.With(messages.T("N", "24")))
	case "Facts":
		return messages.Sub(name, ",", messages.Service.Places.With(messages.N("N", 40)), messages.Service.AllWelcome.With(), messages.Service.NoID.With())
	case "Numbers":
		return messages.Sub(name, ",", messages.Emergency.Ambulance.With(messages.Tel("Number", "140")),
			messages.Emergency.Fire.With(messages.Tel("Number", "125")), messages.Emergency.Police.With(messages.Tel("Number", "112")))
	case "Emergency":
		return messages.Tel(name, "112")
	case "Choices":
		return messages.Sub(name, " ", messages.Unknown.Shelter.With(), messages.Unknown.Medical.With())
	case "Example":
		return messages.Sub(name, "", messages.Service.WordShelter.With())
	case "Need":
		return messages.Sub(name, "", messages.Service.WordShelter.With())
	case "Hint":
		return messages.Sub(name, "", messages.Menu.Hint.With(messages.T("Town", "TRIPOLI"), messages.T("Country", "KENYA")))
	case "List":
		return messages.Sub(name, ",", messages.Data.KeepAlerts.With(messages.T("Place", "TRIPOLI"), messages.T("Language", "English"), messages.T("Date", "28.2.")))
	case "Line":
		return messages.Sub(name, "", messages.Alerts.Stopped.With())
	case "Lat", "Lon":
		return messages.T(name, "34.4462")
	case "Languages":
		return messages.T(name, "English, العربية")
	case "Word":
		return messages.T(name, "STOP")
	}
	return messages.T(name, "Tripoli")
}

// Banned finds a word that the locale's own list forbids ("illegal" for
// people), in any of its sentences: the id and the word.
func (c *Catalog) Banned(lang gateway.Language) (found []string) {
	l := c.catalogue(lang)
	for id, s := range l.sentences {
		for _, t := range s.forms {
			text := strings.ToLower(strings.Join(t, " "))
			for _, word := range l.Locale.Banned {
				if strings.Contains(text, strings.ToLower(word)) {
					found = append(found, id+": "+word)
				}
			}
		}
	}
	slices.Sort(found)
	return found
}

// Own returns the locale's own text of a sentence, placeholders in braces,
// without any fallback; false when there is none. Of a plural it is "other".
func (c *Catalog) Own(lang gateway.Language, id string) (string, bool) {
	s := c.catalogue(lang).sentences[id]
	if s == nil {
		return "", false
	}
	var b strings.Builder
	for i, part := range s.forms["other"] {
		if i%2 == 0 {
			b.WriteString(part)
		} else {
			b.WriteString("{" + part + "}")
		}
	}
	return b.String(), true
}
