package model

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Model is everything that training leaves behind.
type Model struct {
	// Inputs is a hash of what it was trained on.
	Inputs string
	// Tags are the languages in the order of Language's classes; IntentIDs
	// likewise.
	Tags, IntentIDs  []string
	Intent, Language *Table
	// Figures are tuned thresholds and temperatures by name.
	Figures []Figure
	// Ordinary are words that people use for anything but a place.
	Ordinary Set
	// Doubtful are phrases of the lexicons, each after its intent, that examples
	// use more often for something else.
	Doubtful Set
	// Concepts are the meanings that stems of the languages stand for.
	Concepts *Concepts
}

// Figure is a number that training tuned.
type Figure struct {
	Name  string
	Value float32
}

// Figure finds a tuned number; 0 when there is none of that name.
func (m *Model) Figure(name string) float32 {
	for _, f := range m.Figures {
		if f.Name == name {
			return f.Value
		}
	}
	return 0
}

// magic starts an unpacked model file; its last digit is the format.
const magic = "waypost-understand-2\n"

// Encode packs m; the same model gives the same bytes.
func (m *Model) Encode() ([]byte, error) {
	var raw bytes.Buffer
	w := writer{&raw}
	raw.WriteString(magic)
	w.text(m.Inputs)
	w.texts(m.Tags)
	w.texts(m.IntentIDs)
	w.number(len(m.Figures))
	for _, f := range m.Figures {
		w.text(f.Name)
		w.floats([]float32{f.Value})
	}
	w.table(m.Intent)
	w.table(m.Language)
	for _, s := range []Set{m.Ordinary, m.Doubtful} {
		w.number(len(s))
		w.words(s)
	}
	w.number(len(m.Concepts.entries))
	for _, e := range m.Concepts.entries {
		w.words([]uint32{e.key, uint32(e.lang)<<16 | uint32(e.concept)})
	}
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	if _, err := z.Write(raw.Bytes()); err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	return packed.Bytes(), nil
}

// Decode reads a packed model.
func Decode(packed []byte) (*Model, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	rest, ok := bytes.CutPrefix(raw, []byte(magic))
	if !ok {
		return nil, errors.New("model: not a model of this format")
	}
	r := reader{rest: rest}
	m := &Model{Inputs: r.text(), Tags: r.texts(), IntentIDs: r.texts()}
	for range r.number() {
		if r.err != nil {
			return nil, r.err
		}
		m.Figures = append(m.Figures, Figure{r.text(), r.float()})
	}
	m.Intent, m.Language = r.table(), r.table()
	m.Ordinary = r.words(r.number())
	m.Doubtful = r.words(r.number())
	var entries []entry
	for range r.number() {
		w := r.words(2)
		if r.err != nil {
			break
		}
		entries = append(entries, entry{w[0], uint16(w[1] >> 16), uint16(w[1])})
	}
	if r.err != nil {
		return nil, r.err
	}
	m.Concepts = newConcepts(entries)
	return m, nil
}

type writer struct{ b *bytes.Buffer }

func (w writer) number(n int) { w.words([]uint32{uint32(n)}) }

func (w writer) text(s string) {
	w.number(len(s))
	w.b.WriteString(s)
}

func (w writer) texts(list []string) {
	w.number(len(list))
	for _, s := range list {
		w.text(s)
	}
}

func (w writer) words(list []uint32) {
	for _, n := range list {
		w.b.Write(binary.LittleEndian.AppendUint32(nil, n))
	}
}

func (w writer) floats(list []float32) {
	out, _ := binary.Append(nil, binary.LittleEndian, list)
	w.b.Write(out)
}

// table writes weights class by class, which packs better than row by row.
func (w writer) table(t *Table) {
	w.number(t.Classes)
	w.number(len(t.keys))
	w.words(t.keys)
	w.floats(t.scales)
	for c := range t.Classes {
		for i := range t.keys {
			w.b.WriteByte(byte(t.weights[i*t.Classes+c]))
		}
	}
}

type reader struct {
	rest []byte
	err  error
}

func (r *reader) take(n int) []byte {
	if r.err == nil && (n < 0 || n > len(r.rest)) {
		r.err = errors.New("model: file cut short")
	}
	if r.err != nil {
		return nil
	}
	out := r.rest[:n]
	r.rest = r.rest[n:]
	return out
}

func (r *reader) number() int {
	b := r.take(4)
	if r.err != nil {
		return 0
	}
	return int(binary.LittleEndian.Uint32(b))
}

func (r *reader) text() string { return string(r.take(r.number())) }

func (r *reader) texts() []string {
	var out []string
	for range r.number() {
		if r.err != nil {
			return nil
		}
		out = append(out, r.text())
	}
	return out
}

func (r *reader) words(n int) []uint32 {
	b := r.take(4 * n)
	out := make([]uint32, len(b)/4)
	for i := range out {
		out[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return out
}

func (r *reader) float() float32 {
	f := r.floats(1)
	if len(f) == 0 {
		return 0
	}
	return f[0]
}

func (r *reader) floats(n int) []float32 {
	b := r.take(4 * n)
	out := make([]float32, len(b)/4)
	if _, err := binary.Decode(b, binary.LittleEndian, out); err != nil && r.err == nil {
		r.err = fmt.Errorf("model: %w", err)
	}
	return out
}

func (r *reader) table() *Table {
	t := &Table{Classes: r.number()}
	n := r.number()
	if n > len(r.rest) || t.Classes > len(r.rest) {
		r.err = errors.New("model: file cut short")
		return t
	}
	t.keys, t.scales = r.words(n), r.floats(n)
	b := r.take(n * t.Classes)
	if r.err != nil {
		return t
	}
	t.weights = make([]int8, len(b))
	for i := range n {
		row := t.weights[i*t.Classes:][:t.Classes]
		for c := range row {
			row[c] = int8(b[c*n+i])
		}
	}
	t.index()
	return t
}
