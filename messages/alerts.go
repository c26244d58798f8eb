package messages

// Alerts holds joining and leaving.
var Alerts = struct {
	Stopped, StopAsk, NoMore, Joined, JoinAsk, JoinWhere, None Message
}{
	Stopped: Message{ID: "alerts.stopped", Text: "Stopped. No more alerts. You can still ask: SHELTER, DOCTOR, EMBASSY + town. To come back: JOIN + town", Critical: true,
		Note: "After STOP. Use this language's own words, ones that the lexicon lists. JOIN is the word of [verb join]."},
	StopAsk: Message{ID: "alerts.stop_ask", Text: "Do you want no more alerts? 1 yes, stop alerts. Else just ask your question.", Critical: true,
		Note: "It may have been a wish to stop; we do not act on a guess. Keep the digit 1."},
	NoMore: Message{ID: "need.stop", Text: "no more alerts", Critical: true, Segments: 1, Note: "A choice in a list of needs."},
	Joined: Message{ID: "alerts.joined", Text: "You get alerts for {Place} until {Date}. We keep your number encrypted, for this only. STOP ends it, any time.",
		Note: "After JOIN. The word STOP stays as it is, or is this language's own first stop word."},
	JoinAsk: Message{ID: "alerts.join_ask", Text: "Do you want alerts for {Place}? 1 yes. We keep your number encrypted, for this only.",
		Note: "It may have been a wish to join. Keep the digit 1."},
	JoinWhere: Message{ID: "alerts.join_where", Text: "Alerts for which town? Text JOIN + town, for example JOIN {Town}",
		Note: "Use the first word of [verb join] instead of JOIN."},
	None: Message{ID: "alerts.none", Text: "{Place} {Time}: no active alert. For alerts text JOIN {Place}",
		Note: "Asked for news and nothing is active. {Time} is today's clock time. Use the first word of [verb join] instead of JOIN."},
}
