package app

import (
	"context"

	"waypost/internal/channel"
	"waypost/internal/gateway"
)

// OptedOut records what a carrier says about a person's consent.
func (a *App) OptedOut(ctx context.Context, from gateway.Address, out bool) error {
	if a.db == nil {
		return errNoRecords
	}
	return a.db.OptedOut(ctx, a.keys.Contact(from), out, a.Now())
}

// Received counts a delivery receipt; the alert desk will keep it.
func (a *App) Received(_ context.Context, r channel.Receipt) error {
	a.metrics.Receipt(string(r.Channel), r.Class.String())
	return nil
}
