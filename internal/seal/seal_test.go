package seal

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"waypost/internal/gateway"
)

func secret(b byte) string {
	return base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{b}, 32))
}

func parse(t testing.TB, text string) *Ring {
	t.Helper()
	r, err := ParseRing(text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRingsThatAreRefused(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"nothing", "", "secret 1"},
		{"no kid", secret(1), "secret 1"},
		{"an empty kid", ":" + secret(1), "secret 1"},
		{"an empty second part", "a:" + secret(1) + ",", "secret 2"},
		{"a secret that is not base64", "old:%%%", `"old"`},
		{"a short secret", "a:" + secret(1) + ",old:c2hvcnQ=", `"old"`},
		{"the same kid twice", "a:" + secret(1) + ",a:" + secret(2), `"a"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := ParseRing(tc.text)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Fatalf("error %v, want it to name %s", err, tc.want)
			}
			for _, hidden := range []string{secret(1), secret(2), "c2hvcnQ", "%%%"} {
				if strings.Contains(err.Error(), hidden) {
					t.Errorf("the error quotes a secret: %v", err)
				}
			}
		})
	}
}

func TestRingsThatAreRead(t *testing.T) {
	raw := bytes.Repeat([]byte{0xfb}, 32)
	for name, text := range map[string]string{
		"standard base64":   "a:" + base64.StdEncoding.EncodeToString(raw),
		"without padding":   "a:" + base64.RawStdEncoding.EncodeToString(raw),
		"url-safe":          "a:" + base64.URLEncoding.EncodeToString(raw),
		"spaces after each": " a:" + base64.StdEncoding.EncodeToString(raw) + " , b:" + secret(3) + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			sealed := parse(t, "a:"+base64.StdEncoding.EncodeToString(raw)).Seal([]byte("x"), nil)
			if got, err := parse(t, text).Open(sealed, nil); err != nil || string(got) != "x" {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}

func TestTheFirstSealsAndAllOpen(t *testing.T) {
	before, after := parse(t, "old:"+secret(1)), parse(t, "new:"+secret(2)+",old:"+secret(1))
	sealed := before.Seal([]byte("kept"), []byte("anna"))
	if got, err := after.Open(sealed, []byte("anna")); err != nil || string(got) != "kept" {
		t.Errorf("after rotation: %q, %v", got, err)
	}
	if _, err := before.Open(after.Seal([]byte("kept"), nil), nil); !errors.Is(err, ErrOpen) {
		t.Errorf("the old ring opens what the new secret sealed: %v", err)
	}
}

func TestWhatDoesNotOpen(t *testing.T) {
	r := parse(t, "a:"+secret(1))
	sealed := r.Seal([]byte("kept"), []byte("anna"))
	if len(sealed) != len("kept")+Overhead {
		t.Errorf("sealed to %d bytes", len(sealed))
	}
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		if _, err := r.Open(changed, []byte("anna")); !errors.Is(err, ErrOpen) {
			t.Errorf("with byte %d changed: %v", i, err)
		}
		if _, err := r.Open(sealed[:i], []byte("anna")); !errors.Is(err, ErrOpen) {
			t.Errorf("cut to %d bytes: %v", i, err)
		}
	}
	if _, err := r.Open(sealed, []byte("bilal")); !errors.Is(err, ErrOpen) {
		t.Errorf("for somebody else: %v", err)
	}
	// The same kid with another secret is not the same key.
	if _, err := parse(t, "a:"+secret(2)).Open(sealed, []byte("anna")); !errors.Is(err, ErrOpen) {
		t.Errorf("with another secret: %v", err)
	}
}

func TestEmptyIsNotNothing(t *testing.T) {
	r := parse(t, "a:"+secret(1))
	if got, err := r.Open(r.Seal(nil, nil), nil); err != nil || got == nil || len(got) != 0 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestSealingTwiceDiffers(t *testing.T) {
	r := parse(t, "a:"+secret(1))
	if bytes.Equal(r.Seal([]byte("x"), nil), r.Seal([]byte("x"), nil)) {
		t.Error("equal values seal to equal bytes")
	}
}

func TestTheContactKeySurvivesARotation(t *testing.T) {
	key := NewContactKey()
	if key == NewContactKey() || key == (ContactKey{}) {
		t.Fatal("the key is not random")
	}
	wrapped := parse(t, "old:"+secret(1)).Wrap(key)
	got, err := parse(t, "new:"+secret(2)+",old:"+secret(1)).Unwrap(wrapped)
	if err != nil || got != key {
		t.Errorf("another key or %v", err)
	}
	for name, wrong := range map[string][]byte{"other": wrapped, "nothing": nil, "another value": parse(t, "new:"+secret(2)).Seal(key[:], nil)} {
		if _, err := parse(t, "new:"+secret(2)).Unwrap(wrong); !errors.Is(err, ErrWrongSecret) {
			t.Errorf("%s: %v, want ErrWrongSecret", name, err)
		}
	}
}

// The construction is DESIGN 7: HMAC(contact key, channel 0x00 value), cut to
// 16 bytes. It is computed here a second time, since it can never change.
func TestAContactIsTheKeyedHashOfItsAddress(t *testing.T) {
	key := ContactKey(bytes.Repeat([]byte{7}, 32))
	h := hmac.New(sha256.New, key[:])
	h.Write([]byte("twilio\x00+15005550006"))
	want := gateway.Contact(h.Sum(nil)[:16])
	keys := NewKeys(key)
	for range 2 {
		if diff := cmp.Diff(want, keys.Contact(gateway.Address{Channel: "twilio", Value: "+15005550006"})); diff != "" {
			t.Error(diff)
		}
	}
}

func TestPseudonymsAreApart(t *testing.T) {
	keys, others := NewKeys(NewContactKey()), NewKeys(NewContactKey())
	a := gateway.Address{Channel: "twilio", Value: "1"}
	seen := map[gateway.Contact]string{}
	for name, c := range map[string]gateway.Contact{
		"twilio 1":     keys.Contact(a),
		"telegram 1":   keys.Contact(gateway.Address{Channel: "telegram", Value: "1"}),
		"twilio 2":     keys.Contact(gateway.Address{Channel: "twilio", Value: "2"}),
		"another key":  others.Contact(a),
		"moved border": keys.Contact(gateway.Address{Channel: "twili", Value: "o\x001"}),
	} {
		if other, twice := seen[c]; twice {
			t.Errorf("%s and %s are the same contact", name, other)
		}
		seen[c] = name
	}
	c, m := keys.Contact(a), keys.ID("twilio", "1")
	if bytes.Equal(c[:8], m[:]) {
		t.Error("a message id hashes like an address")
	}
	if keys.ID("twilio", "1") != m || keys.ID("telegram", "1") == m || others.ID("twilio", "1") == m {
		t.Error("message ids are not told apart")
	}
	if bytes.Equal(keys.Check(), others.Check()) {
		t.Error("two keys have the same check value")
	}
}

func TestConcurrentHashesAgree(t *testing.T) {
	keys := NewKeys(NewContactKey())
	var wg sync.WaitGroup
	for n := range 8 {
		addr := gateway.Address{Channel: "twilio", Value: strings.Repeat("1", n)}
		want := keys.Contact(addr)
		for range 4 {
			wg.Go(func() {
				for range 200 {
					if keys.Contact(addr) != want {
						t.Error("hashes differ")
					}
				}
			})
		}
	}
	wg.Wait()
}

func TestNothingPrintsAKey(t *testing.T) {
	key := ContactKey(bytes.Repeat([]byte{0xab}, 32))
	r := parse(t, "a:"+secret(0xab))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		for _, v := range []any{key, &key, r, struct{ K ContactKey }{key}} {
			out := strings.ToLower(fmt.Sprintf(verb, v))
			if strings.Contains(out, "abab") || strings.Contains(out, "171") || strings.Contains(out, "0xab") {
				t.Errorf("%s of %T shows the key", verb, v)
			}
		}
	}
}

func TestContactsDoNotAllocate(t *testing.T) {
	if raceEnabled() {
		t.Skip("sync.Pool drops items under the race detector")
	}
	keys := NewKeys(NewContactKey())
	addr := gateway.Address{Channel: "twilio", Value: "+15005550006"}
	if n := testing.AllocsPerRun(1000, func() { keys.Contact(addr); keys.ID("twilio", "SM1") }); n >= 1 {
		t.Errorf("%v allocations", n)
	}
}

// raceEnabled sees what the race detector does to a pool.
func raceEnabled() bool {
	var pool sync.Pool
	dropped := false
	for range 1000 {
		pool.Put(new(int))
		dropped = dropped || pool.Get() == nil
	}
	return dropped
}

func FuzzOpen(f *testing.F) {
	r, _ := ParseRing("a:" + secret(1))
	f.Add(r.Seal([]byte("x"), nil))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, sealed []byte) {
		if plain, err := r.Open(sealed, nil); err == nil && len(plain) != len(sealed)-Overhead {
			t.Errorf("%d bytes opened to %d", len(sealed), len(plain))
		}
	})
}

func FuzzParseRing(f *testing.F) {
	f.Add("a:" + secret(1) + ",b:" + secret(2))
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseRing(text)
		if err != nil {
			return
		}
		if got, err := r.Open(r.Seal([]byte("x"), nil), nil); err != nil || string(got) != "x" {
			t.Errorf("%q, %v", got, err)
		}
	})
}

func BenchmarkContact(b *testing.B) {
	keys := NewKeys(NewContactKey())
	addr := gateway.Address{Channel: "twilio", Value: "+15005550006"}
	b.ReportAllocs()
	for b.Loop() {
		keys.Contact(addr)
	}
}

func BenchmarkSealAndOpen(b *testing.B) {
	r := parse(b, "a:"+secret(1))
	plain, aad := make([]byte, 45), make([]byte, 17)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Open(r.Seal(plain, aad), aad); err != nil {
			b.Fatal(err)
		}
	}
}
