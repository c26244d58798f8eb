// Package internal_test holds the rules on who may import whom (DESIGN 3).
package internal_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "waypost/"

// listed is what `go list -json` says of one package.
type listed struct {
	ImportPath string
	Name       string
	Dir        string
	GoFiles    []string
	Imports    []string
	Deps       []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Name,Dir,GoFiles,Imports,Deps", "./...")
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// isModule reports whether an import is neither ours nor the standard library's.
func isModule(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return strings.Contains(first, ".")
}

// plain packages import the standard library alone.
var plain = []string{"messages", "internal/gateway", "internal/sms"}

// pure packages do no I/O and have no clock.
var pure = []string{"internal/fold", "internal/place", "internal/understand", "internal/understand/model", "internal/dialog", "internal/script", "internal/directory"}

// impure are standard packages that a pure one may not import directly.
var impure = []string{"context", "log", "log/slog", "net", "net/http", "os", "os/exec", "math/rand", "math/rand/v2", "crypto/rand", "io/ioutil", "database/sql", "syscall"}

func TestThePureCoreStaysPure(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		switch {
		case slices.Contains(plain, name):
			for _, i := range p.Imports {
				if isModule(i) || strings.HasPrefix(i, module) {
					t.Errorf("%s imports %s; it may import the standard library alone", name, i)
				}
			}
		case slices.Contains(pure, name):
			checkPure(t, name, p)
		}
	}
}

func checkPure(t *testing.T, name string, p listed) {
	for _, i := range p.Imports {
		ours := strings.TrimPrefix(i, module)
		switch {
		case slices.Contains(impure, i):
			t.Errorf("%s imports %s", name, i)
		case strings.HasPrefix(i, module) && !slices.Contains(plain, ours) && !slices.Contains(pure, ours):
			t.Errorf("%s imports %s, which is not of the core", name, i)
		case name == "internal/dialog" && ours == "internal/script":
			t.Error("dialog knows script")
		}
	}
	for _, i := range p.Deps {
		if isModule(i) && !strings.HasPrefix(i, "golang.org/x/text/language") && !strings.HasPrefix(i, "golang.org/x/text/unicode/") &&
			!strings.HasPrefix(i, "golang.org/x/text/internal") && i != "golang.org/x/text/transform" {
			t.Errorf("%s depends on %s", name, i)
		}
	}
	for _, f := range p.GoFiles {
		data, err := os.ReadFile(filepath.Join(p.Dir, f))
		if err != nil {
			t.Fatal(err)
		}
		for _, clock := range []string{"time.Now(", "time.LoadLocation(", "time.Since(", "time.Sleep("} {
			if bytes.Contains(data, []byte(clock)) {
				t.Errorf("%s/%s uses %s)", name, f, clock)
			}
		}
	}
}

// sdk says which one folder may import a module or package.
var sdk = map[string]string{
	"github.com/twilio/twilio-go/":   "internal/channel/twilio",
	"github.com/go-telegram/bot":     "internal/channel/telegram",
	"github.com/redis/go-redis/":     "internal/redisstore",
	"github.com/alicebob/miniredis/": "internal/redisstore",
	"database/sql":                   "internal/records",
	"golang.org/x/text/message":      "internal/i18n",
	"golang.org/x/text/feature/":     "internal/i18n",
	"github.com/prometheus/":         "internal/web",
	"github.com/spf13/cobra":         "cmd/waypost",
}

func TestOneSDKHasOneImporter(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		for _, i := range p.Imports {
			if i == "github.com/twilio/twilio-go" {
				t.Errorf("%s imports the root of twilio-go, which takes 100 s more to compile", name)
			}
			for prefix, owner := range sdk {
				if strings.HasPrefix(i, prefix) && name != owner {
					t.Errorf("%s imports %s; only %s may", name, i, owner)
				}
			}
		}
	}
}

// adapters import inward, never each other.
func isAdapter(name string) bool {
	for _, a := range []string{"internal/redisstore", "internal/records", "internal/console", "internal/api", "internal/web"} {
		if name == a {
			return true
		}
	}
	return strings.HasPrefix(name, "internal/channel/") && name != "internal/channel/channeltest"
}

func TestAdaptersImportInward(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		for _, i := range p.Imports {
			ours := strings.TrimPrefix(i, module)
			switch {
			case isAdapter(name) && isAdapter(ours):
				t.Errorf("%s imports %s; adapters do not know each other", name, ours)
			case ours == "internal/app" && name != "cmd/waypost":
				t.Errorf("%s imports app", name)
			}
		}
	}
}
