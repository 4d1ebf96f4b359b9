package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

const (
	tagsMost   = 10 // on one enquiry
	tagLength  = 40
	tagsListed = 200
)

// ErrTagsFull refuses one tag too many.
var ErrTagsFull = &Error{Kind: Limited, Code: "tags_full", Title: "Limit reached",
	Message: fmt.Sprintf("An enquiry has %d tags at most. Take one off first", tagsMost)}

type tagStore interface {
	// Tags returns the tags in use by name, each once whatever its capitals.
	Tags(ctx context.Context, limit int) ([]string, error)
}

// Tags returns the tags that enquiries have, by name.
func (d *Desk) Tags(ctx context.Context) ([]string, error) { return d.Store.Tags(ctx, tagsListed) }

// tags reads a list of tags. Two that differ by capitals or spaces only are one,
// written as the first.
func (c *check) tags(path string, in []string) []string {
	list := []string{}
	for _, s := range in {
		tag := strings.Join(strings.Fields(c.line(path, "Each tag", TextOf(s), 1, tagLength)), " ")
		if strings.Contains(tag, ",") {
			c.add(path, s, "A tag has no comma in it. Send two tags instead")
		}
		list = with(list, tag)
	}
	if len(list) > tagsMost {
		c.add(path, nil, ErrTagsFull.Message)
	}
	return list
}

// with is a list of tags and some more, each once.
func with(list []string, more ...string) []string {
	list = slices.Clone(list)
	for _, tag := range more {
		if !hasTag(list, tag) {
			list = append(list, tag)
		}
	}
	return list
}

// without is a list of tags less some.
func without(list []string, less []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(tag string) bool { return hasTag(less, tag) })
}

func hasTag(list []string, tag string) bool {
	return slices.ContainsFunc(list, func(one string) bool { return strings.EqualFold(one, tag) })
}

// TagInput are tags to put on enquiries and to take off; what is in both is put on.
type TagInput struct{ Add, Remove []string }

// TagAll puts tags on several enquiries and takes others off: each in a transaction
// of its own, with the refusal that it would have alone. ErrTagsFull for one that
// would have too many; it keeps those it has. Otherwise refusals as of EditEnquiry.
func (d *Desk) TagAll(ctx context.Context, a Actor, ids []int64, in TagInput) ([]BulkResult, error) {
	var c check
	in.Add, in.Remove = c.tags("add", in.Add), c.tags("remove", in.Remove)
	if len(in.Add)+len(in.Remove) == 0 {
		c.add("add", nil, "Say which tag to put on or to take off")
	}
	if err := c.err(); err != nil {
		return nil, err
	}
	return d.each(ctx, a, ids, func(a Actor, id int64) error {
		_, err := once(ctx, d, a.Op, func(tx Store) (Lead, error) {
			l, err := lockEnquiry(ctx, tx, id)
			if err == nil {
				err = a.mayChange(l.Enquiry)
			}
			if err != nil {
				return Lead{}, err
			}
			was := l.facts()
			is := was
			if is.Tags = with(without(was.Tags, in.Remove), in.Add...); len(is.Tags) > tagsMost {
				return Lead{}, ErrTagsFull
			}
			changed := is.changes(was)
			if len(changed) == 0 {
				return l, nil
			}
			return d.edit(ctx, tx, a, l, is, changed)
		})
		return err
	})
}
