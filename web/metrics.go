package web

import (
	"context"
	"crypto/subtle"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"firstbell/app"
)

// meter counts what the server does. No label holds anything of a person: only
// patterns of routes, methods, statuses and kinds.
type meter struct {
	desk     *app.Desk
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
	show     fiber.Handler
}

func newMeter(desk *app.Desk, version string) *meter {
	m := &meter{desk: desk,
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "firstbell_http_requests_total",
			Help: "Requests answered, by pattern of the route."}, []string{"method", "route", "status"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "firstbell_http_request_seconds",
			Help: "Time until the answer was ready, by pattern of the route; of a stream, until it began.", Buckets: []float64{.002, .005, .01, .025, .05, .1, .25, 1, 4, 8}},
			[]string{"method", "route"}),
	}
	reg := prometheus.NewRegistry()
	reg.MustRegister(m.requests, m.took, m, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "firstbell_info", Help: "Always 1; the label is the version.",
			ConstLabels: prometheus.Labels{"version": version}}, func() float64 { return 1 }))
	m.show = adaptor.HTTPHandler(promhttp.HandlerFor(reg, promhttp.HandlerOpts{DisableCompression: true}))
	return m
}

// answered counts one request.
func (m *meter) answered(method, route string, status int, took time.Duration) {
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
	m.took.WithLabelValues(method, route).Observe(took.Seconds())
}

// metrics shows the figures to whoever knows the token; to others it is not
// there.
func (s *Server) metrics(c *fiber.Ctx, _ app.Actor) error {
	token, err := bearer(c)
	if err != nil || s.cfg.MetricsToken == "" || subtle.ConstantTimeCompare([]byte(token), []byte(s.cfg.MetricsToken)) != 1 {
		return routeNotFound(c)
	}
	return s.meter.show(c)
}

// What the desk itself tells, asked for when somebody looks.
var (
	descClaims   = figure("claims_total", "Claims that succeeded.")
	descLost     = figure("lost_races_total", "Claims of an enquiry that somebody had already.")
	descEnquiry  = figure("enquiries_total", "Enquiries received.")
	descRefused  = figure("sign_ins_refused_total", "Sign-ins with a wrong password or code, or too many tries.")
	descStreams  = figure("stream_clients", "Browsers and programs that listen for changes.")
	descWrites   = figure("batched_total", "Reads or writes that shared a round trip with others of the moment.", "kind")
	descBatches  = figure("batches_total", "Round trips they shared; the quotient is the size of a batch.", "kind")
	descWaiting  = figure("waiting", "Enquiries that nobody has claimed.")
	descLongest  = figure("longest_wait_seconds", "How long the first of them has waited.")
	descReady    = figure("ready", "1 while this point of readiness is so.", "point")
	descBackup   = figure("backup_proven_age_seconds", "Age of the newest backup that was tried out.")
	descBackupOK = figure("backup_proven_ok", "1 when that backup was whole.")
	descOutbox   = figure("outbox_lag_seconds", "How long the oldest letter or notice waits for its way out.")
)

func figure(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("firstbell_"+name, help, labels, nil)
}

// Describe makes meter a prometheus.Collector that is not checked beforehand:
// what nobody knows is left out.
func (m *meter) Describe(chan<- *prometheus.Desc) {}

// Collect tells the figures of the desk. The database gets a second for its part.
func (m *meter) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	count := func(d *prometheus.Desc, n int64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n), labels...)
	}
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	c := &m.desk.Counts
	count(descClaims, c.Claims.Load())
	count(descLost, c.LostRaces.Load())
	count(descEnquiry, c.Enquiries.Load())
	count(descRefused, c.RefusedSignIns.Load())
	gauge(descStreams, float64(m.desk.Feed.Listeners()))
	for _, b := range m.desk.Store.Batched() {
		count(descWrites, b.Writes, b.Kind)
		count(descBatches, b.Times, b.Kind)
	}
	if w, err := m.desk.Store.Waiting(ctx); err == nil {
		gauge(descWaiting, float64(w.N))
		gauge(descLongest, w.Longest.Seconds())
	}
	m.vitals(ctx, gauge)
}

func (m *meter) vitals(ctx context.Context, gauge func(*prometheus.Desc, float64, ...string)) {
	r := m.desk.Ready(ctx)
	for _, p := range app.Points {
		gauge(descReady, yes(r.Has(p)), string(p))
	}
	if r.Backup != nil {
		gauge(descBackup, time.Since(r.Backup.At).Seconds())
		gauge(descBackupOK, yes(r.Backup.OK))
	}
	if lag := m.desk.Vitals.OutboxLag; lag != nil {
		if d, known := lag(ctx); known {
			gauge(descOutbox, d.Seconds())
		}
	}
}

func yes(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
