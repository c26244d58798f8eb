package phone

// language is one the person's app can be set to. Languages without labels of
// their own show the page in English.
type language struct {
	Tag, Name string
	Page      labels
}

// labels are the words around the thread.
type labels struct {
	Tag, Dir                         string
	Title, Note                      string
	SMS, Chat, Write, Send, Segments string
	Number, Language, Apply          string
	Phrases, Location                string
	Failures, Ending, Meaning        string
	NotDelivered                     string
}

// phrase is a message to try, one touch away.
type phrase struct{ Text string }

func phrases() []phrase {
	return []phrase{
		{"shelter tripoli"}, {"مأوى طرابلس"}, {"refugio tripoli"}, {"HELP"}, {"hello?"},
		{"embassy sierra leone"}, {"我需要住处"}, {"আশ্রয় ত্রিপোলি"}, {"መጠለያ ትሪፖሊ"}, {"où trouver un médecin à Saïda"}, {"STOP"},
	}
}

func languages() []language {
	return []language{
		{"en", "English", english()}, {"ar", "العربية", arabic()}, {"fr", "Français", french()},
		{"es", "Español", spanish()}, {"ru", "Русский", russian()}, {"zh-Hans", "中文", chinese()},
		{"am", "አማርኛ", english()}, {"bn", "বাংলা", english()}, {"fa", "فارسی", english()}, {"fil", "Filipino", english()},
		{"ti", "ትግርኛ", english()}, {"uk", "Українська", english()}, {"ur", "اردو", english()},
	}
}

// languageOf is English for a tag that is not offered.
func languageOf(tag string) language {
	all := languages()
	for _, l := range all {
		if l.Tag == tag {
			return l
		}
	}
	return all[0]
}

func english() labels {
	return labels{
		Tag: "en", Dir: "ltr", Title: "A phone to try", Note: "Nothing you write here leaves this computer.",
		SMS: "SMS", Chat: "Telegram", Write: "Write a message", Send: "Send", Segments: "segments",
		Number: "This phone's number", Language: "Language of the app", Apply: "Apply",
		Phrases: "Try", Location: "Send a location: Tripoli", Failures: "Numbers that fail", Ending: "Number ends with", Meaning: "Messages nobody asked for fail as",
		NotDelivered: "Not delivered. Send it again.",
	}
}

func arabic() labels {
	return labels{
		Tag: "ar", Dir: "rtl", Title: "هاتف للتجربة", Note: "لا شيء مما تكتبه هنا يغادر هذا الحاسوب.",
		SMS: "رسائل قصيرة", Chat: "Telegram", Write: "اكتب رسالة", Send: "إرسال", Segments: "أجزاء",
		Number: "رقم هذا الهاتف", Language: "لغة التطبيق", Apply: "تطبيق",
		Phrases: "جرّب", Location: "إرسال موقع: طرابلس", Failures: "أرقام تفشل", Ending: "ينتهي الرقم بـ", Meaning: "تفشل الرسائل غير المطلوبة بسبب",
		NotDelivered: "لم تصل. أرسلها مرة أخرى.",
	}
}

func french() labels {
	return labels{
		Tag: "fr", Dir: "ltr", Title: "Un téléphone d’essai", Note: "Rien de ce que vous écrivez ici ne quitte cet ordinateur.",
		SMS: "SMS", Chat: "Telegram", Write: "Écrire un message", Send: "Envoyer", Segments: "segments",
		Number: "Numéro de ce téléphone", Language: "Langue de l’application", Apply: "Appliquer",
		Phrases: "Essayer", Location: "Envoyer une position : Tripoli", Failures: "Numéros qui échouent", Ending: "Le numéro finit par", Meaning: "Les messages non demandés échouent",
		NotDelivered: "Non remis. Renvoyez-le.",
	}
}

func spanish() labels {
	return labels{
		Tag: "es", Dir: "ltr", Title: "Un teléfono de prueba", Note: "Nada de lo que escriba aquí sale de este ordenador.",
		SMS: "SMS", Chat: "Telegram", Write: "Escriba un mensaje", Send: "Enviar", Segments: "segmentos",
		Number: "Número de este teléfono", Language: "Idioma de la aplicación", Apply: "Aplicar",
		Phrases: "Pruebe", Location: "Enviar una ubicación: Trípoli", Failures: "Números que fallan", Ending: "El número termina en", Meaning: "Los mensajes no pedidos fallan",
		NotDelivered: "No entregado. Envíelo de nuevo.",
	}
}

func russian() labels {
	return labels{
		Tag: "ru", Dir: "ltr", Title: "Пробный телефон", Note: "Всё, что вы здесь пишете, остаётся на этом компьютере.",
		SMS: "SMS", Chat: "Telegram", Write: "Напишите сообщение", Send: "Отправить", Segments: "частей",
		Number: "Номер этого телефона", Language: "Язык приложения", Apply: "Применить",
		Phrases: "Попробуйте", Location: "Отправить место: Триполи", Failures: "Номера с ошибкой", Ending: "Номер кончается на", Meaning: "Сообщения без запроса не проходят",
		NotDelivered: "Не доставлено. Отправьте ещё раз.",
	}
}

func chinese() labels {
	return labels{
		Tag: "zh-Hans", Dir: "ltr", Title: "试用电话", Note: "您在此输入的内容不会离开这台电脑。",
		SMS: "短信", Chat: "Telegram", Write: "写消息", Send: "发送", Segments: "条",
		Number: "本机号码", Language: "应用语言", Apply: "应用",
		Phrases: "试一试", Location: "发送位置：的黎波里", Failures: "会失败的号码", Ending: "号码结尾", Meaning: "主动发送的消息失败原因",
		NotDelivered: "未送达，请重新发送。",
	}
}
