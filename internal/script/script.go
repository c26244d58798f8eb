// Package script holds the conversations: one file a topic, states in Go,
// words in package messages. It is pure. Adding an intent is one file here,
// its messages, a transcript, and one line in topics.
package script

import (
	"slices"

	"waypost/internal/dialog"
	"waypost/internal/understand"
	"waypost/messages"
)

// Machine returns the dialog of waypost. The error joins every declaration
// that does not hold together.
func Machine() (*dialog.Machine, error) {
	intents := map[understand.Intent]dialog.StateName{}
	for id, t := range topics() {
		intents[id] = t.state
	}
	return dialog.New(dialog.Config{
		States: slices.Concat(
			menu(), language(), emergency(), unsure(), thanks(),
			services(), consular(), pages(), protection(), human(),
			alerts(), data(),
		),
		Menu:      "menu",
		Unknown:   "unknown",
		Emergency: "emergency",
		Unsure:    "unsure",
		Topic:     "page",
		Intents:   intents,
		Verbs: map[understand.Verb]dialog.StateName{
			understand.VerbStop:     "stop",
			understand.VerbDelete:   "delete",
			understand.VerbMyData:   "mydata",
			understand.VerbJoin:     "join",
			understand.VerbLanguage: "language",
			understand.VerbMenu:     "menu",
			understand.VerbHuman:    "human",
		},
		Confirm: map[understand.Verb]dialog.StateName{
			understand.VerbStop:   "stop/ask",
			understand.VerbDelete: "delete/ask",
		},
	})
}

// topic is where an intent leads, and what it is called in a list of choices;
// without a label it is not offered as one.
type topic struct {
	state dialog.StateName
	label messages.Message
}

// topics says where a fresh question of each intent leads.
func topics() map[understand.Intent]topic {
	u := messages.Unknown
	return map[understand.Intent]topic{
		understand.Shelter:      {"services", u.Shelter},
		understand.Food:         {"services", u.Food},
		understand.Medical:      {"services", u.Medical},
		understand.Consular:     {"consular", u.Consular},
		understand.MentalHealth: {"page", u.MentalHealth},
		understand.Items:        {"page", u.Items},
		understand.Cash:         {"page", u.Cash},
		understand.Legal:        {"page", u.Legal},
		understand.Family:       {"page", u.Family},
		understand.Child:        {"page", u.Child},
		understand.Protection:   {"protection", u.Protection},
		understand.Labour:       {"protection", u.Labour},
		understand.Evacuation:   {"page", u.Evacuation},
		understand.Return:       {"page", u.Return},
		understand.Alerts:       {"alerts", u.Alerts},
		understand.Safe:         {"page", u.Safe},
		understand.Register:     {"page", u.Register},
		understand.Connectivity: {"page", u.Connectivity},
		understand.Report:       {"page", u.Report},
		understand.Human:        {"human", u.Human},
		understand.Emergency:    {"emergency", u.Emergency},
		understand.Stop:         {"stop/ask", messages.Alerts.NoMore},
		understand.Delete:       {"delete/ask", messages.Data.Remove},
		understand.Language:     {"language", messages.Message{}},
		understand.Menu:         {"menu", messages.Message{}},
		understand.Thanks:       {"thanks", messages.Message{}},
	}
}
