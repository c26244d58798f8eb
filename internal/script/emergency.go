package script

import (
	"waypost/internal/dialog"
	"waypost/internal/directory"
	"waypost/messages"
)

// emergency answers danger to life: numbers first, no question asked, the way
// on named at the end.
func emergency() []dialog.State {
	return []dialog.State{{Name: "emergency", Enter: func(t *dialog.Turn) {
		t.TakePlace()
		packs := t.Packs()
		for _, p := range packs {
			numbers := messages.Sub("Numbers", ",", emergencyNumbers(p)...)
			if len(packs) == 1 {
				t.Say(messages.Emergency.Numbers, numbers)
			} else {
				t.Say(messages.Emergency.Country, messages.Land("Country", p.Country), numbers)
			}
		}
		if p := t.Pack(); p != nil {
			hotline(t, p)
		}
		t.Add(messages.Said{Line: messages.Emergency.Next.With(), Inline: true, Drop: 2})
	}}}
}

// hotline adds the help line behind the emergency numbers.
func hotline(t *dialog.Turn, p *directory.Pack) {
	phone := messages.Tel("Phone", p.Hotline.Number)
	if p.Hotline.Hours.At(local(t)).Always() && len(p.Hotline.Languages) > 0 {
		t.Also(messages.Emergency.Line, messages.N("N", len(p.Hotline.Languages)), phone)
		return
	}
	t.Also(messages.Emergency.LineShort, phone)
}
