package twilio

import (
	"encoding/base64"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/twilio/twilio-go/client"
)

func signedRequest(target, signature string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, target, nil)
	r.Header.Set("X-Twilio-Signature", signature)
	return r
}

func TestSignatureVectors(t *testing.T) {
	voice := form{
		{"ToState", "California"}, {"CalledState", "California"}, {"Direction", "inbound"}, {"FromState", "CA"},
		{"AccountSid", "ACba8bc05eacf94afdae398e642c9cc32d"}, {"Caller", "+14153595711"}, {"CallerZip", "94108"},
		{"CallerCountry", "US"}, {"From", "+14153595711"}, {"FromCity", "SAN FRANCISCO"}, {"CallerCity", "SAN FRANCISCO"},
		{"To", "+14157669926"}, {"FromZip", "94108"}, {"FromCountry", "US"}, {"ToCity", ""}, {"CallStatus", "ringing"},
		{"CalledCity", ""}, {"CallerState", "CA"}, {"CalledZip", ""}, {"ToZip", ""}, {"ToCountry", "US"},
		{"CallSid", "CA136d09cd59a3c0ec8dbff44da5c03f31"}, {"CalledCountry", "US"}, {"Called", "+14157669926"},
		{"ApiVersion", "2010-04-01"}, {"ApplicationSid", "AP44efecad51364e80b133bb7c07eb8204"},
	}
	digits := form{
		{"Digits", "1234"}, {"CallSid", "CA1234567890ABCDE"}, {"To", "+18005551212"}, {"Caller", "+14158675309"},
		{"From", "+14158675309"}, {"ReasonConferenceEnded", "test"}, {"Reason", "Participant"},
	}
	tests := []struct {
		name, base, token, target, signature string
		form                                 form
		want                                 bool
	}{
		{"twilio-ruby's voice request", "http://twiliotests.heroku.com", "2bd9e9638872de601313dc77410d3b23", "/validate/voice", "oVb2kXoVy8GEfwBDjR8bk/ZZ6eA=", voice, true},
		{"twilio-go's request with a query", "https://mycompany.com", "12345", "/myapp.php?foo=1&bar=2", "vOEb5UThFn24KEfnOFLQY2AE5FY=", digits, true},
		{"twilio-go's, configured with a port that was not signed", "https://mycompany.com:1234", "12345", "/myapp.php?foo=1&bar=2", "vOEb5UThFn24KEfnOFLQY2AE5FY=", digits, true},
		{"twilio-go's wrong order of keys", "https://mycompany.com", "12345", "/myapp.php?foo=1&bar=2", "95+Bu0JVPi0r/SsESZCVf0dWAjw=", digits, false},
		{"twilio-node's repeated keys", "https://waypost.example", "12345", "/webhooks/twilio/status?ref=a%2Fb+c", "Qg1vwkAmNZtCsSmtk+b4dt4RETM=", form{{"A", "2"}, {"B", "x"}, {"A", "1"}, {"A", "2"}}, true},
		{"twilio-node's repeated key before a longer one", "https://waypost.example", "12345", "/webhooks/twilio/status?ref=a%2Fb+c", "cTKSSvZVFDxu4SdWzZS6OXSNZbc=", form{{"AA", "1"}, {"A", "b"}, {"A", "a"}}, true},
		{"twilio-node's other scripts", "https://waypost.example", "12345", "/webhooks/twilio/status?ref=a%2Fb+c", "f2SZvgBZ2w7Kb6ZmzpSNX88tBYs=", form{{"Body", "مأوى 😀"}, {"From", "+961000001"}}, true},
		{"twilio-node's signed port", "https://waypost.example", "12345", "/webhooks/twilio/sms", "49Y/DG8EzQrZBHyzRyfyp35AQ/w=", form{{"Body", "x"}}, true},
		{"another query", "https://mycompany.com", "12345", "/myapp.php?foo=1&bar=3", "vOEb5UThFn24KEfnOFLQY2AE5FY=", digits, false},
		{"another host", "https://mycompany.org", "12345", "/myapp.php?foo=1&bar=2", "vOEb5UThFn24KEfnOFLQY2AE5FY=", digits, false},
		{"another token", "https://mycompany.com", "12346", "/myapp.php?foo=1&bar=2", "vOEb5UThFn24KEfnOFLQY2AE5FY=", digits, false},
		{"a missing field", "https://mycompany.com", "12345", "/myapp.php?foo=1&bar=2", "vOEb5UThFn24KEfnOFLQY2AE5FY=", digits[1:], false},
		{"no signature", "https://mycompany.com", "12345", "/myapp.php?foo=1&bar=2", "", digits, false},
		{"not base64", "https://mycompany.com", "12345", "/myapp.php?foo=1&bar=2", "???", digits, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := newVerifier(tt.base, []string{tt.token})
			if got := v.request(signedRequest(tt.target, tt.signature), tt.form); got != tt.want {
				t.Errorf("verified = %v, want %v", got, tt.want)
			}
		})
	}
}

func TestEveryTokenVerifiesWhileRotating(t *testing.T) {
	v := newVerifier("https://waypost.example", tokens([]string{"", "new", " ", "old"}))
	for _, tt := range []struct {
		token string
		want  bool
	}{{"new", true}, {"old", true}, {"", false}, {" ", false}, {"other", false}} {
		mac := sign([]byte(tt.token), "https://waypost.example/webhooks/twilio/sms", nil)
		r := signedRequest("/webhooks/twilio/sms", base64.StdEncoding.EncodeToString(mac))
		if got := v.request(r, nil); got != tt.want {
			t.Errorf("token %q verified = %v, want %v", tt.token, got, tt.want)
		}
	}
}

func TestHeadersOfAProxyDoNotCount(t *testing.T) {
	v := newVerifier("https://waypost.example", []string{"12345"})
	mac := sign([]byte("12345"), "https://evil.example/webhooks/twilio/sms", nil)
	r := signedRequest("/webhooks/twilio/sms", base64.StdEncoding.EncodeToString(mac))
	r.Host = "evil.example"
	r.Header.Set("X-Forwarded-Host", "evil.example")
	r.Header.Set("X-Forwarded-Proto", "https")
	if v.request(r, nil) {
		t.Error("a signature for another host was taken")
	}
}

// TestSignatureEqualsTheSDK compares with client.RequestValidator, which takes
// the first of several values of a key, on forms without repeated keys.
func TestSignatureEqualsTheSDK(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	bases := []string{"https://waypost.example", "http://waypost.example", "https://waypost.example:8443", "https://waypost.example:443", "http://[::1]", "https://waypost.example/prefix"}
	targets := []string{"/webhooks/twilio/sms", "/webhooks/twilio/status?ref=a%2Fb+c", "/webhooks/twilio/status?ref=&x=1"}
	letters := []rune("abAB01_+&= %\n\x00é“مأ😀")
	word := func() string {
		w := make([]rune, random.IntN(6))
		for i := range w {
			w[i] = letters[random.IntN(len(letters))]
		}
		return string(w)
	}
	for range 500 {
		base, target := bases[random.IntN(len(bases))], targets[random.IntN(len(targets))]
		values := url.Values{}
		for range random.IntN(8) {
			values.Set(word(), word())
		}
		body := values.Encode()
		f, err := parseForm(body)
		if err != nil {
			t.Fatal(err)
		}
		signedBase := newVerifier(base, nil).bases[random.IntN(len(newVerifier(base, nil).bases))]
		signature := base64.StdEncoding.EncodeToString(sign([]byte("12345"), signedBase+target, signedFields(f)))
		sdk := client.NewRequestValidator("12345")
		if base != "http://[::1]" && !sdk.ValidateBody(base+target, []byte(body), signature) {
			t.Fatalf("the SDK refuses our signature for %s%s and %q", signedBase, target, body)
		}
		v := newVerifier(base, []string{"12345"})
		if !v.request(signedRequest(target, signature), f) {
			t.Fatalf("we refuse the SDK's signature for %s%s and %q", signedBase, target, body)
		}
	}
}

func FuzzParseForm(f *testing.F) {
	for _, s := range []string{"", "a=b", "a=b&a=c&&=", "%zz=1", "a+b=%D9%85&c", "=;&"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		got, err := parseForm(body)
		if err != nil {
			return
		}
		want, err := url.ParseQuery(body)
		if err != nil {
			return // net/url also refuses semicolons
		}
		for key, values := range want {
			if got.get(key) != values[0] {
				t.Errorf("%q = %q, want %q", key, got.get(key), values[0])
			}
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	values := url.Values{"ToCountry": {"LB"}, "SmsMessageSid": {"SM1"}, "NumMedia": {"0"}, "FromCity": {""}, "Body": {"shelter tripoli"},
		"FromCountry": {"LB"}, "To": {"+961000000"}, "NumSegments": {"1"}, "MessageSid": {"SM1"}, "AccountSid": {"AC1"}, "From": {"+961000001"}, "ApiVersion": {"2010-04-01"}}
	v := newVerifier("https://waypost.example", []string{"12345"})
	f, _ := parseForm(values.Encode())
	mac := sign(v.keys[0], v.bases[0]+SMSPath, signedFields(f))
	r := signedRequest(SMSPath, base64.StdEncoding.EncodeToString(mac))
	body := values.Encode()
	b.Run("ours", func(b *testing.B) {
		for b.Loop() {
			f, _ := parseForm(body)
			if !v.request(r, f) {
				b.Fatal("refused")
			}
		}
	})
	b.Run("SDK", func(b *testing.B) {
		sdk := client.NewRequestValidator("12345")
		for b.Loop() {
			if !sdk.ValidateBody("https://waypost.example"+SMSPath, []byte(body), r.Header.Get("X-Twilio-Signature")) {
				b.Fatal("refused")
			}
		}
	})
}
