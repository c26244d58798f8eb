package app

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"

	"waypost/internal/gateway"
	"waypost/internal/sms"
)

// Chat holds a conversation on a terminal against a gateway in this process,
// over the demo pack: one line in, one reply out, with its cost as SMS.
func Chat(ctx context.Context, s Settings, log *slog.Logger, from string, in io.Reader, out io.Writer) error {
	a, err := openDemo(ctx, s, log)
	if err != nil {
		return err
	}
	defer a.Stop()
	a.Start()
	lines := bufio.NewScanner(in)
	run := strconv.FormatInt(a.Now().UnixNano(), 36) // message ids are never used twice
	for n := 0; ; n++ {
		fmt.Fprint(out, "> ")
		if !lines.Scan() {
			fmt.Fprintln(out)
			return lines.Err()
		}
		text := strings.TrimSpace(lines.Text())
		reply, _, err := a.loop.Handle(ctx, gateway.Inbound{
			Channel: "phone", Medium: gateway.SMS, ID: fmt.Sprintf("chat-%s-%d", run, n),
			From: gateway.Address{Channel: "phone", Value: from}, Text: text, At: a.Now(),
		})
		if err != nil {
			return err
		}
		size := sms.Count(reply.Text)
		fmt.Fprintf(out, "%s\n[%s %d/%d]\n", reply.Text, size.Encoding, size.Units, size.Segments)
	}
}
