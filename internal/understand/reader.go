package understand

import (
	"slices"
	"strconv"
	"strings"

	"waypost/internal/fold"
	"waypost/internal/gateway"
	"waypost/internal/place"
)

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
	Places   *place.Gazetteer
	// Scope lists the countries whose places are meant first; empty is the world.
	Scope []string
	// Countries finds a country by a folded name in any language; "" when it is none.
	Countries func(key string) string
}

// Reader reads messages. It is immutable.
type Reader struct {
	cfg      Config
	index    *index
	verbs    map[string][]spoken
	named    map[string]gateway.Language
	demonyms map[string]string
	tongues  *tongues
	known    map[string]bool
	before   map[string]bool
}

// spoken is a verb in a language.
type spoken struct {
	verb Verb
	lang gateway.Language
}

// New prepares a Reader.
func New(cfg Config) *Reader {
	r := &Reader{cfg: cfg, index: newIndex(cfg.Lexicons), verbs: map[string][]spoken{}, named: map[string]gateway.Language{},
		demonyms: map[string]string{}, tongues: newTongues(cfg), known: map[string]bool{}, before: map[string]bool{}}
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
	return r
}

// people are the verbs that anyone may use; the others are for staff.
var people = []Verb{VerbStop, VerbDelete, VerbMyData, VerbJoin, VerbRegister, VerbLeave, VerbLanguage, VerbMenu,
	VerbHuman, VerbSafe, VerbVerify, VerbMore, VerbRepeat, VerbYes, VerbNo}

func (r *Reader) learn(l Lexicon) {
	for _, v := range people {
		for _, key := range l.Verbs[v] {
			r.verbs[key] = append(r.verbs[key], spoken{v, l.Language})
			r.know(key)
		}
	}
	for key, code := range l.Demonyms {
		r.demonyms[key] = code
		r.know(key)
	}
	for _, t := range l.Terms {
		r.know(strings.Join(t.Words, " "))
	}
	for _, list := range [][]string{l.Common, l.Romanised, l.After} {
		for _, key := range list {
			r.know(key)
		}
	}
	for _, w := range l.Before {
		r.know(fold.Fold(w))
		r.before[fold.Fold(w)] = true
	}
}

// know marks the words of a phrase as meaning something, so that they are not
// taken for the name of an unknown place.
func (r *Reader) know(key string) {
	for _, w := range strings.Fields(key) {
		r.known[w] = true
	}
}

func placeOptions(lexicons []Lexicon) place.Options {
	var o place.Options
	for _, l := range lexicons {
		o.Before = append(o.Before, l.Before...)
		o.After = append(o.After, l.After...)
		o.Prefixes = append(o.Prefixes, l.Prefixes...)
		o.Suffixes = append(o.Suffixes, l.Suffixes...)
		o.Common = append(o.Common, l.Common...)
		for _, t := range l.Terms {
			if len(t.Words) == 1 {
				o.Common = append(o.Common, t.Words[0])
			}
		}
	}
	return o
}

// longestRead bounds the work: no real message is longer, and what follows
// does not change what it wants.
const longestRead = 2000

// Read takes a message for what it most likely is. Any bytes are accepted.
func (r *Reader) Read(text string, prior Prior) Reading {
	if len(text) > longestRead {
		text = text[:longestRead]
	}
	out := Reading{Choice: -1, Intent: Unknown}
	toks := fold.Tokens(text)
	if len(toks) == 0 {
		return out
	}
	if n, ok := number(toks); ok {
		out.Choice = n
		return out
	}
	key := joined(toks)
	hits := r.index.find(toks)
	r.language(&out, toks, hits, prior)
	r.intent(&out, key, hits)
	r.country(&out, toks)
	r.place(&out, toks, hits)
	r.command(&out, key, toks, prior)
	return out
}

// number reads a message that is nothing but a small number.
func number(toks []fold.Token) (int, bool) {
	if len(toks) != 1 || len(toks[0].Key) > 2 {
		return 0, false
	}
	n, err := strconv.Atoi(toks[0].Key)
	return n, err == nil && n >= 0
}

func joined(toks []fold.Token) string {
	words := make([]string, len(toks))
	for i, t := range toks {
		words[i] = t.Key
	}
	return strings.Join(words, " ")
}

// language decides the language of the answer.
func (r *Reader) language(out *Reading, toks []fold.Token, hits []hit, prior Prior) {
	out.Language, out.Sure, out.Also = r.tongues.recognise(toks, hits, prior)
	if tag, ok := r.named[joined(toks)]; ok {
		out.Named, out.Language, out.Sure = tag, tag, true
	}
}

// command finds the verb that the whole message is, or the one that a JOIN or
// LANG starts with.
func (r *Reader) command(out *Reading, key string, toks []fold.Token, prior Prior) {
	if v, ok := r.whole(key, out, prior); ok {
		out.Verb = v
		return
	}
	for n := min(3, len(toks)-1); n > 0; n-- {
		head := joined(toks[:n])
		for _, s := range r.verbs[head] {
			rest := joined(toks[n:])
			switch {
			case s.verb == VerbJoin && out.Place != nil && out.Place.Exact && n == out.Place.Start:
				out.Verb = VerbJoin
				return
			case s.verb == VerbLanguage && r.named[rest] != "":
				out.Verb, out.Named = VerbLanguage, r.named[rest]
				out.Language, out.Sure = out.Named, true
				return
			}
		}
	}
}

// whole resolves a message that is exactly a verb. In doubt between languages
// the English word stands, since it is known everywhere.
func (r *Reader) whole(key string, out *Reading, prior Prior) (Verb, bool) {
	list := r.verbs[key]
	if len(list) == 0 {
		return VerbNone, false
	}
	s := list[0]
	agreed := false
	for _, c := range list {
		if c.lang == prior.Session || c.lang == "en" || c.lang == out.Language && out.Sure {
			s, agreed = c, true
			break
		}
	}
	if !agreed && r.everyday(key, s) {
		out.VerbAsk = true
	}
	if out.Language == "" || !out.Sure {
		out.Language = s.lang
	}
	return s.verb, true
}

// everyday reports whether a verb of one language is an ordinary word of
// another.
func (r *Reader) everyday(key string, s spoken) bool {
	for _, l := range r.cfg.Lexicons {
		if l.Language != s.lang && (slices.Contains(l.Common, key) || slices.Contains(l.Romanised, key)) {
			return true
		}
	}
	for _, p := range r.index.words[key] {
		if p.lang != s.lang && len(p.Words) == 1 {
			return true
		}
	}
	return false
}
