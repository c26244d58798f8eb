package conversation_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"waypost/deploy/demo"
	"waypost/internal/app"
	"waypost/internal/conversation"
	"waypost/internal/dialog"
	"waypost/internal/directory"
	"waypost/internal/gateway"
	"waypost/internal/i18n"
	"waypost/internal/place"
	"waypost/internal/records"
	"waypost/internal/redisstore"
	"waypost/internal/script"
	"waypost/internal/seal"
	"waypost/internal/testkit"
	"waypost/internal/understand"
	"waypost/locales"
)

// rig is a loop over a real Redis and a real database, with faults to inject.
type rig struct {
	t        *testing.T
	loop     *conversation.Loop
	sessions *faulty
	facts    *faultyFacts
	db       *records.DB
	log      *bytes.Buffer
	now      atomic.Int64
	answered []conversation.Answered
	wondered [][]string
	mu       sync.Mutex
	n        atomic.Int64
}

const someone = "+96170555123"

// faulty passes to the real store until told to fail.
type faulty struct {
	conversation.Sessions
	loadFails, commitFails atomic.Bool
	commits                atomic.Int64
}

var errAway = errors.New("away")

func (f *faulty) Load(ctx context.Context, c gateway.Contact, id gateway.MessageID) (conversation.Stored, error) {
	if f.loadFails.Load() {
		return conversation.Stored{}, errAway
	}
	return f.Sessions.Load(ctx, c, id)
}

func (f *faulty) Commit(ctx context.Context, s conversation.Step) (conversation.Outcome, []byte, error) {
	f.commits.Add(1)
	if f.commitFails.Load() {
		return 0, nil, errAway
	}
	return f.Sessions.Commit(ctx, s)
}

type faultyFacts struct {
	conversation.Facts
	fails atomic.Bool
}

func (f *faultyFacts) Once(ctx context.Context, k conversation.Key, fn func(conversation.Tx) (conversation.Handled, error)) (conversation.Handled, error) {
	if f.fails.Load() {
		return conversation.Handled{}, errAway
	}
	return f.Facts.Once(ctx, k, fn)
}

func (r *rig) Answered(a conversation.Answered) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answered = append(r.answered, a)
}

func (r *rig) Unanswered(_ gateway.Language, _ place.AreaID, words []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wondered = append(r.wondered, words)
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, log: &bytes.Buffer{}}
	r.now.Store(demo.AsOf.Unix())
	ring, err := seal.ParseRing("t:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")
	if err != nil {
		t.Fatal(err)
	}
	store, err := redisstore.Open(testkit.Redis(t), ring, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	r.db, err = records.Open(t.Context(), filepath.Join(t.TempDir(), "w.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.db.Close() })
	catalog, err := i18n.Load(locales.FS, i18n.Options{Country: app.CountryName})
	if err != nil {
		t.Fatal(err)
	}
	machine, err := script.Machine()
	if err != nil {
		t.Fatal(err)
	}
	clock := func() time.Time { return time.Unix(r.now.Load(), 0).UTC() }
	r.sessions = &faulty{Sessions: store}
	r.facts = &faultyFacts{Facts: app.NewFacts(r.db, ring, clock)}
	world, reader := demoWorld(t, catalog)
	r.loop = conversation.New(conversation.Config{
		Sessions: r.sessions, Facts: r.facts, Identity: seal.NewKeys(seal.NewContactKey()), Reader: fragile{reader}, Speaker: catalog,
		Machine: machine, Now: clock, Meter: r, Log: slog.New(slog.NewTextHandler(r.log, nil)),
		World: func(now time.Time) dialog.World {
			w := world
			w.Now = now
			return w
		},
	})
	return r
}

// fragile panics on one word, with the message in the panic.
type fragile struct{ conversation.Reader }

func (f fragile) Read(text string, p understand.Prior) understand.Reading {
	if strings.Contains(text, "secretword") {
		panic("cannot read " + text)
	}
	return f.Reader.Read(text, p)
}

func demoWorld(t *testing.T, catalog *i18n.Catalog) (dialog.World, *understand.Reader) {
	t.Helper()
	c, err := app.ReadPack(demo.FS, demo.AsOf, demo.AsOf)
	if err != nil {
		t.Fatal(err)
	}
	areas, err := place.New(c.Areas)
	if err != nil {
		t.Fatal(err)
	}
	zones := map[string]*time.Location{}
	for _, p := range c.Packs {
		if zones[p.TimeZone], err = time.LoadLocation(p.TimeZone); err != nil {
			t.Fatal(err)
		}
	}
	lexicons, err := app.Lexicons(locales.FS, catalog)
	if err != nil {
		t.Fatal(err)
	}
	snapshot := directory.NewSnapshot(directory.Data{Services: c.Services, Missions: c.Missions, Pages: c.Pages, Packs: c.Packs, Areas: areas, Zones: zones})
	_, named := app.Tongues(catalog)
	reader, err := app.NewReader(catalog, lexicons, areas, []string{"LB"})
	if err != nil {
		t.Fatal(err)
	}
	return dialog.World{Directory: snapshot, Places: areas, Countries: []string{"LB"}, Locales: named}, reader
}

// say hands in a message of somebody under a new id.
func (r *rig) say(from, text string) string {
	r.t.Helper()
	return r.deliver(fmt.Sprintf("id-%d", r.n.Add(1)), from, text)
}

func (r *rig) deliver(id, from, text string) string {
	r.t.Helper()
	reply, _, err := r.loop.Handle(r.t.Context(), gateway.Inbound{
		Channel: "test", Medium: gateway.SMS, ID: id, From: gateway.Address{Channel: "test", Value: from}, Text: text,
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return reply.Text
}

func (r *rig) pass(d time.Duration) { r.now.Add(int64(d / time.Second)) }

func TestARedeliveryGetsTheSameBytes(t *testing.T) {
	r := newRig(t)
	first := r.deliver("one", someone, "shelter tripoli")
	r.deliver("two", someone, "doctor saida")
	if got := r.deliver("one", someone, "shelter tripoli"); got != first || got == "" {
		t.Errorf("first %q, again %q", first, got)
	}
	if n := r.sessions.commits.Load(); n != 2 {
		t.Errorf("%d steps, want 2", n)
	}
}

func TestManyMessagesOfOnePersonAllCount(t *testing.T) {
	r := newRig(t)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() { r.deliver(fmt.Sprintf("m%d", i), someone, "shelter tripoli") })
	}
	wg.Wait()
	if n := r.sessions.commits.Load(); n != 8 {
		t.Errorf("%d commits for 8 messages", n)
	}
}

func TestWithoutSessionsNoDigitIsOffered(t *testing.T) {
	for _, broken := range []string{"load", "commit"} {
		t.Run(broken, func(t *testing.T) {
			r := newRig(t)
			r.sessions.loadFails.Store(broken == "load")
			r.sessions.commitFails.Store(broken == "commit")
			got := r.deliver("x", someone, "shelter tripoli")
			if !strings.Contains(got, "Al-Amal") || strings.Contains(got, "Reply 1") {
				t.Errorf("answer: %q", got)
			}
			if again := r.deliver("x", someone, "shelter tripoli"); again != got {
				t.Errorf("redelivery: %q", again)
			}
			if !r.answered[0].NoSession {
				t.Error("the failure is not told to the meter")
			}
		})
	}
}

func TestAStopThatCannotBeSavedHoldsAndIsRetried(t *testing.T) {
	r := newRig(t)
	r.facts.fails.Store(true)
	got := r.say(someone, "STOP")
	if !strings.Contains(got, "could not save") || !strings.Contains(got, "STOP") {
		t.Errorf("the person is not told: %q", got)
	}
	contact := r.loop.Identity.Contact(gateway.Address{Channel: "test", Value: someone})
	if !r.loop.Stopped(contact) {
		t.Error("STOP does not hold in memory")
	}
	if n := r.loop.Retry(t.Context()); n != 1 {
		t.Errorf("%d waiting, want 1", n)
	}
	r.facts.fails.Store(false)
	if n := r.loop.Retry(t.Context()); n != 0 {
		t.Errorf("%d waiting, want 0", n)
	}
	if suppressed, err := r.db.Suppressed(t.Context(), contact); err != nil || !suppressed {
		t.Errorf("suppressed %v, %v", suppressed, err)
	}
}

func TestAFactIsDoneOnceHoweverOftenItIsDelivered(t *testing.T) {
	r := newRig(t)
	first := r.deliver("j", someone, "join tripoli")
	r.sessions.loadFails.Store(true) // the ring cannot be asked
	if got := r.deliver("j", someone, "join tripoli"); got != first {
		t.Errorf("first %q, again %q", first, got)
	}
	r.sessions.loadFails.Store(false)
	if got := r.say(someone, "join tripoli"); !strings.HasPrefix(got, "Already done") {
		t.Errorf("under another id: %q", got)
	}
}

func TestDeleteLeavesNoKeyBehind(t *testing.T) {
	r := newRig(t)
	r.say(someone, "shelter tripoli")
	if got := r.say(someone, "DELETE"); !strings.HasPrefix(got, "Deleted") {
		t.Errorf("answer: %q", got)
	}
	contact := r.loop.Identity.Contact(gateway.Address{Channel: "test", Value: someone})
	stored, err := r.sessions.Load(t.Context(), contact, gateway.MessageID{})
	if err != nil || stored.Session != nil || stored.Version != 0 {
		t.Errorf("a session is left: %v, %v", stored, err)
	}
}

func TestAPanicAnswersWithTheEmergencyNumbers(t *testing.T) {
	r := newRig(t)
	got := r.say(someone, "shelter secretword tripoli")
	for _, number := range []string{"140", "125", "112", "01-555-0100"} {
		if !strings.Contains(got, number) {
			t.Errorf("answer lacks %s: %q", number, got)
		}
	}
	if strings.Contains(r.log.String(), "secretword") || strings.Contains(r.log.String(), "70555123") {
		t.Error("the log holds what the person wrote")
	}
	if r.answered[0].How != "rescued" {
		t.Errorf("answered as %q", r.answered[0].How)
	}
}

func TestNobodyIsMutedByTheFloodLimit(t *testing.T) {
	r := newRig(t)
	var slow, silent, normal int
	for i := range 200 {
		got := r.say(someone, fmt.Sprintf("shelter tripoli %d", i))
		switch {
		case strings.Contains(got, "Many messages"):
			slow++
			if !strings.Contains(got, "140") && !strings.Contains(got, "112") {
				t.Errorf("no emergency number: %q", got)
			}
		case got == "":
			silent++
		default:
			normal++
		}
	}
	if normal != 10 || slow != 1 || silent != 189 {
		t.Errorf("%d answers, %d slow down, %d silent; want 10, 1, 189", normal, slow, silent)
	}
	if got := r.say(someone, "help"); !strings.Contains(got, "EMERGENCY") {
		t.Errorf("an emergency is not answered: %q", got)
	}
	if got := r.say(someone, "STOP"); !strings.HasPrefix(got, "Stopped") {
		t.Errorf("STOP is not obeyed: %q", got)
	}
	if got := r.say("+96170555999", "shelter tripoli"); !strings.Contains(got, "Al-Amal") {
		t.Errorf("somebody else is limited: %q", got)
	}
	r.pass(2 * time.Minute)
	if got := r.say(someone, "doctor saida"); !strings.Contains(got, "SAIDA") {
		t.Errorf("still limited after two minutes: %q", got)
	}
}

func TestTwoMachinesDoNotAnswerEachOtherForEver(t *testing.T) {
	r := newRig(t)
	answers := 0
	for range 100 {
		r.pass(20 * time.Second) // slower than the question limit
		if r.say(someone, "I am out of office") != "" {
			answers++
		}
	}
	if answers > 50 {
		t.Errorf("%d answers to 100 equal messages", answers)
	}
}

func TestAnUnsentReplyIsGivenAgain(t *testing.T) {
	r := newRig(t)
	in := gateway.Inbound{Channel: "test", Medium: gateway.Chat, ID: "d", Deferred: true, From: gateway.Address{Channel: "test", Value: someone}, Text: "shelter tripoli"}
	first, sent, _ := r.loop.Handle(t.Context(), in)
	again, _, _ := r.loop.Handle(t.Context(), in)
	if first.Text == "" || again.Text != first.Text {
		t.Errorf("first %q, again %q", first.Text, again.Text)
	}
	sent()
	if len(first.Buttons) == 0 {
		t.Error("no buttons on a chat")
	}
}

func TestWordsThatWereNotUnderstoodAreCountedWithoutNumbers(t *testing.T) {
	r := newRig(t)
	r.say(someone, "zzkrrv blorf 70555123 ٧٠٥٥٥")
	if len(r.wondered) != 1 || strings.Join(r.wondered[0], " ") != "zzkrrv blorf" {
		t.Errorf("counted %q", r.wondered)
	}
	r.say(someone, "shelter tripoli")
	r.say(someone, "1")
	if len(r.wondered) != 1 {
		t.Errorf("an answered message was counted: %q", r.wondered)
	}
}
