package twilio

import (
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"waypost/internal/channel"
	"waypost/internal/channel/channeltest"
	"waypost/internal/gateway"
)

const (
	testToken  = "0123456789abcdef0123456789abcdef"
	testPublic = "https://waypost.example"
)

func TestConformance(t *testing.T) {
	channeltest.Run(t, channeltest.Harness{New: newSubject})
}

func address(n int) gateway.Address {
	return gateway.Address{Channel: Name, Value: fmt.Sprintf("+9610000%02d", n)}
}

// created is the answer of the Message resource to a create, shortened
// (https://www.twilio.com/docs/messaging/api/message-resource#create-a-message).
const created = `{"account_sid":"AC00","api_version":"2010-04-01","body":"Hi","direction":"outbound-api","error_code":null,"num_segments":"1","sid":"SM123","status":"queued"}`

// refusal is an error of the REST API
// (https://www.twilio.com/docs/usage/twilios-response#response-formats-exceptions).
func refusal(status, code int, header ...string) http.HandlerFunc {
	body := fmt.Sprintf(`{"code":%d,"message":"The 'To' number +961000001 secret-text","more_info":"https://www.twilio.com/docs/errors/%d","status":%d}`, code, code, status)
	return channeltest.Status(status, "application/json", body, header...)
}

func newSubject(t *testing.T, h channel.Handler, e channel.Events) *channeltest.Subject {
	carrier := channeltest.NewCarrier(t, channeltest.Status(http.StatusCreated, "application/json", created))
	c := New(Config{
		AccountSID: "AC00", AuthTokens: []string{testToken}, From: "+961000000",
		PublicURL: testPublic, APIURL: carrier.URL, SendTimeout: 300 * time.Millisecond,
	}, h, e)
	mux := http.NewServeMux()
	c.Routes(mux)
	s := &channeltest.Subject{
		Channel: Name, Sender: c, Web: mux, Address: address, Replies: replies, Refused: http.StatusForbidden,
		Deliver: func(m channeltest.Message) *http.Request { return signed(SMSPath, message(m), testToken) },
		TooBig:  signed(SMSPath, message(channeltest.Message{Text: strings.Repeat("x", 65<<10)}), testToken),
		Secrets: []string{testToken, "AC00"},
		Forged:  forged(), Unknown: unknown(), Receipts: receipts(),
		Outgoing: func() []string {
			var texts []string
			for _, call := range carrier.Calls("/2010-04-01/Accounts/AC00/Messages.json") {
				texts = append(texts, call.Form.Get("Body"))
			}
			return texts
		},
	}
	arrange := func(answer http.HandlerFunc) func() gateway.Address {
		return func() gateway.Address { carrier.Next(answer); return address(1) }
	}
	s.Troubles = map[string]channeltest.Trouble{
		"throttled":             {Arrange: arrange(refusal(429, 20429, "Retry-After", "3")), Want: channel.NotAccepted, RetryAfter: 3 * time.Second},
		"throttled, no time":    {Arrange: arrange(refusal(429, 20429)), Want: channel.NotAccepted},
		"throttled by a proxy":  {Arrange: arrange(channeltest.Status(429, "text/html", "<html>slow</html>", "Retry-After", "3")), Want: channel.NotAccepted, RetryAfter: 3 * time.Second},
		"server error":          {Arrange: arrange(refusal(503, 20503, "Retry-After", "3")), Want: channel.Ambiguous},
		"HTML from a proxy":     {Arrange: arrange(channeltest.Status(502, "text/html", "<html>502</html>")), Want: channel.Ambiguous},
		"a redirect":            {Arrange: arrange(channeltest.Status(302, "text/html", "", "Location", "/elsewhere")), Want: channel.Ambiguous},
		"created without sense": {Arrange: arrange(channeltest.Status(201, "text/html", "<html>ok</html>")), Want: channel.Ambiguous},
		"timeout":               {Arrange: arrange(carrier.Hang), Want: channel.Ambiguous},
		"connection reset":      {Arrange: arrange(channeltest.Reset), Want: channel.Ambiguous},
		"recipient gone":        {Arrange: arrange(refusal(400, 21211)), Want: channel.Permanent},
		"not a mobile":          {Arrange: arrange(refusal(400, 21614)), Want: channel.Permanent},
		"blocked by the person": {Arrange: arrange(refusal(400, 21610)), Want: channel.Consent, OptsOut: true},
		"country not enabled":   {Arrange: arrange(refusal(400, 21408)), Want: channel.Account},
		"wrong credentials":     {Arrange: arrange(refusal(401, 20003)), Want: channel.Account},
		"an unknown refusal":    {Arrange: arrange(refusal(400, 21999)), Want: channel.Permanent},
		"an unknown forbidden":  {Arrange: arrange(channeltest.Status(403, "text/plain", "no")), Want: channel.Account},
	}
	return s
}

func message(m channeltest.Message) url.Values {
	return url.Values{
		"MessageSid": {fmt.Sprintf("SM%032d", m.N)}, "SmsMessageSid": {fmt.Sprintf("SM%032d", m.N)}, "AccountSid": {"AC00"},
		"From": {address(m.From).Value}, "To": {"+961000000"}, "Body": {m.Text}, "NumMedia": {"0"}, "NumSegments": {"1"},
		"FromCity": {"TRIPOLI"}, "FromZip": {"1300"}, "FromCountry": {"LB"}, "ApiVersion": {"2010-04-01"},
	}
}

func signed(target string, values url.Values, token string) *http.Request {
	body := values.Encode()
	f, _ := parseForm(body)
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	r.Header.Set("X-Twilio-Signature", base64.StdEncoding.EncodeToString(sign([]byte(token), testPublic+target, signedFields(f))))
	return r
}

func forged() map[string]*http.Request {
	m := message(channeltest.Message{N: 1, From: 1, Text: "STOP"})
	unsigned, query := signed(SMSPath, m, testToken), signed(SMSPath, m, testToken)
	unsigned.Header.Del("X-Twilio-Signature")
	query.URL.RawQuery = "x=1"
	return map[string]*http.Request{
		"no signature":       unsigned,
		"another token":      signed(SMSPath, m, "other"),
		"an empty token":     signed(SMSPath, m, ""),
		"another query":      query,
		"a status, unsigned": signed(StatusPath+"?ref=r", url.Values{"MessageSid": {"SM1"}, "MessageStatus": {"failed"}, "ErrorCode": {"21610"}}, "other"),
	}
}

func unknown() map[string]*http.Request {
	with := func(key, value string) *http.Request {
		m := message(channeltest.Message{N: 1, From: 1, Text: "x"})
		m.Set(key, value)
		if key == "MessageSid" {
			m.Del("SmsMessageSid")
		}
		return signed(SMSPath, m, testToken)
	}
	return map[string]*http.Request{
		"a call":                    signed(SMSPath, url.Values{"CallSid": {"CA1"}, "From": {"+961000001"}}, testToken),
		"no message id":             with("MessageSid", ""),
		"a short code":              with("From", "71717"),
		"a named sender":            with("From", "BANK"),
		"another product":           with("From", "whatsapp:+961000001"),
		"nothing":                   signed(SMSPath, url.Values{}, testToken),
		"a status without an id":    signed(StatusPath, url.Values{"MessageStatus": {"delivered"}}, testToken),
		"a status we do not know":   signed(StatusPath, url.Values{"MessageSid": {"SM1"}, "MessageStatus": {"exploded"}}, testToken),
		"an incoming status":        signed(StatusPath, url.Values{"MessageSid": {"SM1"}, "MessageStatus": {"receiving"}}, testToken),
		"a status without a status": signed(StatusPath, url.Values{"MessageSid": {"SM1"}}, testToken),
	}
}

func receipts() map[string]channeltest.Receipt {
	receipt := func(status, code string, class channel.Class) channeltest.Receipt {
		values := url.Values{"MessageSid": {"SM1"}, "MessageStatus": {status}, "To": {address(1).Value}, "From": {"+961000000"}}
		if code != "" {
			values.Set("ErrorCode", code)
		}
		return channeltest.Receipt{
			Request: signed(StatusPath+"?ref=a%2Fb+c", values, testToken),
			Want:    &channel.Receipt{Channel: Name, Ref: "a/b c", ProviderID: "SM1", To: address(1), Class: class, Code: code},
		}
	}
	stopped := receipt("failed", "21610", channel.Consent)
	stopped.OptOut = &channeltest.OptOut{From: address(1).Value, Out: true}
	optOut := func(kind string, out *channeltest.OptOut) channeltest.Receipt {
		m := message(channeltest.Message{N: 1, From: 1, Text: kind})
		m.Set("OptOutType", kind)
		return channeltest.Receipt{Request: signed(SMSPath, m, testToken), OptOut: out}
	}
	return map[string]channeltest.Receipt{
		"queued":               receipt("queued", "", channel.Accepted),
		"sent":                 receipt("sent", "", channel.Accepted),
		"delivered":            receipt("delivered", "", channel.Delivered),
		"handset off":          receipt("undelivered", "30003", channel.Transient),
		"carrier trouble":      receipt("undelivered", "30008", channel.Transient),
		"landline":             receipt("undelivered", "30006", channel.Permanent),
		"filtered":             receipt("undelivered", "30007", channel.Account),
		"unknown failure":      receipt("failed", "39999", channel.Transient),
		"stopped":              stopped,
		"Advanced Opt-Out":     optOut("STOP", &channeltest.OptOut{From: address(1).Value, Out: true}),
		"Advanced Opt-Out in":  optOut("START", &channeltest.OptOut{From: address(1).Value, Out: false}),
		"Advanced Opt-Out ask": optOut("HELP", nil),
	}
}

// replies reads TwiML with a parser of its own.
func replies(responses ...*httptest.ResponseRecorder) []string {
	var texts []string
	for _, w := range responses {
		var doc struct {
			XMLName xml.Name `xml:"Response"`
			Message []string `xml:"Message"`
		}
		if err := xml.Unmarshal(w.Body.Bytes(), &doc); err == nil {
			texts = append(texts, doc.Message...)
		}
	}
	return texts
}
