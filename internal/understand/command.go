package understand

import (
	"slices"

	"waypost/internal/fold"
	"waypost/internal/gateway"
)

// people are the verbs that anyone may use; the others are for staff.
var people = []Verb{VerbStop, VerbDelete, VerbMyData, VerbJoin, VerbRegister, VerbLeave, VerbLanguage, VerbMenu,
	VerbHuman, VerbSafe, VerbVerify, VerbMore, VerbRepeat, VerbYes, VerbNo}

// means is the intent of a verb that has one.
func (v Verb) means() (Intent, bool) {
	switch v {
	case VerbStop:
		return Stop, true
	case VerbDelete, VerbMyData:
		return Delete, true
	case VerbJoin:
		return Alerts, true
	case VerbRegister, VerbLeave:
		return Register, true
	case VerbLanguage:
		return Language, true
	case VerbMenu:
		return Menu, true
	case VerbHuman:
		return Human, true
	case VerbSafe:
		return Safe, true
	}
	return "", false
}

// spoken is a verb in a language.
type spoken struct {
	verb Verb
	lang gateway.Language
}

// longestHead is how many words a verb has at most that something follows.
const longestHead = 4

// command finds the verb that the whole message is, or the one that a JOIN, a
// LANG or a VERIFY starts with.
func (r *Reader) command(out *Reading, key string, toks []fold.Token, prior Prior) {
	if v, ok := r.whole(key, out, prior); ok {
		out.Verb = v
	} else {
		r.head(out, toks)
	}
	if id, ok := out.Verb.means(); ok {
		out.Intent, out.Confidence, out.Other = id, 1, nil
	}
}

func (r *Reader) head(out *Reading, toks []fold.Token) {
	if len(toks) > longestWhole || !r.heads[toks[0].Key] {
		return
	}
	for n := min(longestHead, len(toks)-1); n > 0; n-- {
		for _, s := range r.verbs[joined(toks[:n])] {
			rest := toks[n:]
			switch s.verb {
			case VerbJoin:
				p := out.Place
				if p == nil && r.cfg.Places != nil {
					if m, ok := r.cfg.Places.Guess(rest, r.cfg.Scope); ok {
						m.Start, m.End, m.Whole = m.Start+n, m.End+n, false
						p, out.Place = &m, &m
					}
				}
				if p != nil && p.Start == n && p.End == len(toks) {
					out.Verb, out.VerbAsk = VerbJoin, !p.Exact
					return
				}
			case VerbLanguage:
				if tag := r.named[joined(rest)]; tag != "" {
					out.Verb, out.Named, out.Language, out.Sure, out.Also = VerbLanguage, tag, tag, true, nil
					return
				}
			case VerbVerify:
				if len(rest) == 1 && isCode(rest[0].Key) {
					out.Verb, out.Code = VerbVerify, code(rest[0].Key)
					return
				}
			}
		}
	}
}

// isCode holds for what may be the code of an alert or a referral: 4 letters
// and digits, at least one of them a digit.
func isCode(key string) bool {
	digits := 0
	for i := 0; i < len(key); i++ {
		switch c := key[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c < 'a' || c > 'z':
			return false
		}
	}
	return len(key) == 4 && digits > 0
}

// code writes a code as it was given out, in capitals.
func code(key string) string {
	b := []byte(key)
	for i, c := range b {
		if c >= 'a' && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}

// whole resolves a message that is exactly a verb. In doubt between languages
// the language of the conversation stands, then the English word, since it is
// known everywhere.
func (r *Reader) whole(key string, out *Reading, prior Prior) (Verb, bool) {
	list := r.verbs[key]
	if len(list) == 0 {
		return VerbNone, false
	}
	s, agreed := list[0], false
	for _, c := range list {
		if c.lang == prior.Session || c.lang == "en" || c.lang == out.Language && out.Sure {
			s, agreed = c, true
			break
		}
	}
	out.VerbAsk = !agreed && r.everyday(key, s)
	if out.Language == "" || !out.Sure {
		out.Language, out.Also = s.lang, nil
	}
	return s.verb, true
}

// everyday reports whether a verb of one language is an ordinary word of
// another.
func (r *Reader) everyday(key string, s spoken) bool {
	if r.vectors.known[key]&^r.tongue(s.lang) != 0 {
		return !slices.ContainsFunc(r.verbs[key], func(o spoken) bool { return o.lang != s.lang })
	}
	return false
}
