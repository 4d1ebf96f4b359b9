package main

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
)

// among is how many people are searched; many share a first or a last name.
const among = 100_000

const addPeople = `
	INSERT INTO enquiries (name, email, phone, course_interest, created_at)
	SELECT first || ' ' || last, lower(first) || '.' || lower(last) || i || '@example.org', '+91' || 9000000000 + i * 7919::bigint %% 999999937, 'Course ' || i %% 37,
	       now() - interval '1 hour' - i * interval '1 ms'
	  FROM generate_series(1, %d) i,
	       LATERAL (SELECT (ARRAY['Meera','Arjun','Sana','Daniel','Priya','Rahul','Asha','Tenzin','Lucia','Vikram','Neha','Kiran','Rohan','Ananya',
	                'Kavya','Aditya','Farhan','Gauri','Harsh','Jaya','Kabir','Leela','Nisha','Omkar','Pooja','Ravi','Sneha','Tara','Varun','Zoya'])[1 + i %% 30] AS first,
	               (ARRAY['Nair','Jadhav','Qureshi','Souza','Sharma','Deshpande','Patil','Dolma','Fernandez','Singh','Gupta','Iyer','Kulkarni','Menon','Reddy',
	                'Rao','Joshi','Das','Khan','Bose','Pillai','Verma','Yadav','Thakur','Shetty','Naidu','Mehta','Kapoor','Bhat','Pawar','Kale'])[1 + i / 7 %% 31] AS last) names`

// sought are searches and what has to be in the answer of each.
var sought = []struct{ what, q, found string }{
	{"two letters of a name", "me", "Me"},
	{"a first name", "priya", "Priya"},
	{"two names", "meera na", "Meera Na"},
	{"a part of a name", "shpan", "Deshpande"},
	{"a name misspelt", "arjum kulkarny", "Arjun Kulkarni"},
	{"three digits", "424", "424"},
	{"five digits", "07919", "07919"},
	{"an address", "meera.nair", "meera.nair"},
	{"nobody", "xyzzy", ""},
}

// search measures one person who looks for others among very many.
func (b *bench) search(ctx context.Context) error {
	if err := b.db.setWaiting(ctx, 0); err != nil {
		return err
	}
	if err := b.db.exec(ctx, fmt.Sprintf(addPeople, among), "VACUUM (ANALYZE) enquiries", "VACUUM (ANALYZE) search_words", "CHECKPOINT"); err != nil {
		return fmt.Errorf("add people: %w", err)
	}
	slowestKind := 0.0
	for _, s := range sought {
		var rounds []result
		for range b.rounds {
			rounds = append(rounds, b.closed(1, b.long/4, func(c *client) bool {
				body := c.send("a search", request("GET", "/api/search?q="+url.QueryEscape(s.q), c.who.token, ""), 200)
				if body != nil && s.found != "" && !bytes.Contains(body, []byte(s.found)) {
					c.rules.breach("a search for "+s.what+" finds it", s.q)
				}
				return true
			}))
		}
		slowestKind = max(slowestKind, median(rounds, p99))
		b.table.add(rated(fmt.Sprintf("search among %d: %s", among, s.what), rounds))
	}
	b.aims.atMost("search p99 among 100,000, the slowest kind, ms", slowestKind, 50)
	return nil
}
