package web

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"waypost/internal/conversation"
)

// Metrics counts what the gateway does. Labels come from closed sets; nothing
// in them is about a person.
type Metrics struct {
	registry  *prometheus.Registry
	answers   *prometheus.CounterVec
	seconds   *prometheus.HistogramVec
	noSession prometheus.Counter
	notSaved  prometheus.Counter
	defects   *prometheus.CounterVec
	receipts  *prometheus.CounterVec
}

// NewMetrics returns metrics of their own registry.
func NewMetrics() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		answers: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "waypost_answers_total", Help: "Messages handled, by channel, intent and how they were answered."},
			[]string{"channel", "intent", "how"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "waypost_answer_seconds", Help: "Time from receipt to committed answer.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2, 4, 8}}, []string{"channel"}),
		noSession: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "waypost_answers_without_session_total", Help: "Answers given while Redis could not be used."}),
		notSaved: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "waypost_facts_not_saved_total", Help: "Messages whose facts the records did not take."}),
		defects: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "waypost_sentence_defects_total", Help: "Sentences that needed a fallback, by locale and reason."},
			[]string{"locale", "reason"}),
		receipts: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "waypost_receipts_total", Help: "Delivery receipts from carriers, by channel and class."},
			[]string{"channel", "class"}),
	}
	m.registry.MustRegister(m.answers, m.seconds, m.noSession, m.notSaved, m.defects, m.receipts,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Gauge adds a value read at scrape time.
func (m *Metrics) Gauge(name, help string, read func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read))
}

// Answered counts one answer.
func (m *Metrics) Answered(a conversation.Answered) {
	m.answers.WithLabelValues(string(a.Channel), string(a.Intent), a.How).Inc()
	m.seconds.WithLabelValues(string(a.Channel)).Observe(a.Took.Seconds())
	if a.NoSession {
		m.noSession.Inc()
	}
	if a.NotSaved {
		m.notSaved.Inc()
	}
}

// Defect counts a sentence that needed a fallback in a locale.
func (m *Metrics) Defect(locale, why string) {
	m.defects.WithLabelValues(locale, reason(why)).Inc()
}

// Receipt counts a delivery receipt of a class.
func (m *Metrics) Receipt(channel, class string) { m.receipts.WithLabelValues(channel, class).Inc() }

// reason keeps the label set closed.
func reason(r string) string {
	switch r {
	case "no translation", "no such message", "longer than three segments":
		return r
	}
	return "placeholder"
}

// Routes mounts /metrics.
func (m *Metrics) Routes(mux *http.ServeMux) {
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
}
