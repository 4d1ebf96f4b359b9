// Package away copies a file to another machine by SFTP. It trusts no machine
// but the one whose public key it was told.
package away

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"net"
	"net/url"
	"os"
	"path"
	"path/filepath"

	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

// Place is where files go.
type Place struct {
	user, host, dir string
	auth            ssh.AuthMethod
	hostKey         ssh.PublicKey
}

// patience is how long the other machine may take to answer at first.
const patience = 20 * time.Second

// New reads an address such as sftp://user:password@host:22/folder, a private
// key to sign in with instead of the password, and the public key of the machine
// as ssh-keyscan prints it. The error says which of them is wrong.
func New(address, privateKey, hostKey string) (*Place, error) {
	u, err := url.Parse(address)
	if err != nil || u.User == nil {
		return nil, errors.New("the address is not of the form sftp://user@host/folder")
	}
	p := &Place{user: u.User.Username(), host: u.Host, dir: u.Path}
	if u.Port() == "" {
		p.host = net.JoinHostPort(u.Hostname(), "22")
	}
	if password, ok := u.User.Password(); ok {
		p.auth = ssh.Password(password)
	}
	if privateKey != "" {
		signer, err := ssh.ParsePrivateKey([]byte(privateKey + "\n"))
		if err != nil {
			return nil, errors.New("the SSH key cannot be read: it must be in OpenSSH's form and without a passphrase")
		}
		p.auth = ssh.PublicKeys(signer)
	}
	if _, _, p.hostKey, _, _, err = ssh.ParseKnownHosts([]byte(hostKey)); err != nil { // with the host's name before it
		if p.hostKey, _, _, _, err = ssh.ParseAuthorizedKey([]byte(hostKey)); err != nil {
			return nil, errors.New("the key of the other machine cannot be read: it begins with a word such as ssh-ed25519")
		}
	}
	return p, nil
}

// Send copies a file there, reads it back and compares, and only then gives it
// its name. A failure leaves nothing by that name.
func (p *Place) Send(ctx context.Context, file string) error {
	c, done, err := p.connect(ctx)
	if err != nil {
		return err
	}
	defer done()
	if err := c.MkdirAll(p.dir); err != nil {
		return fmt.Errorf("make the folder %s: %w", p.dir, err)
	}
	to := path.Join(p.dir, filepath.Base(file))
	if err := p.copy(c, file, to+".part"); err != nil {
		_ = c.Remove(to + ".part")
		return err
	}
	_ = c.Remove(to) // plain SFTP does not rename over another file
	return c.Rename(to+".part", to)
}

// Prune removes files there whose names old says are not to be kept.
func (p *Place) Prune(ctx context.Context, old func(name string) bool) error {
	c, done, err := p.connect(ctx)
	if err != nil {
		return err
	}
	defer done()
	files, err := c.ReadDir(p.dir)
	for _, f := range files {
		if err == nil && old(f.Name()) {
			err = c.Remove(path.Join(p.dir, f.Name()))
		}
	}
	return err
}

func (p *Place) connect(ctx context.Context) (*sftp.Client, func(), error) {
	dialer := net.Dialer{Timeout: patience}
	conn, err := dialer.DialContext(ctx, "tcp", p.host)
	if err != nil {
		return nil, nil, fmt.Errorf("reach the other machine: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(patience)) // for signing in
	secure, chans, reqs, err := ssh.NewClientConn(conn, p.host, &ssh.ClientConfig{User: p.user, Auth: []ssh.AuthMethod{p.auth},
		HostKeyCallback: ssh.FixedHostKey(p.hostKey), HostKeyAlgorithms: algorithms(p.hostKey)})
	if err != nil {
		_ = conn.Close()
		return nil, nil, fmt.Errorf("sign in on the other machine: %w", err)
	}
	_ = conn.SetDeadline(time.Now().Add(time.Hour))
	client := ssh.NewClient(secure, chans, reqs)
	c, err := sftp.NewClient(client)
	if err != nil {
		_ = client.Close()
		return nil, nil, fmt.Errorf("talk SFTP with the other machine: %w", err)
	}
	return c, func() { stop(); _, _ = client.Close(), c.Close() }, nil
}

// algorithms keeps the other machine from offering a key that we were not told.
func algorithms(key ssh.PublicKey) []string {
	if key.Type() == ssh.KeyAlgoRSA {
		return []string{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256}
	}
	return []string{key.Type()}
}

func (p *Place) copy(c *sftp.Client, from, to string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	there, err := c.Create(to)
	if err != nil {
		return fmt.Errorf("write there: %w", err)
	}
	sent := sha256.New()
	_, err = io.Copy(there, io.TeeReader(f, sent))
	if err = errors.Join(err, there.Close()); err != nil {
		return fmt.Errorf("write there: %w", err)
	}
	return compare(c, to, sent)
}

func compare(c *sftp.Client, name string, sent hash.Hash) error {
	there, err := c.Open(name)
	if err != nil {
		return fmt.Errorf("read back: %w", err)
	}
	defer there.Close()
	got := sha256.New()
	if _, err := io.Copy(got, there); err != nil {
		return fmt.Errorf("read back: %w", err)
	}
	if !bytes.Equal(got.Sum(nil), sent.Sum(nil)) {
		return errors.New("what arrived there is not what was sent")
	}
	return nil
}
