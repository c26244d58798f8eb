package messages

// Consular holds answers about embassies and consulates.
var Consular = struct {
	Ask, Home, Other, Here, HereNoPhone, Covers, CoversNoPhone, None, Contact, Papers Message
}{
	Ask: Message{ID: "consular.ask", Text: "Which country's embassy? Text EMBASSY + country: EMBASSY {Country}.", Critical: true,
		Note: "The person wants an embassy and named no country. Use this language's own word for EMBASSY."},
	Home: Message{ID: "consular.home", Text: "You are in {Country}, so there is no embassy of it here. Someone can tell you which office helps:", Critical: true,
		Note: "The person asked for the embassy of the country they are in. A help line follows."},
	Other: Message{ID: "consular.other", Text: "Its mission in {City} ({Seat}): {Phone} ({Checked}).", Critical: true,
		Note: "Another mission of the same country, in the country {Seat}, has a number."},
	Here: Message{ID: "consular.here", Text: "{Country} mission, {City}: {Phone} ({Checked}).", Critical: true,
		Note: "A consular mission of {Country} in this country. \"Mission\" covers embassy and consulate."},
	HereNoPhone: Message{ID: "consular.here_no_phone", Text: "{Country} mission in {City}: we know no phone of it.", Critical: true,
		Note: "It exists, but nobody has given us a number."},
	Covers: Message{ID: "consular.covers", Text: "{Country}: no mission here. The one in {City} ({Seat}) covers {Host}: {Phone} ({Checked}).", Critical: true,
		Note: "{Seat} is the country in which the mission is, {Host} the one in which the person is."},
	CoversNoPhone: Message{ID: "consular.covers_no_phone", Text: "{Country}: no mission here and no checked phone for the one that covers {Host}.", Critical: true,
		Note: "A mission in another country is responsible, but we have no number."},
	None: Message{ID: "consular.none", Text: "{Country}: we know of no mission for {Host}.", Critical: true,
		Note: "No mission is known at all."},
	Contact: Message{ID: "consular.contact", Text: "{Phone} (24h) will contact it for you.", Critical: true, Segments: 1,
		Note: "Behind an answer without a number: the help line reaches the mission for the person."},
	Papers: Message{ID: "consular.papers", Text: "Lost papers: text PAPERS", Critical: true, Segments: 1,
		Note: "The word PAPERS gives advice on lost travel documents. Use this language's own word, one that the lexicon lists under [topic papers]."},
}
