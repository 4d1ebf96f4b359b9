package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
)

func query(text string) []byte {
	return append(binary.BigEndian.AppendUint32([]byte{'Q'}, uint32(len(text)+5)), text+"\x00"...)
}

// The proxy has to know after which messages a change lasts, and which change
// it is. When db words its statements otherwise, every run is void.
func TestProxyHearsWhatDecides(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]work{
		"BEGIN|\n\tWITH before AS () UPDATE enquiries SET claimed_by = 1|COMMIT":                                             ownerChange,
		"BEGIN|WITH e AS (INSERT INTO enquiries (id) VALUES (1))|COMMIT":                                                     publicForm,
		"BEGIN|SELECT 1|INSERT INTO ops VALUES (1)|COMMIT":                                                                   otherWork,
		"BEGIN|UPDATE enquiries SET claimed_by = 1|ROLLBACK":                                                                 "",
		"BEGIN|INSERT INTO enquiries":                                                                                        "",
		"WITH fresh AS (INSERT INTO submissions), INSERT INTO enquiries":                                                     publicForm,
		"EXECUTE firstbell_take_12ab ('[]')":                                                                                 ownerChange,
		"SET LOCAL enable_seqscan = off; SET LOCAL plan_cache_mode = force_generic_plan; EXECUTE firstbell_take_12ab ('[]')": ownerChange,
		"SET LOCAL enable_seqscan = off; EXECUTE firstbell_add_12ab_locks (NULL, '[]'); EXECUTE firstbell_add_12ab ('[]')":   publicForm,
		"EXECUTE firstbell_add_12ab ('[]')":                                                                                  publicForm,
		"EXECUTE firstbell_sessions_12ab ('[]')":                                                                             "",
		"PREPARE firstbell_add_12ab (jsonb) AS INSERT INTO enquiries":                                                        "",
		"WITH overdue AS (SELECT 1) SELECT 1":                                                                                "",
		"SELECT 'COMMIT'":                                                                                                    "",
	} {
		var c conversation
		var got work
		for text := range strings.SplitSeq(said, "|") {
			m, err := readMessage(bufio.NewReader(bytes.NewReader(query(text))), false)
			if err != nil {
				t.Fatal(err)
			}
			got, _ = c.hear(m)
		}
		if got != want {
			t.Errorf("%q: %q", said, got)
		}
	}
}

func TestProxyRefusesImpossibleLengths(t *testing.T) {
	t.Parallel()
	if _, err := readMessage(bufio.NewReader(bytes.NewReader([]byte{'Q', 0xff, 0xff, 0xff, 0xff})), false); err == nil {
		t.Error("a message of four gigabytes is read")
	}
}
