// Command gen trains the models of package understand on the lexicons and
// examples of locales/ and writes model.bin.gz. The same inputs give the same
// bytes. Every fifth example of each language and intent is kept out of
// training: it is the test set.
//
// With -check it only compares the hash of the inputs with the one stored in
// the model, and fails when they differ.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"waypost/internal/understand/model"
)

func main() {
	check := flag.Bool("check", false, "only say whether the model is fresh")
	root := flag.String("root", "../..", "folder of the module")
	out := flag.String("o", "model.bin.gz", "file to write")
	flag.Parse()
	if err := run(*root, *out, *check); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(root, out string, check bool) error {
	in, err := readInputs(filepath.Join(root, "locales"), filepath.Join(root, "internal", "understand", "gen", "concepts"))
	if err != nil {
		return err
	}
	if check {
		return fresh(in, out)
	}
	m, err := in.train(func(format string, a ...any) { fmt.Printf(format+"\n", a...) })
	if err != nil {
		return err
	}
	packed, err := m.Encode()
	if err != nil {
		return err
	}
	fmt.Printf("%s: %d bytes, %d + %d features\n", out, len(packed), m.Intent.Rows(), m.Language.Rows())
	return os.WriteFile(out, packed, 0o644)
}

func fresh(in *inputs, file string) error {
	packed, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	m, err := model.Decode(packed)
	if err != nil {
		return err
	}
	if m.Inputs != in.hash {
		return fmt.Errorf("%s was trained on other inputs: run go generate ./internal/understand", file)
	}
	return nil
}
