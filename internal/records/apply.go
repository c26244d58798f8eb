package records

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// columns are the keys of each kind that stand beside its JSON, the id first.
func columns(kind Kind) []string {
	switch kind {
	case Services:
		return []string{"id", "need", "area", "visibility"}
	case Missions:
		return []string{"id", "origin", "host"}
	case Pages:
		return []string{"id", "need", "area"}
	case Packs:
		return []string{"country"}
	default:
		return []string{"id", "parent", "country"}
	}
}

func idColumn(kind Kind) string { return columns(kind)[0] }

// put is one entry to store: its columns, and all of it.
type put struct {
	keys  []any
	entry any
}

func (c Changes) puts(kind Kind) []put {
	var list []put
	switch kind {
	case Services:
		for _, e := range c.Services {
			list = append(list, put{[]any{e.ID, e.Need, string(e.Area), string(e.Visibility)}, e})
		}
	case Missions:
		for _, e := range c.Missions {
			list = append(list, put{[]any{e.ID, e.Origin, e.Host}, e})
		}
	case Pages:
		for _, e := range c.Pages {
			list = append(list, put{[]any{e.ID, e.Need, string(e.Area)}, e})
		}
	case Packs:
		for _, e := range c.Packs {
			list = append(list, put{[]any{e.Country}, e})
		}
	case Areas:
		for _, e := range c.Areas {
			list = append(list, put{[]any{string(e.ID), string(e.Parent), e.Country}, e})
		}
	}
	return list
}

// edit is a change under way.
type edit struct {
	q      querier
	c      Changes
	number int64 // of the revision it will be
	made   bool
}

func (q querier) apply(c Changes) (revision int64, err error) {
	for kind := range c.Delete {
		if !slices.Contains(kinds[:], kind) {
			return 0, fmt.Errorf("there are no entries of the kind %q", kind)
		}
	}
	if err := q.row(lastRevision).Scan(&revision); err != nil {
		return 0, err
	}
	e := &edit{q: q, c: c, number: revision + 1}
	for _, kind := range kinds {
		if err := e.apply(kind); err != nil {
			return 0, fmt.Errorf("%s: %w", kind, err)
		}
	}
	if !e.made {
		return revision, nil
	}
	return e.number, q.audit(c.At, c.Who, "directory", fmt.Sprintf("revision %d", e.number))
}

func (e *edit) apply(kind Kind) error {
	given := map[string]bool{}
	for _, p := range e.c.puts(kind) {
		id := p.keys[0].(string)
		if id == "" || given[id] {
			return fmt.Errorf("the id %q is empty or there twice", id)
		}
		given[id] = true
		if err := e.put(kind, id, p); err != nil {
			return err
		}
	}
	gone := map[string]bool{}
	for _, id := range e.c.Delete[kind] {
		if given[id] {
			return fmt.Errorf("the id %q is both given and deleted", id)
		}
		gone[id] = true
	}
	if slices.Contains(e.c.Whole, kind) {
		if err := e.others(kind, given, gone); err != nil {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(gone)) {
		if err := e.delete(kind, id); err != nil {
			return err
		}
	}
	return nil
}

// others adds to gone the entries that are stored and not given.
func (e *edit) others(kind Kind, given, gone map[string]bool) error {
	rows, err := e.q.query("SELECT " + idColumn(kind) + " FROM " + string(kind))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		if !given[id] {
			gone[id] = true
		}
	}
	return rows.Err()
}

func (e *edit) put(kind Kind, id string, p put) error {
	before, err := e.stored(kind, id)
	if err != nil {
		return err
	}
	after, err := json.Marshal(p.entry)
	if err != nil {
		return err
	}
	if before.Valid && before.String == string(after) {
		return nil
	}
	names := append(columns(kind), "entry")
	var updates []string
	for _, name := range names[1:] {
		updates = append(updates, name+" = excluded."+name)
	}
	_, err = e.q.exec(fmt.Sprintf("INSERT INTO %s (%s) VALUES (?%s) ON CONFLICT (%s) DO UPDATE SET %s",
		kind, strings.Join(names, ", "), strings.Repeat(", ?", len(names)-1), names[0], strings.Join(updates, ", ")),
		append(p.keys, string(after))...)
	if err != nil {
		return err
	}
	return e.revise(kind, id, before, sql.NullString{String: string(after), Valid: true})
}

func (e *edit) delete(kind Kind, id string) error {
	before, err := e.stored(kind, id)
	if err != nil || !before.Valid {
		return err
	}
	if _, err := e.q.exec("DELETE FROM "+string(kind)+" WHERE "+idColumn(kind)+" = ?", id); err != nil {
		return err
	}
	return e.revise(kind, id, before, sql.NullString{})
}

func (e *edit) stored(kind Kind, id string) (entry sql.NullString, err error) {
	err = e.q.row("SELECT entry FROM "+string(kind)+" WHERE "+idColumn(kind)+" = ?", id).Scan(&entry)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return entry, err
}

func (e *edit) revise(kind Kind, id string, before, after sql.NullString) error {
	e.made = true
	_, err := e.q.exec("INSERT INTO revision (number, kind, id, who, at, before, after) VALUES (?, ?, ?, ?, ?, ?, ?)",
		e.number, string(kind), id, e.c.Who, e.c.At.Unix(), before, after)
	return err
}
