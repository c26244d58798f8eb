package messages

// Page holds what stands around information that operators wrote.
var Page = struct {
	Checked, Expired, Missing, MissingPlace, Protection Message
}{
	Checked: Message{ID: "page.checked", Text: "({Source}, {Date})", Segments: 1, Critical: true,
		Note: "Behind a piece of information: who it is from and when it was checked."},
	Expired: Message{ID: "page.expired", Text: "This is from {Date} and may no longer hold.", Critical: true,
		Note: "The information has passed its date."},
	Missing: Message{ID: "page.missing", Text: "We have nothing checked on this yet. Someone can help:", Critical: true,
		Note: "No information page exists for the topic. A help line and its number follow."},
	MissingPlace: Message{ID: "page.missing_place", Text: "We have nothing checked on this for {Place} yet. Someone can help:", Critical: true,
		Note: "The same for one town."},
	Protection: Message{ID: "page.protection", Text: "In danger: {Emergency}. Talk free: {Phone}. Delete this message", Critical: true,
		Note: "For someone who is being hurt, threatened or held, whose phone others may read. No organisation's name."},
}
