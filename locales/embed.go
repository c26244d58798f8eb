// Package locales carries the language data: one folder a language, no code.
// What each file holds is told in README.md beside this file.
package locales

import "embed"

// FS holds <tag>/<file> for every locale.
//
//go:embed */*
var FS embed.FS
