-- Claims nobody can dispute: who may change an owner, in what order people are
-- served, how much one person may hold, and what was answered to whom.

-- what a counsellor takes, and how much ------------------------------------------
ALTER TABLE users
    -- empty means: any course, any language; null branch means: any branch
    ADD COLUMN courses text[] NOT NULL DEFAULT '{}',
    ADD COLUMN languages text[] NOT NULL DEFAULT '{}',
    ADD COLUMN branch text,
    -- a person's own limits go before those of the role; null means none
    ADD COLUMN max_untouched integer,
    ADD COLUMN max_open integer,
    ADD COLUMN max_claims_per_day integer,
    ADD CONSTRAINT users_limits_positive CHECK (max_untouched > 0 AND max_open > 0 AND max_claims_per_day > 0);

CREATE TABLE role_limits (
    role text NOT NULL CONSTRAINT role_limits_pkey PRIMARY KEY,
    max_untouched integer,
    max_open integer,
    max_claims_per_day integer,
    CONSTRAINT role_limits_role_known CHECK (role IN ('owner', 'counsellor', 'front_desk')),
    CONSTRAINT role_limits_positive CHECK (max_untouched > 0 AND max_open > 0 AND max_claims_per_day > 0)
);

-- the school's choices -------------------------------------------------------------
INSERT INTO school (name) VALUES ('') ON CONFLICT (id) DO NOTHING;
ALTER TABLE school
    ADD COLUMN queue_mode text NOT NULL DEFAULT 'open',
    ADD COLUMN promise_minutes integer NOT NULL DEFAULT 5,
    ADD COLUMN time_zone text NOT NULL DEFAULT 'UTC',
    ADD CONSTRAINT school_queue_mode_known CHECK (queue_mode IN ('open', 'masked', 'next')),
    ADD CONSTRAINT school_promise_sane CHECK (promise_minutes BETWEEN 1 AND 10080);

-- the queue ------------------------------------------------------------------------
ALTER TABLE enquiries
    ADD COLUMN language text,
    ADD COLUMN branch text,
    -- when the school's promise to answer runs out
    ADD COLUMN due_at timestamptz,
    -- when somebody first tried to reach the person; null counts as untouched
    ADD COLUMN touched_at timestamptz;
UPDATE enquiries SET due_at = created_at + interval '5 minutes';
ALTER TABLE enquiries ALTER COLUMN due_at SET NOT NULL;
CREATE INDEX claims_user ON claims (user_id, claimed_at);

CREATE FUNCTION promise_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.due_at := NEW.created_at + (SELECT promise_minutes FROM school) * interval '1 minute';
    RETURN NEW;
END $$;
CREATE TRIGGER enquiries_promise BEFORE INSERT ON enquiries
    FOR EACH ROW WHEN (NEW.due_at IS NULL) EXECUTE FUNCTION promise_answer();

-- one writer of the owner ------------------------------------------------------------
-- The one statement that may change an owner says so inside its transaction
-- (db/claim.go). Anything else that tries, a program or a person, is refused.
CREATE FUNCTION owner_has_one_writer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('firstbell.changes_owner', true), '') <> 'yes' THEN
        RAISE EXCEPTION 'the owner of an enquiry is changed by claiming, releasing and handing over only'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER enquiries_owner_on_insert BEFORE INSERT ON enquiries
    FOR EACH ROW WHEN (NEW.claimed_by IS NOT NULL) EXECUTE FUNCTION owner_has_one_writer();
CREATE TRIGGER enquiries_owner_on_update BEFORE UPDATE OF claimed_by, claimed_at ON enquiries
    FOR EACH ROW WHEN (NEW.claimed_by IS DISTINCT FROM OLD.claimed_by OR NEW.claimed_at IS DISTINCT FROM OLD.claimed_at)
    EXECUTE FUNCTION owner_has_one_writer();

-- the history -------------------------------------------------------------------------
ALTER TABLE events
    ADD COLUMN reason text,
    ADD COLUMN op_id text,
    DROP CONSTRAINT events_kind_known,
    ADD CONSTRAINT events_kind_known CHECK (kind IN
        ('received', 'claimed', 'released', 'reassigned', 'returned', 'merged', 'imported'));

-- what was asked and answered ------------------------------------------------------------
-- One row for each change and each refusal, written in its transaction: whoever
-- lost the answer can ask again and gets the same one. Kept for 48 hours.
CREATE TABLE ops (
    id text NOT NULL CONSTRAINT ops_pkey PRIMARY KEY,
    request bytea NOT NULL, -- SHA-256 of what was asked
    outcome jsonb NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ops_at ON ops (at);

-- Posts of the public form without a key: the same words again within two
-- minutes are the same enquiry.
CREATE TABLE submissions (
    request bytea NOT NULL CONSTRAINT submissions_pkey PRIMARY KEY,
    enquiry_id bigint NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX submissions_at ON submissions (at);

-- who has an enquiry open ------------------------------------------------------------------
CREATE UNLOGGED TABLE looking (
    enquiry_id bigint NOT NULL CONSTRAINT looking_enquiry_fkey REFERENCES enquiries (id) ON DELETE CASCADE,
    user_id bigint NOT NULL CONSTRAINT looking_user_fkey REFERENCES users (id) ON DELETE CASCADE,
    at timestamptz NOT NULL,
    CONSTRAINT looking_pkey PRIMARY KEY (enquiry_id, user_id)
);
