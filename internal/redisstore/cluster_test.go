package redisstore

import (
	"context"
	"fmt"
	"testing"

	"waypost/internal/gateway"
	"waypost/internal/testkit"
)

func TestAClusterKeepsEachPersonOnOneNode(t *testing.T) {
	s := open(t, testkit.RedisCluster(t))
	ctx := context.Background()
	for n := range 50 { // their names fall on all three nodes
		st := step(1, 0)
		st.Contact = gateway.Contact{byte(n), 5}
		outcome, _ := commit(t, s, st)
		wantOutcome(t, outcome, Committed)
		outcome, reply := commit(t, s, st)
		wantOutcome(t, outcome, Duplicate)
		if string(reply) != "reply to 1" {
			t.Errorf("reply %q", reply)
		}
		if err := s.MarkSent(ctx, st.Contact, st.ID); err != nil {
			t.Fatal(err)
		}
		got := load(t, s, st.Contact, st.ID)
		if fmt.Sprintf("%s %v %v %s", got.Session, got.Known, got.Unsent, got.Reply) != "session after 1 true false reply to 1" {
			t.Errorf("%+v", got)
		}
		if err := s.Forget(ctx, st.Contact); err != nil {
			t.Fatal(err)
		}
		if load(t, s, st.Contact, st.ID).Known {
			t.Error("not forgotten")
		}
	}
	if err := probe(ctx, s.client); err != nil {
		t.Errorf("probe: %v", err)
	}
	if err := s.Notify(ctx, "directory"); err != nil {
		t.Errorf("notify: %v", err)
	}
}
