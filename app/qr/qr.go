// Package qr draws QR codes. It knows nothing of what they say.
package qr

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// quiet is the white border that readers need, in squares.
const quiet = 4

// Path draws a text as a QR code: the path of an SVG, one unit a square, and how
// many units it is wide and high.
func Path(text string) (path string, size int, err error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return "", 0, fmt.Errorf("draw a QR code: %w", err)
	}
	side := code.Bounds().Dx()
	var b strings.Builder
	for y := range side {
		for x := 0; x < side; x++ {
			from := x
			for x < side && code.At(x, y) == color.Black {
				x++
			}
			if x > from {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, x-from, x-from)
			}
		}
	}
	return b.String(), side + 2*quiet, nil
}

// dots is how wide a square of a picture is.
const dots = 12

// Picture draws a text as a QR code: a PNG to print.
func Picture(text string) ([]byte, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return nil, fmt.Errorf("draw a QR code: %w", err)
	}
	side := code.Bounds().Dx()
	whole := image.NewGray(image.Rect(0, 0, (side+2*quiet)*dots, (side+2*quiet)*dots))
	draw.Draw(whole, whole.Bounds(), image.White, image.Point{}, draw.Src)
	for y := range side {
		for x := range side {
			if code.At(x, y) == color.Black {
				at := image.Pt((x+quiet)*dots, (y+quiet)*dots)
				draw.Draw(whole, image.Rectangle{Min: at, Max: at.Add(image.Pt(dots, dots))}, image.Black, image.Point{}, draw.Src)
			}
		}
	}
	var out bytes.Buffer
	err = png.Encode(&out, whole)
	return out.Bytes(), err
}
