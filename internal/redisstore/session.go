package redisstore

import (
	"context"
	"crypto/sha1"
	_ "embed"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"waypost/internal/conversation"
	"waypost/internal/gateway"
)

// What the loop calls these.
type (
	MessageID = gateway.MessageID
	Stored    = conversation.Stored
	Step      = conversation.Step
	Outcome   = conversation.Outcome
)

// What may become of a Step.
const (
	Committed = conversation.Committed
	Conflict  = conversation.Conflict
	Duplicate = conversation.Duplicate
)

//go:embed lua/commit.lua
var commitSource string

//go:embed lua/sent.lua
var sentSource string

type script struct{ source, hash string }

// commitScript puts the sizes and times of keys.go in front of commit.lua.
func commitScript() *script {
	return newScript(fmt.Sprintf("local SESSION_TTL, RING_TTL, REPLY_TTL, RING_BYTES, REPLIES = %d, %d, %d, %d, %d\n",
		seconds(SessionTTL), seconds(RingTTL), seconds(ReplyTTL), ringIDs*entrySize, replies) + commitSource)
}

func newScript(source string) *script {
	sum := sha1.Sum([]byte(source)) // the name Redis gives a script
	return &script{source: source, hash: hex.EncodeToString(sum[:])}
}

// Load reads what is known of a person and of this message in one round trip,
// two when the message is known. An error is ErrUnavailable; it comes within
// LoadBudget and at once when ctx ends.
func (s *Store) Load(ctx context.Context, c gateway.Contact, id MessageID) (Stored, error) {
	name := name(c)
	value, err := s.group.do(ctx, &call{args: []any{"mget", sessionKey(name), ringKey(name)}}, LoadBudget)
	if err != nil {
		return Stored{}, fmt.Errorf("load: %w", err)
	}
	values, _ := value.([]any)
	if len(values) != 2 {
		return Stored{}, fmt.Errorf("load: %w", ErrUnavailable)
	}
	session, _ := values[0].(string)
	ring, _ := values[1].(string)

	var stored Stored
	var sealed string
	stored.Version, sealed = splitVersion(session)
	if plain, err := s.sealer.Open([]byte(sealed), additional(c, 's')); err == nil && session != "" {
		stored.Session = plain
	}
	known, sent := find(ring, id)
	if !known {
		return stored, nil
	}
	stored.Known, stored.Unsent = true, !sent
	stored.Reply, err = s.reply(ctx, c, id)
	return stored, err
}

// reply looks a known message's reply up, nil when it is gone.
func (s *Store) reply(ctx context.Context, c gateway.Contact, id MessageID) ([]byte, error) {
	value, err := s.group.do(ctx, &call{args: []any{"lrange", repliesKey(name(c)), 0, -1}}, LoadBudget)
	if err != nil {
		return nil, fmt.Errorf("load reply: %w", err)
	}
	values, _ := value.([]any)
	for _, v := range values {
		text, _ := v.(string)
		if sealed, ok := strings.CutPrefix(text, entry(id, false)); ok {
			return s.openReply(c, sealed), nil
		}
	}
	return nil, nil
}

func (s *Store) openReply(c gateway.Contact, sealed string) []byte {
	plain, err := s.sealer.Open([]byte(sealed), additional(c, 'a'))
	if err != nil {
		return nil
	}
	if plain == nil {
		plain = []byte{}
	}
	return plain
}

// Commit stores a step in one atomic round trip. reply is set for a Duplicate
// whose reply is still kept. An error is ErrUnavailable, and nothing was
// written, or ErrUnknown, and it may have been; it comes within CommitBudget
// and at once when ctx ends. Committing the same Step again is always safe.
func (s *Store) Commit(ctx context.Context, step Step) (outcome Outcome, reply []byte, err error) {
	name, c := name(step.Contact), step.Contact
	session := ""
	if len(step.Session) > 0 {
		session = versionBytes(nextVersion(step.Version)) + string(s.sealer.Seal(step.Session, additional(c, 's')))
	}
	kept := entry(step.ID, false) + string(s.sealer.Seal(step.Reply, additional(c, 'a')))
	value, err := s.group.do(ctx, &call{script: s.commit, write: true, args: []any{
		nil, nil, 3, sessionKey(name), ringKey(name), repliesKey(name),
		entry(step.ID, step.Sent), versionBytes(step.Version), session, kept,
	}}, CommitBudget)
	if err != nil {
		return 0, nil, fmt.Errorf("commit: %w", err)
	}
	switch v := value.(type) {
	case string:
		return Duplicate, s.openReply(c, v), nil
	case int64:
		return [...]Outcome{Committed, Conflict, Duplicate}[v], nil, nil
	default:
		return 0, nil, fmt.Errorf("commit: %w: unexpected answer", ErrUnknown)
	}
}

// MarkSent records that the reply to a message has left the process. It may be
// repeated, and does nothing for an id that is not known. Errors as Commit.
func (s *Store) MarkSent(ctx context.Context, c gateway.Contact, id MessageID) error {
	_, err := s.group.do(ctx, &call{script: s.sent, write: true, args: []any{
		nil, nil, 1, ringKey(name(c)), entry(id, true),
	}}, CommitBudget)
	if err != nil {
		return fmt.Errorf("mark sent: %w", err)
	}
	return nil
}

// Forget removes every key of a person. It may be repeated. Errors as Commit.
func (s *Store) Forget(ctx context.Context, c gateway.Contact) error {
	name := name(c)
	_, err := s.group.do(ctx, &call{write: true, args: []any{
		"del", sessionKey(name), ringKey(name), repliesKey(name),
	}}, CommitBudget)
	if err != nil {
		return fmt.Errorf("forget: %w", err)
	}
	return nil
}

func seconds(d time.Duration) int { return int(d / time.Second) }
