package place

import (
	"unicode/utf8"

	"waypost/internal/fold"
)

// isCommon reports whether a folded word, without spaces, is an ordinary word
// as well as a name. Two letters of an alphabet never name a place by
// themselves.
func (o *options) isCommon(key string) bool {
	return key[0] < utf8.RuneSelf && len(key) <= 2 || o.common[key] || englishWord(key)
}

// allCommon reports whether every one of several words is ordinary.
func (o *options) allCommon(toks []fold.Token) bool {
	for _, t := range toks {
		if !o.isCommon(t.Key) {
			return false
		}
	}
	return len(toks) > 1
}

// englishWord knows the English words that are also names of towns or
// divisions, and that turn up in messages in any language.
func englishWord(key string) bool {
	switch key {
	case "about", "agent", "ago", "all", "allow", "alone", "along", "also", "amen", "angel", "any", "are", "army", "ask",
		"baby", "back", "bad", "bag", "bank", "bar", "bath", "beach", "bed", "best", "big", "bit", "black", "blue", "boat", "born", "boy",
		"bread", "bridge", "brother", "bus", "but", "buy", "call", "camp", "can", "car", "card", "care", "cash", "castle", "center", "centre",
		"chance", "chat", "check", "church", "city", "clean", "clinic", "close", "cold", "come", "cook", "cross", "cut",
		"dad", "date", "day", "dead", "deal", "deep", "die", "do", "doctor", "dog", "dollar", "don", "door", "down", "driver", "dry",
		"east", "eat", "end", "enter", "exit", "eye", "face", "fair", "faith", "fall", "family", "farm", "far", "father", "fear", "fin", "find", "fine",
		"fire", "fish", "flood", "food", "foot", "for", "fort", "free", "friend", "full", "gas", "gate", "george", "girl", "go", "god", "gold", "good",
		"grace", "grand", "green", "guide", "gun", "half", "happy", "has", "have", "health", "heart", "help", "here", "high", "hill", "him", "home", "hope",
		"hospital", "hot", "hotel", "house", "how", "hurt", "husband", "ice", "info", "island", "job", "just", "kids", "king", "lake", "land", "last", "late",
		"law", "lawyer", "lead", "leave", "left", "let", "life", "lift", "light", "like", "line", "list", "live", "long", "lost", "love", "low", "luck",
		"madam", "mama", "man", "many", "marry", "me", "medicine", "men", "mercy", "mine", "mission", "mobile", "mom", "money", "most", "mother", "much", "my",
		"need", "new", "news", "nice", "night", "no", "normal", "north", "not", "now", "nurse", "of", "old", "on", "only", "open", "opportunity", "or", "order",
		"papa", "paper", "park", "pass", "pay", "peace", "pen", "people", "phone", "place", "plan", "please", "point", "police", "poor", "port", "post", "power",
		"pray", "price", "problem", "rain", "reading", "ready", "real", "red", "rent", "rest", "rice", "rich", "right", "river", "road", "roof", "room", "rose", "run",
		"sad", "safe", "same", "sat", "save", "school", "sea", "see", "send", "shelter", "ship", "short", "sick", "side", "sister", "site", "sleep", "small", "smoke",
		"snow", "so", "some", "son", "soon", "sos", "south", "speak", "split", "spring", "start", "station", "stay", "stop", "store", "street", "strong", "sun", "sure",
		"take", "talk", "tell", "tent", "thank", "thanks", "that", "the", "they", "time", "to", "today", "too", "top", "town", "trade", "train", "travel", "trust", "truth",
		"union", "up", "us", "use", "van", "very", "victory", "village", "visa", "wait", "walk", "wall", "want", "war", "warm", "water", "way", "we", "welcome", "well",
		"west", "white", "why", "wife", "will", "wind", "winter", "with", "woman", "women", "wood", "work", "worker", "you", "young", "your":
		return true
	}
	return false
}
