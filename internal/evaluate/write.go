package evaluate

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
)

// mostConfusions is how many confusions a report prints.
const mostConfusions = 25

// Write prints the report. The text of no message is printed.
func (r *Report) Write(w io.Writer) error {
	p := printer{w: w}
	p.line("messages %d, %.0f a second", r.Messages, float64(r.Messages)/max(r.Elapsed.Seconds(), 1e-9))
	p.rate("intent", r.Intent)
	p.rate("intent chosen or offered", r.Offered)
	p.rate("emergency answered as emergency or protection", r.Emergency)
	p.rate("emergency exactly", r.EmergencyExact)
	p.rate("protection answered as protection or emergency", r.Protection)
	p.rate("protection exactly", r.ProtectionExact)
	p.rate("false emergency", r.FalseEmergency)
	p.rate("language", r.Language)
	p.rate("language, terse messages apart", r.LanguageLong)
	p.rate("language where it is sure", r.SureLanguage)
	p.rate("place", r.Place)
	table(&p, "intent by language", r.ByLanguage)
	table(&p, "language by language", r.ByLanguageRecognised)
	table(&p, "by intent", r.ByIntent)
	table(&p, "by variety", r.ByVariety)
	p.confusions(r)
	p.calibration(r)
	return p.err
}

type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, a ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", a...)
	}
}

func (p *printer) rate(name string, r Rate) {
	p.line("%-48s %6.2f %%  (%d of %d)", name, 100*r.Share(), r.Right, r.Of)
}

// table prints rates, the lowest first.
func table[K ~string](p *printer, title string, m map[K]*Rate) {
	p.line("\n%s", title)
	keys := slices.SortedFunc(maps.Keys(m), func(a, b K) int {
		return cmp.Or(cmp.Compare(m[a].Share(), m[b].Share()), cmp.Compare(a, b))
	})
	t := tabwriter.NewWriter(p.w, 0, 4, 2, ' ', 0)
	for i, k := range keys {
		end := "\t"
		if i%5 == 4 || i == len(keys)-1 {
			end = "\n"
		}
		fmt.Fprintf(t, "%s\t%.1f %%%s", k, 100*m[k].Share(), end)
	}
	if err := t.Flush(); err != nil && p.err == nil {
		p.err = err
	}
}

func (p *printer) confusions(r *Report) {
	p.line("\nconfusions (is > read)")
	for _, c := range r.Confusions[:min(len(r.Confusions), mostConfusions)] {
		p.line("  %4d  %s > %s", c.Times, c.Is, c.Read)
	}
	p.line("\nlanguages confused (is > read)")
	keys := slices.SortedFunc(maps.Keys(r.LanguageConfusions), func(a, b string) int {
		return cmp.Or(r.LanguageConfusions[b]-r.LanguageConfusions[a], cmp.Compare(a, b))
	})
	for _, k := range keys[:min(len(keys), mostConfusions)] {
		p.line("  %4d  %s", r.LanguageConfusions[k], k)
	}
}

func (p *printer) calibration(r *Report) {
	p.line("\nconfidence  said  right  of")
	for i, c := range r.Calibration {
		if c.Of > 0 {
			p.line("%.1f-%.1f     %5.1f  %5.1f  %d", float64(i)/10, float64(i+1)/10, 100*c.Sum/float64(c.Of), 100*c.Share(), c.Of)
		}
	}
}
