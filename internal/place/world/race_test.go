//go:build race

package world

// The race detector slows reading and search ten to thirty times.
const raceDetector = true
