package dialog

import (
	"fmt"
	"io"
	"strings"
)

// FlowMap writes the declared states and transitions as a Mermaid state
// diagram. States that a message reaches from anywhere hang from "any".
func (m *Machine) FlowMap(w io.Writer) error {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	for _, s := range m.cfg.States {
		fmt.Fprintf(&b, "    state %q as %s\n", s.Name, node(s.Name))
	}
	for _, e := range m.Entries() {
		fmt.Fprintf(&b, "    any --> %s\n", node(e))
	}
	for _, s := range m.cfg.States {
		for _, to := range s.To {
			fmt.Fprintf(&b, "    %s --> %s\n", node(s.Name), node(to))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// node makes a name that Mermaid takes.
func node(n StateName) string { return strings.ReplaceAll(string(n), "/", "_") }
