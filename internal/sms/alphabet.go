package sms

// basic is the GSM 7-bit default alphabet and extension its extension table,
// both without the escape character (3GPP TS 23.038 section 6.2.1).
const (
	basic = "@£$¥èéùìòÇ\nØø\rÅå" +
		"Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ" +
		" !\"#¤%&'()*+,-./" +
		"0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNO" +
		"PQRSTUVWXYZÄÖÑÜ§" +
		"¿abcdefghijklmno" +
		"pqrstuvwxyzäöñüà"
	extension = "\f^{}\\[~]|€"
)

// width holds the septets of every character below U+0400; the euro sign is
// the only one above.
var width = func() (w [0x400]uint8) {
	for _, r := range basic {
		w[r] = 1
	}
	for _, r := range extension {
		if r < rune(len(w)) {
			w[r] = 2
		}
	}
	return w
}()

// septets is 1 or 2, and 0 for a character that GSM-7 does not have.
func septets(r rune) int {
	if r >= 0 && r < rune(len(width)) {
		return int(width[r])
	}
	if r == '€' {
		return 2
	}
	return 0
}
