package config

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

type sample struct {
	Listen string        `env:"S_LISTEN" default:"127.0.0.1:1"`
	Count  int           `env:"S_COUNT" default:"3"`
	Wait   time.Duration `env:"S_WAIT" default:"2s"`
	On     bool          `env:"S_ON"`
	List   []string      `env:"S_LIST"`
	Inner  struct {
		Token string `env:"S_TOKEN" secret:"true"`
	}
}

func from(env map[string]string) Source {
	return Source{
		Lookup: func(n string) (string, bool) { v, ok := env[n]; return v, ok },
		ReadFile: func(n string) ([]byte, error) {
			if n == "/token" {
				return []byte("from-file\n"), nil
			}
			return nil, errors.New("no such file")
		},
	}
}

func TestValuesDefaultsAndFiles(t *testing.T) {
	var got sample
	err := Read(from(map[string]string{"S_COUNT": " 7 ", "S_LIST": "LB, LY,", "S_TOKEN_FILE": "/token", "S_ON": "true"}), &got)
	if err != nil {
		t.Fatal(err)
	}
	want := sample{Listen: "127.0.0.1:1", Count: 7, Wait: 2 * time.Second, On: true, List: []string{"LB", "LY"}}
	want.Inner.Token = "from-file"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestEveryWrongSettingIsNamedAtOnce(t *testing.T) {
	var got sample
	err := Read(from(map[string]string{"S_COUNT": "x", "S_WAIT": "-1s", "S_ON": "perhaps", "S_TOKEN": "a", "S_TOKEN_FILE": "/token"}), &got)
	for _, name := range []string{"S_COUNT", "S_WAIT", "S_ON", "S_TOKEN"} {
		if err == nil || !strings.Contains(err.Error(), name+":") {
			t.Errorf("error does not name %s: %v", name, err)
		}
	}
}

func TestASecretIsNeverDescribed(t *testing.T) {
	for _, s := range Describe(from(map[string]string{"S_TOKEN": "hunter2"}), &sample{}) {
		if strings.Contains(s.Value, "hunter2") {
			t.Errorf("%s shows its value", s.Env)
		}
		if s.Env == "S_TOKEN" && (!s.Set || !s.Secret) {
			t.Errorf("S_TOKEN is described as %+v", s)
		}
	}
}
