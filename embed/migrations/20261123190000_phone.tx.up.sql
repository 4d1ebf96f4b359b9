-- The phone number, in E.164 as everybody dials it, and by which door an
-- enquiry came in. Who came by or called may have no e-mail address: it is empty
-- then, and the phone is there.
ALTER TABLE enquiries
    ADD COLUMN phone text,
    ADD COLUMN origin text NOT NULL DEFAULT 'form',
    ADD CONSTRAINT enquiries_phone_e164 CHECK (phone ~ '^\+[1-9][0-9]{4,16}$'),
    ADD CONSTRAINT enquiries_origin_known CHECK (origin IN ('form', 'api', 'walk_in', 'phone', 'referral', 'event')),
    ADD CONSTRAINT enquiries_reachable CHECK (email <> '' OR phone IS NOT NULL OR origin IN ('form', 'api'));
-- Who had this number before?
CREATE INDEX enquiries_phone ON enquiries (phone) WHERE phone IS NOT NULL;
