//go:build !linux

package main

import "errors"

type small struct{ dir string }

func smallDisk(string, string) (small, error) {
	return small{}, errors.New("small disks are mounted on Linux only")
}

func (small) remove() {}
