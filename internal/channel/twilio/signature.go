package twilio

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// form is the fields of one request in the order they came.
type form []field

type field struct{ key, value string }

// parseForm refuses a broken percent escape.
func parseForm(body string) (form, error) {
	f := make(form, 0, 24) // Twilio sends about 20 fields
	for body != "" {
		var pair string
		pair, body, _ = strings.Cut(body, "&")
		if pair == "" {
			continue
		}
		rawKey, rawValue, _ := strings.Cut(pair, "=")
		key, err := url.QueryUnescape(rawKey)
		if err != nil {
			return nil, err
		}
		value, err := url.QueryUnescape(rawValue)
		if err != nil {
			return nil, err
		}
		f = append(f, field{key, value})
	}
	return f, nil
}

// get is the first value of a key, empty when it is absent.
func (f form) get(key string) string {
	for _, p := range f {
		if p.key == key {
			return p.value
		}
	}
	return ""
}

// verifier checks X-Twilio-Signature, the base64 of
// HMAC-SHA1(auth token, URL + each field's key and value, sorted by key)
// (https://www.twilio.com/docs/usage/security#validating-requests).
type verifier struct {
	// bases are the public URL as configured, without its port and with the
	// scheme's own: Twilio's back ends differ in which of them they sign.
	bases []string
	keys  [][]byte
}

func newVerifier(publicURL string, tokens []string) verifier {
	v := verifier{bases: []string{publicURL}}
	if u, err := url.Parse(publicURL); err == nil && u.Host != "" {
		bare, port := *u, *u
		bare.Host = u.Hostname()
		if strings.Contains(bare.Host, ":") {
			bare.Host = "[" + bare.Host + "]"
		}
		if u.Port() == "" && u.Scheme == "https" {
			port.Host += ":443"
		} else if u.Port() == "" {
			port.Host += ":80"
		}
		v.bases = slices.Compact([]string{bare.String(), port.String()})
	}
	for _, token := range tokens {
		v.keys = append(v.keys, []byte(token))
	}
	return v
}

// request reports whether Twilio signed r, which carries f. The query counts
// as it was sent; a fragment of the configured URL is never sent nor signed.
func (v verifier) request(r *http.Request, f form) bool {
	got, err := base64.StdEncoding.DecodeString(r.Header.Get("X-Twilio-Signature"))
	if err != nil || len(got) != sha1.Size {
		return false
	}
	rest := r.URL.EscapedPath()
	if r.URL.RawQuery != "" {
		rest += "?" + r.URL.RawQuery
	}
	fields := signedFields(f)
	for _, base := range v.bases {
		for _, key := range v.keys {
			if hmac.Equal(got, sign(key, base+rest, fields)) {
				return true
			}
		}
	}
	return false
}

// signedFields joins keys and values in the signed order. A repeated key
// stands once per distinct value, in the order of the values.
func signedFields(f form) []byte {
	sorted := slices.Clone(f)
	slices.SortFunc(sorted, func(a, b field) int {
		if c := strings.Compare(a.key, b.key); c != 0 {
			return c
		}
		return strings.Compare(a.value, b.value)
	})
	var b []byte
	for _, p := range slices.Compact(sorted) {
		b = append(append(b, p.key...), p.value...)
	}
	return b
}

func sign(key []byte, url string, fields []byte) []byte {
	h := hmac.New(sha1.New, key)
	h.Write([]byte(url))
	h.Write(fields)
	return h.Sum(nil)
}
