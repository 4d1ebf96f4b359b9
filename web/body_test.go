package web

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp/fasthttputil"

	"firstbell/app"
)

// bodies starts a server that has strictBody alone and echoes what comes
// through, and returns a way to send it raw requests.
func bodies(t *testing.T) func(method, headers, body string) (status int, answer string) {
	t.Helper()
	server := fiber.New(fiber.Config{
		DisableStartupMessage: true,
		ErrorHandler: func(c *fiber.Ctx, err error) error {
			if r, ok := errors.AsType[*refusal](err); ok {
				return c.Status(r.status).SendString(r.code)
			}
			if e, ok := errors.AsType[*app.Error](err); ok {
				return c.Status(http.StatusBadRequest).SendString(e.Code + " " + e.Title + " " + e.Message)
			}
			return fiber.DefaultErrorHandler(c, err)
		},
	})
	server.Use(strictBody)
	server.All("/", func(c *fiber.Ctx) error {
		return c.SendString(c.Get("Content-Type") + "|" + string(c.Request().Body()))
	})
	ln := fasthttputil.NewInmemoryListener()
	go func() { _ = server.Listener(ln) }()
	t.Cleanup(func() { _ = server.Shutdown() })
	return func(method, headers, body string) (int, string) {
		conn, err := ln.Dial()
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		return exchange(t, conn, fmt.Sprintf("%s / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n%s",
			method, headers, len(body), body))
	}
}

func exchange(t *testing.T, conn net.Conn, request string) (int, string) {
	t.Helper()
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

const (
	asJSON = "Content-Type: application/json\r\n"
	asForm = "Content-Type: application/x-www-form-urlencoded\r\n"
)

func TestStrictBodyReadsOneWay(t *testing.T) {
	t.Parallel()
	send := bodies(t)
	for _, test := range []struct{ method, headers, body, want string }{
		{"POST", asJSON, `{"a":1}`, `application/json|{"a":1}`},
		{"POST", "content-type: Application/JSON ; Charset=\"UTF-8\"\r\n", `{}`, `application/json|{}`},
		{"POST", "Content-Type: application/json; profile=x\r\n", `{}`, `application/json|{}`},
		{"PATCH", asForm, `a=1&b=%20`, `application/x-www-form-urlencoded|a=1&b=%20`},
		{"PUT", "Content-Type: application/x-www-form-urlencoded;charset=utf-8\r\n", `a=1`, `application/x-www-form-urlencoded|a=1`},
		{"POST", asJSON, ``, `application/json|{}`},
		{"POST", ``, ``, `application/json|{}`},
		{"POST", asForm, ``, `application/json|{}`},
		{"DELETE", ``, ``, `|`},
		{"GET", "Content-Type: text/plain\r\n", ``, `text/plain|`},
	} {
		status, got := send(test.method, test.headers, test.body)
		if status != http.StatusOK || got != test.want {
			t.Errorf("%s %q %q: %d %q, want %q", test.method, test.headers, test.body, status, got, test.want)
		}
	}
}

func TestStrictBodyRefusesKinds(t *testing.T) {
	t.Parallel()
	send := bodies(t)
	for _, headers := range []string{
		"",
		"Content-Type:\r\n",
		"Content-Type: json\r\n",
		"Content-Type: */*\r\n",
		"Content-Type: text/plain\r\n",
		"Content-Type: text/json\r\n",
		"Content-Type: application/xml\r\n",
		"Content-Type: application/json-seq\r\n",
		"Content-Type: application/vnd.api+json\r\n",
		"Content-Type: multipart/form-data\r\n",
		"Content-Type: application/jsonp\r\n",
		"Content-Type: application/json, text/plain\r\n",
		"Content-Type: text/plain, application/json\r\n",
		"Content-Type: application/json; charset=utf-16\r\n",
		"Content-Type: application/json; charset=latin1\r\n",
		"Content-Type: application/json; charset=\r\n",
		"Content-Type: application/json; charset=utf-8; charset=utf-16\r\n",
		"Content-Type: application/json charset=utf-8\r\n",
		asForm + asJSON,
		asJSON + asJSON,
		asJSON + "CONTENT-TYPE: text/plain\r\n",
	} {
		if status, got := send("POST", headers, `{}`); status != http.StatusUnsupportedMediaType || got != "unsupported_media_type" {
			t.Errorf("%q: %d %q", headers, status, got)
		}
	}
	for _, encoding := range []string{"gzip", "gzip, gzip", "br", "zstd", "deflate", "identity", "", "x", "gzip\r\nContent-Encoding: identity"} {
		for _, body := range []string{`{}`, ``} {
			status, got := send("POST", asJSON+"content-encoding: "+encoding+"\r\n", body)
			if status != http.StatusUnsupportedMediaType || got != "unsupported_encoding" {
				t.Errorf("encoding %q: %d %q", encoding, status, got)
			}
		}
	}
}

func TestStrictBodySaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	send := bodies(t)
	for _, test := range []struct{ headers, body, want string }{
		{asJSON, `{"a":1,}`, "invalid_json Invalid JSON The body is not one valid JSON value: something is wrong at byte 8. Check quotes"},
		{asJSON, `{"a":1,"a":2}`, `invalid_json Invalid JSON The key "a" is there twice. Send it once`},
		{asForm, `a=1&a=2`, `invalid_form Invalid form The field "a" is there twice. Send it once`},
	} {
		status, got := send("POST", test.headers, test.body)
		if status != http.StatusBadRequest || !strings.HasPrefix(got, test.want) {
			t.Errorf("%q: %d %q, want %q", test.body, status, got, test.want)
		}
	}
}
