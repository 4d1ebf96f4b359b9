package web

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"

	"firstbell/app"
)

func TestForm(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]map[string]string{
		"":                             {},
		"name=Asha+Rao&email=a%40b.co": {"name": "Asha Rao", "email": "a@b.co"},
		"name=%E0%A4%85&x":             {"name": "अ", "x": ""},
		"a=b=c&d=%2B%26":               {"a": "b=c", "d": "+&"},
		"name=A&name[]=B&NAME=C":       {"name": "A", "name[]": "B", "NAME": "C"},
		strings.Repeat("&", maxKeys-1): {},
		"name=é":                       {"name": "é"},
	} {
		if got, problem := parseForm([]byte(body)); problem != "" || !reflect.DeepEqual(got, want) {
			t.Errorf("%q = %v, %q", body, got, problem)
		}
	}
	for body, want := range map[string]string{
		"name=A&name=B":           `The field "name" is there twice`,
		"name=A&n%61me=B":         `The field "name" is there twice`,
		"name=A&name=A":           `The field "name" is there twice`,
		"a&a":                     `The field "a" is there twice`,
		"name=%":                  "The form is not encoded correctly",
		"name=%4":                 "The form is not encoded correctly",
		"name=%zz":                "The form is not encoded correctly",
		"%=1":                     "The form is not encoded correctly",
		"a=1;a=2":                 "The form is not encoded correctly",
		"name=%ff":                "The form is not valid UTF-8",
		"name=\xe9":               "The form is not valid UTF-8",
		"%c0%80=1":                "The form is not valid UTF-8",
		"name=%ed%a0%80":          "The form is not valid UTF-8",
		strings.Repeat("&", 100):  "The form has more than 100 fields",
		strings.Repeat("a&", 1e4): "The form has more than 100 fields",
	} {
		if got, problem := parseForm([]byte(body)); !strings.HasPrefix(problem, want) {
			t.Errorf("%.40q = %v, %q; want %q", body, got, problem, want)
		}
	}
}

type shared struct {
	Tag string `json:"tag"`
}

type sample struct {
	shared
	Name  text           `json:"name"`
	Note  *text          `json:"note"`
	Count int            `json:"count"`
	Due   *time.Time     `json:"due"`
	Inner *shared        `json:"inner,omitempty"`
	List  []shared       `json:"list"`
	Names []string       `json:"names"`
	Bytes []byte         `json:"bytes"`
	Any   map[string]any `json:"any"`
	Skip  string         `json:"-"`
	Plain bool
}

func TestObjectKeysMatchToTheLetter(t *testing.T) {
	t.Parallel()
	var got sample
	err := readObject([]byte(`{"NAME":"wrong","Name":"wrong","naMe":1,"tag":"t","TAG":"wrong","note":null,"Count":2,"COUNT":"x",
		"inner":{"Tag":"wrong"},"list":[{"tag":"a","TAG":"wrong"},{"taG":"wrong"}],"names":["x"],"bytes":"AQI=","any":{"A":1,"a":2},
		"-":"wrong","Skip":"wrong","Plain":true,"plain":false,"shared":{"tag":"wrong"},"unknown":[]}`), &got)
	want := sample{
		shared: shared{"t"}, Inner: &shared{}, List: []shared{{"a"}, {}}, Names: []string{"x"}, Bytes: []byte{1, 2},
		Any: map[string]any{"A": 1.0, "a": 2.0}, Plain: true,
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v\nwant %+v", got, err, want)
	}
}

func TestObjectReadsEveryKind(t *testing.T) {
	t.Parallel()
	var got sample
	err := readObject([]byte(`{"name":["no text"],"note":"n","count":7,"due":"2025-11-01T00:00:00.000Z","list":null}`), &got)
	if err != nil || !got.Name.Wrong || got.Note == nil || got.Note.S != "n" || got.Count != 7 || got.Due == nil || got.List != nil {
		t.Errorf("%+v, %v", got, err)
	}
	var loose any
	if err := readObject([]byte(`{"a":{"b":[1]}}`), &loose); err != nil || !reflect.DeepEqual(loose, map[string]any{"a": map[string]any{"b": []any{1.0}}}) {
		t.Errorf("into any: %v, %v", loose, err)
	}
	if err := readForm([]byte("count=7"), &got); err == nil || err.Error() != "count: This must be a whole number of at most 18 digits" {
		t.Errorf("a form holds strings only: %v", err)
	}
	if err := readObject([]byte(`{"list":[{"tag":[]}]}`), &got); err == nil || err.Error() != "list: tag: This must be text" {
		t.Errorf("wrong type inside: %v", err)
	}
}

// TestBodiesThroughHuma sends both kinds of body through strictBody and huma to
// a typed handler.
func TestBodiesThroughHuma(t *testing.T) {
	t.Parallel()
	type input struct {
		Body struct {
			Name    text `json:"name" minLength:"2" maxLength:"255" doc:"Full name"`
			Message text `json:"message" required:"false" nullable:"true" maxLength:"1000"`
		}
	}
	type output struct{ Body []app.Text }
	server := fiber.New(fiber.Config{Immutable: true})
	server.Use(strictBody)
	config := huma.DefaultConfig("test", "1")
	config.Formats, config.CreateHooks = formats(), nil
	api := humafiber.New(server, config)
	huma.Register(api, huma.Operation{Method: http.MethodPost, Path: "/x", OperationID: "x", SkipValidateBody: true},
		func(_ context.Context, in *input) (*output, error) {
			return &output{[]app.Text{in.Body.Name.Text, in.Body.Message.Text}}, nil
		})
	for _, test := range []struct {
		kind, body string
		want       []app.Text
	}{
		{"application/json; charset=UTF-8", `{"name":"Asha","message":null,"NAME":"x"}`, []app.Text{app.TextOf("Asha"), {Given: true, Null: true}}},
		{"application/json", `{"name":1,"role":"owner"}`, []app.Text{{Given: true, Wrong: true}, {}}},
		{"application/x-www-form-urlencoded", "name=Asha+Rao&message=", []app.Text{app.TextOf("Asha Rao"), app.TextOf("")}},
		{"application/x-www-form-urlencoded ; charset=utf-8", "NAME=Asha", []app.Text{{}, {}}},
		{"", "", []app.Text{{}, {}}},
	} {
		request := httptest.NewRequest(http.MethodPost, "/x", strings.NewReader(test.body))
		request.Header.Set("Content-Type", test.kind)
		answer, err := server.Test(request)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		raw, _ := io.ReadAll(answer.Body)
		want, _ := json.Marshal(test.want)
		if answer.StatusCode != http.StatusOK || !bytes.Equal(bytes.TrimSpace(raw), want) {
			t.Errorf("%q %q: %d %s, want %s", test.kind, test.body, answer.StatusCode, raw, want)
		}
	}
	checkDocument(t, api.OpenAPI())
}

// checkDocument looks at what the API's description says of text fields.
func checkDocument(t *testing.T, document *huma.OpenAPI) {
	t.Helper()
	raw, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{
		`"name":{"description":"Full name","maxLength":255,"minLength":2,"type":"string"}`,
		`"message":{"maxLength":1000,"type":["string","null"]}`,
	} {
		if !bytes.Contains(raw, []byte(part)) {
			t.Errorf("the document lacks %s in\n%s", part, raw)
		}
	}
}
