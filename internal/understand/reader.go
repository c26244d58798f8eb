package understand

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"waypost/internal/fold"
	"waypost/internal/gateway"
	"waypost/internal/place"
	"waypost/internal/understand/model"
)

//go:generate go run ./gen

// packed is the trained model that go generate builds out of locales/.
//
//go:embed model.bin.gz
var packed []byte

// Packed decodes the model that is part of the program.
func Packed() (*model.Model, error) { return model.Decode(packed) }

// Tongue is a language that can be recognised.
type Tongue struct {
	Tag gateway.Language
	// Script is an ISO 15924 code; Names are the words for the language itself.
	Script string
	Names  []string
}

// Config is what a Reader reads with.
type Config struct {
	// Tongues in order of preference when nothing else tells.
	Tongues  []Tongue
	Lexicons []Lexicon
	// Places may be nil: then no place is found.
	Places *place.Gazetteer
	// Scope lists the countries whose places are meant first; empty is the world.
	Scope []string
	// Countries knows the countries by name; may be nil.
	Countries *place.Countries
	// Model is what Packed returns when nil.
	Model *model.Model
}

// Reader reads messages. It is immutable and safe for concurrent use.
type Reader struct {
	cfg     Config
	model   *model.Model
	vectors *Vectors
	tongues *tongues
	intents []Intent
	verbs   map[string][]spoken
	alarms  map[string][]gateway.Language
	// heads are the first words of verbs that something may follow.
	heads    map[string]bool
	named    map[string]gateway.Language
	demonyms *demonyms
	words    *words
	pool     sync.Pool

	emergency, protection int
	heat, alarm, guard    float32
	offer                 float32
}

// scratch is the working memory of one reading.
type scratch struct {
	message model.Vector
	m       Message
	scores  []float32
	found   []named
}

// New prepares a Reader. It panics when the packed model cannot be read, which
// a test of this package excludes.
func New(cfg Config) *Reader {
	m := cfg.Model
	if m == nil {
		var err error
		if m, err = Packed(); err != nil {
			panic(err)
		}
	}
	r := &Reader{cfg: cfg, model: m, vectors: NewVectors(cfg.Lexicons, m.Concepts, m.Tags, m.Doubtful),
		verbs: map[string][]spoken{}, heads: map[string]bool{}, alarms: map[string][]gateway.Language{}, named: map[string]gateway.Language{},
		demonyms: newDemonyms(cfg.Lexicons), words: newWords(cfg.Lexicons, m.Ordinary),
		heat: m.Figure("intent heat"), alarm: m.Figure("emergency from"), guard: m.Figure("urgent from"), offer: m.Figure("urgent offered from")}
	r.tongues = newTongues(cfg, m, r.vectors)
	for i, id := range m.IntentIDs {
		r.intents = append(r.intents, Intent(id))
		switch Intent(id) {
		case Emergency:
			r.emergency = i
		case Protection:
			r.protection = i
		}
	}
	for _, l := range cfg.Lexicons {
		r.learn(l)
	}
	for _, t := range cfg.Tongues {
		for _, n := range t.Names {
			r.named[fold.Fold(n)] = t.Tag
		}
	}
	if cfg.Places != nil {
		r.cfg.Places = cfg.Places.With(placeOptions(cfg.Lexicons))
	}
	r.pool.New = func() any { return &scratch{scores: make([]float32, max(len(m.Tags), len(m.IntentIDs)))} }
	return r
}

// learn takes in the whole messages of a language: verbs and bare emergencies.
func (r *Reader) learn(l Lexicon) {
	for _, v := range people {
		for _, key := range l.Verbs[v] {
			r.verbs[key] = append(r.verbs[key], spoken{v, l.Language})
			if v == VerbJoin || v == VerbLanguage || v == VerbVerify {
				first, _, _ := strings.Cut(key, " ")
				r.heads[first] = true
			}
		}
	}
	for _, t := range l.Terms {
		if t.Intent == Emergency && !t.Weak {
			key := strings.Join(t.Words, " ")
			if !slices.Contains(r.alarms[key], l.Language) {
				r.alarms[key] = append(r.alarms[key], l.Language)
			}
		}
	}
}

func (r *Reader) tongue(l gateway.Language) langs {
	if i, ok := r.vectors.tags[l]; ok {
		return 1 << i
	}
	return 0
}

// longestRead bounds the work: no real message is longer, and what follows
// does not change what it wants.
const longestRead = 2000

// Read takes a message for what it most likely is. Any bytes are accepted.
func (r *Reader) Read(text string, prior Prior) Reading {
	if len(text) > longestRead {
		text = text[:longestRead]
		for len(text) > 0 && !utf8.ValidString(text[max(0, len(text)-4):]) && len(text) > longestRead-4 {
			text = text[:len(text)-1]
		}
	}
	out := Reading{Choice: -1, Intent: Unknown}
	toks := fold.Tokens(text)
	if len(toks) == 0 {
		return out
	}
	if n, ok := choice(toks); ok {
		out.Choice = n
		return out
	}
	s := r.pool.Get().(*scratch)
	s.m.Load(text, toks)
	r.read(&out, s, prior)
	s.m.Text, s.m.Tokens = "", nil
	clear(s.m.hits)
	r.pool.Put(s)
	return out
}

func (r *Reader) read(out *Reading, s *scratch, prior Prior) {
	toks := s.m.Tokens
	key := joined(toks)
	out.Language, out.Sure, out.Also = r.tongues.recognise(&s.m, &s.message, s.scores[:len(r.model.Tags)], prior)
	if tag, ok := r.named[key]; ok {
		out.Named, out.Language, out.Sure, out.Also = tag, tag, true, nil
	}
	found := r.places(s, out)
	p := s.scores[:len(r.intents)]
	clear(p)
	s.message.Reset()
	r.vectors.Intent(&s.message, &s.m, out.Language)
	r.model.Intent.Add(p, s.message.Features, 1)
	r.judge(out, p)
	r.keyword(out, s)
	r.topic(out, s.m.hits)
	r.country(out, s, found)
	r.place(out, s, found)
	r.command(out, key, toks, prior)
	if out.Verb == VerbNone && r.bareEmergency(key, out) {
		out.Intent, out.Confidence, out.Other = Emergency, 1, nil
	}
	if out.Named != "" {
		out.Intent, out.Confidence = Language, 1
	}
}

// topic is that of a phrase of a narrower topic.
func (r *Reader) topic(out *Reading, hits []hit) {
	for _, h := range hits {
		if h.Topic != "" && !h.Weak {
			out.Topic = h.Topic
			return
		}
	}
}

// choice reads a message that is nothing but a small number.
func choice(toks []fold.Token) (int, bool) {
	if len(toks) != 1 || len(toks[0].Key) > 2 {
		return 0, false
	}
	n, err := strconv.Atoi(toks[0].Key)
	return n, err == nil && n >= 0
}

// joined is the whole message folded, empty when it has more words than any
// phrase that is looked for as a whole message.
func joined(toks []fold.Token) string {
	if len(toks) == 1 {
		return toks[0].Key
	}
	if len(toks) > longestWhole {
		return ""
	}
	var buf [256]byte
	b := buf[:0]
	for i := range toks {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(b, toks[i].Key...)
	}
	return string(b)
}

// longestWhole is how many words a command or a bare emergency has at most.
const longestWhole = 12
