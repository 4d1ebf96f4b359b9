package web

import (
	"context"
	"strconv"
	"strings"
	"time"

	"firstbell/app"
)

// auditEntryView is one line of the audit log. Names are those people have now.
type auditEntryView struct {
	ID      int64             `json:"id"`
	At      stamp             `json:"at"`
	By      auditActorView    `json:"by"`
	Action  string            `json:"action"`
	Object  maybe[auditThing] `json:"object"`
	Fields  []string          `json:"fields" doc:"What was changed, by name, without the values"`
	Network *string           `json:"network" doc:"Where it came from, as /24 or /48: the whole address is not kept"`
	Times   int               `json:"times" doc:"Above 1: as often since the entry before that says the same"`
}

type auditActorView struct {
	Kind string  `json:"kind" enum:"user,key,command,nobody"`
	ID   *int64  `json:"id"`
	Name *string `json:"name"`
}

type auditThing struct {
	Kind string  `json:"kind"`
	ID   *int64  `json:"id"`
	Name *string `json:"name"`
}

type auditView struct {
	Entries    []auditEntryView `json:"entries"`
	NextCursor *string          `json:"nextCursor" doc:"Where the next page starts; null on the last one"`
}

func viewAudit(p app.AuditPage) auditView {
	v := auditView{Entries: make([]auditEntryView, len(p.Lines))}
	for i, l := range p.Lines {
		e := auditEntryView{ID: l.ID, At: stamp(l.At), Action: string(l.Action), Fields: listed(l.Fields), Network: l.Network, Times: l.Times,
			By: auditActorView{string(l.ActorKind), l.ActorID, named(l.ActorName)}}
		if l.ObjectKind != nil {
			e.Object.v = &auditThing{string(*l.ObjectKind), l.ObjectID, named(l.ObjectName)}
		}
		v.Entries[i] = e
	}
	if p.Next != nil {
		c := p.Next.String()
		v.NextCursor = &c
	}
	return v
}

func named(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// rows makes the log a table.
func (v auditView) rows() [][]string {
	rows := [][]string{{"time", "who", "name", "action", "what", "what name", "fields", "from", "times"}}
	for _, e := range v.Entries {
		at, _ := e.At.MarshalText()
		row := []string{string(at), numbered(e.By.Kind, e.By.ID), orNone(e.By.Name), e.Action, "", "",
			strings.Join(e.Fields, ", "), orNone(e.Network), strconv.Itoa(e.Times)}
		if o := e.Object.v; o != nil {
			row[4], row[5] = numbered(o.Kind, o.ID), orNone(o.Name)
		}
		rows = append(rows, row)
	}
	return rows
}

func numbered(kind string, id *int64) string {
	if id == nil {
		return kind
	}
	return kind + " " + strconv.FormatInt(*id, 10)
}

func orNone(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

type auditInput struct {
	Person number `query:"person" doc:"Only what this user did"`
	Action string `query:"action" doc:"Only this action"`
	Object string `query:"object" doc:"Only what was done to this: a kind, or a kind and a number, like enquiry 5"`
	From   string `query:"from" doc:"Not before this day of the school's, or this moment"`
	To     string `query:"to" doc:"Not after this day, or before this moment"`
	Cursor string `query:"cursor" doc:"nextCursor of the page before"`
	Format string `query:"format" enum:"json,csv" doc:"csv: all that is asked for as one file, 50,000 entries at most"`
}

func (s *Server) audit(ctx context.Context, in *auditInput) (*withFile[auditView], error) {
	if err := checkFormat(in.Format); err != nil {
		return nil, err
	}
	q := app.AuditQuery{Person: string(in.Person), Action: in.Action, Object: in.Object, From: in.From, To: in.To, Cursor: in.Cursor}
	read := s.desk.AuditLog
	if in.Format == "csv" {
		read = func(ctx context.Context, q app.AuditQuery) (app.AuditPage, error) {
			return s.desk.ExportAudit(ctx, actor(ctx), q)
		}
	}
	p, err := read(ctx, q)
	if err != nil {
		return nil, err
	}
	return fileOr(in.Format, "audit-"+time.Now().UTC().Format(time.DateOnly), viewAudit(p)), nil
}
