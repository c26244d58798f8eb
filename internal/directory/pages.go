package directory

import (
	"time"

	"waypost/internal/place"
)

// PageHit is the page to show; Expired ones must be said to be so.
type PageHit struct {
	Page    *Page
	Expired bool
	Age     Freshness
}

// Page finds the page about need that holds for the smallest area about the
// one given: one that has not expired before one that has, the latest checked
// of several. False when there is none.
func (s *Snapshot) Page(need string, area place.AreaID, now time.Time) (PageHit, bool) {
	var best *Page
	bestDepth := -1
	for _, p := range s.pages[need] {
		depth, ok := s.depth(p.Area, area)
		if ok && (best == nil || betterPage(p, depth, best, bestDepth, now)) {
			best, bestDepth = p, depth
		}
	}
	if best == nil {
		return PageHit{}, false
	}
	return PageHit{Page: best, Expired: best.expired(now), Age: Age(best.CheckedAt, now)}, true
}

func betterPage(p *Page, depth int, best *Page, bestDepth int, now time.Time) bool {
	if p.expired(now) != best.expired(now) {
		return !p.expired(now)
	}
	if depth != bestDepth {
		return depth > bestDepth
	}
	return p.CheckedAt.After(best.CheckedAt)
}

func (p *Page) expired(now time.Time) bool { return !p.Expires.IsZero() && !now.Before(p.Expires) }

// depth tells how near a page's area is to the one asked about; false when it
// does not hold there. A page without an area holds everywhere.
func (s *Snapshot) depth(page, area place.AreaID) (int, bool) {
	switch {
	case page == "":
		return 0, true
	case page == area || s.data.Areas.Within(area, page):
		return 1 + len(s.data.Areas.Ancestors(page)), true
	}
	return 0, false
}
