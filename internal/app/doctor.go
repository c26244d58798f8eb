package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"text/tabwriter"
	"time"

	"waypost/internal/config"
)

// Doctor prints every setting with what it is, then checks what can be checked
// from here. It returns an error when something would keep `serve` from
// starting.
func Doctor(ctx context.Context, src config.Source, log *slog.Logger, out io.Writer) error {
	var s Settings
	table := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	for _, d := range config.Describe(src, &s) {
		value := d.Value
		switch {
		case value == "":
			value = "-"
		case !d.Set:
			value += " (default)"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", d.Env, value, d.Help)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	s, err := ReadSettings(src)
	if err == nil {
		err = s.checkServe()
	}
	if err != nil {
		return &ConfigError{err}
	}
	advise(s, out)
	a, err := Open(ctx, s, log, time.Now)
	if err != nil {
		return err
	}
	defer a.Stop()
	return a.examine(ctx, out)
}

// examine checks the stores and the packs of a running configuration.
func (a *App) examine(ctx context.Context, out io.Writer) error {
	var bad []string
	check := func(what string, err error) {
		if err != nil {
			bad = append(bad, what)
			fmt.Fprintf(out, "FAIL  %s: %v\n", what, err)
			return
		}
		fmt.Fprintf(out, "ok    %s\n", what)
	}
	check("records", a.db.Ping(ctx))
	if a.embedded {
		fmt.Fprintln(out, "note  Redis: none set; conversations live in the process and end with it")
	} else {
		check("Redis", a.sessions.Ping(ctx))
	}
	for _, c := range a.Settings.Scope.Countries {
		var err error
		p := a.world.current.Load().base.Directory.Pack(c)
		if p == nil {
			err = fmt.Errorf("not loaded; use `waypost pack load DIR`")
		}
		check("country pack "+c, err)
		if p != nil {
			fmt.Fprintf(out, "      source: %s, checked %s\n", p.Source, p.Checked)
		}
	}
	if len(bad) > 0 {
		return fmt.Errorf("not ready: %s", strings.Join(bad, ", "))
	}
	return nil
}

// advise says what must be set at the carriers, which no check from here sees.
func advise(s Settings, out io.Writer) {
	if s.Twilio.Enabled() {
		fmt.Fprintf(out, `note  Twilio, for the number or the messaging service:
      webhook      %[1]s/webhooks/twilio/sms#rc=2&rp=all&ct=2000&rt=6000&tt=14000
      fallback URL %[1]s/webhooks/twilio/sms
      status       %[1]s/webhooks/twilio/status
      HELP and INFO: Twilio answers these words itself. Ask its support to
      switch keyword handling off for the number, or make the HELP text of
      Advanced Opt-Out our SOS answer; else people in danger get a canned reply.
`, strings.TrimSuffix(s.Server.PublicURL, "/"))
	}
	if s.Telegram.Enabled() && s.Telegram.Mode == "webhook" {
		fmt.Fprintf(out, "note  Telegram: setWebhook to %s/webhooks/telegram with secret_token\n", strings.TrimSuffix(s.Server.PublicURL, "/"))
	}
}
