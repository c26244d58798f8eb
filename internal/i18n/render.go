package i18n

import (
	"strconv"
	"strings"
	"unicode"

	"waypost/internal/gateway"
	"waypost/internal/sms"
	"waypost/messages"
)

// Directional isolates (UAX #9) keep a number in order inside right-to-left
// text; used on Chat only, since on SMS each costs a unit.
const (
	firstStrongIsolate    = "\u2068"
	popDirectionalIsolate = "\u2069"
)

// maxSegments is the most SMS segments a reply may take (SPEC B6).
const maxSegments = 3

// Render says one line in lang. It returns "" only for an unknown message.
func (c *Catalog) Render(lang gateway.Language, medium gateway.Medium, line messages.Line) string {
	var b strings.Builder
	c.render(&b, c.catalogue(lang), medium, line)
	return b.String()
}

// Compose says a whole reply. On SMS, lines that may be dropped go, last
// first, until the reply fits; what is still too long is cut between words.
func (c *Catalog) Compose(lang gateway.Language, medium gateway.Medium, said []messages.Said) string {
	l := c.catalogue(lang)
	texts := make([]string, len(said))
	for i, s := range said {
		texts[i] = c.Render(lang, medium, s.Line)
	}
	out := join(said, texts)
	if medium != gateway.SMS {
		return out
	}
	out = l.fold(out)
	for drop, limit := int8(2), 2; drop > 0; drop, limit = drop-1, maxSegments {
		for i := len(said) - 1; i >= 0 && sms.Count(out).Segments > limit; i-- {
			if said[i].Drop == drop && texts[i] != "" {
				texts[i] = ""
				out = l.fold(join(said, texts))
			}
		}
	}
	if sms.Count(out).Segments > maxSegments {
		c.report(lang, "reply", "longer than three segments")
		out = cut(out)
	}
	return out
}

// fold drops diacritics where the locale's readers do without them.
func (l *catalogue) fold(text string) string {
	if l.Fold {
		return sms.Fold(text)
	}
	return text
}

// join puts the lines on rows, leaving out empty ones.
func join(said []messages.Said, texts []string) string {
	n := 0
	for _, t := range texts {
		n += len(t) + 1
	}
	var b strings.Builder
	b.Grow(n)
	for i, t := range texts {
		if t == "" {
			continue
		}
		if b.Len() > 0 {
			if said[i].Inline {
				b.WriteByte(' ')
			} else {
				b.WriteByte('\n')
			}
		}
		b.WriteString(t)
	}
	return b.String()
}

// cut shortens text to three segments, between words where there are any.
func cut(text string) string {
	runes := []rune(text)
	lo, hi := 0, len(runes)
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if sms.Count(string(runes[:mid])).Segments <= maxSegments {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	short := string(runes[:lo])
	if i := strings.LastIndexFunc(short, unicode.IsSpace); i > len(short)*2/3 {
		short = short[:i]
	}
	return short
}

// render writes one line, taking the first locale of the chain that has the
// sentence and every argument it needs.
func (c *Catalog) render(b *strings.Builder, l *catalogue, medium gateway.Medium, line messages.Line) {
	for i, from := range l.chain {
		s := from.sentences[line.ID]
		if s == nil {
			continue
		}
		t := s.pick(from, line.Args)
		if missing := lacks(t, line.Args); missing != "" && i < len(l.chain)-1 {
			c.report(from.Tag, line.ID, "placeholder "+missing+" has no value")
			continue
		}
		if i > 0 && !c.source[line.ID].Structural {
			c.report(l.Tag, line.ID, "no translation")
		}
		c.write(b, l, medium, t, line.Args)
		return
	}
	c.report(l.Tag, line.ID, "no such message")
}

// pick chooses the plural form for the line's count.
func (s *sentence) pick(l *catalogue, args []messages.Arg) template {
	if s.plural == "" {
		return s.forms["other"]
	}
	n := 0
	if v := value(args, s.plural); v != nil {
		n = v.N
	}
	if t, ok := s.forms[form(l.tag, n)]; ok {
		return t
	}
	return s.forms["other"]
}

// lacks names a placeholder of t without an argument, "" when there is none.
func lacks(t template, args []messages.Arg) string {
	for i := 1; i < len(t); i += 2 {
		if value(args, t[i]) == nil {
			return t[i]
		}
	}
	return ""
}

func value(args []messages.Arg, name string) *messages.Value {
	for i := range args {
		if args[i].Name == name {
			return &args[i].Value
		}
	}
	return nil
}

// write fills a template; a placeholder without a value is left out.
func (c *Catalog) write(b *strings.Builder, l *catalogue, medium gateway.Medium, t template, args []messages.Arg) {
	for i, part := range t {
		if i%2 == 0 {
			b.WriteString(part)
			continue
		}
		if v := value(args, part); v != nil {
			c.value(b, l, medium, v)
		}
	}
}

// value writes one argument in the language of l.
func (c *Catalog) value(b *strings.Builder, l *catalogue, medium gateway.Medium, v *messages.Value) {
	switch v.Kind {
	case messages.Count:
		b.WriteString(strconv.Itoa(v.N))
	case messages.Phone:
		b.WriteString(l.phone(v.Text, medium))
	case messages.Names:
		b.WriteString(l.upper(l.name(v.Names), v.Upper))
	case messages.Country:
		b.WriteString(l.upper(c.countryName(v.Text, l), v.Upper))
	case messages.Lines:
		sep := v.Sep
		if sep == "," {
			sep = c.Render(l.Tag, medium, messages.Common.Comma.With())
		}
		for i, line := range v.Lines {
			if i > 0 {
				b.WriteString(sep)
			}
			c.render(b, l, medium, line)
		}
	default:
		b.WriteString(l.upper(v.Text, v.Upper))
	}
}

// phone writes a number so that right-to-left text keeps its order: bare
// digits, 00 for a plus on SMS (DESIGN 5), inside an isolate on Chat.
func (l *catalogue) phone(number string, medium gateway.Medium) string {
	if !l.RTL() {
		return number
	}
	var b strings.Builder
	for i, r := range number {
		switch {
		case r == '+' && i == 0 && medium == gateway.SMS:
			b.WriteString("00")
		case r == '+' && i == 0 || r >= '0' && r <= '9':
			b.WriteRune(r)
		}
	}
	if medium == gateway.SMS {
		return b.String()
	}
	return firstStrongIsolate + b.String() + popDirectionalIsolate
}

// name picks the reader's form of a name: own language, the fallback chain,
// the form for all others, English.
func (l *catalogue) name(names map[string]string) string {
	for _, from := range l.chain {
		if from.Tag == "en" {
			break
		}
		if n := names[string(from.Tag)]; n != "" {
			return n
		}
	}
	if n := names["en"]; n != "" {
		return n
	}
	return names[""]
}

// upper writes a name in capitals; Turkish keeps its dotted i.
func (l *catalogue) upper(s string, want bool) string {
	if !want {
		return s
	}
	if l.Tag == "tr" {
		return strings.ToUpperSpecial(unicode.TurkishCase, s)
	}
	return strings.ToUpper(s)
}

// countryName names a country in the language of l or its chain, else gives
// the code.
func (c *Catalog) countryName(code string, l *catalogue) string {
	if c.country != nil {
		for _, from := range l.chain {
			if n := c.country(code, from.Tag); n != "" {
				return n
			}
		}
	}
	return code
}

func (c *Catalog) report(lang gateway.Language, id, reason string) {
	if c.defect != nil {
		c.defect(Defect{lang, id, reason})
	}
}
