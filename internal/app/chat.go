package app

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"waypost/internal/gateway"
	"waypost/internal/sms"
)

// betweenLines is how much later each line of a chat counts, so that a story
// read from a file is not slowed down as a flood.
const betweenLines = 10 * time.Second

// Chat holds a conversation on a terminal against a gateway in this process,
// over the demo pack: one line in, one reply out, with its cost as SMS.
func Chat(ctx context.Context, s Settings, log *slog.Logger, from string, in io.Reader, out io.Writer) error {
	var later atomic.Int64
	a, err := openDemo(ctx, s, log, func() time.Time { return time.Now().Add(time.Duration(later.Load())) })
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
		later.Add(int64(betweenLines))
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
