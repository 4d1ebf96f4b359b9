package push_test

import (
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"firstbell/app/push"
	"firstbell/app/push/pushtest"
)

// A notice can be read by the device alone, is signed with our key for this
// service, and says how long it is worth keeping.
func TestANoticeReachesItsDevice(t *testing.T) {
	t.Parallel()
	service := pushtest.Start(t)
	key, err := push.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	s := push.Service{Key: key, Contact: "https://desk.school.example", Client: service.Client()}
	device := service.Device(t, "/one")
	answer, err := s.Send(t.Context(), device, push.Notice{Body: []byte(`{"title":"Meera Nair, NEET"}`), Topic: "e17", Keep: 30 * time.Minute, Urgent: true})
	if err != nil || !strings.Contains(answer, "201") {
		t.Fatalf("%q %v", answer, err)
	}
	got := service.Notices()
	if len(got) != 1 || got[0].Body != `{"title":"Meera Nair, NEET"}` || got[0].Topic != "e17" || got[0].TTL != "1800" || got[0].Urgency != "high" ||
		got[0].Signer != key.Public || got[0].Subject != "https://desk.school.example" {
		t.Errorf("got %+v", got)
	}
}

// What a service says decides whether a notice is tried again.
func TestWhatAServiceSays(t *testing.T) {
	t.Parallel()
	service := pushtest.Start(t)
	key, err := push.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	s := push.Service{Key: key, Contact: "desk@school.example", Client: service.Client()}
	for status, want := range map[int]string{404: "gone", 410: "gone", 429: "later", 503: "later", 400: "never", 413: "never", 302: "never"} {
		service.Answer(status)
		_, err := s.Send(t.Context(), service.Device(t, "/one"), push.Notice{Body: []byte("{}")})
		var r *push.Refusal
		got := "gone"
		if !errors.Is(err, push.ErrGone) {
			if !errors.As(err, &r) {
				t.Fatalf("%d: %v", status, err)
			}
			got = map[bool]string{true: "never", false: "later"}[r.Final]
		}
		if got != want {
			t.Errorf("%d: %s, want %s", status, got, want)
		}
	}
}

// Nobody can make the server call addresses that are not of the whole internet,
// however they are spelt, by name or number.
func TestNothingInsideIsReached(t *testing.T) {
	t.Parallel()
	for _, a := range []string{"127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.1", "192.0.2.1", "198.18.0.1",
		"::1", "::", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "ff02::1", "fec0::1", "2001::1"} {
		if push.Public(netip.MustParseAddr(a)) {
			t.Errorf("%s counts as public", a)
		}
	}
	for _, a := range []string{"142.250.183.10", "2a00:1450:4009:80b::200a", "1.1.1.1"} {
		if !push.Public(netip.MustParseAddr(a)) {
			t.Errorf("%s does not count as public", a)
		}
	}
	inside := pushtest.Start(t)
	client := push.NewClient()
	client.Transport.(*http.Transport).TLSClientConfig = inside.Client().Transport.(*http.Transport).TLSClientConfig
	s := push.Service{Contact: "desk@school.example", Client: client}
	s.Key, _ = push.NewKey()
	port := inside.URL[strings.LastIndexByte(inside.URL, ':'):]
	for _, at := range []string{inside.URL, "https://localhost" + port, "https://127.1" + port, "https://0x7f000001" + port, "https://2130706433" + port, "https://[::1]" + port, "https://[::ffff:127.0.0.1]" + port, "https://localhost/"} {
		device := inside.Device(t, "/one")
		device.Endpoint = at
		if _, err := s.Send(t.Context(), device, push.Notice{Body: []byte("{}")}); err == nil {
			t.Errorf("%s was reached", at)
		}
	}
	for _, at := range []string{"http://push.example/x", "https://", "https://user@push.example/", "ftp://push.example/", "file:///etc/passwd", "//push.example", "https://push.example/#x", ""} {
		if push.CheckEndpoint(at) == nil {
			t.Errorf("%q counts as a push service", at)
		}
	}
	if n := len(inside.Notices()); n != 0 {
		t.Errorf("%d notices got inside", n)
	}
}
