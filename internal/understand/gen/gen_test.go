package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"testing"
)

const (
	root      = "../../.."
	modelFile = "../model.bin.gz"
)

func TestModelIsTrainedOnTheFilesAsTheyAre(t *testing.T) {
	in, err := readInputs(root+"/locales", "concepts")
	if err != nil {
		t.Fatal(err)
	}
	if err := fresh(in, modelFile); err != nil {
		t.Error(err)
	}
}

// Training takes minutes, so the bytes are compared only when asked for.
func TestTrainingAgainGivesTheSameBytes(t *testing.T) {
	if os.Getenv("WAYPOST_REGENERATE") == "" {
		t.Skip("set WAYPOST_REGENERATE=1 to train again")
	}
	in, err := readInputs(root+"/locales", "concepts")
	if err != nil {
		t.Fatal(err)
	}
	m, err := in.train(t.Logf)
	if err != nil {
		t.Fatal(err)
	}
	got, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(modelFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%d bytes, the file has %d", len(got), len(want))
	}
}

func TestEveryFifthExampleOfAnIntentIsHeldOut(t *testing.T) {
	in := &inputs{}
	text := "intent\tvariety\ttext\talt\tplace\n"
	for range 10 {
		text += "food\tsms\tbread\t\t\nshelter\tsms\tbed\titems\tBeirut\n"
	}
	if err := in.parse("en", text); err != nil {
		t.Fatal(err)
	}
	held := 0
	for _, e := range in.examples {
		if e.test() {
			held++
			if e.number%5 != 4 {
				t.Errorf("example %d is held out", e.number)
			}
		}
	}
	if held != 4 {
		t.Errorf("%d of 20 held out", held)
	}
}

func TestSlipChangesOneWord(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	changed := 0
	for range 100 {
		if slip(rng, "nowhere to sleep tonight") != "nowhere to sleep tonight" {
			changed++
		}
	}
	if changed < 30 {
		t.Errorf("%d of 100 changed", changed)
	}
	if got := slip(rng, ""); got != "" {
		t.Errorf("an empty text became %q", got)
	}
}
