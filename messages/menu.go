package messages

// Menu holds the greeting and the choice of language.
var Menu = struct {
	Hint, More, Languages, Wrong Message
}{
	Hint: Message{ID: "menu.hint", Text: "Text need + place: SHELTER {Town}, DOCTOR.., EMBASSY {Country}, or SOS", Critical: true,
		Note: "The whole menu in one line. Use this language's own words for shelter, doctor, embassy and SOS, ones the lexicon knows. {Town} and {Country} are examples, in capitals where the script has them."},
	More: Message{ID: "menu.more", Text: "0 more", Critical: true,
		Note: "Behind a numbered list: the digit 0 shows more. Keep the digit 0."},
	Languages: Message{ID: "menu.languages", Text: "Choose your language:", Critical: true,
		Note: "Before a numbered list of languages in their own names."},
	Wrong: Message{ID: "menu.wrong", Text: "That number is not in the list.", Critical: true,
		Note: "A digit was sent that the list does not have."},
}
