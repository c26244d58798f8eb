// Package model weighs the features of a message with trained linear models.
// What must stay true: scoring allocates nothing, reads shared tables only,
// and gives the same figures for the same features in any order of calls.
package model

// Feature is a hashed feature with its value.
type Feature struct {
	Hash  uint64
	Value float32
}

// Vector gathers the features of one message. It is reused: see Reset.
type Vector struct {
	Features []Feature
	// Ends holds, for each token added with Close, where its features end.
	Ends []int
}

// Reset empties v and keeps its memory.
func (v *Vector) Reset() {
	v.Features = v.Features[:0]
	v.Ends = v.Ends[:0]
}

// Add appends a feature.
func (v *Vector) Add(hash uint64, value float32) {
	v.Features = append(v.Features, Feature{hash, value})
}

// Close marks the end of a token's features.
func (v *Vector) Close() { v.Ends = append(v.Ends, len(v.Features)) }

// Squares is the sum of the squared values of a stretch of features.
func Squares(fs []Feature) float32 {
	var sum float32
	for _, f := range fs {
		sum += float32(f.Value * f.Value)
	}
	return sum
}

// Hashing is FNV-1a, 64 bit: http://www.isthe.com/chongo/tech/comp/fnv/.
const (
	offset = 14695981039346656037
	prime  = 1099511628211
)

// Kind starts the hash of a kind of feature, so that a word and an n-gram
// with the same letters differ.
func Kind(name string) uint64 { return Text(offset, name) }

// Text continues a hash with the bytes of s.
func Text(h uint64, s string) uint64 {
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * prime
	}
	return h
}

// Byte continues a hash with one byte.
func Byte(h uint64, b byte) uint64 { return (h ^ uint64(b)) * prime }
