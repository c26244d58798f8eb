package messages

// Common holds what stands at the edge of many answers.
var Common = struct {
	Comma, Yes, Row, Numbered, Choice, Tel, Facts, Help24, HelpNow, HelpLater, Saved, SlowDown, NotSaved, Again, Thanks, Failed Message
}{
	Comma: Message{ID: "common.comma", Text: ", ", Critical: true,
		Note: "The comma and space between facts in a list."},
	Row:      Message{ID: "common.row", Text: "{Lines}", Structural: true},
	Numbered: Message{ID: "common.numbered", Text: "{N} {Label}", Structural: true},
	Tel:      Message{ID: "common.tel", Text: "{Phone}", Structural: true},
	Facts:    Message{ID: "common.facts", Text: "{Facts}. {Checked}", Critical: true, Note: "Facts joined by commas, then how old they are; only the punctuation may change."},
	Choice:   Message{ID: "common.choice", Text: "{Name}", Structural: true},
	Yes:      Message{ID: "common.yes", Text: "yes", Critical: true, Segments: 1, Note: "Label of a button that confirms."},
	Help24: Message{ID: "common.help24", Text: "Help 24h {Phone}", Critical: true,
		Note: "Ends most answers: a help line that is open day and night."},
	HelpNow: Message{ID: "common.help_now", Text: "Help now {Phone}", Critical: true,
		Note: "Ends most answers: a help line that is open at this moment."},
	HelpLater: Message{ID: "common.help_later", Text: "Help {Phone}, opens {When}", Critical: true,
		Note: "Ends most answers: a help line that is closed now. {When} is \"Mon 08:00\" or \"08:00\"."},
	Saved: Message{ID: "common.saved", Text: "SAVED LIST of {Time}, call first.", Critical: true,
		Note: "First words of an answer from a list that could not be refreshed since {Time} (a clock time)."},
	SlowDown: Message{ID: "common.slow_down", Text: "Many messages from you. Wait half a minute, then ask again: need + town. In danger now: {Emergency}", Critical: true,
		Note: "Someone sent more than ten questions in a minute. {Emergency} is a list such as \"Police 112\"."},
	NotSaved: Message{ID: "common.not_saved", Text: "We could not save this. Please send {Word} again in a few minutes.", Critical: true,
		Note: "A wish with effect could not be stored. {Word} is the word to send, for instance STOP."},
	Again: Message{ID: "common.again", Text: "Already done. {Line}", Critical: true,
		Note: "The same wish arrived twice within three minutes; {Line} is the answer it got."},
	Thanks: Message{ID: "common.thanks", Text: "We are here. Text what you need + your town, any time.", Critical: true,
		Note: "Answer to thanks, ok, bye."},
	Failed: Message{ID: "common.failed", Text: "Sorry, we could not answer that. Text need + town, or call.", Critical: true,
		Note: "Something went wrong on our side; emergency numbers follow."},
}
