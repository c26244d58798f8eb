package script

import (
	"waypost/internal/dialog"
	"waypost/messages"
)

// data shows and removes what is kept of a person.
func data() []dialog.State {
	return []dialog.State{
		{Name: "mydata", Enter: mydata},
		{Name: "delete", Enter: remove},
		{Name: "delete/ask", Enter: confirm(messages.Data.DeleteAsk), Answer: confirmed("delete"), To: []dialog.StateName{"delete"}},
	}
}

func mydata(t *dialog.Turn) {
	o, ok := t.Need(dialog.Effect{Kind: dialog.MyData})
	if !ok {
		return
	}
	if o.Failed {
		notSaved(t, "MYDATA")
		return
	}
	zone := local(t).Location()
	var kept []messages.Line
	for _, s := range o.Subscriptions {
		kept = append(kept, messages.Data.KeepAlerts.With(messages.Title("Place", t.World.NamesOf(s.Area)),
			messages.T("Language", t.World.LanguageName(s.Language)), date("Date", s.Until.In(zone))))
	}
	if o.Stopped {
		kept = append(kept, messages.Data.KeepStop.With())
	}
	if len(kept) == 0 {
		t.Say(messages.Data.Nothing)
		return
	}
	t.Say(messages.Data.Keep, messages.Sub("List", ",", kept...))
}

// remove deletes everything. The conversation forgets itself too.
func remove(t *dialog.Turn) {
	o, ok := t.Need(dialog.Effect{Kind: dialog.Delete})
	if !ok {
		return
	}
	if o.Failed {
		notSaved(t, "DELETE")
		return
	}
	lang := t.Session.Language
	t.Session = dialog.Session{Language: lang, State: "delete"}
	repeatable(t, o, messages.Data.Deleted.With())
}
