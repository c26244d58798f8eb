package script

import (
	"waypost/internal/dialog"
	"waypost/internal/understand"
	"waypost/messages"
)

// unsure asks which of two or three likely needs was meant.
func unsure() []dialog.State {
	to := []dialog.StateName{"services", "consular", "page", "protection", "alerts", "human", "emergency", "stop/ask", "delete/ask"}
	return []dialog.State{
		{
			Name: "unsure",
			Enter: func(t *dialog.Turn) {
				options := likely(t)
				t.Offer(options...)
				t.Say(messages.Unknown.Unsure, messages.Sub("Choices", " ", t.Choices(options)...), shortEmergency(t, "Emergency"))
				if t.World.NoMenus {
					hint(t)
				}
			},
			Answer: pickNeed,
			To:     to,
		},
		{Name: "needs", Enter: offerNeeds, Answer: pickNeed, To: []dialog.StateName{"services", "consular", "alerts"}},
	}
}

// offerNeeds asks what is needed in a place that was named alone.
func offerNeeds(t *dialog.Turn) {
	var options []dialog.Option
	for _, id := range []understand.Intent{understand.Shelter, understand.Food, understand.Medical, understand.Consular, understand.Alerts} {
		options = append(options, dialog.Option{Ref: string(id), Label: topics()[id].label.With()})
	}
	t.Offer(options...)
	t.Say(messages.Unknown.Needs, messages.Title("Place", placeNames(t)), messages.Sub("Choices", " ", t.Choices(options)...))
	t.Also(messages.Emergency.Short, shortEmergency(t, "Numbers"))
}

func pickNeed(t *dialog.Turn) dialog.StateName {
	to, ok := topics()[understand.Intent(t.Picked)]
	if !ok {
		return ""
	}
	t.Session.Need = understand.Intent(t.Picked)
	return to.state
}

// maxLikely is how many needs one question offers.
const maxLikely = 3

// likely lists the needs the message may mean, best first, an emergency always
// among them when it is possible at all.
func likely(t *dialog.Turn) []dialog.Option {
	known := topics()
	var options []dialog.Option
	for _, id := range append([]understand.Intent{t.Reading.Intent}, t.Reading.Other...) {
		if n, ok := known[id]; ok && n.label.ID != "" && len(options) < maxLikely {
			options = append(options, dialog.Option{Ref: string(id), Label: n.label.With()})
		}
	}
	return options
}
