package records

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"waypost/internal/gateway"
)

// What a table that is keyed by contact may hold (SPEC F1, DESIGN 7). Adding
// to it is a decision about people's safety, not about code.
var allowed = map[string][]string{
	"handled":      {"channel", "id", "contact", "effect", "at", "outcome", "session", "reply"},
	"suppression":  {"contact", "source", "since"},
	"subscription": {"contact", "area", "channel", "address", "nationality", "language", "joined", "until"},
}

// schema lists the columns of every table.
func schema(t *testing.T, db *DB) map[string][]string {
	t.Helper()
	rows, err := db.reads.QueryContext(ctx, `SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'goose_%'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	tables := map[string][]string{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		tables[table] = append(tables[table], column)
	}
	return tables
}

func TestTablesOfPeopleHoldOnlyWhatIsAllowed(t *testing.T) {
	tables := schema(t, open(t, filepath.Join(t.TempDir(), "w.db")))
	people := 0
	for table, columns := range tables {
		if slices.Contains(columns, "contact") {
			people++
			for _, column := range columns {
				if !slices.Contains(allowed[table], column) {
					t.Errorf("%s.%s is not on the list", table, column)
				}
			}
		}
		for _, column := range columns {
			for _, word := range []string{"phone", "msisdn", "passport", "document", "religion", "ethnic", "legal", "sender", "recipient", "body"} {
				if strings.Contains(column, word) {
					t.Errorf("%s.%s", table, column)
				}
			}
		}
	}
	if people != len(allowed) {
		t.Errorf("%d tables are keyed by contact, the list has %d", people, len(allowed))
	}
}

func TestURLs(t *testing.T) {
	dir := t.TempDir()
	for n, form := range []string{"%", "sqlite:%", "sqlite://%", "file:%", "file://%"} {
		path := filepath.Join(dir, "a b"+strconv.Itoa(n)+"%41.db")
		db := open(t, strings.ReplaceAll(form, "%", path))
		if err := db.Ping(ctx); err != nil {
			t.Errorf("%s: %v", form, err)
		}
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", form, info, err)
		}
	}
	if names, _ := filepath.Glob(filepath.Join(dir, "*")); len(names) != 15 {
		t.Errorf("files %v, want five databases with log and index", names)
	}
	for _, bad := range []string{"", ":memory:", "sqlite:", "/nowhere/at/all.db", "x.db?mode=memory"} {
		if _, err := Open(ctx, bad); err == nil {
			t.Errorf("%q is opened", bad)
		}
	}
	for _, pg := range []string{"postgres://u:p@h/d", "postgresql://h/d"} {
		if _, err := Open(ctx, pg); !errors.Is(err, ErrPostgres) {
			t.Errorf("%q: %v", pg, err)
		}
	}
}

func TestOpeningAgainKeepsEverything(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.db")
	first := open(t, path)
	once(t, first, message(1, anna, now), func(tx *Tx) error { return tx.Join(subscription(anna, "LB")) })
	second := open(t, path) // another process beside the first, say the command line
	once(t, second, message(2, anna, now), func(tx *Tx) error { return tx.Join(subscription(anna, "LB-AS")) })
	wantSubscriptions(t, first, anna, "LB", "LB-AS")
}

func TestACallAfterClosingIsRefused(t *testing.T) {
	db, err := Open(ctx, filepath.Join(t.TempDir(), "w.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	_, _, err = db.Once(ctx, message(1, anna, now), func(*Tx) (Handled, error) { return Handled{}, nil })
	if !errors.Is(err, ErrClosed) {
		t.Errorf("%v, want ErrClosed", err)
	}
	if err := db.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
}

func TestACallerWhoLeavesIsNotWaitedFor(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "w.db"))
	hold, running := make(chan struct{}), make(chan struct{})
	go db.Once(ctx, message(1, bilal, now), func(*Tx) (Handled, error) {
		close(running)
		<-hold
		return Handled{}, nil
	})
	<-running
	leaving, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
	defer cancel()
	_, _, err := db.Once(leaving, message(2, anna, now), func(tx *Tx) (Handled, error) {
		t.Error("a step whose caller left before its turn was run")
		return Handled{}, nil
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	close(hold)
	once(t, db, message(3, anna, now), func(*Tx) error { return nil })
}

// A process killed in the middle of writing leaves all of every fact that it
// was told is safe, and half of none. The child is this test itself.
func TestAKilledProcessLosesNothingItWasToldIsSafe(t *testing.T) {
	if path := os.Getenv("RECORDS_KILLED_CHILD"); path != "" {
		writeUntilKilled(t, path)
		return
	}
	path := filepath.Join(t.TempDir(), "w.db")
	child := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	child.Env = append(os.Environ(), "RECORDS_KILLED_CHILD="+path)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var seen bytes.Buffer
	buf := make([]byte, 4096)
	for strings.Count(seen.String(), "\n") < 200 {
		n, err := out.Read(buf)
		if err != nil {
			t.Fatalf("the child ended: %v\n%s", err, seen.String())
		}
		seen.Write(buf[:n])
	}
	_ = child.Process.Kill()
	rest, _ := readAll(out)
	seen.Write(rest)
	_ = child.Wait()

	db := open(t, path)
	lines := strings.Split(seen.String(), "\n")
	for _, line := range lines[:len(lines)-1] { // the last may be cut off
		n, err := strconv.Atoi(line)
		if err != nil {
			t.Fatalf("the child wrote %q", line)
		}
		if _, replayed, err := db.Once(ctx, message(n, anna, now), func(*Tx) (Handled, error) { return Handled{}, nil }); err != nil || !replayed {
			t.Errorf("message %d is lost: %v", n, err)
		}
	}
	// Each step of the child writes a subscription and a suppression.
	var halves int
	err = db.reads.QueryRowContext(ctx, `SELECT count(*) FROM subscription s LEFT JOIN suppression u ON u.contact = s.contact WHERE u.contact IS NULL`).Scan(&halves)
	if err != nil || halves > 0 {
		t.Errorf("%d facts are half done, %v", halves, err)
	}
}

func readAll(r interface{ Read([]byte) (int, error) }) ([]byte, error) {
	var b bytes.Buffer
	_, err := b.ReadFrom(r)
	return b.Bytes(), err
}

func writeUntilKilled(t *testing.T, path string) {
	db, err := Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	var next atomic.Int64
	for range 8 {
		go func() {
			for {
				n := int(next.Add(1))
				c := gateway.Contact{byte(n), byte(n >> 8), byte(n >> 16), 1}
				_, _, err := db.Once(ctx, message(n, c, now), func(tx *Tx) (Handled, error) {
					if err := tx.Join(subscription(c, "LB")); err != nil {
						return Handled{}, err
					}
					return Handled{}, tx.Stop(c, now)
				})
				if err == nil {
					_, _ = os.Stdout.WriteString(strconv.Itoa(n) + "\n")
				}
			}
		}()
	}
	select {} // until killed
}

// What DELETE removes is also gone from the file and its log.
func TestDeletedRowsAreOverwritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.db")
	db, err := Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	s := subscription(anna, "LB")
	s.Address = []byte("a-sealed-address-to-find")
	once(t, db, message(1, anna, now), func(tx *Tx) error { return tx.Join(s) })
	once(t, db, message(2, anna, now), func(tx *Tx) error { return tx.Delete(anna, now) })
	if err := db.Close(); err != nil { // moves the log into the file
		t.Fatal(err)
	}
	files, _ := filepath.Glob(path + "*")
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, s.Address) {
			t.Errorf("%s still holds the address", filepath.Base(name))
		}
	}
}

// Durable facts per second, with as many callers as a busy instance has.
func BenchmarkOnce(b *testing.B) {
	for _, callers := range []int{1, 64} {
		b.Run(strconv.Itoa(callers)+" callers", func(b *testing.B) {
			db := open(b, filepath.Join(b.TempDir(), "w.db"))
			var next atomic.Int64
			b.SetParallelism(max(1, callers/2))
			if callers == 1 {
				for b.Loop() {
					fact(b, db, int(next.Add(1)))
				}
			} else {
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						fact(b, db, int(next.Add(1)))
					}
				})
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "facts/s")
		})
	}
}

func fact(b *testing.B, db *DB, n int) {
	c := gateway.Contact{byte(n), byte(n >> 8), 1}
	_, _, err := db.Once(ctx, message(n, c, now), func(tx *Tx) (Handled, error) {
		return Handled{Session: make([]byte, 45), Reply: make([]byte, 100)}, tx.Join(subscription(c, "LB"))
	})
	if err != nil {
		b.Error(err)
	}
}

func FuzzURL(f *testing.F) {
	for _, text := range []string{"a.db", "sqlite:///a", "postgres://h", "file:x?y", ":memory:"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		path, err := filePath(text)
		if err == nil && (path == "" || strings.ContainsAny(path, "?#") || !strings.HasSuffix(text, path)) {
			t.Errorf("%q names the file %q", text, path)
		}
	})
}
