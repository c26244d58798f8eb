package script

import (
	"waypost/internal/dialog"
	"waypost/messages"
)

// thanks answers a goodbye shortly.
func thanks() []dialog.State {
	return []dialog.State{{Name: "thanks", Enter: func(t *dialog.Turn) { t.Say(messages.Common.Thanks) }}}
}
