package app

import "firstbell/app/qr"

// QRPath draws an address as a QR code: the path of an SVG, one unit a square,
// and how many units it is wide and high.
func QRPath(address string) (path string, size int, err error) { return qr.Path(address) }

// QRPicture draws an address as a QR code: a PNG to print.
func QRPicture(address string) ([]byte, error) { return qr.Picture(address) }
