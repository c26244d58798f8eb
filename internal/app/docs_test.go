package app

import (
	"bytes"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"waypost/internal/config"
	"waypost/internal/directory"
)

// documents are what people read, from the folder of the module.
var documents = []string{"README.md", "CONTRIBUTING.md", "deploy/README.md", "locales/README.md"}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// settingLine is a line of the env example, commented out or not.
var settingLine = regexp.MustCompile(`(?m)^(#?)([A-Z][A-Z_]+)=(.*)$`)

func TestTheEnvExampleNamesEverySettingAndNoOther(t *testing.T) {
	var want, got []string
	nothing := config.Source{Lookup: func(string) (string, bool) { return "", false }}
	for _, d := range config.Describe(nothing, &Settings{}) {
		want = append(want, d.Env)
	}
	for _, m := range settingLine.FindAllStringSubmatch(read(t, "deploy/waypost.env.example"), -1) {
		got = append(got, m[2])
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("settings (-) and env example (+) differ:\n%s", diff)
	}
}

func TestTheEnvExampleServesOnceItsBlanksAreFilled(t *testing.T) {
	blanks := map[string]string{
		"WAYPOST_SECRET":     "k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
		"TWILIO_ACCOUNT_SID": "AC0123", "TWILIO_AUTH_TOKEN": "token", "TWILIO_MESSAGING_SERVICE_SID": "MG0123",
		"TELEGRAM_BOT_TOKEN": "1:secret", "TELEGRAM_WEBHOOK_SECRET": "secret",
	}
	env := map[string]string{}
	for _, m := range settingLine.FindAllStringSubmatch(read(t, "deploy/waypost.env.example"), -1) {
		commented, name, value := m[1] != "", m[2], m[3]
		if fill, ok := blanks[name]; ok && value == "" && !commented {
			value = fill
			delete(blanks, name)
		}
		if !commented && value == "" {
			t.Errorf("%s is blank, but not one of the blanks to fill in", name)
		}
		if !commented {
			env[name] = value
		}
	}
	if len(blanks) > 0 {
		t.Errorf("the example leaves no blank for %v", blanks)
	}
	s, err := ReadSettings(config.Source{Lookup: func(name string) (string, bool) { v, ok := env[name]; return v, ok }})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.checkServe(); err != nil {
		t.Error(err)
	}
}

func TestTheEnvExampleShowsTheDefaults(t *testing.T) {
	defaults := map[string]string{}
	nothing := config.Source{Lookup: func(string) (string, bool) { return "", false }}
	for _, d := range config.Describe(nothing, &Settings{}) {
		defaults[d.Env] = d.Default
	}
	for _, m := range settingLine.FindAllStringSubmatch(read(t, "deploy/waypost.env.example"), -1) {
		if want := defaults[m[2]]; m[1] != "" && want != "" && m[3] != want {
			t.Errorf("%s is shown as %q; its default is %q", m[2], m[3], want)
		}
	}
}

var (
	// code is what a document shows as code: a block or a span.
	code = regexp.MustCompile("(?s)```.*?```|`[^`\n]+`")
	// invoked is a command of the program inside code.
	invoked = regexp.MustCompile("(?m)(?:^|[\\s`/])waypost ([a-z].*)$")
	word    = regexp.MustCompile(`^[a-z]+$`)
	flagged = regexp.MustCompile(`^--?[a-z]+$`)
)

// commands lists what documents invoke, "directory import" → its flags.
func commands(text string) map[string][]string {
	found := map[string][]string{}
	for _, block := range code.FindAllString(text, -1) {
		for _, m := range invoked.FindAllStringSubmatch(strings.ReplaceAll(block, "`", " "), -1) {
			var words, flags []string
			line, _, _ := strings.Cut(m[1], "#")
			fields := strings.Fields(line)
			for len(fields) > 0 && word.MatchString(fields[0]) {
				words, fields = append(words, fields[0]), fields[1:]
			}
			for _, f := range fields {
				if flagged.MatchString(f) {
					flags = append(flags, f)
				}
			}
			if name := strings.Join(words, " "); name != "" {
				found[name] = append(found[name], flags...)
			}
		}
	}
	return found
}

func TestDocumentsNameOnlyCommandsAndFlagsThatExist(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "waypost")
	if out, err := exec.Command("go", "build", "-o", binary, "../../cmd/waypost").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	for _, name := range documents {
		list := commands(read(t, name))
		if len(list) == 0 {
			t.Errorf("%s names no command; is it still read?", name)
		}
		for command, flags := range list {
			help, err := exec.Command(binary, append(strings.Fields(command), "--help")...).CombinedOutput()
			// An unknown word below a known command prints that command's help.
			if err != nil || !regexp.MustCompile(`(?m)^  waypost `+command+`( |$)`).Match(help) {
				t.Errorf("%s: there is no `waypost %s`", name, command)
				continue
			}
			for _, f := range flags {
				if !regexp.MustCompile(regexp.QuoteMeta(f) + `\b`).Match(help) {
					t.Errorf("%s: `waypost %s` has no %s", name, command, f)
				}
			}
		}
	}
}

// TestCommandsAreFound keeps the test above able to fail.
func TestCommandsAreFound(t *testing.T) {
	text := "Say `waypost nosuch --x`, and\n```sh\nas_waypost waypost directory import a.csv --apply  # waypost says\nsudo systemctl stop waypost\ngo run ./cmd/waypost local\n```\nwaypost answers."
	want := map[string][]string{"nosuch": {"--x"}, "directory import": {"--apply"}, "local": nil}
	if diff := cmp.Diff(want, commands(text)); diff != "" {
		t.Error(diff)
	}
}

func TestTheConversationInTheReadmeIsWhatTheProgramSays(t *testing.T) {
	_, rest, ok := strings.Cut(read(t, "README.md"), "<!-- conversation:")
	if !ok {
		t.Fatal("README.md marks no conversation")
	}
	_, rest, _ = strings.Cut(rest, "```\n")
	want, _, _ := strings.Cut(rest, "```")
	var said []string
	for _, line := range strings.Split(want, "\n") {
		if q, ok := strings.CutPrefix(line, "> "); ok {
			said = append(said, q)
		}
	}
	env := map[string]string{"WAYPOST_STATE_DIR": t.TempDir()}
	s, err := ReadSettings(config.Source{Lookup: func(name string) (string, bool) { v, ok := env[name]; return v, ok }})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := Chat(t.Context(), s, slog.New(slog.DiscardHandler), "+961000001", strings.NewReader(strings.Join(said, "\n")+"\n"), &out); err != nil {
		t.Fatal(err)
	}
	answers := strings.Split(out.String(), "> ")[1:] // a terminal would show each question behind its prompt
	var got strings.Builder
	for i, q := range said {
		got.WriteString("> " + q + "\n" + answers[i])
	}
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("README.md (-) and the program (+) differ:\n%s", diff)
	}
}

func TestTheMapOfTheCodeNamesEveryPackage(t *testing.T) {
	readme := read(t, "README.md")
	for _, pattern := range []string{"cmd/*", "internal/*", "internal/channel/*"} {
		dirs, err := filepath.Glob("../../" + pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, dir := range dirs {
			sources, _ := filepath.Glob(filepath.Join(dir, "*.go"))
			name, _ := filepath.Rel("../..", dir)
			if len(sources) > 0 && !strings.Contains(readme, "| `"+filepath.ToSlash(name)+"` |") {
				t.Errorf("README.md's map does not name %s", name)
			}
		}
	}
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z/0-9]+)` \\|").FindAllStringSubmatch(readme, -1) {
		if _, err := os.Stat(filepath.Join("../..", m[1])); err != nil {
			t.Errorf("README.md's map names %s, which is not there", m[1])
		}
	}
}

func TestLinksAndMetricsInDocumentsExist(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)
	metric := regexp.MustCompile(`waypost_[a-z_]+`)
	counted := read(t, "internal/web/metrics.go")
	for _, name := range documents {
		text := read(t, name)
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			if _, err := os.Stat(filepath.Join("../..", filepath.Dir(name), m[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", name, m[1])
			}
		}
		for _, m := range metric.FindAllString(text, -1) {
			if !strings.Contains(counted, `"`+strings.TrimSuffix(m, "_bucket")+`"`) {
				t.Errorf("%s names the metric %s, which nobody counts", name, m)
			}
		}
	}
}

func TestEveryWebhookIsPublicInTheProxyAndNothingElse(t *testing.T) {
	mounted := regexp.MustCompile(`"(/webhooks/[a-z/]+)"`)
	var want []string
	err := filepath.WalkDir("../channel", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		data, err := os.ReadFile(path)
		for _, m := range mounted.FindAllStringSubmatch(string(data), -1) {
			want = append(want, m[1])
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, line := range strings.Split(read(t, "deploy/Caddyfile"), "\n") {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "path" {
			got = append(got, fields[1:]...)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(slices.Compact(want), got); diff != "" {
		t.Errorf("webhooks (-) and public paths (+) differ:\n%s", diff)
	}
}

func TestThePackAndTheHoursInTheRunbookCanBeRead(t *testing.T) {
	runbook := read(t, "deploy/README.md")
	_, rest, _ := strings.Cut(runbook, "```json\n")
	pack, _, _ := strings.Cut(rest, "```")
	if _, err := directory.ParsePack([]byte(pack)); err != nil {
		t.Error(err)
	}
	_, rest, _ = strings.Cut(runbook, "| `hours` |")
	row, _, _ := strings.Cut(rest, "\n")
	shown := regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(row, -1)
	if len(shown) == 0 {
		t.Error("the runbook shows no opening hours")
	}
	for _, m := range shown {
		if _, err := directory.ParseHours(m[1]); err != nil {
			t.Errorf("%s: %v", m[1], err)
		}
	}
}
