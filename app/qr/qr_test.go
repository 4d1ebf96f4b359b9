package qr

import (
	"bytes"
	"image/png"
	"strings"
	"testing"
)

func TestPathAndPicture(t *testing.T) {
	t.Parallel()
	const address = "http://localhost:3000/f/enquiry"
	path, size, err := Path(address)
	if err != nil || size < 29 || !strings.HasPrefix(path, "M4 4h7v1h-7z") { // the corner mark
		t.Errorf("%.40s, %d, %v", path, size, err)
	}
	raw, err := Picture(address)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(raw))
	if err != nil || picture.Bounds().Dx() != size*dots || picture.Bounds().Dy() != size*dots {
		t.Errorf("the picture: %v, %v", picture.Bounds(), err)
	}
	if _, _, err := Path(strings.Repeat("x", 5000)); err == nil {
		t.Error("a text that does not fit is drawn")
	}
}
