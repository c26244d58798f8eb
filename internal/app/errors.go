package app

import "errors"

// ErrPartly means that some of the work was done and some refused; commands
// exit 3 on it.
var ErrPartly = errors.New("partly done")
