package script

import (
	"waypost/internal/dialog"
	"waypost/messages"
)

// alerts holds news, joining and leaving. What stops alerts never stops answers.
func alerts() []dialog.State {
	return []dialog.State{
		{Name: "alerts", Enter: news, Answer: placeForNews, To: []dialog.StateName{"alerts", "alerts/where"}},
		{Name: "alerts/where", Enter: func(t *dialog.Turn) {
			t.Say(messages.Service.AskTown)
			t.Add(messages.Said{Line: helpLine(t), Inline: true})
		}, Answer: placeForNews, To: []dialog.StateName{"alerts"}},
		{Name: "stop", Enter: stop},
		{Name: "stop/ask", Enter: confirm(messages.Alerts.StopAsk), Answer: confirmed("stop"), To: []dialog.StateName{"stop"}},
		{Name: "join", Enter: join, To: []dialog.StateName{"join/where", "join/which", "join/ask"}},
		{Name: "join/ask", Enter: joinAsk, Answer: confirmed("join"), To: []dialog.StateName{"join"}},
		{Name: "join/where", Enter: func(t *dialog.Turn) {
			t.Say(messages.Alerts.JoinWhere, messages.Title("Town", exampleTown(t)))
		}, Answer: placeToJoin, To: []dialog.StateName{"join"}},
		{Name: "join/which", Enter: which, Answer: pickJoin, To: []dialog.StateName{"join", "services"}},
	}
}

// yes is the reference of the only option of a confirmation.
const yes = "yes"

// confirm asks before a verb with effect is done.
func confirm(m messages.Message) func(*dialog.Turn) {
	return func(t *dialog.Turn) {
		t.Offer(dialog.Option{Ref: yes, Label: messages.Common.Yes.With()})
		t.Say(m)
	}
}

func confirmed(to dialog.StateName) func(*dialog.Turn) dialog.StateName {
	return func(t *dialog.Turn) dialog.StateName {
		if t.Picked == yes || t.Reading.Verb == "yes" {
			return to
		}
		return ""
	}
}

// news tells the active alerts of the area. There is no alert without the
// alert desk, so today it says so, dated.
func news(t *dialog.Turn) {
	if !t.TakePlace() {
		t.Go("alerts/where")
		return
	}
	if p, ok := findPage(t, "alerts"); ok {
		sayPage(t, p)
	}
	t.Say(messages.Alerts.None, messages.In("Place", placeNames(t)), messages.Clock("Time", local(t)))
	t.Add(messages.Said{Line: helpLine(t), Drop: 1})
}

func placeForNews(t *dialog.Turn) dialog.StateName {
	if t.Reading.Place == nil && t.Location == nil {
		return ""
	}
	t.Session.Area = ""
	return "alerts"
}

func stop(t *dialog.Turn) {
	o, ok := t.Need(dialog.Effect{Kind: dialog.Stop})
	if !ok {
		return
	}
	if o.Failed {
		notSaved(t, "STOP")
		return
	}
	repeatable(t, o, messages.Alerts.Stopped.With())
}

// joinAsk confirms a wish to join that was not said in so many words, or for a
// place whose spelling was corrected.
func joinAsk(t *dialog.Turn) {
	t.Offer(dialog.Option{Ref: yes, Label: messages.Common.Yes.With()})
	t.Say(messages.Alerts.JoinAsk, messages.In("Place", placeNames(t)))
}

func join(t *dialog.Turn) {
	if p := t.Reading.Place; p != nil && len(p.Areas) > 1 {
		t.Go("join/which")
		return
	}
	if p := t.Reading.Place; p != nil && !p.Exact {
		t.Session.Area = p.Areas[0]
		t.Go("join/ask")
		return
	}
	if !t.TakePlace() {
		t.Go("join/where")
		return
	}
	if t.Reading.VerbAsk {
		t.Go("join/ask")
		return
	}
	o, ok := t.Need(dialog.Effect{
		Kind: dialog.Join, Area: t.Session.Area, Nationality: t.Reading.Nationality, Language: t.Session.Language,
	})
	if !ok {
		return
	}
	if o.Failed {
		notSaved(t, "JOIN")
		return
	}
	repeatable(t, o, messages.Alerts.Joined.With(messages.In("Place", placeNames(t)), date("Date", o.Until.In(local(t).Location()))))
}

func placeToJoin(t *dialog.Turn) dialog.StateName {
	if t.Reading.Place == nil && t.Location == nil {
		return ""
	}
	t.Session.Area = ""
	return "join"
}

func pickJoin(t *dialog.Turn) dialog.StateName {
	if t.Picked == "" {
		return placeToJoin(t)
	}
	if pickArea(t) == "services" {
		return "services"
	}
	return "join"
}

// notSaved says that a wish could not be stored and what to send again.
func notSaved(t *dialog.Turn, word string) {
	t.Say(messages.Common.NotSaved, messages.T("Word", word))
	t.Add(messages.Said{Line: helpLine(t), Inline: true})
}

// repeatable says a confirmation, and that it had been done already when it
// had.
func repeatable(t *dialog.Turn, o dialog.Outcome, line messages.Line) {
	if o.Repeated {
		t.Say(messages.Common.Again, messages.Sub("Line", "", line))
		return
	}
	t.Add(messages.Said{Line: line})
}
