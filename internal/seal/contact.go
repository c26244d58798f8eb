package seal

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"sync"

	"waypost/internal/gateway"
)

// ErrWrongSecret means that the ring does not hold the secret by which the
// stored contact key was wrapped. Going on with a fresh contact key would
// forget every STOP, so a process that meets this must not start.
var ErrWrongSecret = errors.New("seal: WAYPOST_SECRET is not the one this database was made with")

// ContactKey is the key of every pseudonym in one database.
type ContactKey [32]byte

// String hides the key.
func (ContactKey) String() string { return "contact key" }

// GoString hides the key from %#v.
func (ContactKey) GoString() string { return "contact key" }

// Format hides the key from every verb.
func (k ContactKey) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(k.String())) }

// NewContactKey makes a random key. It is called once in the life of a
// database.
func NewContactKey() ContactKey {
	var key ContactKey
	_, _ = rand.Read(key[:]) // never fails: it ends the process instead
	return key
}

var contactKeyAAD = []byte("waypost contact key")

// Wrap encrypts a contact key for storing.
func (r *Ring) Wrap(key ContactKey) []byte { return r.Seal(key[:], contactKeyAAD) }

// Unwrap undoes Wrap; any failure is ErrWrongSecret.
func (r *Ring) Unwrap(wrapped []byte) (ContactKey, error) {
	plain, err := r.Open(wrapped, contactKeyAAD)
	if err != nil || len(plain) != len(ContactKey{}) {
		return ContactKey{}, ErrWrongSecret
	}
	return ContactKey(plain), nil
}

// Keys makes pseudonyms from one contact key. It is safe for concurrent use
// and does not allocate per call.
type Keys struct {
	contacts, messages sync.Pool // of *mac
	check              [16]byte
}

// mac is a keyed hash with room for its input, so that nothing escapes.
type mac struct {
	hash  hash.Hash
	input []byte
	sum   [sha256.Size]byte
}

// NewKeys prepares the hashes of one contact key.
func NewKeys(key ContactKey) *Keys {
	derived := func(label string) []byte {
		h := hmac.New(sha256.New, key[:])
		h.Write([]byte(label))
		return h.Sum(nil)
	}
	pool := func(key []byte) sync.Pool {
		return sync.Pool{New: func() any {
			return &mac{hash: hmac.New(sha256.New, key), input: make([]byte, 0, 96)}
		}}
	}
	k := &Keys{contacts: pool(key[:]), messages: pool(derived("waypost message id"))}
	copy(k.check[:], derived("waypost check value"))
	return k
}

// Contact is the pseudonym of an address, the same for ever.
func (k *Keys) Contact(addr gateway.Address) gateway.Contact {
	var c gateway.Contact
	digest(&k.contacts, c[:], string(addr.Channel), addr.Value)
	return c
}

// ID is the keyed hash of a carrier's message id.
func (k *Keys) ID(channel gateway.Channel, id string) gateway.MessageID {
	var m gateway.MessageID
	digest(&k.messages, m[:], string(channel), id)
	return m
}

// Check is a value that tells two contact keys apart and gives away neither.
// It is stored beside the wrapped key.
func (k *Keys) Check() []byte { return k.check[:] }

// digest fills out with the first bytes of HMAC-SHA256(channel 0x00 value).
func digest(pool *sync.Pool, out []byte, channel, value string) {
	m := pool.Get().(*mac)
	m.input = append(m.input[:0], channel...)
	m.input = append(m.input, 0)
	m.input = append(m.input, value...)
	m.hash.Reset()
	m.hash.Write(m.input)
	copy(out, m.hash.Sum(m.sum[:0]))
	clear(m.input)
	pool.Put(m)
}
