package db

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"firstbell/app"
)

// AskedUnder returns the enquiry to which a touch of a number of its own belongs.
func (s Store) AskedUnder(ctx context.Context, touchID int64) (int64, error) {
	var id int64
	err := s.row(ctx, "read whose touch it is", &id, "SELECT enquiry_id FROM touches WHERE id = ? AND id <> enquiry_id", touchID)
	return id, err
}

// Bring holds the contact points of an enquiry until the transaction ends.
func (s Store) Bring(ctx context.Context, n app.NewEnquiry) error {
	_, err := s.idb.NewRaw(bring("?0::jsonb"), contactsOf(submitted(n))).Exec(ctx)
	return resolve("hold contact points", err)
}

// Known returns the oldest open enquiry of the same person about the same course.
func (s Store) Known(ctx context.Context, n app.NewEnquiry) (int64, error) {
	var id int64
	err := s.row(ctx, "look who is known", &id, `
		SELECT known.id FROM (SELECT ?0::text AS name, ?1::text AS email, ?2::text AS phone, ?3::text AS course) i, LATERAL (`+known+`) known`,
		n.Name, n.Email, n.Phone, n.CourseInterest)
	return id, err
}

// AddTouch keeps that somebody asked again and returns the touch's number.
func (s Store) AddTouch(ctx context.Context, enquiryID int64, n app.NewEnquiry, at time.Time) (int64, error) {
	var id int64
	input, err := json.Marshal(submitted(n))
	if err != nil {
		return 0, fmt.Errorf("add touch: %w", err)
	}
	err = s.write(ctx, "add touch", &id, addTouch+`
		SELECT nextval('enquiries_id_seq'), ?0, ?1, i.origin, i.name, i.email, i.phone, i.course, i.message, i.lang, i.branch, `+tags+`
		  FROM `+touchRecord("?2")+` RETURNING id`, enquiryID, at, string(input))
	return id, err
}

// Touches returns the newest touches of an enquiry, and of those that were merged
// into it, and its first one.
func (s Store) Touches(ctx context.Context, enquiryID int64, limit int) ([]app.Asked, error) {
	return list[app.Asked](ctx, s, "read touches", `
		SELECT t.id, t.at, t.origin, t.name, t.course_interest, t.message, t.source, t.medium, t.campaign, t.referrer, t.landing
		  FROM (SELECT id FROM touches WHERE enquiry_id = ?0 OR enquiry_id IN (SELECT id FROM enquiries WHERE merged_into = ?0)
		         ORDER BY at DESC, id DESC LIMIT ?1) newest FULL JOIN (SELECT ?0::bigint AS id) first USING (id)
		  JOIN touches t USING (id) ORDER BY t.at DESC, t.id DESC`, enquiryID, limit)
}

// Family returns others under the addresses and numbers of an enquiry, as
// somebody may see them, the newest first.
func (s Store) Family(ctx context.Context, enquiryID int64, v app.Sight, limit int) ([]app.Relative, error) {
	return list[app.Relative](ctx, s, "read family", `
		WITH own AS (
			SELECT email, phone FROM enquiries WHERE id = ?1 UNION SELECT email, phone FROM touches WHERE enquiry_id = ?1 AND id <> enquiry_id
		), others AS (
			SELECT x.id FROM enquiries x JOIN own ON x.email = own.email WHERE x.email <> ''
			UNION SELECT x.id FROM enquiries x JOIN own ON x.phone = own.phone
			UNION SELECT t.enquiry_id FROM touches t JOIN own ON t.email = own.email WHERE t.email <> '' AND t.id <> t.enquiry_id
			UNION SELECT t.enquiry_id FROM touches t JOIN own ON t.phone = own.phone WHERE t.id <> t.enquiry_id
		)
		SELECT ?0, u.name AS owner_name, folded(e.name) = folded((SELECT name FROM enquiries WHERE id = ?1)) AS same_name
		  FROM enquiries e LEFT JOIN users u ON u.id = e.claimed_by
		 WHERE e.id IN (SELECT id FROM others) AND e.id <> ?1 AND e.merged_into IS NULL
		 ORDER BY e.created_at DESC, e.id DESC LIMIT ?2`, seen(v), enquiryID, limit)
}
