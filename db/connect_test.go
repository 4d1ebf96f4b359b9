package db_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"firstbell/db"
)

// authority signs certificates.
type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	file string
}

func newAuthority(t *testing.T, name string) authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a := authority{t, &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}, key, filepath.Join(t.TempDir(), "ca.pem")}
	raw, err := x509.CreateCertificate(rand.Reader, a.cert, a.cert, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(a.file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	return a
}

// issue makes a certificate of a server for a name or an address.
func (a authority) issue(name string) tls.Certificate {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(2), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{name}}
	if ip := net.ParseIP(name); ip != nil {
		c.DNSNames, c.IPAddresses = nil, []net.IP{ip}
	}
	raw, err := x509.CreateCertificate(rand.Reader, c, a.cert, &key.PublicKey, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}
}

// impostor listens as a PostgreSQL with a certificate and passes on what it is
// told once it is trusted: user names, and soon passwords. With no certificate
// it says that it does not encrypt.
func impostor(t *testing.T, cert *tls.Certificate) (address string, heard <-chan []byte) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	told := make(chan []byte, 10)
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			told <- meet(conn, cert)
		}
	}()
	return ln.Addr().String(), told
}

func meet(conn net.Conn, cert *tls.Certificate) []byte {
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := io.ReadFull(conn, make([]byte, 8)); err != nil { // SSLRequest
		return nil
	}
	if cert == nil {
		_, _ = conn.Write([]byte("N"))
	} else {
		_, _ = conn.Write([]byte("S"))
		conn = tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{*cert}, MinVersion: tls.VersionTLS12})
	}
	b := make([]byte, 512)
	n, _ := conn.Read(b)
	return b[:n]
}

// TestADatabaseMustProveWhoItIs: with sslmode=verify-full, which is what a
// database on another machine gets, nothing is told to whom the certificate is
// not good for.
func TestADatabaseMustProveWhoItIs(t *testing.T) {
	t.Parallel()
	ours, foreign := newAuthority(t, "ours"), newAuthority(t, "foreign")
	right, wrongName, wrongAuthority := ours.issue("127.0.0.1"), ours.issue("db.example.org"), foreign.issue("127.0.0.1")
	for name, c := range map[string]struct {
		cert   *tls.Certificate
		says   string
		trusts bool
	}{
		"right":           {&right, "", true},
		"wrong name":      {&wrongName, "does not prove who it is", false},
		"wrong authority": {&wrongAuthority, "does not prove who it is", false},
		"no encryption":   {nil, "offers no encryption", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address, heard := impostor(t, c.cert)
			s := db.Open("postgres://somebody:secret@"+address+"/desk?sslmode=verify-full&sslrootcert="+ours.file, 1)
			defer s.Close()
			err := s.WaitUntilReady(t.Context(), 0)
			if e, ok := errors.AsType[*db.ConnectError](err); !ok || !strings.Contains(e.Message, c.says) {
				t.Errorf("it says %v", err)
			}
			if told := <-heard; bytes.Contains(told, []byte("somebody")) != c.trusts {
				t.Errorf("it was told %q", told)
			}
		})
	}
}

// A name that nobody knows is told by its name, not by the address that it does
// not have.
func TestHostThatNobodyKnows(t *testing.T) {
	t.Parallel()
	s := db.Open("postgres://somebody:secret@database.invalid/desk?sslmode=disable", 1)
	defer s.Close()
	err := s.WaitUntilReady(t.Context(), 0)
	if e, ok := errors.AsType[*db.ConnectError](err); !ok || !strings.Contains(e.Message, `names the host "database.invalid"`) {
		t.Errorf("it says %v", err)
	}
}
