// Package seal makes the pseudonyms under which people are kept and encrypts
// what may be kept about them. Two kinds of key must not be confused: the
// contact key turns an address into a gateway.Contact, is made once and never
// changes, since a new one would forget every STOP; the ring of secrets from
// WAYPOST_SECRET encrypts, may be rotated, and wraps the contact key.
//
// No key, address or plaintext is ever part of an error or of a printed value.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// Overhead is how many bytes Seal adds: one naming the key, a nonce of 12 and
// a tag of 16.
const Overhead = 1 + 12 + 16

// ErrOpen means that a value was not sealed by any key of the ring, was sealed
// for other additional data, or was changed since.
var ErrOpen = errors.New("seal: value does not open")

// Ring is an ordered list of secrets. The first seals, all open. It is safe
// for concurrent use.
type Ring struct{ keys []ringKey }

type ringKey struct {
	mark byte // names the key inside a sealed value
	aead cipher.AEAD
}

// ParseRing reads "kid:base64,kid:base64". Each secret is 32 bytes. A kid must
// stay with its secret for as long as values sealed by it exist; the order may
// change. An error names the kid, never the secret.
//
// One secret may seal 2^32 values before random nonces stop being safe (NIST
// SP 800-38D, 8.3); rotate before.
func ParseRing(text string) (*Ring, error) {
	ring := &Ring{}
	seen := map[string]bool{}
	for i, part := range strings.Split(text, ",") {
		kid, encoded, ok := strings.Cut(strings.TrimSpace(part), ":")
		if !ok || kid == "" {
			return nil, fmt.Errorf("seal: secret %d of the ring is not of the form kid:base64", i+1)
		}
		if seen[kid] {
			return nil, fmt.Errorf("seal: secret %q is there twice", kid)
		}
		seen[kid] = true
		key, err := newRingKey(kid, encoded)
		if err != nil {
			return nil, fmt.Errorf("seal: secret %q: %w", kid, err)
		}
		ring.keys = append(ring.keys, key)
	}
	return ring, nil
}

func newRingKey(kid, encoded string) (ringKey, error) {
	secret, err := decode(encoded)
	if err != nil {
		return ringKey{}, err
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		return ringKey{}, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return ringKey{}, err
	}
	sum := sha256.Sum256([]byte(kid))
	return ringKey{mark: sum[0], aead: aead}, nil
}

// decode takes both alphabets of base64, padded or not. The library's error
// would quote the secret, so it is not passed on.
func decode(encoded string) ([]byte, error) {
	encoded = strings.TrimRight(encoded, "=")
	encoded = strings.NewReplacer("-", "+", "_", "/").Replace(encoded)
	secret, err := base64.RawStdEncoding.DecodeString(encoded)
	if err != nil {
		return nil, errors.New("not base64")
	}
	if len(secret) != 32 {
		return nil, fmt.Errorf("%d bytes, want 32 (openssl rand -base64 32)", len(secret))
	}
	return secret, nil
}

// Seal encrypts plain with the first secret and binds it to aad: it opens only
// with the same aad. Equal plaintexts seal differently each time.
func (r *Ring) Seal(plain, aad []byte) []byte {
	key := r.keys[0]
	out := make([]byte, 1, Overhead+len(plain))
	out[0] = key.mark
	return key.aead.Seal(out, nil, plain, aad)
}

// Open returns what was sealed, never nil when err is nil, or ErrOpen.
func (r *Ring) Open(sealed, aad []byte) ([]byte, error) {
	if len(sealed) < Overhead {
		return nil, ErrOpen
	}
	for _, key := range r.keys {
		if key.mark != sealed[0] {
			continue
		}
		out := make([]byte, 0, len(sealed)-Overhead)
		if plain, err := key.aead.Open(out, nil, sealed[1:], aad); err == nil {
			return plain, nil
		}
	}
	return nil, ErrOpen
}

// String hides the secrets.
func (r *Ring) String() string { return fmt.Sprintf("ring of %d secrets", len(r.keys)) }

// GoString hides the secrets from %#v.
func (r *Ring) GoString() string { return r.String() }
