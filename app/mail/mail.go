// Package mail hands messages to a mail server. It knows SMTP and how a message
// is written down, and nothing of why one is sent or whether it is tried again.
package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/mail"
	"net/textproto"
	"regexp"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Encryption says how the connection to the mail server is kept private.
type Encryption string

// The ways. Only None sends anything in the clear, and then no password.
const (
	StartTLS Encryption = "starttls" // begins in the clear, and goes on encrypted or not at all
	TLS      Encryption = "tls"      // encrypted from the first byte
	None     Encryption = "none"
)

// Server is the mail server that takes what we send.
type Server struct {
	Host           string
	Port           int
	User, Password string // both empty: no sign-in
	From           string // the address that everything comes from
	Encryption     Encryption
	Roots          *x509.CertPool // whom its certificate must be from; nil: whom this machine trusts
	Patience       time.Duration  // for the whole of one message
}

// Patience is how long one message may take, for a server that takes its time.
const Patience = 20 * time.Second

// Message is one mail to one person. ID makes the Message-ID: the same message
// sent twice can be known by it.
type Message struct {
	ID      string
	To      string // a plain address
	Sender  string // the name in From, besides the address
	Subject string
	Text    string
	HTML    string
	At      time.Time
}

// Refusal is what came of a message that the server did not take. Final says
// that it never will.
type Refusal struct {
	Answer string // as the server gave it, or what stood in the way of asking
	Final  bool
}

// Error returns the answer.
func (r *Refusal) Error() string { return r.Answer }

// Send hands one message to the server and returns its answer. Any error is a
// *Refusal. A connection that breaks before the answer is not final: the server
// may have taken the message, and then it comes twice.
func (s *Server) Send(ctx context.Context, m Message) (answer string, err error) {
	written, err := s.write(m)
	if err != nil {
		return "", &Refusal{Answer: err.Error(), Final: true}
	}
	client, err := s.client()
	if err != nil {
		return "", &Refusal{Answer: err.Error()}
	}
	ctx, cancel := context.WithTimeout(ctx, s.Patience)
	defer cancel()
	err = client.DialAndSendWithContext(ctx, written)
	if written.IsDelivered() { // whatever went wrong in taking leave
		return strings.TrimSpace(written.ServerResponse()), nil
	}
	if err == nil {
		err = errors.New("the server said nothing")
	}
	return "", refusal(err)
}

// Greet calls the server, signs in where that is wanted, and takes leave: what
// sending needs, without a message. The error is a *Refusal.
func (s *Server) Greet(ctx context.Context) error {
	client, err := s.client()
	if err != nil {
		return &Refusal{Answer: err.Error()}
	}
	ctx, cancel := context.WithTimeout(ctx, s.Patience)
	defer cancel()
	if err := client.DialWithContext(ctx); err != nil {
		return refusal(err)
	}
	_ = client.Close() // it has answered
	return nil
}

func (s *Server) client() (*gomail.Client, error) {
	options := []gomail.Option{
		gomail.WithPort(s.Port), gomail.WithTimeout(s.Patience), gomail.WithHELO(domainOf(s.From)), gomail.WithoutNoop(),
		gomail.WithTLSConfig(&tls.Config{ServerName: s.Host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12}),
	}
	switch s.Encryption {
	case TLS:
		options = append(options, gomail.WithSSL())
	case None:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.User != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.User), gomail.WithPassword(s.Password))
	}
	return gomail.NewClient(s.Host, options...)
}

// write puts a message down. Names and subjects are made one line of plain
// words first, so that nothing in them can become a header of its own.
func (s *Server) write(m Message) (*gomail.Msg, error) {
	if !Plain(m.To) {
		return nil, errors.New("this is no plain e-mail address")
	}
	w := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	w.FromMailAddress(&mail.Address{Name: cut(line(m.Sender), 100), Address: s.From})
	w.ToMailAddress(&mail.Address{Address: m.To})
	w.Subject(cut(line(m.Subject), 200))
	w.SetMessageIDWithValue(m.ID + "@" + domainOf(s.From))
	w.SetDateWithValue(m.At)
	w.SetGenHeader("Auto-Submitted", "auto-generated") // so that nobody's absence notice answers it
	w.SetBodyString(gomail.TypeTextPlain, m.Text)
	w.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	return w, nil
}

// Plain reports whether an address is one that can stand in a header and in a
// command: a local part and a domain of visible ASCII, with no signs that mean
// something there.
func Plain(address string) bool {
	return len(address) <= 254 && plainAddress.MatchString(address)
}

var plainAddress = regexp.MustCompile(`^[A-Za-z0-9!#$%&'*+/=?^_{|}~.` + "`" + `-]{1,64}@[A-Za-z0-9.-]+$`)

// line makes one line of a text: everything that could end it becomes a space.
func line(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return r == ' ' || r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == '\u2028' || r == '\u2029'
	}), " ")
}

func domainOf(address string) string {
	return address[strings.LastIndexByte(address, '@')+1:]
}

var answered = regexp.MustCompile(`\b[245]\d\d[ -].*`)

// refusal reads what the server said out of an error. What it says to a message
// or an address can be final; what it says to us, our password say, is not:
// somebody will mend that.
func refusal(err error) *Refusal {
	text := err.Error()
	if sent, ok := errors.AsType[*gomail.SendError](err); ok {
		text, _, _ = strings.Cut(text, ", affected ")
		if said := answered.FindString(text); said != "" {
			text = said
		}
		about := sent.Reason == gomail.ErrSMTPRcptTo || sent.Reason == gomail.ErrSMTPData || sent.Reason == gomail.ErrSMTPDataClose
		return &Refusal{Answer: short(text), Final: about && sent.ErrorCode() >= 500}
	}
	if said, ok := errors.AsType[*textproto.Error](err); ok {
		text = fmt.Sprintf("%d %s", said.Code, said.Msg)
	}
	return &Refusal{Answer: short(text)}
}

// short is an answer as it is kept: one line of at most 500 characters.
func short(s string) string { return cut(line(s), 500) }

func cut(s string, most int) string {
	r := []rune(s)
	return string(r[:min(len(r), most)])
}
