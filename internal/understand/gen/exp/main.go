package main

import (
	"flag"
	"fmt"
	"math"
	"math/rand"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"

	"waypost/internal/fold"
	"waypost/internal/gateway"
	"waypost/internal/understand"
)

type ex struct {
	lang, variety, text, place string
	intent                     int
	alt                        []int
	idx                        int
	feats                      []uint64
	vals                       []float32
	ids                        []int32
	v                          []float32
	y                          [27]float32
	wt float32
}

var intents []string
var iid = map[string]int{}

var (
	fMin    = flag.Int("min", 2, "")
	fDrop   = flag.Float64("drop", 0.4, "")
	fEpochs = flag.Int("epochs", 12, "")
	fLR     = flag.Float64("lr", 0.3, "")
	fL2     = flag.Float64("l2", 1e-5, "")
	fFold   = flag.Int("fold", 3, "dev fold; 4 test")
	fLex    = flag.Bool("lex", true, "")
	fLo     = flag.Int("lo", 2, "")
	fHi     = flag.Int("hi", 5, "")
	fBi     = flag.Bool("bi", true, "")
	fAug    = flag.Int("aug", 0, "")
	fLangX  = flag.Bool("langx", false, "")
	fLexEx = flag.Float64("lexex", 0, "")
	fLexW = flag.Float64("lexw", 1, "")
	fOwn = flag.Bool("own", false, "")
	fConc = flag.Bool("conc", true, "")
	fConcW = flag.Float64("concw", 3, "")
	fV      = flag.Bool("v", false, "")
	fErr    = flag.String("err", "", "")
)

func load() []*ex {
	for i, x := range understand.Intents() {
		intents = append(intents, string(x))
		iid[string(x)] = i
	}
	var out []*ex
	files, _ := filepath.Glob("/work/main/locales/*/examples.tsv")
	for _, f := range files {
		lang := filepath.Base(filepath.Dir(f))
		b, _ := os.ReadFile(f)
		n := map[string]int{}
		for i, line := range strings.Split(string(b), "\n") {
			if i == 0 || strings.TrimSpace(line) == "" {
				continue
			}
			c := strings.Split(line, "\t")
			for len(c) < 5 {
				c = append(c, "")
			}
			id, ok := iid[c[0]]
			if !ok {
				fmt.Println("bad", f, i)
				continue
			}
			e := &ex{lang: lang, variety: c[1], text: c[2], place: c[4], intent: id, idx: n[c[0]]}
			for _, a := range strings.Split(c[3], ",") {
				if k, ok := iid[strings.TrimSpace(a)]; ok {
					e.alt = append(e.alt, k)
				}
			}
			n[c[0]]++
			out = append(out, e)
		}
	}
	return out
}

func h(parts ...string) uint64 {
	x := uint64(14695981039346656037)
	for _, p := range parts {
		for i := 0; i < len(p); i++ {
			x ^= uint64(p[i])
			x *= 1099511628211
		}
		x ^= 0xff
		x *= 1099511628211
	}
	return x
}

type lexT struct {
	byFirst map[string][]term
	runs    []term
}
type term struct {
	understand.Term
	lang string
}

var lx = map[string]*lexT{}

func loadLex() {
	files, _ := filepath.Glob("/work/main/locales/*/lexicon.txt")
	for _, f := range files {
		lang := filepath.Base(filepath.Dir(f))
		b, _ := os.ReadFile(f)
		l, err := understand.ParseLexicon(gateway.Language(lang), string(b))
		if err != nil {
			fmt.Println(err)
		}
		x := &lexT{byFirst: map[string][]term{}}
		for _, t := range l.Terms {
			r := []rune(t.Words[0])
			if fold.Spaceless(r[0]) {
				x.runs = append(x.runs, term{t, lang})
				continue
			}
			k := t.Words[0]
			if t.Stem && len(t.Words) == 1 && len(r) > 3 {
				k = string(r[:3]) + "*"
			}
			x.byFirst[k] = append(x.byFirst[k], term{t, lang})
		}
		lx[lang] = x
	}
}

func hits(toks []fold.Token, lang string) []term {
	var out []term
	for i, t := range toks {
		for l, x := range lx {
			if *fOwn && l != lang && l != "en" {
				continue
			}
			if t.Run {
				for _, p := range x.runs {
					if strings.Contains(t.Key, p.Words[0]) && len(p.Words) == 1 {
						out = append(out, p)
					}
				}
				continue
			}
			cand := x.byFirst[t.Key]
			if r := []rune(t.Key); len(r) >= 3 {
				cand = append(cand[:len(cand):len(cand)], x.byFirst[string(r[:3])+"*"]...)
			}
			for _, p := range cand {
				if len(p.Words) > len(toks)-i {
					continue
				}
				ok := true
				for k, w := range p.Words {
					last := k == len(p.Words)-1
					if toks[i+k].Key != w && !(last && p.Stem && strings.HasPrefix(toks[i+k].Key, w)) {
						ok = false
						break
					}
				}
				if ok {
					out = append(out, p)
				}
			}
		}
	}
	return out
}

var concepts = map[string]map[string][]string{}

func loadConcepts() {
	files, _ := filepath.Glob("/work/main/internal/understand/gen/concepts/*.txt")
	for _, f := range files {
		lang := strings.TrimSuffix(filepath.Base(f), ".txt")
		b, _ := os.ReadFile(f)
		m := map[string][]string{}
		for _, line := range strings.Split(string(b), "\n") {
			k, ws, ok := strings.Cut(line, ":")
			if !ok {
				continue
			}
			for _, w := range strings.Fields(ws) {
				key := fold.Fold(w)
				m[key] = append(m[key], k)
			}
		}
		concepts[lang] = m
	}
}

func conceptsOf(toks []fold.Token, lang string) []string {
	var out []string
	for _, t := range toks {
		seen := map[string]bool{}
		for _, l := range []string{lang, "en"} {
			m := concepts[l]
			if m == nil || len(seen) > 0 {
				continue
			}
			r := []rune(t.Key)
			if t.Run {
				for i := range r {
					for j := i + 1; j <= len(r) && j < i+12; j++ {
						for _, c := range m[string(r[i:j])] {
							seen[c] = true
						}
					}
				}
				continue
			}
			lo := 0
			best := 0
			for i := 0; i <= lo; i++ {
				for j := len(r); j > i; j-- {
					if j-i < 4 && r[0] < 0x1200 && !(i == 0 && j == len(r)) {
						continue
					}
					if j < best {
						continue
					}
					for _, c := range m[string(r[i:j])] {
						seen[c] = true
						best = j
					}
				}
			}
		}
		var list []string
		for c := range seen {
			list = append(list, c)
		}
		sort.Strings(list)
		out = append(out, list...)
	}
	return out
}

func digits(s string) string {
	if strings.Trim(s, "0123456789") == "" {
		if len(s) > 3 {
			return "0000"
		}
		return "0"
	}
	return s
}

func extract(text, lang string) ([]uint64, []float32) {
	toks := fold.Tokens(text)
	m := map[uint64]float32{}
	add := func(v float32, p ...string) { m[h(p...)] += v }
	var words []string
	for _, t := range toks {
		k := digits(t.Key)
		if t.Run {
			r := []rune(k)
			han := r[0] >= 0x3000
			lo, hi := 2, 6
			if han {
				lo, hi = 1, 4
			}
			for n := lo; n <= hi; n++ {
				for i := 0; i+n <= len(r); i++ {
					add(1, "c", string(r[i:i+n]))
				}
			}
			continue
		}
		words = append(words, k)
		add(1, "w", k)
		r := []rune("<" + k + ">")
		for n := *fLo; n <= *fHi; n++ {
			for i := 0; i+n <= len(r); i++ {
				add(0.5, "c", string(r[i:i+n]))
			}
		}
	}
	if *fBi {
		for i := 0; i+1 < len(words); i++ {
			add(1, "b", words[i], words[i+1])
		}
		for i := 0; i+2 < len(words); i++ {
			add(0.7, "s", words[i], words[i+2])
		}
	}
	if len(words) > 0 {
		add(0.7, "first", words[0])
		add(0.5, "last", words[len(words)-1])
	}
	if *fLangX {
		for k, v := range m {
			m[k^h("lang", lang)] = v
		}
	}
	for _, p := range []string{"?", "!", "؟", "።"} {
		if strings.Contains(text, p) {
			add(0.5, "punct", p)
		}
	}
	n := len(toks)
	if n > 12 {
		n = 12
	}
	add(0.5, "len", fmt.Sprint(n))
	// normalise
	var fs []uint64
	for k := range m {
		fs = append(fs, k)
	}
	sort.Slice(fs, func(i, j int) bool { return fs[i] < fs[j] })
	var vs []float32
	var s float64
	for _, k := range fs {
		v := m[k]
		if v > 1 {
			v = 1 + 0.3*(v-1)
		}
		vs = append(vs, v)
		s += float64(v * v)
	}
	s = 4 / math.Sqrt(s+1)
	for i := range vs {
		vs[i] *= float32(s)
	}
	if *fLex {
		lm := map[uint64]float32{}
		for _, t := range hits(toks, lang) {
			w := float32(1)
			if t.Weak {
				w = 0.5
			}
			own := "o"
			_ = own
			kind := "s"
			if t.Weak {
				kind = "k"
			}
			if len(t.Words) > 1 {
				kind += "m"
			}
			key := h("lex", string(t.Intent), t.Topic, kind)
			if lm[key] < w*1.5 {
				lm[key] += w
			}
		}
		for k := range lm {
			fs = append(fs, k)
		}
		sort.Slice(fs[len(vs):], func(i, j int) bool { return fs[len(vs)+i] < fs[len(vs)+j] })
		for _, k := range fs[len(vs):] {
			vs = append(vs, lm[k]*float32(*fLexW))
		}
	}
	if cs := conceptsOf(toks, lang); *fConc && len(cs) > 0 {
		cm := map[uint64]float32{}
		for i, c := range cs {
			cm[h("cc", c)] = 1
			for j := 0; j < i; j++ {
				a, b := cs[i], cs[j]
				if a > b {
					a, b = b, a
				}
				if a != b {
					cm[h("cc2", a, b)] = 0.7
				}
			}
		}
		n := len(vs)
		var ss float32
		for k, v := range cm {
			fs = append(fs, k)
			ss += v * v
		}
		sort.Slice(fs[n:], func(i, j int) bool { return fs[n+i] < fs[n+j] })
		for _, k := range fs[n:] {
			vs = append(vs, cm[k]*float32(*fConcW/math.Sqrt(float64(ss)+1)))
		}
	}
	fs = append(fs, h("bias"))
	vs = append(vs, 1)
	return fs, vs
}

type model struct {
	id map[uint64]int32
	w  [][27]float32
	g  [][27]float32
}

func train(tr []*ex, seed int64) *model {
	cnt := map[uint64]int{}
	for _, e := range tr {
		for _, f := range e.feats {
			cnt[f]++
		}
	}
	m := &model{id: map[uint64]int32{}}
	for _, e := range tr {
		e.ids, e.v = nil, nil
		for i, f := range e.feats {
			if cnt[f] < *fMin {
				continue
			}
			id, ok := m.id[f]
			if !ok {
				id = int32(len(m.id))
				m.id[f] = id
			}
			e.ids = append(e.ids, id)
			e.v = append(e.v, e.vals[i])
		}
	}
	m.w = make([][27]float32, len(m.id))
	m.g = make([][27]float32, len(m.id))
	rng := rand.New(rand.NewSource(seed))
	keep := 1 - *fDrop
	for ep := 0; ep < *fEpochs; ep++ {
		lr := float32(*fLR * (1 - float64(ep)/float64(*fEpochs)))
		for _, j := range rng.Perm(len(tr)) {
			e := tr[j]
			var s [27]float32
			ids := make([]int32, 0, len(e.ids))
			vs := make([]float32, 0, len(e.ids))
			for i, id := range e.ids {
				if rng.Float64() > keep {
					continue
				}
				ids = append(ids, id)
				vs = append(vs, e.v[i]/float32(keep))
			}
			for i, id := range ids {
				w := &m.w[id]
				v := vs[i]
				for c := range s {
					s[c] += w[c] * v
				}
			}
			softmax(&s)
			wt := e.wt
			if wt == 0 {
				wt = 1
			}
			for c := range s {
				s[c] -= e.y[c]
				s[c] *= wt
			}
			for i, id := range ids {
				w := &m.w[id]
				g := &m.g[id]
				v := vs[i]
				for c := range s {
					d := s[c]*v + float32(*fL2)*w[c]
					g[c] += d * d
					w[c] -= lr * d / float32(math.Sqrt(float64(g[c]))+1e-1)
				}
			}
		}
	}
	return m
}

func softmax(s *[27]float32) {
	mx := s[0]
	for _, v := range s {
		if v > mx {
			mx = v
		}
	}
	var t float32
	for i, v := range s {
		s[i] = float32(math.Exp(float64(v - mx)))
		t += s[i]
	}
	for i := range s {
		s[i] /= t
	}
}

func (m *model) score(fs []uint64, vs []float32) [27]float32 {
	var s [27]float32
	for i, f := range fs {
		if id, ok := m.id[f]; ok {
			w := &m.w[id]
			for c := range s {
				s[c] += w[c] * vs[i]
			}
		}
	}
	softmax(&s)
	return s
}

func main() {
	flag.Parse()
	all := load()
	loadLex()
	loadConcepts()
	var wg sync.WaitGroup
	for p := 0; p < 2; p++ {
		wg.Add(1)
		go func() {
			for i := p; i < len(all); i += 2 {
				e := all[i]
				e.feats, e.vals = extract(e.text, e.lang)
				e.y[e.intent] = 1
				if len(e.alt) > 0 {
					e.y[e.intent] = 0.8
					for _, a := range e.alt {
						e.y[a] += 0.2 / float32(len(e.alt))
					}
				}
			}
			wg.Done()
		}()
	}
	wg.Wait()
	var tr, te []*ex
	for _, e := range all {
		switch {
		case e.idx%5 == *fFold:
			te = append(te, e)
		case e.idx%5 == 4:
		default:
			tr = append(tr, e)
		}
	}
	if *fLexEx > 0 {
		for lang, x := range lx {
			var ts []term
			for _, l := range x.byFirst {
				ts = append(ts, l...)
			}
			ts = append(ts, x.runs...)
			sort.Slice(ts, func(i, j int) bool { return strings.Join(ts[i].Words, " ")+string(ts[i].Intent) < strings.Join(ts[j].Words, " ")+string(ts[j].Intent) })
			for _, t := range ts {
				k, ok := iid[string(t.Intent)]
				if !ok {
					continue
				}
				e := &ex{lang: lang, text: strings.Join(t.Words, " "), intent: k, wt: float32(*fLexEx)}
				if t.Weak {
					e.wt *= 0.4
				}
				e.feats, e.vals = extract(e.text, lang)
				e.y[k] = 1
				tr = append(tr, e)
			}
		}
	}
	m := train(tr, 1)
	right, langR, langN := 0, map[string]int{}, map[string]int{}
	inR, inN := map[string]int{}, map[string]int{}
	for _, e := range te {
		s := m.score(e.feats, e.vals)
		b := 0
		for c := range s {
			if s[c] > s[b] {
				b = c
			}
		}
		ok := b == e.intent
		for _, a := range e.alt {
			ok = ok || a == b
		}
		langN[e.lang]++
		inN[intents[e.intent]]++
		if ok {
			right++
			langR[e.lang]++
			inR[intents[e.intent]]++
		} else if *fErr == e.lang {
			fmt.Println(intents[e.intent], "->", intents[b], s[b], e.text)
		}
	}
	fmt.Printf("train %d dev %d feats %d acc %.4f\n", len(tr), len(te), len(m.id), float64(right)/float64(len(te)))
	if *fV {
		for _, mm := range []map[string]int{langN, inN} {
			var ks []string
			for k := range mm {
				ks = append(ks, k)
			}
			sort.Strings(ks)
			for _, k := range ks {
				r := langR[k] + inR[k]
				fmt.Printf("%s %.2f  ", k, float64(r)/float64(mm[k]))
			}
			fmt.Println()
		}
	}
}
