package messages

// Human holds the way to a person.
var Human = struct {
	Open, Closed, Other Message
}{
	Open: Message{ID: "human.open", Text: "Talk to a person now: {Phone} ({Languages}). They do not need your name.", Critical: true,
		Note: "The help line is open. {Languages} lists languages in their own names."},
	Closed: Message{ID: "human.closed", Text: "The line {Phone} ({Languages}) opens {When}.", Critical: true,
		Note: "The help line is closed now. {When} is \"Mon 08:00\"."},
	Other: Message{ID: "human.other", Text: "Now, 24h: {Phone} ({Languages}).", Critical: true,
		Note: "Another line that is open now."},
}
