package script_test

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"waypost/internal/dialog"
	"waypost/internal/gateway"
	"waypost/internal/sms"
	"waypost/internal/understand"
)

var update = flag.Bool("update", false, "rewrite the transcripts with what is said now")

// TestTranscripts holds every conversation in testdata. A transcript is what a
// humanitarian worker would read:
//
//	# a remark
//	@ scope LB,LY          a directive: scope, clock, medium, new, redis, records, saved, location
//	> shelter tripoli      what the person sends; "> [ref]" presses a button
//	< TRIPOLI shelters     what waypost answers, row by row
//	= GSM7 149/1           what that costs as SMS
//
// The session is encoded and decoded between turns, as a store would.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	walked := map[dialog.Transition]bool{}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) { play(t, file, walked) })
	}
	coverage(t, walked)
}

// coverage demands that every declared transition was walked by a transcript.
func coverage(t *testing.T, walked map[dialog.Transition]bool) {
	m := machine(t)
	var missing []string
	total := 0
	for _, s := range m.States() {
		for _, to := range s.To {
			total++
			if !walked[dialog.Transition{From: s.Name, To: to}] {
				missing = append(missing, fmt.Sprintf("%s -> %s", s.Name, to))
			}
		}
	}
	entered := map[dialog.StateName]bool{}
	for w := range walked {
		entered[w.To] = true
	}
	for _, e := range m.Entries() {
		total++
		if !entered[e] {
			missing = append(missing, "any -> "+string(e))
		}
	}
	t.Logf("%d of %d declared transitions walked", total-len(missing), total)
	if len(missing) > 0 {
		t.Errorf("no transcript walks:\n%s", strings.Join(missing, "\n"))
	}
}

// player holds one conversation.
type player struct {
	t        *testing.T
	machine  *dialog.Machine
	stage    *stage
	world    dialog.World
	reader   *understand.Reader
	session  []byte
	medium   gateway.Medium
	records  *memory
	location *gateway.Point
	out      strings.Builder
	walked   map[dialog.Transition]bool
}

func play(t *testing.T, file string, walked map[dialog.Transition]bool) {
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p := &player{t: t, machine: machine(t), stage: demoStage(t), records: &memory{}, walked: walked}
	p.scope("LB")
	lines := bufio.NewScanner(strings.NewReader(string(want)))
	for lines.Scan() {
		p.line(lines.Text())
	}
	if got := p.out.String(); got != string(want) {
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			return
		}
		t.Error(cmp.Diff(string(want), got))
	}
}

func (p *player) line(line string) {
	switch {
	case strings.HasPrefix(line, "> "):
		fmt.Fprintln(&p.out, line)
		p.send(strings.TrimPrefix(line, "> "))
	case strings.HasPrefix(line, "< "), line == "<", strings.HasPrefix(line, "= "), strings.HasPrefix(line, "[ "):
	default:
		fmt.Fprintln(&p.out, line)
		if d, ok := strings.CutPrefix(line, "@ "); ok {
			p.directive(d)
		}
	}
}

func (p *player) directive(d string) {
	verb, rest, _ := strings.Cut(d, " ")
	switch verb {
	case "scope":
		p.scope(rest)
	case "new":
		p.session = nil
	case "clock":
		shift, err := time.ParseDuration(strings.TrimPrefix(rest, "+"))
		if err != nil {
			p.t.Fatal(err)
		}
		p.world.Now = p.world.Now.Add(shift)
	case "medium":
		p.medium = gateway.SMS
		if rest == "chat" {
			p.medium = gateway.Chat
		}
	case "redis":
		p.world.NoMenus = rest == "down"
	case "records":
		p.records.down = rest == "down"
	case "saved":
		p.world.SavedAt = p.world.Now.Add(-2 * time.Minute)
	case "session":
		p.session = []byte(strings.ReplaceAll(rest, "|", "\x1f"))
	case "location":
		p.location = &gateway.Point{}
		if _, err := fmt.Sscanf(rest, "%f,%f", &p.location.Lat, &p.location.Lon); err != nil {
			p.t.Fatal(err)
		}
	default:
		p.t.Fatalf("directive %q is not known", d)
	}
}

func (p *player) scope(countries string) {
	scope := strings.Split(countries, ",")
	noMenus, saved, now := p.world.NoMenus, p.world.SavedAt, p.world.Now
	p.world, p.reader = p.stage.world(p.t, scope)
	p.world.NoMenus, p.world.SavedAt = noMenus, saved
	if !now.IsZero() {
		p.world.Now = now
	}
}

// send plays one message and writes down the answer.
func (p *player) send(text string) {
	if p.world.NoMenus {
		p.session = nil
	}
	session, err := p.machine.Decode(p.session)
	if err != nil {
		session.State = ""
	}
	in := dialog.Input{Text: text, Medium: p.medium, Location: p.location}
	p.location = nil
	if ref, ok := strings.CutPrefix(text, "["); ok {
		in.Button, in.Reading = strings.TrimSuffix(ref, "]"), understand.Reading{Choice: -1}
	} else {
		in.Reading = p.reader.Read(text, understand.Prior{Session: session.Language})
	}
	var done []dialog.Outcome
	r := p.machine.Step(session, in, &p.world, nil)
	for range 3 {
		if len(r.Effects) == 0 {
			break
		}
		for _, e := range r.Effects {
			done = append(done, p.records.do(e, p.world.Now))
		}
		r = p.machine.Step(session, in, &p.world, done)
	}
	for _, w := range r.Walked {
		p.walked[w] = true
	}
	p.session = r.Session.Encode()
	p.write(r)
}

func (p *player) write(r dialog.Result) {
	lang := r.Session.Language
	reply := p.stage.catalog.Compose(lang, p.medium, r.Said)
	for _, row := range strings.Split(reply, "\n") {
		fmt.Fprintf(&p.out, "< %s\n", row)
	}
	if p.medium == gateway.Chat {
		for _, b := range r.Buttons {
			fmt.Fprintf(&p.out, "[ %s ] %s\n", p.stage.catalog.Render(lang, p.medium, b.Label), b.Value)
		}
		return
	}
	size := sms.Count(reply)
	fmt.Fprintf(&p.out, "= %s %d/%d\n", size.Encoding, size.Units, size.Segments)
}

// memory stands for the records: it remembers what was asked of it.
type memory struct {
	down    bool
	stopped bool
	subs    []dialog.Subscription
	last    dialog.Effect
	lastAt  time.Time
}

func (m *memory) do(e dialog.Effect, now time.Time) dialog.Outcome {
	if m.down {
		return dialog.Outcome{Failed: true}
	}
	o := dialog.Outcome{Until: now.Add(90 * 24 * time.Hour)}
	if e.Kind != dialog.MyData {
		o.Repeated = m.last == e && now.Sub(m.lastAt) < 3*time.Minute
		m.last, m.lastAt = e, now
	}
	switch e.Kind {
	case dialog.Stop:
		m.stopped = true
	case dialog.Join:
		m.stopped = false
		m.subs = slices.DeleteFunc(m.subs, func(s dialog.Subscription) bool { return s.Area == e.Area })
		m.subs = append(m.subs, dialog.Subscription{Area: e.Area, Language: e.Language, Until: o.Until})
	case dialog.Delete:
		*m = memory{stopped: true, last: e, lastAt: now}
	case dialog.MyData:
		o.Subscriptions, o.Stopped = m.subs, m.stopped
	}
	return o
}
