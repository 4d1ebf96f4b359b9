// Package mailtest runs a real mail server inside a test. It takes every mail,
// but those that it was told to refuse.
package mailtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/big"
	"net"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"firstbell/app/mail"
)

// ErrCut, as what becomes of a mail, cuts the connection after the server has
// taken it and before it says so.
var ErrCut = errors.New("cut the connection")

// Mail is one mail that the server has taken.
type Mail struct {
	To        string
	Data      []byte
	Encrypted bool
}

// Server is a running mail server.
type Server struct {
	host, port string
	encryption mail.Encryption
	roots      *x509.CertPool

	mu        sync.Mutex
	mails     []Mail
	recipient map[string]error
	data      map[string]error
}

// Start runs a server until the test ends. Except in the clear it wants the user
// desk with the password secret.
func Start(t testing.TB, way mail.Encryption) *Server {
	t.Helper()
	config, roots := certificate(t)
	s := &Server{encryption: way, roots: roots}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{s: s, conn: c}, nil }))
	server.Domain, server.AllowInsecureAuth = "localhost", false
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.host, s.port, _ = net.SplitHostPort(ln.Addr().String())
	switch way {
	case mail.StartTLS:
		server.TLSConfig = config
	case mail.TLS:
		ln = tls.NewListener(ln, config)
	}
	go func() { _ = server.Serve(ln) }()
	t.Cleanup(func() { _ = server.Close() })
	return s
}

// Sender is what reaches the server.
func (s *Server) Sender() *mail.Server {
	port, _ := strconv.Atoi(s.port)
	m := &mail.Server{Host: s.host, Port: port, From: "desk@school.example", Encryption: s.encryption, Roots: s.roots, Patience: 10 * time.Second}
	if s.encryption != mail.None {
		m.User, m.Password = "desk", "secret"
	}
	return m
}

// Refuse says what becomes of mails by their recipient: when that is named, and
// when the mail is there.
func (s *Server) Refuse(recipient, data map[string]error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.recipient, s.data = recipient, data
}

// Mails returns what was taken.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.mails)
}

type session struct {
	s    *Server
	conn *smtp.Conn
	in   bool
	to   string
}

func (c *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (c *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if c.in = user == "desk" && password == "secret"; !c.in {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "authentication failed"}
		}
		return nil
	}), nil
}

func (c *session) Mail(string, *smtp.MailOptions) error {
	if !c.in && c.s.encryption != mail.None {
		return smtp.ErrAuthRequired
	}
	return nil
}

func (c *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if c.to != "" {
		return &smtp.SMTPError{Code: 452, Message: "one at a time"}
	}
	c.to = to
	return c.s.recipient[to]
}

func (c *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	refusal := c.s.data[c.to]
	if refusal != nil && !errors.Is(refusal, ErrCut) {
		return refusal
	}
	_, encrypted := c.conn.TLSConnectionState()
	c.s.mails = append(c.s.mails, Mail{c.to, raw, encrypted})
	if refusal != nil {
		_ = c.conn.Conn().Close()
	}
	return refusal
}

func (c *session) Reset()        { c.to = "" }
func (c *session) Logout() error { return nil }

func certificate(t testing.TB) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	raw, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{raw}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}, pool
}
