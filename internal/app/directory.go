package app

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"waypost/internal/directory"
	"waypost/internal/directory/sheet"
	"waypost/internal/place"
	"waypost/internal/records"
	"waypost/internal/understand"
)

// Editor is who changes the directory from the command line.
const Editor = "command line"

// editing opens only what the directory commands need: the records.
func editing(ctx context.Context, s Settings, do func(*records.DB) error) error {
	if err := os.MkdirAll(s.Records.StateDir, 0o700); err != nil {
		return fmt.Errorf("state folder: %w", err)
	}
	db, err := records.Open(ctx, s.Records.DatabasePath())
	if err != nil {
		return fmt.Errorf("records: %w", err)
	}
	defer db.Close()
	return do(db)
}

// ImportSheet compares a sheet of services with the directory and prints what
// taking it would do; with apply it is then done, good rows only if partly.
// A running server shows the change within a second.
func ImportSheet(ctx context.Context, s Settings, r io.Reader, out io.Writer, apply, partly bool) error {
	return editing(ctx, s, func(db *records.DB) error {
		now, d, areas, err := current(ctx, db)
		if err != nil {
			return err
		}
		table, err := sheet.Read(r, sheet.Options{Areas: areas, Scope: s.Scope.Countries, Need: isNeed, Visibility: directory.Public, Now: now})
		if err != nil {
			return err
		}
		plan := sheet.Diff(d.Services, table)
		fmt.Fprintln(out, plan)
		refused := plan.RefusedRows()
		if !apply {
			fmt.Fprintln(out, "Nothing was changed. Add --apply to take it.")
		}
		if apply && (refused == 0 || partly) {
			if err := take(ctx, db, plan, now); err != nil {
				return err
			}
		}
		if refused > 0 {
			return fmt.Errorf("%w: %d rows refused", ErrPartly, refused)
		}
		return nil
	})
}

func take(ctx context.Context, db *records.DB, plan sheet.Plan, now time.Time) error {
	c := records.Changes{Who: Editor, At: now, Services: slices.Clone(plan.New)}
	for _, change := range plan.Changed {
		c.Services = append(c.Services, change.After)
	}
	for i := range c.Services {
		c.Services[i].EditedAt = now
	}
	_, err := db.Apply(ctx, c)
	return err
}

// current reads the directory with its gazetteer.
func current(ctx context.Context, db *records.DB) (time.Time, records.Directory, *place.Gazetteer, error) {
	d, err := db.LoadDirectory(ctx)
	if err != nil {
		return time.Time{}, d, nil, err
	}
	areas, err := earth(d.Areas)
	return time.Now(), d, areas, err
}

func isNeed(need string) bool { return slices.Contains(understand.Intents(), understand.Intent(need)) }

// CheckDirectory prints what the directory lacks: facts people need, and
// entries that are old.
func CheckDirectory(ctx context.Context, s Settings, out io.Writer) error {
	return editing(ctx, s, func(db *records.DB) error {
		now, d, _, err := current(ctx, db)
		if err != nil {
			return err
		}
		faults := 0
		for _, service := range d.Services {
			for _, fault := range lacks(service, now) {
				fmt.Fprintf(out, "%s: %s\n", service.ID, fault)
				faults++
			}
		}
		fmt.Fprintf(out, "%d services, %d missions, %d pages, %d packs; %d facts missing or old\n",
			len(d.Services), len(d.Missions), len(d.Pages), len(d.Packs), faults)
		return nil
	})
}

func lacks(s directory.Service, now time.Time) []string {
	var faults []string
	for name, missing := range map[string]bool{
		"who may come is not known": s.Accepts == "", "whether papers are asked is not known": s.IDRule == "",
		"cost is not known": s.Cost == "", "hours are not known": s.Hours.IsZero(), "no phone": s.Phone == "", "no area": s.Area == "",
	} {
		if missing {
			faults = append(faults, name)
		}
	}
	slices.Sort(faults)
	switch age := directory.Age(s.CheckedAt, now); {
	case age.Unit == directory.Never:
		faults = append(faults, "never checked")
	case age.Recheck:
		faults = append(faults, fmt.Sprintf("not checked since %s", s.CheckedAt.Format(time.DateOnly)))
	}
	return faults
}

// ExportSheet writes all services as CSV.
func ExportSheet(ctx context.Context, s Settings, out io.Writer) error {
	return editing(ctx, s, func(db *records.DB) error {
		_, d, _, err := current(ctx, db)
		if err != nil {
			return err
		}
		return sheet.Write(out, d.Services)
	})
}

// LoadPack puts a folder's country pack into the directory, all of it or
// nothing.
func LoadPack(ctx context.Context, s Settings, dir string, out io.Writer) error {
	now := time.Now()
	c, err := ReadPack(os.DirFS(dir), now, now)
	if err != nil {
		return err
	}
	if len(c.Packs) == 0 {
		return fmt.Errorf("%s holds no pack-*.json", dir)
	}
	return editing(ctx, s, func(db *records.DB) error {
		c.Who, c.At = Editor, now
		revision, err := db.Apply(ctx, c)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%d packs, %d areas, %d services, %d missions, %d pages; directory revision %d\n",
			len(c.Packs), len(c.Areas), len(c.Services), len(c.Missions), len(c.Pages), revision)
		return nil
	})
}

// LoadPlaces adds camps, sites and further names to the gazetteer, from a file
// in the format of a pack's areas.json, all of it or nothing. Parents may be
// areas of the world that are not in the file.
func LoadPlaces(ctx context.Context, s Settings, file string, out io.Writer) error {
	areas, err := readAreas(os.DirFS(filepath.Dir(file)), filepath.Base(file))
	if err != nil {
		return err
	}
	if len(areas) == 0 {
		return fmt.Errorf("%s holds no area", file)
	}
	return editing(ctx, s, func(db *records.DB) error {
		now, d, _, err := current(ctx, db)
		if err != nil {
			return err
		}
		if _, err := earth(merge(d.Areas, areas)); err != nil {
			return err
		}
		if _, err := db.Apply(ctx, records.Changes{Who: Editor, At: now, Areas: areas}); err != nil {
			return err
		}
		fmt.Fprintf(out, "%d areas loaded\n", len(areas))
		return nil
	})
}

// merge puts areas in place of those of the same id.
func merge(old, more []place.Area) []place.Area {
	fresh := map[place.AreaID]bool{}
	for _, a := range more {
		fresh[a.ID] = true
	}
	out := slices.Clone(more)
	for _, a := range old {
		if !fresh[a.ID] {
			out = append(out, a)
		}
	}
	return out
}

// Rarely is below how many askings a word is not shown: it may be a name.
const Rarely = 3

// Unanswered prints the words that were not understood in the last days.
func Unanswered(ctx context.Context, s Settings, days int, out io.Writer) error {
	return editing(ctx, s, func(db *records.DB) error {
		words, err := db.Unanswered(ctx, time.Now().AddDate(0, 0, -days), Rarely, 200)
		if err != nil {
			return err
		}
		for _, w := range words {
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%d\n", w.Day, w.Language, w.Area, w.Word, w.Asked)
		}
		return nil
	})
}
