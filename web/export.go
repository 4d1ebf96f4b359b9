package web

import (
	"bufio"
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"

	"firstbell/app"
)

// exportWrite is how long a reader may take for one page of a file.
const exportWrite = 30 * time.Second

// chosenMost is how many leads can be asked for by number.
const chosenMost = 200

type exportInput struct {
	Format string `query:"format" enum:"csv" required:"true" doc:"csv: UTF-8 with a byte order mark, every cell quoted; what a spreadsheet would run begins with an apostrophe, and so do phone numbers"`
	IDs    string `query:"ids" doc:"Only these leads: their numbers with commas between them, 200 at most"`
	LeadsWanted
}

func (in *exportInput) filter(me int64) (app.LeadFilter, error) {
	if in.Format != "csv" {
		return app.LeadFilter{}, invalidBody("invalid_format", "Invalid format", "The format is csv")
	}
	f, err := in.LeadsWanted.filter(me)
	if err != nil || in.IDs == "" {
		return f, err
	}
	for text := range strings.SplitSeq(in.IDs, ",") {
		id, err := app.ParseID(text)
		if err != nil || len(f.IDs) == chosenMost {
			return f, invalidBody("invalid_ids", "Invalid numbers", "Send the numbers of at most 200 leads, with commas between them")
		}
		f.IDs = append(f.IDs, id)
	}
	return f, nil
}

// exportLeads sends leads as a file, a page at a time, so that it takes the same
// memory however many there are. When something breaks on the way the connection
// is cut: a file that is whole ends well.
func (s *Server) exportLeads(ctx context.Context, in *exportInput) (*huma.StreamResponse, error) {
	a := actor(ctx)
	f, err := in.filter(a.User.ID)
	if err != nil {
		return nil, err
	}
	e, err := s.desk.ExportLeads(ctx, a, f)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		c := humafiber.Unwrap(hc)
		contentType, disposition := asFile("leads-" + time.Now().In(e.Zone).Format(time.DateOnly))
		c.Set(fiber.HeaderContentType, contentType)
		c.Set(fiber.HeaderContentDisposition, disposition)
		conn := c.Context().Conn()
		c.Status(http.StatusOK).Context().SetBodyStreamWriter(func(w *bufio.Writer) {
			if err := s.writeLeads(e, w, func() { _ = conn.SetWriteDeadline(time.Now().Add(exportWrite)) }); err != nil {
				s.log.Warn("a file of leads was not sent whole", "error", err.Error())
				_ = conn.Close() // or what was sent would look whole
			}
		})
	}}, nil
}

// writeLeads writes the lines of a file; alive is called before each page.
func (s *Server) writeLeads(e *app.Export, w *bufio.Writer, alive func()) error {
	_, _ = w.WriteString(byteOrderMark + csvLine(leadHeads)) // an error stays with the writer
	for {
		ctx, cancel := context.WithTimeout(s.running, answerWithin)
		leads, err := e.Next(ctx)
		cancel()
		if err != nil {
			return err
		}
		alive()
		for _, l := range leads {
			_, _ = w.WriteString(csvLine(leadCells(l, e)))
		}
		if err := w.Flush(); err != nil || len(leads) == 0 {
			return err
		}
	}
}

var leadHeads = []string{"number", "came", "name", "phone", "email", "course", "source", "came by", "stage", "closed", "owner",
	"next step", "next step due", "last contact", "tries", "language", "branch", "under age", "no contact since", "tags", "message", "last note"}

// leadCells are the cells of a lead, in the order of leadHeads; times are by the
// school's clocks.
func leadCells(l app.ListedLead, e *app.Export) []string {
	at := func(t *time.Time) string {
		if t == nil {
			return ""
		}
		return t.In(e.Zone).Format("2006-01-02 15:04")
	}
	step, minor := "", ""
	if l.NextType != nil {
		step = string(*l.NextType)
	}
	if l.Minor {
		minor = "yes"
	}
	return []string{strconv.FormatInt(l.ID, 10), at(&l.CreatedAt), l.Name, orNone(l.Phone), l.Email, l.CourseInterest, orNone(l.Source),
		string(l.Origin), e.Stages[l.Stage], at(l.ClosedAt), orNone(l.OwnerName), step, at(l.NextDue), at(l.LastContact), strconv.Itoa(l.Tries),
		orNone(l.Language), orNone(l.Branch), minor, at(l.NoContactAt), strings.Join(l.Tags, ", "), orNone(l.Message), orNone(l.LastWords)}
}
