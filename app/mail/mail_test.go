package mail_test

import (
	"bytes"
	"errors"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"firstbell/app/mail"
	"firstbell/app/mail/mailtest"
)

func message(to string) mail.Message {
	w := mail.Words{Subject: "Hello", Language: "en", Paragraphs: []string{"One <b>two</b> & three"}}
	return mail.Message{ID: "17.abc", To: to, Sender: "Kite Learning Centre", Subject: w.Subject, Text: w.Text(), HTML: w.HTML(), At: time.Now()}
}

// A mail reaches a server over STARTTLS, over TLS and in the clear, each only as
// it was asked for.
func TestSendKeepsToTheEncryption(t *testing.T) {
	t.Parallel()
	for _, way := range []mail.Encryption{mail.StartTLS, mail.TLS, mail.None} {
		server := mailtest.Start(t, way)
		answer, err := server.Sender().Send(t.Context(), message("meera@example.com"))
		if err != nil || !strings.Contains(answer, "queued") {
			t.Errorf("%s: %q %v", way, answer, err)
		}
		if got := server.Mails(); len(got) != 1 || got[0].To != "meera@example.com" || got[0].Encrypted != (way != mail.None) {
			t.Errorf("%s: %+v", way, got)
		}
	}
	plain := mailtest.Start(t, mail.None)
	strict := plain.Sender()
	strict.Encryption = mail.StartTLS
	if _, err := strict.Send(t.Context(), message("meera@example.com")); err == nil || len(plain.Mails()) != 0 {
		t.Errorf("a server without STARTTLS: %v, %d mails", err, len(plain.Mails()))
	}
}

// Nothing is sent to a server that cannot prove who it is, or that nobody could
// sign in to.
func TestSendAsksWhoTheServerIs(t *testing.T) {
	t.Parallel()
	for _, way := range []mail.Encryption{mail.StartTLS, mail.TLS} {
		server := mailtest.Start(t, way)
		stranger := server.Sender()
		stranger.Roots = nil // only whom this machine trusts
		_, err := stranger.Send(t.Context(), message("meera@example.com"))
		var r *mail.Refusal
		if !errors.As(err, &r) || r.Final || !strings.Contains(r.Answer, "certificate") {
			t.Errorf("%s: a certificate of nobody: %v", way, err)
		}
		wrong := server.Sender()
		wrong.Password = "wrong"
		_, err = wrong.Send(t.Context(), message("meera@example.com"))
		if !errors.As(err, &r) || r.Final || !strings.Contains(r.Answer, "535") {
			t.Errorf("%s: a wrong password: %v", way, err)
		}
		if n := len(server.Mails()); n != 0 {
			t.Errorf("%s: %d mails were sent", way, n)
		}
	}
}

// What the server says to an address or a message is final when it begins with
// 5; everything else is tried again.
func TestWhatIsFinal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		to    string
		final bool
		has   string
	}{
		{"greylisted", "grey@example.com", false, "451"},
		{"unknown", "unknown@example.com", true, "550"},
		{"refused after DATA", "spam@example.com", true, "554"},
		{"full", "full@example.com", false, "452"},
		{"cut", "cut@example.com", false, ""},
		{"no address", "a@b@c", true, "address"},
		{"two", "a@example.com>\r\nRCPT TO:<b@example.com", true, "address"},
	} {
		server := mailtest.Start(t, mail.StartTLS)
		server.Refuse(map[string]error{
			"grey@example.com":    &smtp.SMTPError{Code: 451, Message: "come back later"},
			"unknown@example.com": &smtp.SMTPError{Code: 550, Message: "no such user"},
		}, map[string]error{
			"spam@example.com": &smtp.SMTPError{Code: 554, Message: "we do not want it"},
			"full@example.com": &smtp.SMTPError{Code: 452, Message: "mailbox full"},
			"cut@example.com":  mailtest.ErrCut,
		})
		_, err := server.Sender().Send(t.Context(), message(c.to))
		var r *mail.Refusal
		if !errors.As(err, &r) || r.Final != c.final || !strings.Contains(r.Answer, c.has) {
			t.Errorf("%s: %+v", c.name, err)
		}
	}
}

// Whatever stands in a name or a subject, the message has the headers that we
// gave it, each once, and goes to one person.
func TestNothingBecomesAHeader(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t, mail.None)
	hostile := []string{
		"Eve\r\nBcc: all@example.com", "Eve\nBcc: all@example.com", "Eve\rBcc: all@example.com", "Eve\r\n\r\nHello", "Eve\x00", "Eve\u2028Bcc: x@example.com",
		`Eve" <eve@evil.example>, "`, "=?utf-8?q?Eve=0D=0ABcc:_all@example.com?=", "मीरा नायर\r\nTo: b@example.com", "\u0085Bcc: x@example.com", strings.Repeat("मी", 400), strings.Repeat("a", 3000), "\u202eevE",
	}
	for _, text := range hostile {
		m := message("meera@example.com")
		m.Sender, m.Subject = text, text
		m.Text, m.HTML = text+"\r\n.\r\nMAIL FROM:<x@example.com>\r\n", "<p>"+text+"</p>"
		if _, err := server.Sender().Send(t.Context(), m); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
	}
	got := server.Mails()
	if len(got) != len(hostile) {
		t.Fatalf("%d mails of %d", len(got), len(hostile))
	}
	known := map[string]bool{"From": true, "To": true, "Subject": true, "Message-Id": true, "Date": true, "Mime-Version": true, "Auto-Submitted": true, "Content-Type": true}
	for i, one := range got {
		parsed, err := netmail.ReadMessage(bytes.NewReader(one.Data))
		if err != nil {
			t.Fatalf("%q: %v", hostile[i], err)
		}
		for name, values := range parsed.Header {
			if !known[name] || len(values) != 1 {
				t.Errorf("%q: header %s has %d values", hostile[i], name, len(values))
			}
		}
		if from, err := parsed.Header.AddressList("From"); err != nil || len(from) != 1 || from[0].Address != "desk@school.example" {
			t.Errorf("%q: from %v, %v", hostile[i], from, err)
		}
		if to, err := parsed.Header.AddressList("To"); err != nil || len(to) != 1 || to[0].Address != "meera@example.com" || one.To != "meera@example.com" {
			t.Errorf("%q: to %v, %v", hostile[i], to, err)
		}
		if parsed.Header.Get("Message-Id") != "<17.abc@school.example>" {
			t.Errorf("Message-ID %s", parsed.Header.Get("Message-Id"))
		}
	}
}

// What people typed is not markup.
func TestWordsAreNotMarkup(t *testing.T) {
	t.Parallel()
	w := mail.Words{Subject: "<script>", Language: `"><x`, Paragraphs: []string{"<img src=x onerror=alert(1)>\n2"}, Button: "<b>", Link: `https://a.example/"x`, Below: "<i>"}
	for _, tag := range []string{"<script", "<img", "<i>", "<b>", `"x"`, `"><x`} {
		if strings.Contains(w.HTML(), tag) {
			t.Errorf("%s is markup: %s", tag, w.HTML())
		}
	}
	if !strings.Contains(w.HTML(), "<br>2") || !strings.Contains(w.Text(), "<img src=x") {
		t.Errorf("%s %s", w.HTML(), w.Text())
	}
}
