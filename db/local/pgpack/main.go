package main

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
)

func main() {
	var in, integrity, version, out string
	flag.StringVar(&in, "in", "", "the package, a .tgz as published")
	flag.StringVar(&integrity, "integrity", "", "its published integrity, sha512-<base64>")
	flag.StringVar(&version, "version", "", "the server's version, like 18.4")
	flag.StringVar(&out, "out", "", "the bundle to write; a .txt beside it gets the version and its sha256")
	flag.Parse()
	if err := pack(in, integrity, version, out); err != nil {
		fmt.Fprintln(os.Stderr, "pgpack:", err)
		os.Exit(1)
	}
}

func pack(in, integrity, version, out string) error {
	if in == "" || integrity == "" || version == "" || !strings.HasSuffix(out, ".tar.zst") {
		return errors.New("-in, -integrity, -version and -out (*.tar.zst) are needed")
	}
	tgz, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	if err := verify(tgz, integrity); err != nil {
		return err
	}
	tree, err := read(tgz)
	if err != nil {
		return fmt.Errorf("read package: %w", err)
	}
	tree = tree.trim()
	blob, err := tree.write()
	if err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	sum := sha256.Sum256(blob)
	info := version + " " + hex.EncodeToString(sum[:]) + "\n"
	// The text goes first: make looks at the age of the bundle.
	if err := replace(strings.TrimSuffix(out, ".tar.zst")+".txt", []byte(info)); err != nil {
		return err
	}
	if err := replace(out, blob); err != nil {
		return err
	}
	fmt.Printf("%s: %d files, %.1f MB, %s", out, len(tree), float64(len(blob))/1e6, info)
	return nil
}

// verify compares the package with the sum that is checked in.
func verify(tgz []byte, integrity string) error {
	sum := sha512.Sum512(tgz)
	got := "sha512-" + base64.StdEncoding.EncodeToString(sum[:])
	if got != integrity {
		return fmt.Errorf("the package is not the expected one: integrity %s, expected %s", got, integrity)
	}
	return nil
}

// replace never leaves half a file for the compiler to embed.
func replace(path string, content []byte) error {
	if err := os.WriteFile(path+".new", content, 0o644); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
