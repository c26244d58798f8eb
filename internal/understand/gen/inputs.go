package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"waypost/internal/gateway"
	"waypost/internal/understand"
)

// inputs is what the models are trained on.
type inputs struct {
	tags     []string
	lexicons []understand.Lexicon
	concepts map[string]string
	examples []example
	// hash is of all files read.
	hash string
}

// example is a line of examples.tsv.
type example struct {
	lang, text, place string
	intent            int
	alt               []int
	// number counts within language and intent; see fold.
	number int
}

// folds divides the examples; the last fold is the test set.
const folds = understand.TestEvery

func (e *example) fold() int { return e.number % folds }

func (e *example) test() bool { return e.fold() == folds-1 }

func readInputs(locales, concepts string) (*inputs, error) {
	in := &inputs{concepts: map[string]string{}}
	dirs, err := os.ReadDir(locales)
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	read := func(path string) (string, error) {
		data, err := os.ReadFile(path)
		if os.IsNotExist(err) {
			return "", nil
		}
		fmt.Fprintf(sum, "%s %d\n", filepath.Base(path), len(data))
		sum.Write(data)
		return string(data), err
	}
	for _, d := range dirs {
		if !d.IsDir() {
			continue
		}
		lexicon, err := read(filepath.Join(locales, d.Name(), "lexicon.txt"))
		if err != nil {
			return nil, err
		}
		if lexicon == "" {
			continue
		}
		in.tags = append(in.tags, d.Name())
		lex, err := understand.ParseLexicon(gateway.Language(d.Name()), lexicon)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		in.lexicons = append(in.lexicons, lex)
		text, err := read(filepath.Join(locales, d.Name(), "examples.tsv"))
		if err != nil {
			return nil, err
		}
		if err := in.parse(d.Name(), text); err != nil {
			return nil, err
		}
		if in.concepts[d.Name()], err = read(filepath.Join(concepts, d.Name()+".txt")); err != nil {
			return nil, err
		}
	}
	in.hash = hex.EncodeToString(sum.Sum(nil))
	return in, nil
}

// parse reads the examples of a language.
func (in *inputs) parse(lang, text string) error {
	count := map[int]int{}
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimRight(line, "\r")
		f := strings.Split(line, "\t")
		if n == 0 || strings.TrimSpace(line) == "" {
			continue
		}
		for len(f) < 5 {
			f = append(f, "")
		}
		id := intentNumber(f[0])
		if id < 0 {
			return fmt.Errorf("%s/examples.tsv:%d: intent %q", lang, n+1, f[0])
		}
		e := example{lang: lang, text: f[2], place: strings.TrimSpace(f[4]), intent: id, number: count[id]}
		count[id]++
		for _, a := range strings.Split(f[3], ",") {
			if i := intentNumber(strings.TrimSpace(a)); i >= 0 {
				e.alt = append(e.alt, i)
			}
		}
		in.examples = append(in.examples, e)
	}
	return nil
}

func intentNumber(id string) int { return slices.Index(understand.Intents(), understand.Intent(id)) }

// right reports whether an answer counts as right.
func (e *example) right(intent int) bool { return intent == e.intent || slices.Contains(e.alt, intent) }
