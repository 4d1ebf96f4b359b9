package web

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"time"
)

// personPage is what is kept about a person, to be read and printed.
var personPage = template.Must(template.New("person").Funcs(template.FuncMap{"cells": cells}).Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Everything we hold</title>
<style>body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;margin:0 0 1rem;width:100%}
th,td{border:1px solid #999;padding:.25rem .5rem;text-align:start;vertical-align:top}th{width:14rem;font-weight:600}</style></head>
<body><h1>Everything we hold about {{range $i, $c := .Person.Contacts}}{{if $i}}, {{end}}{{$c}}{{end}}</h1>
<p>{{.At.Format "2 January 2006 15:04 MST"}}. The same is in person.json, for programs.</p>
{{range .Person.Held}}{{if .Rows}}<h2>{{.What}} ({{len .Rows}})</h2>
{{range .Rows}}<table>{{range cells .}}<tr><th scope="row">{{.Name}}</th><td>{{.Value}}</td></tr>{{end}}</table>
{{end}}{{end}}{{end}}</body></html>
`))

// cell is one value of a row that is kept.
type cell struct{ Name, Value string }

// cells are the values of a row that say something.
func cells(row map[string]any) []cell {
	var list []cell
	for _, name := range slices.Sorted(maps.Keys(row)) {
		switch v := row[name].(type) {
		case nil:
		case string:
			list = append(list, cell{name, v})
		default:
			raw, err := json.Marshal(v)
			if err == nil {
				list = append(list, cell{name, string(raw)})
			}
		}
	}
	return list
}

// personFile is a zip file for the person: one page to read and the same as JSON.
func personFile(p personDataView, at time.Time) ([]byte, error) {
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	page, err := w.CreateHeader(&zip.FileHeader{Name: "person.html", Method: zip.Deflate, Modified: at})
	if err == nil {
		err = personPage.Execute(page, map[string]any{"Person": p, "At": at})
	}
	if err != nil {
		return nil, fmt.Errorf("write person.html: %w", err)
	}
	data, err := w.CreateHeader(&zip.FileHeader{Name: "person.json", Method: zip.Deflate, Modified: at})
	if err == nil {
		enc := json.NewEncoder(data)
		enc.SetIndent("", " ")
		err = enc.Encode(p)
	}
	if err != nil {
		return nil, fmt.Errorf("write person.json: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("end the file: %w", err)
	}
	return file.Bytes(), nil
}
