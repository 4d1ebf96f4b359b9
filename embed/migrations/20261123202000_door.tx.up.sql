-- The public door: forms, what came in through them, what people allowed, and
-- what they asked for afterwards.

-- the school's own number, for whoever cannot send a form ---------------------------
ALTER TABLE school
    ADD COLUMN phone text NOT NULL DEFAULT '',
    ADD CONSTRAINT school_phone_e164 CHECK (phone ~ '^(\+[1-9][0-9]{4,16})?$');

-- forms ------------------------------------------------------------------------------
CREATE TABLE forms (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT forms_pkey PRIMARY KEY,
    slug text NOT NULL CONSTRAINT forms_slug_key UNIQUE,
    name text NOT NULL,
    version integer NOT NULL DEFAULT 1, -- one more at each change
    active boolean NOT NULL DEFAULT true,
    fields jsonb NOT NULL,              -- in their order
    texts jsonb NOT NULL DEFAULT '{}',  -- the school's own words, by language
    origins text[] NOT NULL DEFAULT '{}', -- whose pages may show it
    CONSTRAINT forms_slug_plain CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    CONSTRAINT forms_fields_list CHECK (jsonb_typeof(fields) = 'array'),
    CONSTRAINT forms_texts_object CHECK (jsonb_typeof(texts) = 'object')
);
INSERT INTO forms (slug, name, fields) VALUES ('enquiry', 'Enquiry form', '[
    {"id": "name", "use": "required"}, {"id": "phone", "use": "optional"}, {"id": "email", "use": "optional"},
    {"id": "course", "use": "required"}, {"id": "message", "use": "optional"}, {"id": "who", "use": "required"}]');

-- answers ----------------------------------------------------------------------------
-- What somebody sent. The enquiry is in here until it is let in, so that nothing is
-- lost between the two; then it is only there. What is suspected waits here for a
-- person to look at it.
CREATE TABLE answers (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT answers_pkey PRIMARY KEY,
    -- the same words sent again from the same page are the same submission
    submission uuid NOT NULL CONSTRAINT answers_submission_key UNIQUE,
    view text NOT NULL, -- the page that it was sent from; its first letters are the reference
    form_id bigint NOT NULL CONSTRAINT answers_form_fkey REFERENCES forms (id),
    form_version integer NOT NULL,
    language text NOT NULL,
    enquiry jsonb,
    touch_id bigint CONSTRAINT answers_touch_fkey REFERENCES touches (id) ON DELETE CASCADE,
    own jsonb NOT NULL DEFAULT '[]', -- what the school's own fields hold
    who text,
    parent_name text,
    parent_phone text,
    state text NOT NULL,
    signs text[] NOT NULL DEFAULT '{}', -- why it is suspected
    at timestamptz NOT NULL,
    decided_at timestamptz,
    CONSTRAINT answers_who_known CHECK (who IN ('student', 'minor', 'parent')),
    CONSTRAINT answers_parent_of_minor CHECK (who IS DISTINCT FROM 'minor' OR (parent_name IS NOT NULL AND parent_phone IS NOT NULL)),
    CONSTRAINT answers_state_known CHECK (state IN ('received', 'in', 'suspected', 'spam')),
    CONSTRAINT answers_enquiry_until_in CHECK ((enquiry IS NULL) = (state = 'in') AND (touch_id IS NOT NULL) = (state = 'in'))
);
CREATE INDEX answers_view ON answers (view);
CREATE INDEX answers_touch ON answers (touch_id) WHERE touch_id IS NOT NULL;
CREATE INDEX answers_received ON answers (at) WHERE state = 'received';
CREATE INDEX answers_suspected ON answers (id) WHERE state = 'suspected';

-- consents -----------------------------------------------------------------------------
-- The words that somebody agreed to, as they read them.
CREATE TABLE consents (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT consents_pkey PRIMARY KEY,
    answer_id bigint NOT NULL CONSTRAINT consents_answer_fkey REFERENCES answers (id) ON DELETE CASCADE,
    purpose text NOT NULL,
    text text NOT NULL,
    text_version integer NOT NULL, -- of the form
    given_at timestamptz NOT NULL,
    withdrawn_at timestamptz,
    CONSTRAINT consents_purpose_known CHECK (purpose IN ('contact', 'news')),
    CONSTRAINT consents_purpose_key UNIQUE (answer_id, purpose)
);

-- What people asked for by the link they were given.
CREATE TABLE privacy_requests (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT privacy_requests_pkey PRIMARY KEY,
    answer_id bigint NOT NULL CONSTRAINT privacy_requests_answer_fkey REFERENCES answers (id) ON DELETE CASCADE,
    kind text NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT privacy_requests_kind_known CHECK (kind IN ('no_contact', 'erase')),
    CONSTRAINT privacy_requests_kind_key UNIQUE (answer_id, kind)
);

ALTER TABLE enquiries
    ADD COLUMN minor boolean NOT NULL DEFAULT false, -- somebody under age, or their parent, has asked
    ADD COLUMN no_contact_at timestamptz;            -- nobody may contact them any more

-- Who looked at a minor's record, once a day each: the audit log tells the rest.
CREATE TABLE minor_views (
    user_id bigint NOT NULL CONSTRAINT minor_views_user_fkey REFERENCES users (id),
    enquiry_id bigint NOT NULL CONSTRAINT minor_views_enquiry_fkey REFERENCES enquiries (id) ON DELETE CASCADE,
    day date NOT NULL,
    CONSTRAINT minor_views_pkey PRIMARY KEY (user_id, enquiry_id, day)
);
