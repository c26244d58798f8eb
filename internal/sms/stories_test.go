package sms

import "testing"

// TestAcceptanceStories holds the replies of the specification's stories to
// the cost written beside them; six of those figures are recounted here, since
// the wording changed after they were written (Twilio's calculator agrees).
func TestAcceptanceStories(t *testing.T) {
	tests := []struct {
		text string
		want Size
	}{
		{"TRIPOLI shelters\n1 Al-Amal School, Mina St: 40 places, all welcome, no ID. Checked 2h ago\n2 St Joseph: FULL\nReply 1 for the way. Help 24h 01-555-0100", Size{GSM7, 149, 1}},
		{"TRIPOLI refugios\n1 Escuela Al-Amal, calle Mina: 40 plazas, para todos, sin documentos. Visto hace 2h\n2 St Joseph: LLENO\nAyuda 24h 01-555-0100", Size{GSM7, 141, 1}},
		{"TRIPOLI refugios\n1 Escuela Al-Amal, calle Mina: 40 plazas, para todos, sin documentos. Visto hace 2h, dirá más al llamar\n2 St Joseph: LLENO\nAyuda 24h 015550100", Size{UCS2, 159, 3}},
		{"مأوى طرابلس\n1 مدرسة الأمل، الميناء: 40 مكانا، للجميع، بلا وثائق. تحقق قبل ساعتين\n2 مار يوسف: ممتلئ\nمساعدة 24س 015550100", Size{UCS2, 119, 2}},
		{"ትሪፖሊ መጠለያ\n1 አል-አማል ት/ቤት፣ ሚና፦ 40 ቦታ፣ ለሁሉም፣ ያለ መታወቂያ። ከ2 ሰዓት በፊት ታይቷል\n2 ቅ/ዮሴፍ፦ ሞልቷል\nእርዳታ 24ሰ 015550100", Size{UCS2, 100, 2}},
		{"ত্রিপোলি আশ্রয়\n1 আল-আমাল স্কুল, মিনা: 40 জায়গা, সবার জন্য, কাগজ লাগে না। 2 ঘণ্টা আগে যাচাই\n2 সেন্ট জোসেফ: ভরা\nসাহায্য 24ঘ 015550100", Size{UCS2, 133, 2}},
		{"Text need + place: SHELTER TRIPOLI, DOCTOR.., EMBASSY KENYA, or SOS\n2 العربية 3 አማርኛ 4 বাংলা 5 فارسی 6 اردو 7 Français 0 more", Size{UCS2, 125, 2}},
		{"أرسل الحاجة + المكان: مأوى طرابلس، طبيب صيدا، سفارة كينيا، أو نجدة", Size{UCS2, 66, 1}},
		{"EMERGENCY, free: Red Cross 140, Civil Defence 125, Police 112. Migrant help 24h, 8 languages 01-555-0100. Text SHELTER + your town for a safe place", Size{GSM7, 147, 1}},
		{"Which Tripoli? 1 Lebanon 2 Libya. Danger now: 112 (LB) 1515 (LY)", Size{GSM7, 64, 1}},
		{"We do not know \"xqz\". Text the nearest town: SHELTER SAIDA. Someone can find it with you, 24h: 01-555-0100", Size{GSM7, 106, 1}},
		{"SIERRA LEONE: no mission here and no checked phone for the one that covers Lebanon. 01-555-0100 (24h) will contact it for you. Lost papers: text PAPERS", Size{GSM7, 151, 1}},
		{"SAVED LIST of 14:05, call first. TRIPOLI: Al-Amal School, Mina St, 40 places, all welcome, no ID, 01-555-0111. Help 24h 01-555-0100", Size{GSM7, 131, 1}},
		{"You already hold 4 seats, code K7Q2. To give them back: 6", Size{GSM7, 57, 1}},
		{"تم. لا تنبيهات بعد الآن. يمكنك السؤال دائما: مأوى، طبيب، سفارة. للعودة: اشترك", Size{UCS2, 77, 2}},
		{"Hi! Soup is ready. 1 I come 2 call later 3 not today", Size{GSM7, 52, 1}},
		{"Ok, see you. Mute your phone", Size{GSM7, 28, 1}},
		{"NOT OURS. We sent nothing with code 9931. Do not pay, do not go alone. Ask 24h 01-555-0100", Size{GSM7, 90, 1}},
		{"REAL. Embassy of the Philippines, today 13:10: bus Sat 07:00 Dora roundabout. Free. Nobody may ask you for money", Size{GSM7, 112, 1}},
		{"We keep: alerts for TRIPOLI in Amharic until 3 Feb. No name, no messages. Text DELETE to remove it", Size{GSM7, 98, 1}},
		{"Deleted. You can still ask anything. We will not write first", Size{GSM7, 60, 1}},
		{"FLOOD WARNING Tripoli port until 22:00. Leave ground floors now. Shelter: Al-Amal School, Mina St, open to all, no ID. Code F4TX. Civil Defence 125", Size{GSM7, 147, 1}},
		{"BABALA SA BAHA Tripoli port hanggang 22:00. Umalis na sa ibaba. Silungan: Al-Amal School, Mina St, bukas sa lahat, walang ID. Code F4TX. Tulong 125", Size{GSM7, 147, 1}},
		{"تحذير فيضان مرفأ طرابلس حتى 22:00. اترك الطوابق السفلى الآن. مأوى للجميع بلا وثائق: مدرسة الأمل، الميناء. رمز F4TX. الدفاع المدني 125", Size{UCS2, 133, 2}},
		{"የጎርፍ ማስጠንቀቂያ፦ ትሪፖሊ ወደብ እስከ 22:00። ከምድር ቤት አሁን ይውጡ። መጠለያ ለሁሉም፣ ያለ መታወቂያ፦ አል-አማል ት/ቤት። ኮድ F4TX። 125", Size{UCS2, 97, 2}},
		{"CORRECTION F4TX 15:40: Al-Amal School is FULL. Go to Rawda School, Azmi St: 300 places, open to all, no ID. Code F4TY. Civil Defence 125", Size{GSM7, 136, 1}},
		{"Amharic team: 08:00-20:00. Now, 24h: 01-555-0100 (English, Arabic). Reply 1 and they write to you at 08:00. They do not see your number", Size{GSM7, 135, 1}},
		{"Selam, this is Hana from the help line. I read your question. Are you safe now?", Size{GSM7, 79, 1}},
		{"DRILL, not real. Flood plan test Tripoli. Reply 1 if you got this", Size{GSM7, 65, 1}},
		{"MASNAA border 16:20: open on foot, cars stopped. Exit fee waived until 30 Nov. Lost passport: text PAPERS. Next update 18:00", Size{GSM7, 124, 1}},
		{"Al-Amal School now shows FULL. Places again: OPEN 25. Mistake: UNDO", Size{GSM7, 67, 1}},
		{"Al-Amal School: still open? 1 yes 2 full 3 closed 4 changed. People are sent to you by this answer", Size{GSM7, 98, 1}},
		{"Thank you. Shown as checked today. Given in 61 answers this week", Size{GSM7, 64, 1}},
		{"Thank you, we ask the centre. Next: Rawda School, Azmi St, 300 places, all welcome, no ID", Size{GSM7, 89, 1}},
		{"People report Al-Amal School closed today. 1 open 2 full 3 closed", Size{GSM7, 65, 1}},
		{"St Joseph: Mo-Th 08-20, Fr 08-12, closed Sa Su. Now OPEN. Wrong? UNDO", Size{GSM7, 69, 1}},
		{"Thank you. Only the centre can change this; we noted your report", Size{GSM7, 64, 1}},
		{"3 of your 5 sites miss facts people need: ID, cost. Reply 1 to answer by SMS now (2 min)", Size{GSM7, 88, 1}},
		{"Referral R7M4: woman + 2 children, speak Tigrinya, safe room tonight near Dora. R7M4 1 accept, R7M4 2 no space. No number is shared", Size{GSM7, 131, 1}},
		{"ሎሚ 19:00 ዶራ። ኮድ R7M4 ኣብ ኣፍደገ ኣርእዩ", Size{UCS2, 33, 1}},
		{"HELD 4 seats, code K7Q2, until 18:00. 5 confirm, 6 give back. Sat 07:00 Dora roundabout, 1 bag each, free. Any ID or none. Going is your choice", Size{GSM7, 143, 1}},
	}
	for _, tt := range tests {
		if got := Count(tt.text); got != tt.want {
			t.Errorf("Count(%q) = %+v, want %+v", tt.text, got, tt.want)
		}
	}
}
