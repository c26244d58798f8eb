package redisstore

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/redis/go-redis/v9"

	"waypost/internal/gateway"
	"waypost/internal/testkit"
)

// One operation is what a message costs: a load and a commit. Run with
// -cpu 2 -bench . to compare.
func BenchmarkGroupedLoadAndCommit(b *testing.B) {
	s := open(b, testkit.Redis(b))
	messages(b, func(c gateway.Contact, id MessageID) error {
		stored, err := s.Load(context.Background(), c, id)
		if err != nil {
			return err
		}
		_, _, err = s.Commit(context.Background(), Step{Contact: c, ID: id, Version: stored.Version, Session: make([]byte, 45), Reply: make([]byte, 150), Sent: true})
		return err
	})
}

// The same commands with a round trip each.
func BenchmarkPlainLoadAndCommit(b *testing.B) {
	s := open(b, testkit.Redis(b))
	script := redis.NewScript(s.commit.source)
	messages(b, func(c gateway.Contact, id MessageID) error {
		ctx, n := context.Background(), name(c)
		held, err := s.client.MGet(ctx, sessionKey(n), ringKey(n)).Result()
		if err != nil {
			return err
		}
		session, _ := held[0].(string)
		version, sealed := splitVersion(session)
		_, _ = s.sealer.Open([]byte(sealed), additional(c, 's'))
		return script.Run(ctx, s.client, []string{sessionKey(n), ringKey(n), repliesKey(n)},
			entry(id, true), versionBytes(version),
			versionBytes(nextVersion(version))+string(s.sealer.Seal(make([]byte, 45), additional(c, 's'))),
			entry(id, false)+string(s.sealer.Seal(make([]byte, 150), additional(c, 'a')))).Err()
	})
}

func messages(b *testing.B, handle func(gateway.Contact, MessageID) error) {
	var next atomic.Uint64
	b.SetParallelism(128)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			n := next.Add(1)
			person := n % 10_000
			c := gateway.Contact{byte(person), byte(person >> 8), 1}
			id := MessageID{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24), 3}
			if err := handle(c, id); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}
