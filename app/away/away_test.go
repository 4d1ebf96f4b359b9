package away

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

func signer(t *testing.T) (ssh.Signer, string) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		t.Fatal(err)
	}
	return s, strings.TrimSpace(string(pem.EncodeToMemory(block)))
}

func line(s ssh.Signer) string {
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(s.PublicKey())))
}

// machine is an SFTP server on a folder: user backup, password hush or the key.
// spoil changes what is written on its way to the disk.
func machine(t *testing.T, mine, yours ssh.Signer, options ...sftp.ServerOption) string {
	t.Helper()
	conf := &ssh.ServerConfig{
		PasswordCallback: func(_ ssh.ConnMetadata, pw []byte) (*ssh.Permissions, error) {
			if string(pw) != "hush" {
				return nil, errors.New("no")
			}
			return nil, nil //nolint:nilnil // permissions are not used
		},
		PublicKeyCallback: func(_ ssh.ConnMetadata, k ssh.PublicKey) (*ssh.Permissions, error) {
			if string(k.Marshal()) != string(yours.PublicKey().Marshal()) {
				return nil, errors.New("no")
			}
			return nil, nil //nolint:nilnil // likewise
		},
	}
	conf.AddHostKey(mine)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	t.Cleanup(func() { _ = ln.Close(); wg.Wait() })
	wg.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { serve(conn, conf, options) })
		}
	})
	return ln.Addr().String()
}

func serve(conn net.Conn, conf *ssh.ServerConfig, options []sftp.ServerOption) {
	defer conn.Close()
	_, chans, reqs, err := ssh.NewServerConn(conn, conf)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(reqs)
	for ch := range chans {
		channel, requests, err := ch.Accept()
		if err != nil {
			return
		}
		go func() {
			for r := range requests {
				_ = r.Reply(r.Type == "subsystem", nil)
			}
		}()
		s, err := sftp.NewServer(channel, options...)
		if err != nil {
			return
		}
		_ = s.Serve() // until the other end has enough
		_, _ = s.Close(), channel.Close()
	}
}

func TestAFileGetsToTheOtherMachine(t *testing.T) {
	t.Parallel()
	mine, _ := signer(t)
	yours, private := signer(t)
	at := machine(t, mine, yours)
	there, file := t.TempDir(), filepath.Join(t.TempDir(), "firstbell-1.zip.age")
	text := strings.Repeat("0123456789", 100_000)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string][3]string{
		"by password":       {"sftp://backup:hush@" + at + there + "/a/b", "", line(mine)},
		"by key":            {"sftp://backup@" + at + there + "/c", private, line(mine)},
		"as ssh-keyscan":    {"sftp://backup@" + at + there + "/c", private, "host " + line(mine)},
		"a second time too": {"sftp://backup@" + at + there + "/c", private, line(mine)},
	} {
		p, err := New(c[0], c[1], c[2])
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if err := p.Send(t.Context(), file); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		got, err := os.ReadFile(filepath.Join(p.dir, "firstbell-1.zip.age"))
		if err != nil || string(got) != text {
			t.Errorf("%s: %d bytes arrived, %v", what, len(got), err)
		}
		if err := p.Prune(t.Context(), func(name string) bool { return name == "firstbell-0.zip.age" }); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if left, _ := os.ReadDir(p.dir); len(left) != 1 {
			t.Errorf("%s: there is %v", what, left)
		}
	}
}

func TestWhatIsNotTheOtherMachineGetsNothing(t *testing.T) {
	t.Parallel()
	mine, _ := signer(t)
	yours, private := signer(t)
	stranger, strange := signer(t)
	at := machine(t, mine, yours)
	closed := machine(t, mine, yours, sftp.ReadOnly())
	there, file := t.TempDir(), filepath.Join(t.TempDir(), "b")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string][3]string{
		"another machine": {"sftp://backup@" + at + there, private, line(stranger)},
		"a wrong key":     {"sftp://backup@" + at + there, strange, line(mine)},
		"a wrong word":    {"sftp://backup:loud@" + at + there, "", line(mine)},
		"read-only":       {"sftp://backup:hush@" + closed + there, "", line(mine)},
		"nobody there":    {"sftp://backup:hush@127.0.0.1:1" + there, "", line(mine)},
	} {
		p, err := New(c[0], c[1], c[2])
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if err := p.Send(t.Context(), file); err == nil {
			t.Errorf("%s: it is sent", what)
		}
		if left, _ := os.ReadDir(there); len(left) > 0 {
			t.Errorf("%s: there is %v", what, left)
		}
	}
	for _, c := range [][3]string{{"sftp://host/x", "", line(mine)}, {"sftp://u@h/x", "no key", line(mine)}, {"sftp://u@h/x", private, "no key"}} {
		if _, err := New(c[0], c[1], c[2]); err == nil {
			t.Errorf("%v is taken", c)
		}
	}
}
