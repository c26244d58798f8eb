package messages

// Data holds what people are told about what we keep of them.
var Data = struct {
	Nothing, Keep, KeepAlerts, KeepStop, Deleted, DeleteAsk, Remove Message
}{
	Nothing: Message{ID: "data.nothing", Text: "We keep nothing about you. No name, no messages.", Critical: true,
		Note: "Answer to MYDATA when nothing is stored."},
	Keep: Message{ID: "data.keep", Text: "We keep: {List}. No name, no messages. Text DELETE to remove it",
		Note: "Answer to MYDATA. Use the first word of [verb delete] instead of DELETE."},
	KeepAlerts: Message{ID: "data.keep_alerts", Text: "alerts for {Place} in {Language} until {Date}",
		Note: "One item of that list. {Language} is a language's own name."},
	KeepStop: Message{ID: "data.keep_stop", Text: "your wish for no alerts, as a code that is not your number",
		Note: "One item of that list: the person has sent STOP."},
	Remove: Message{ID: "need.delete", Text: "delete my data", Critical: true, Segments: 1, Note: "A choice in a list of needs."},
	Deleted: Message{ID: "data.deleted", Text: "Deleted. You can still ask anything. We will not write first", Critical: true,
		Note: "After DELETE."},
	DeleteAsk: Message{ID: "data.delete_ask", Text: "Shall we delete what we keep of you? 1 yes, delete. Else just ask your question.", Critical: true,
		Note: "It may have been a wish to delete; we do not act on a guess. Keep the digit 1."},
}
