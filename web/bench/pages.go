package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"
)

const pageSize = 50

// pages measures the first page of queues of growing length, and the last one
// of a queue of 100,000.
func (b *bench) pages(ctx context.Context) error {
	lengths := []int64{1_000, 100_000, 1_000_000}
	if b.quick {
		lengths = lengths[:2]
	}
	tail := map[int64]float64{}
	for _, n := range lengths {
		if err := b.db.setWaiting(ctx, n); err != nil {
			return err
		}
		rounds := b.pageRounds("", n)
		tail[n] = median(rounds, p99)
		b.table.add(rated(fmt.Sprintf("page of 50, %d waiting, 8 clients", n), rounds))
		if n == 100_000 {
			if err := b.deep(n); err != nil {
				return err
			}
		}
	}
	b.aims.atMost("page p99 at 1,000,000 waiting beside 1,000, times", tail[1_000_000]/tail[1_000], 2)
	return nil
}

// deep measures the last page, found by offset and by cursor.
func (b *bench) deep(n int64) error {
	byOffset := b.pageRounds(fmt.Sprintf("&offset=%d", n-pageSize), n)
	b.table.add(rated("last page of 100000, by offset", byOffset))
	cursor, err := b.walk(n)
	if err != nil {
		return err
	}
	byCursor := b.pageRounds(cursor, n)
	b.table.add(rated("last page of 100000, by cursor", byCursor))
	return nil
}

func (b *bench) pageRounds(where string, total int64) []result {
	var rounds []result
	for range b.rounds {
		rounds = append(rounds, b.closed(8, b.long/2, func(c *client) bool {
			body := c.send("a page", page(c.who, pageSize, where), 200)
			if body != nil {
				c.rules.equal("a page tells the length of the queue", numberOf(body, "total"), total)
				c.rules.equal("a page is full", int64(bytes.Count(body, []byte(`"courseInterest":`))), pageSize)
			}
			return true
		}))
	}
	return rounds
}

func page(who account, limit int, where string) []byte {
	return request("GET", fmt.Sprintf("/api/enquiries/unclaimed?limit=%d%s", limit, where), who.token, "")
}

// walk reads the whole queue by cursor, checks that each enquiry comes once and
// in order, and returns what asks for the last page.
func (b *bench) walk(n int64) (string, error) {
	c := b.client(0)
	defer c.close()
	seen := map[int64]bool{}
	newest, cursor := time.Unix(1<<40, 0), ""
	for {
		p, err := c.read(cursor)
		if err != nil {
			return "", err
		}
		for _, e := range p.Enquiries {
			seen[e.ID] = true
			if e.CreatedAt.After(newest) {
				b.rules.breach("a list is newest first", e.ID)
			}
			newest = e.CreatedAt
		}
		if p.Pagination.NextCursor == nil {
			break
		}
		cursor = "&cursor=" + *p.Pagination.NextCursor
	}
	b.rules.equal("a walk by cursor meets each enquiry once", int64(len(seen)), n)
	return cursor, nil
}

type pageAnswer struct {
	Enquiries []struct {
		ID        int64
		CreatedAt time.Time
	}
	Pagination struct{ NextCursor *string }
}

func (c *client) read(where string) (pageAnswer, error) {
	var v struct{ Data pageAnswer }
	body := c.send("a page of a walk", page(c.who, pageSize, where), 200)
	if body == nil {
		return v.Data, fmt.Errorf("a walk by cursor broke off at %q", where)
	}
	return v.Data, json.Unmarshal(body, &v)
}
