package messages

// topics lists the structs that All walks; a new topic file adds one name.
func topics() []any {
	return []any{Common, Time, Menu, Emergency, Service, Consular, Page, Alerts, Data, Human, Unknown}
}
