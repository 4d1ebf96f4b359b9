//go:build !linux

package web

import "net"

func deafen(*net.TCPListener) error { return nil }

func takeWaiting(*net.TCPListener) net.Conn { return nil }
