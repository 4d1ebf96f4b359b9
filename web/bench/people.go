package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
)

// account is a counsellor who sends requests.
type account struct {
	email, token string
	id           int64
}

const password = "bench-password-1"

func credentials(email string) string {
	return fmt.Sprintf(`{"email":%q,"password":%q}`, email, password)
}

// openAccounts registers n counsellors.
func openAccounts(addr string, n int) ([]account, error) {
	c := &conn{addr: addr}
	defer c.close()
	var list []account
	for i := range n {
		email := fmt.Sprintf("counsellor%d@example.org", i)
		body := fmt.Sprintf(`{"name":"Counsellor %d","email":%q,"password":%q}`, i, email, password)
		status, answer, err := c.do(request("POST", "/api/auth/register", "", body))
		if err != nil || status != 201 {
			return nil, fmt.Errorf("register %s: status %d, %w", email, status, err)
		}
		var v struct {
			Data struct {
				User  struct{ ID int64 }
				Token string
			}
		}
		if err := json.Unmarshal(answer, &v); err != nil {
			return nil, fmt.Errorf("register %s: %w", email, err)
		}
		list = append(list, account{email, v.Data.Token, v.Data.User.ID})
	}
	return list, nil
}

// serial numbers the enquiries of one run.
type serial struct{ n atomic.Int64 }

// enquiry returns the request that sends one more enquiry.
func (s *serial) enquiry() []byte {
	n := s.n.Add(1)
	words := strings.Fields("please call me back about the evening batch its fees schedule campus and scholarship thank you")
	message := strings.Join(words[:4+n%int64(len(words)-4)], " ")
	return request("POST", "/api/enquiries/public", "", fmt.Sprintf(
		`{"name":"Student %d","email":"student%d@example.org","courseInterest":"Course %d","message":%q}`, n, n, n%37, message))
}

func claim(a account, lead int64) []byte {
	return request("POST", "/api/enquiries/"+strconv.FormatInt(lead, 10)+"/claim", a.token, "")
}

// numberOf returns the number after the first "key": in body, or -1. Decoding
// every body would take the processor from the server under test.
func numberOf(body []byte, key string) int64 {
	_, rest, found := bytes.Cut(body, []byte(`"`+key+`":`))
	end := bytes.IndexAny(rest, ",}")
	if !found || end < 0 {
		return -1
	}
	n, err := strconv.ParseInt(string(rest[:end]), 10, 64)
	if err != nil {
		return -1
	}
	return n
}
