package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"waypost/internal/records"
)

// savedDirectory is the directory on disk, sealed and so signed by the
// deployment's secret: what a process answers from that starts while the
// database cannot be read.
type savedDirectory struct {
	path   string
	sealer interface {
		Seal(plain, aad []byte) []byte
		Open(sealed, aad []byte) ([]byte, error)
	}
}

var savedPurpose = []byte("saved directory")

type savedFile struct {
	At        time.Time
	Directory records.Directory
}

// write replaces the file at once or not at all.
func (s *savedDirectory) write(d records.Directory, at time.Time) error {
	data, err := json.Marshal(savedFile{at, d})
	if err != nil {
		return fmt.Errorf("saved directory: %w", err)
	}
	next := s.path + ".new"
	if err := os.WriteFile(next, s.sealer.Seal(data, savedPurpose), 0o600); err != nil {
		return fmt.Errorf("saved directory: %w", err)
	}
	if err := os.Rename(next, s.path); err != nil {
		return fmt.Errorf("saved directory: %w", err)
	}
	return nil
}

var errNoSaved = errors.New("no saved directory")

// read returns the directory and when it was saved. A file that another
// secret sealed, or that was changed, is refused.
func (s *savedDirectory) read() (records.Directory, time.Time, error) {
	sealed, err := os.ReadFile(filepath.Clean(s.path))
	if errors.Is(err, os.ErrNotExist) {
		return records.Directory{}, time.Time{}, errNoSaved
	}
	if err != nil {
		return records.Directory{}, time.Time{}, fmt.Errorf("saved directory: %w", err)
	}
	data, err := s.sealer.Open(sealed, savedPurpose)
	if err != nil {
		return records.Directory{}, time.Time{}, fmt.Errorf("saved directory: %w", err)
	}
	var f savedFile
	if err := json.Unmarshal(data, &f); err != nil {
		return records.Directory{}, time.Time{}, fmt.Errorf("saved directory: %w", err)
	}
	return f.Directory, f.At, nil
}
