package messages

// Unknown holds what is said when a message was not understood.
var Unknown = struct {
	Ask, Needs, Unsure,
	Shelter, Consular, Food, Medical, MentalHealth, Items, Cash, Legal, Family, Child, Protection, Labour,
	Evacuation, Return, Alerts, Safe, Register, Connectivity, Report, Human, Emergency Message
}{
	Ask: Message{ID: "unknown.ask", Text: "We did not understand.", Critical: true, Segments: 1,
		Note: "Before the menu line."},
	Needs: Message{ID: "unknown.needs", Text: "{Place}: what do you need? {Choices}.", Critical: true,
		Note: "The person named only a place. {Choices} is \"1 a place to stay 2 food, water\"."},
	Unsure: Message{ID: "unknown.unsure", Text: "Do you need: {Choices}? Reply with the number, or text it in other words. Danger now: {Emergency}", Critical: true,
		Note: "The message may have meant any of two or three needs. {Choices} is \"1 shelter 2 doctor\"."},
	Shelter:      Message{ID: "need.shelter", Text: "a place to stay", Critical: true, Segments: 1, Note: "A choice in a list of needs."},
	Consular:     Message{ID: "need.consular", Text: "embassy, passport", Critical: true, Segments: 1, Note: "A choice in a list of needs."},
	Food:         Message{ID: "need.food", Text: "food, water", Critical: true, Segments: 1, Note: "A choice in a list of needs."},
	Medical:      Message{ID: "need.medical", Text: "doctor", Critical: true, Segments: 1, Note: "A choice in a list of needs."},
	MentalHealth: Message{ID: "need.mental_health", Text: "fear, someone to talk to", Critical: true, Segments: 1, Note: "A choice in a list of needs."},
	Items:        Message{ID: "need.items", Text: "clothes, blankets", Critical: true, Segments: 1, Note: "A choice in a list of needs."},
	Cash:         Message{ID: "need.cash", Text: "money", Critical: true, Segments: 1, Note: "A choice in a list of needs: cash assistance."},
	Legal:        Message{ID: "need.legal", Text: "lawyer, papers", Critical: true, Segments: 1, Note: "A choice in a list of needs."},
	Family:       Message{ID: "need.family", Text: "missing family", Critical: true, Segments: 1, Note: "A choice in a list of needs: looking for relatives."},
	Child:        Message{ID: "need.child", Text: "a child alone", Critical: true, Segments: 1, Note: "A choice in a list of needs."},
	Protection:   Message{ID: "need.protection", Text: "someone hurts or threatens me", Critical: true, Segments: 1, Note: "A choice in a list of needs."},
	Labour:       Message{ID: "need.labour", Text: "trouble with my employer", Critical: true, Segments: 1, Note: "A choice in a list of needs."},
	Evacuation:   Message{ID: "need.evacuation", Text: "a way out, border", Critical: true, Segments: 1, Note: "A choice in a list of needs."},
	Return:       Message{ID: "need.return", Text: "going home", Critical: true, Segments: 1, Note: "A choice in a list of needs."},
	Alerts:       Message{ID: "need.alerts", Text: "news, warnings", Critical: true, Segments: 1, Note: "A choice in a list of needs."},
	Safe:         Message{ID: "need.safe", Text: "say that I am safe", Critical: true, Segments: 1, Note: "A choice in a list of needs."},
	Register:     Message{ID: "need.register", Text: "register with my embassy", Critical: true, Segments: 1, Note: "A choice in a list of needs."},
	Connectivity: Message{ID: "need.connectivity", Text: "SIM, internet, charging", Critical: true, Segments: 1, Note: "A choice in a list of needs."},
	Report:       Message{ID: "need.report", Text: "report something wrong", Critical: true, Segments: 1, Note: "A choice in a list of needs."},
	Human:        Message{ID: "need.human", Text: "talk to a person", Critical: true, Segments: 1, Note: "A choice in a list of needs."},
	Emergency:    Message{ID: "need.emergency", Text: "danger to life now", Critical: true, Segments: 1, Note: "A choice in a list of needs."},
}
