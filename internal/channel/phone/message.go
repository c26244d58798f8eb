package phone

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"waypost/internal/channel"
	"waypost/internal/gateway"
	"waypost/internal/sms"
)

// maxBody holds a message and the thread that a page without script carries.
const maxBody = 64 << 10

// message is what the page shows in one bubble.
type message struct {
	Text     string             `json:"text"`
	Buttons  [][]gateway.Button `json:"buttons,omitempty"`
	Encoding string             `json:"encoding"`
	Units    int                `json:"units"`
	Segments int                `json:"segments"`
}

func newMessage(text string, buttons [][]gateway.Button) message {
	size := sms.Count(text)
	return message{text, buttons, size.Encoding.String(), size.Units, size.Segments}
}

// view is how the phone is looked at.
type view string

const (
	smsView  view = "sms"
	chatView view = "chat"
)

func viewOf(raw string) view {
	if raw == string(chatView) {
		return chatView
	}
	return smsView
}

// readForm returns a status other than 200 for a body that cannot be read.
func readForm(w http.ResponseWriter, r *http.Request) int {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	err := r.ParseForm()
	if tooBig := (*http.MaxBytesError)(nil); errors.As(err, &tooBig) {
		return http.StatusRequestEntityTooLarge
	}
	if err != nil {
		return http.StatusBadRequest
	}
	return http.StatusOK
}

// inbound reads the fields view, from, id, lang and one of text, phrase (a
// text that was touched), button, point ("lat,lon") or lat and lon. Without an id every form is a new message.
func inbound(f url.Values) gateway.Inbound {
	from := number(f.Get("from"))
	id := f.Get("id")
	if id == "" {
		id = newID()
	}
	in := gateway.Inbound{
		Channel:  Name,
		Medium:   gateway.SMS,
		ID:       messageID(from, id),
		From:     gateway.Address{Channel: Name, Value: from},
		Text:     channel.Text(cmp.Or(f.Get("phrase"), f.Get("text"))),
		Button:   channel.Text(f.Get("button")),
		Location: point(f),
		At:       time.Now(),
	}
	if in.Button != "" || in.Location != nil {
		in.Text = ""
	}
	if viewOf(f.Get("view")) == chatView {
		in.Medium = gateway.Chat
		in.Hint = gateway.Language(languageOf(f.Get("lang")).Tag)
	}
	return in
}

// point is nil when there is none, or it is not on the earth.
func point(f url.Values) *gateway.Point {
	rawLat, rawLon, ok := strings.Cut(f.Get("point"), ",")
	if !ok {
		rawLat, rawLon = f.Get("lat"), f.Get("lon")
	}
	lat, errLat := strconv.ParseFloat(strings.TrimSpace(rawLat), 64)
	lon, errLon := strconv.ParseFloat(strings.TrimSpace(rawLon), 64)
	onEarth := math.Abs(lat) <= 90 && math.Abs(lon) <= 180 // false for NaN
	if errLat != nil || errLon != nil || !onEarth {
		return nil
	}
	return &gateway.Point{Lat: lat, Lon: lon}
}

// messageID is the same for the same id of the same phone, and tells neither.
func messageID(from, id string) string {
	sum := sha256.Sum256([]byte(from + "\x00" + id))
	return hex.EncodeToString(sum[:16])
}

func newID() string { return rand.Text() }
