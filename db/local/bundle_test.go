//go:build unix

package local

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// packed makes a small bundle of the given headers; files hold their own name.
func packed(t *testing.T, headers ...tar.Header) bundle {
	t.Helper()
	var blob bytes.Buffer
	zw, err := zstd.NewWriter(&blob)
	if err != nil {
		t.Fatal(err)
	}
	tw := tar.NewWriter(zw)
	for _, h := range headers {
		if h.Typeflag == tar.TypeReg {
			h.Size = int64(len(h.Name))
		}
		if err := tw.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if h.Typeflag == tar.TypeReg {
			_, _ = tw.Write([]byte(h.Name))
		}
	}
	if err := tw.Close(); err != nil {
		t.Fatal(err)
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(blob.Bytes())
	return readBundle("18.4 "+hex.EncodeToString(sum[:])+"\n", blob.String())
}

func TestUnpack(t *testing.T) {
	t.Parallel()
	l := layout{dir: dataDir(t)}
	b := packed(t,
		tar.Header{Typeflag: tar.TypeDir, Name: "bin/", Mode: 0o755},
		tar.Header{Typeflag: tar.TypeReg, Name: "bin/postgres", Mode: 0o4777},
		tar.Header{Typeflag: tar.TypeSymlink, Name: "bin/postmaster", Linkname: "postgres"})
	for range 2 { // the second time it is there
		if err := b.unpack(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(filepath.Join(b.dir(l), "bin", "postmaster"))
	if err != nil || string(text) != "bin/postgres" {
		t.Errorf("%q, %v", text, err)
	}
	info, err := os.Stat(filepath.Join(b.dir(l), "bin", "postgres"))
	if err != nil || info.Mode() != 0o755 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestUnpackRepairsAnInterruptedOne(t *testing.T) {
	t.Parallel()
	l := layout{dir: dataDir(t)}
	b := packed(t, tar.Header{Typeflag: tar.TypeReg, Name: "postgres", Mode: 0o755})
	put(t, b.dir(l), map[string]string{"half": "half"})
	if err := b.unpack(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(b.dir(l), "half")); !os.IsNotExist(err) {
		t.Error("the half unpacked directory was kept")
	}
}

func TestADamagedBundleIsRefused(t *testing.T) {
	t.Parallel()
	good := packed(t, tar.Header{Typeflag: tar.TypeReg, Name: "bin/postgres", Mode: 0o755})
	flipped := good
	flipped.blob = good.blob[:20] + string(good.blob[20]^1) + good.blob[21:]
	cut := packedFrom(good.blob[:len(good.blob)-8])
	for name, b := range map[string]bundle{
		"one bit":    flipped,
		"cut off":    cut,
		"outside":    packed(t, tar.Header{Typeflag: tar.TypeReg, Name: "../postgres", Mode: 0o755}),
		"absolute":   packed(t, tar.Header{Typeflag: tar.TypeReg, Name: "/tmp/postgres", Mode: 0o755}),
		"link out":   packed(t, tar.Header{Typeflag: tar.TypeSymlink, Name: "lib", Linkname: "../../etc"}),
		"a device":   packed(t, tar.Header{Typeflag: tar.TypeChar, Name: "null", Mode: 0o666}),
		"no archive": packedFrom("this is no archive"),
	} {
		l := layout{dir: dataDir(t)}
		refused(t, b.unpack(t.Context(), l), ExitSetup, "The program file is damaged (checksum). Download it again.")
		if left, _ := os.ReadDir(l.runtimes()); len(left) > 0 {
			t.Errorf("%s: left %v", name, left)
		}
	}
}

// packedFrom is a bundle whose checksum fits and whose content does not.
func packedFrom(blob string) bundle {
	sum := sha256.Sum256([]byte(blob))
	return readBundle("18.4 "+hex.EncodeToString(sum[:]), blob)
}

func TestTheEmbeddedBundleIsWhole(t *testing.T) {
	t.Parallel()
	b := embedded()
	if !b.present() {
		t.Log("this build carries no PostgreSQL (no tag bundledpg)")
		return
	}
	if err := b.verify(); err != nil {
		t.Error(err)
	}
}
