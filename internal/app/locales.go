package app

import (
	"fmt"
	"io"
	"text/tabwriter"

	"waypost/internal/i18n"
	"waypost/locales"
)

// LocalesReport prints how far each language is, then every fault by name. It
// returns an error when a language misses what its tier demands.
func LocalesReport(out io.Writer, verbose bool) error {
	catalog, faults := i18n.Load(locales.FS, i18n.Options{Country: CountryName})
	if catalog == nil {
		return faults
	}
	table := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "locale\ttier\ttranslated\tneeded\tmissing\tstale\ttoo long\tdrafted by\treviewed by")
	short := 0
	reports := catalog.Report()
	for _, r := range reports {
		short += len(r.Missing) + len(r.Long)
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%s\t%s\n", r.Tag, r.Tier, r.Translated, r.Needed,
			len(r.Missing), len(r.Stale), len(r.Long), r.Drafted, orNobody(r.Reviewed))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, r := range reports {
		if !verbose {
			break
		}
		for kind, ids := range map[string][]string{"missing": r.Missing, "stale": r.Stale, "too long": r.Long, "banned word": catalog.Banned(r.Tag)} {
			for _, id := range ids {
				fmt.Fprintf(out, "%s %s: %s\n", r.Tag, kind, id)
			}
		}
	}
	if faults != nil {
		return faults
	}
	if short > 0 {
		return fmt.Errorf("%w: %d sentences missing or over their budget", ErrPartly, short)
	}
	return nil
}

func orNobody(name string) string {
	if name == "" {
		return "nobody yet"
	}
	return name
}
