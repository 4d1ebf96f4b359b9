-- Everybody who asks, every time: who asks again is the same enquiry.

-- What makes two ways to write a name, or a course, one: accents, capitals, dots
-- and spaces do not count.
CREATE FUNCTION folded(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT btrim(regexp_replace(regexp_replace(lower(normalize(words, NFKD)), '[\u0300-\u036f]', '', 'g'), '[\s.,''’-]+', ' ', 'g'))
$$;

-- contact points -----------------------------------------------------------------
-- Those who ask at one moment with the same address or number come one after the
-- other: whoever brings one in holds its row until the enquiry is kept.
CREATE TABLE contact_points (
    kind text NOT NULL,
    value text NOT NULL,
    CONSTRAINT contact_points_pkey PRIMARY KEY (value, kind),
    CONSTRAINT contact_points_kind_known CHECK (kind IN ('email', 'phone'))
);

-- Who has asked with this address or number, under this name?
DROP INDEX enquiries_phone;
CREATE INDEX enquiries_phone ON enquiries (phone, folded(name)) WHERE phone IS NOT NULL;
CREATE INDEX enquiries_email ON enquiries (email, folded(name)) WHERE email <> '';

-- touches ------------------------------------------------------------------------
-- Every time that somebody asks, as they typed it, and what brought them here. The
-- first touch of an enquiry has its number; a later one has a number of its own,
-- out of the same row of numbers, so that nobody can tell by it.
CREATE TABLE touches (
    id bigint NOT NULL DEFAULT nextval('enquiries_id_seq') CONSTRAINT touches_pkey PRIMARY KEY,
    enquiry_id bigint NOT NULL CONSTRAINT touches_enquiry_fkey REFERENCES enquiries (id) ON DELETE CASCADE,
    at timestamptz NOT NULL,
    origin text NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    phone text,
    course_interest text NOT NULL,
    message text,
    language text,
    branch text,
    source text,
    medium text,
    campaign text,
    click_id text,
    referrer text,
    landing text,
    form_id bigint,
    form_version integer,
    submission uuid, -- chosen by the form, so that sending it twice is once
    CONSTRAINT touches_origin_known CHECK (origin IN ('form', 'api', 'walk_in', 'phone', 'referral', 'event')),
    CONSTRAINT touches_phone_e164 CHECK (phone ~ '^\+[1-9][0-9]{4,16}$'),
    CONSTRAINT touches_form_of_version CHECK (form_version IS NULL OR form_id IS NOT NULL)
);
INSERT INTO touches (id, enquiry_id, at, origin, name, email, phone, course_interest, message, language, branch)
    SELECT id, id, created_at, origin, name, email, phone, course_interest, message, language, branch FROM enquiries ORDER BY id;
CREATE INDEX touches_enquiry ON touches (enquiry_id, id);
CREATE UNIQUE INDEX touches_submission_key ON touches (submission) WHERE submission IS NOT NULL;
-- An address or number that somebody first gave when they asked again.
CREATE INDEX touches_email ON touches (email) WHERE id <> enquiry_id AND email <> '';
CREATE INDEX touches_phone ON touches (phone) WHERE id <> enquiry_id AND phone IS NOT NULL;

-- A form that was sent twice is answered with the number it was given first.
ALTER TABLE submissions RENAME COLUMN enquiry_id TO touch_id;

ALTER TABLE events
    ADD COLUMN touch_id bigint, -- which of several times they asked
    DROP CONSTRAINT events_kind_known,
    ADD CONSTRAINT events_kind_known CHECK (kind IN
        ('received', 'touched', 'claimed', 'released', 'reassigned', 'returned', 'merged', 'imported',
         'attempted', 'noted', 'note_edited', 'stage_changed', 'closed', 'reopened', 'woken', 'followup_moved', 'edited')),
    ADD CONSTRAINT events_touch_told CHECK ((kind = 'touched') = (touch_id IS NOT NULL));
