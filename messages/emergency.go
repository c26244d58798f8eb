package messages

// Emergency holds what is said when life is in danger.
var Emergency = struct {
	Numbers, Country, Line, LineShort, Next, Short, Ambulance, Fire, Police, General, Sea, Named, InCountry Message
}{
	Numbers: Message{ID: "emergency.numbers", Text: "EMERGENCY, free: {Numbers}.", Critical: true, Segments: 1,
		Note: "First words of the answer to SOS. {Numbers} is a list: \"Red Cross 140, Civil Defence 125, Police 112\"."},
	Country: Message{ID: "emergency.country", Text: "EMERGENCY {Country}: {Numbers}.", Critical: true,
		Note: "The same when several countries are meant, one line each."},
	Line: Message{ID: "emergency.line", Text: "Migrant help 24h, {N} languages {Phone}.", Plural: "N", One: "Migrant help 24h, {N} language {Phone}.", Critical: true, Segments: 1,
		Note: "The help line behind the emergency numbers. Short: SOS must fit two segments."},
	LineShort: Message{ID: "emergency.line_short", Text: "Migrant help {Phone}.", Critical: true, Segments: 1,
		Note: "The same without hours and languages, when the line is not open day and night."},
	Next: Message{ID: "emergency.next", Text: "Text SHELTER + your town for a safe place", Critical: true, Segments: 1,
		Note: "Ends the SOS answer and names the way on. Use this language's own word for SHELTER, in capitals where the script has them."},
	Short: Message{ID: "emergency.short", Text: "Danger now: {Numbers}", Critical: true, Segments: 1,
		Note: "Behind a question: emergency numbers, for instance \"112 (LB) 1515 (LY)\"."},
	Ambulance: Message{ID: "emergency.ambulance", Text: "Ambulance {Number}", Critical: true, Segments: 1, Note: "A service and its number."},
	Fire:      Message{ID: "emergency.fire", Text: "Fire {Number}", Critical: true, Segments: 1, Note: "The fire brigade and its number."},
	Police:    Message{ID: "emergency.police", Text: "Police {Number}", Critical: true, Segments: 1, Note: "The police and its number."},
	General:   Message{ID: "emergency.general", Text: "Emergency {Number}", Critical: true, Segments: 1, Note: "One number for all emergencies."},
	Named:     Message{ID: "emergency.named", Text: "{Name} {Number}", Structural: true},
	InCountry: Message{ID: "emergency.in_country", Text: "{Number} ({Country})", Structural: true},
	Sea:       Message{ID: "emergency.sea", Text: "Sea rescue {Number}", Critical: true, Segments: 1, Note: "Rescue at sea and its number."},
}
