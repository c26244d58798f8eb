// Package demo is the country pack that `waypost local` starts with: Tripoli
// and Beirut in Lebanon, and Libya for a town of the same name. Emergency
// numbers are real, every other number cannot be dialled.
package demo

import (
	"embed"
	"time"
)

// FS holds the pack's files, in the format that `waypost pack load` reads.
//
//go:embed *.json *.csv
var FS embed.FS

// AsOf is the moment at which the pack's ages hold ("checked 2 h ago"); a demo
// shifts them to its own start.
var AsOf = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
