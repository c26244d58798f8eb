package app

import (
	"fmt"
	"io"

	"waypost/internal/script"
)

// FlowMap writes the dialog as a Mermaid diagram.
func FlowMap(w io.Writer) error {
	m, err := script.Machine()
	if err != nil {
		return fmt.Errorf("script: %w", err)
	}
	return m.FlowMap(w)
}
