package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
)

// formats are the kinds of body huma reads after strictBody has let them
// through. Both are answered in JSON.
func formats() map[string]huma.Format {
	object := huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: readObject}
	form := huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: readForm}
	return map[string]huma.Format{
		fiber.MIMEApplicationJSON: object,
		"json":                    object, // huma's name for everything that ends in +json
		fiber.MIMEApplicationForm: form,
		mimeCSV:                   {Marshal: marshalCSV, Unmarshal: readObject}, // strictBody lets none in
	}
}

// readObject decodes JSON into v, matching keys to the letter.
func readObject(data []byte, v any) error {
	return decode(data, reflect.ValueOf(v))
}

// readForm decodes a form into v as if it were a JSON object of strings.
func readForm(data []byte, v any) error {
	form, problem := parseForm(data)
	if problem != "" {
		return errors.New(problem)
	}
	object, err := json.Marshal(form)
	if err != nil {
		return fmt.Errorf("rewrite form: %w", err)
	}
	return readObject(object, v)
}

// decode is json.Unmarshal with one difference: in structs a key has to be
// written exactly as its field's, where encoding/json takes NAME for name. So an
// unknown key stays unknown, and no second spelling gets past the check for
// keys given twice. It goes through pointers, structs and slices of our own;
// types that decode themselves and maps keep encoding/json's ways.
func decode(data []byte, pointer reflect.Value) error {
	v := pointer.Elem()
	if _, own := pointer.Interface().(json.Unmarshaler); own {
		return unmarshal(data, pointer)
	}
	switch {
	case string(data) == "null":
		return unmarshal(data, pointer)
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return decode(data, v)
	case v.Kind() == reflect.Struct:
		var object map[string]json.RawMessage
		if err := unmarshal(data, reflect.ValueOf(&object)); err != nil {
			return err
		}
		return decodeFields(object, v)
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() != reflect.Uint8: // bytes are base64
		var items []json.RawMessage
		if err := unmarshal(data, reflect.ValueOf(&items)); err != nil {
			return err
		}
		v.Set(reflect.MakeSlice(v.Type(), len(items), len(items)))
		for i, item := range items {
			if err := decode(item, v.Index(i).Addr()); err != nil {
				return err
			}
		}
		return nil
	}
	return unmarshal(data, pointer)
}

func decodeFields(object map[string]json.RawMessage, v reflect.Value) error {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Anonymous && name == "" && field.Type.Kind() == reflect.Struct {
			if err := decodeFields(object, v.Field(i)); err != nil {
				return err
			}
			continue
		}
		if name == "" {
			name = field.Name
		}
		data, given := object[name]
		if !given || name == "-" || !field.IsExported() {
			continue
		}
		if err := decode(data, v.Field(i).Addr()); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// unmarshal words a wrong type for people, who know no Go types.
func unmarshal(data []byte, pointer reflect.Value) error {
	err := json.Unmarshal(data, pointer.Interface())
	if _, wrong := errors.AsType[*json.UnmarshalTypeError](err); wrong {
		return errors.New(wrongKind(pointer.Elem().Kind()))
	}
	return err
}

// wrongKind says what a field holds that was sent something else.
func wrongKind(holds reflect.Kind) string {
	switch holds {
	case reflect.Bool:
		return "This must be true or false"
	case reflect.Int, reflect.Int32, reflect.Int64:
		return "This must be a whole number of at most 18 digits"
	case reflect.Slice:
		return "This must be a list"
	case reflect.String:
		return "This must be text"
	default:
		return "This must be an object with fields"
	}
}

// misfit is the field that decode says is of the wrong kind; none when it says
// something else.
func misfit(errs []error) []fieldError {
	for _, err := range errs {
		detail, ok := errors.AsType[*huma.ErrorDetail](err)
		if !ok {
			continue
		}
		parts := strings.Split(detail.Message, ": ")
		if last := len(parts) - 1; last > 0 && strings.HasPrefix(parts[last], "This must be ") {
			return []fieldError{{"field", strings.Join(parts[:last], "."), "body", parts[last], nil}}
		}
	}
	return nil
}
