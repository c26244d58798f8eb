package redisstore

import (
	"encoding/base64"
	"encoding/binary"
	"strings"
	"time"

	"waypost/internal/gateway"
)

// How long each key lives (DESIGN 1). Every key a person has carries one.
const (
	SessionTTL = 30 * time.Minute
	RingTTL    = 48 * time.Hour
	ReplyTTL   = 10 * time.Minute
)

// What a live conversation costs in Redis 7.0 on 64 bits, jemalloc classes:
//
//	per key   dictEntry 24→32, its twin in the expires dict 24→32,
//	          name of 14 bytes + sds5 header 2 = 16, robj 16,
//	          buckets of both dicts 2 × 8..16
//	session   sds8 4 + version 2 + Overhead 29 + plaintext 45 = 80
//	ring      sds8 4 + 31 × 5 = 159→160
//
// 432 bytes and 32..64 of buckets: at most 496 of the 500 in SPEC I5. That is
// why the name of a key holds 10 characters of the contact and not 22, an id 5
// bytes and not 8, and the ring 31 ids and not 32: one more would take the
// class of 192.
const (
	nameLength = 10
	entrySize  = 5
	ringIDs    = 31
	replies    = 4
)

// sentBit is set in the last byte of a ring entry whose reply has left us.
const sentBit = 0x80

// name is `{contact}`, the part that all keys of a person share, so that a
// cluster keeps them on one node. It holds 60 bits of the contact. Two people
// of equal names would share keys; nothing leaks, since a value opens only for
// the whole contact, and each would only be asked again.
func name(c gateway.Contact) string {
	var text [24]byte
	base64.RawURLEncoding.Encode(text[:22], c[:])
	var b strings.Builder
	b.Grow(nameLength + 2)
	b.WriteByte('{')
	b.Write(text[:nameLength])
	b.WriteByte('}')
	return b.String()
}

func sessionKey(name string) string { return name + ":s" }
func ringKey(name string) string    { return name + ":r" }
func repliesKey(name string) string { return name + ":a" }

// entry is what the ring holds of a message id: 39 bits and whether its reply
// was sent. That two of the 31 ids of one person are taken for the same has a
// chance of 31/2^39 per message.
func entry(id gateway.MessageID, sent bool) string {
	e := [entrySize]byte(id[:entrySize])
	e[entrySize-1] &^= sentBit
	if sent {
		e[entrySize-1] |= sentBit
	}
	return string(e[:])
}

// find looks an id up in a ring.
func find(ring string, id gateway.MessageID) (known, sent bool) {
	for ; len(ring) >= entrySize; ring = ring[entrySize:] {
		last := ring[entrySize-1]
		if ring[0] == id[0] && ring[1] == id[1] && ring[2] == id[2] && ring[3] == id[3] &&
			last&^sentBit == id[4]&^sentBit {
			return true, last&sentBit != 0
		}
	}
	return false, false
}

// Versions run 1..65535 and start again at 1; 0 means no session.
func versionBytes(v uint32) string {
	if v == 0 {
		return ""
	}
	return string(binary.BigEndian.AppendUint16(nil, uint16(v)))
}

func nextVersion(v uint32) uint32 { return v%0xffff + 1 }

// splitVersion undoes what Commit puts in front of a sealed session.
func splitVersion(value string) (version uint32, sealed string) {
	if len(value) < 2 {
		return 0, ""
	}
	return uint32(value[0])<<8 | uint32(value[1]), value[2:]
}

// additional is the data a sealed value is bound to: whose it is and which key
// it belongs in.
func additional(c gateway.Contact, kind byte) []byte {
	return append(c[:len(c):len(c)], kind)
}
