package redisstore

import (
	"strings"
	"testing"

	"waypost/internal/gateway"
)

func TestNamesFitTheirAllocation(t *testing.T) {
	// 14 bytes, a header byte of sds5 and a closing 0 are the class of 16.
	for _, key := range []string{sessionKey(name(anna)), ringKey(name(anna)), repliesKey(name(anna))} {
		if len(key) != 14 || !strings.HasPrefix(key, "{") || key[11] != '}' {
			t.Errorf("key %q", key)
		}
	}
	other := anna
	other[0]++
	if name(other) == name(anna) {
		t.Error("two people have the same name")
	}
}

// What stands in Redis may be of anybody's making.
func FuzzStoredValues(f *testing.F) {
	f.Add("\x00\x01sealed", entry(gateway.MessageID{1, 2, 3, 4, 5}, true)+entry(gateway.MessageID{9}, false), []byte{1, 2, 3, 4, 5, 6, 7, 8})
	f.Add("", "", []byte{})
	f.Fuzz(func(t *testing.T, session, ring string, raw []byte) {
		var id gateway.MessageID
		copy(id[:], raw)
		if version, sealed := splitVersion(session); version > 0xffff || len(sealed) > len(session) {
			t.Errorf("version %d, %d bytes", version, len(sealed))
		}
		known, sent := find(ring, id)
		want := false
		for i := 0; i+entrySize <= len(ring); i += entrySize {
			want = want || ring[i:i+entrySize] == entry(id, true) || ring[i:i+entrySize] == entry(id, false)
		}
		if known != want || sent && !known {
			t.Errorf("known %v, sent %v, want known %v", known, sent, want)
		}
	})
}
