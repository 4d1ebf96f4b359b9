-- The first run in four steps, and the team: who works here, how they came,
-- when they are away, and what becomes of their leads when they go.

-- people ----------------------------------------------------------------------------
ALTER TABLE users
    ADD COLUMN on_duty boolean NOT NULL DEFAULT true,
    -- the days of a leave, both included, in the school's time zone
    ADD COLUMN leave_from date,
    ADD COLUMN leave_until date,
    ADD COLUMN stand_in bigint CONSTRAINT users_stand_in_fkey REFERENCES users (id),
    ADD CONSTRAINT users_leave_whole CHECK ((leave_from IS NULL) = (leave_until IS NULL)),
    ADD CONSTRAINT users_leave_order CHECK (leave_until >= leave_from),
    ADD CONSTRAINT users_stand_in_for_leave CHECK (stand_in IS NULL OR leave_from IS NOT NULL),
    ADD CONSTRAINT users_stand_in_another CHECK (stand_in <> id);

-- Nobody who has left owns an open enquiry, whoever claims or hands over at that
-- very moment: the owner that it refers to is an active one when the transaction
-- ends. What is closed stays in the name of whoever closed it.
ALTER TABLE users ADD CONSTRAINT users_id_active_key UNIQUE (id, active);
ALTER TABLE enquiries
    DROP CONSTRAINT enquiries_owner_fkey,
    ADD COLUMN owner_active boolean GENERATED ALWAYS AS (CASE WHEN claimed_by IS NOT NULL AND closed_at IS NULL THEN true END) STORED,
    ADD CONSTRAINT enquiries_owner_fkey FOREIGN KEY (claimed_by, owner_active) REFERENCES users (id, active)
        DEFERRABLE INITIALLY DEFERRED;

-- invitations -------------------------------------------------------------------------
CREATE TABLE invitations (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT invitations_pkey PRIMARY KEY,
    -- SHA-256 of the token in the link, which is kept nowhere
    hash bytea NOT NULL CONSTRAINT invitations_hash_key UNIQUE,
    name text NOT NULL,
    role text NOT NULL,
    email text,
    courses text[] NOT NULL DEFAULT '{}',
    invited_by bigint CONSTRAINT invitations_by_fkey REFERENCES users (id), -- null: from a terminal
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    withdrawn_at timestamptz,
    CONSTRAINT invitations_hash_length CHECK (octet_length(hash) = 32),
    CONSTRAINT invitations_role_known CHECK (role IN ('owner', 'counsellor', 'front_desk')),
    CONSTRAINT invitations_ends_once CHECK (accepted_at IS NULL OR withdrawn_at IS NULL)
);

-- the code that proves that whoever sets the desk up can read its output -------------------
CREATE TABLE setup_code (
    id smallint NOT NULL DEFAULT 1 CONSTRAINT setup_code_pkey PRIMARY KEY,
    hash bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    wrong integer NOT NULL DEFAULT 0,
    CONSTRAINT setup_code_only_one CHECK (id = 1)
);

-- the school ------------------------------------------------------------------------------
ALTER TABLE school
    ADD COLUMN country text NOT NULL DEFAULT '', -- ISO 3166 alpha-2, or not said
    ADD COLUMN language text NOT NULL DEFAULT 'en',
    -- seven entries from Monday on, null or {"from": "09:00", "until": "19:00"}; empty: not said
    ADD COLUMN hours jsonb NOT NULL DEFAULT '[]',
    -- the step of the setup to go on with; null when it is finished
    ADD COLUMN setup_step smallint,
    -- what the owner has ticked off after the setup; who set the desk up in one
    -- call, or before there were steps, is not shown the list
    ADD COLUMN ticked text[] NOT NULL DEFAULT '{hidden}',
    ADD CONSTRAINT school_country_code CHECK (country ~ '^([A-Z]{2})?$'),
    ADD CONSTRAINT school_language_code CHECK (language ~ '^[a-z]{2,3}(-[A-Z][A-Za-z]{1,3})?$'),
    ADD CONSTRAINT school_hours_of_week CHECK (jsonb_typeof(hours) = 'array' AND jsonb_array_length(hours) IN (0, 7)),
    ADD CONSTRAINT school_setup_step_known CHECK (setup_step BETWEEN 2 AND 4),
    ADD CONSTRAINT school_ticked_known CHECK (ticked <@ ARRAY['test', 'invite', 'form', 'email', 'backup', 'hidden']);

-- what is taught, and where people hear of the school ----------------------------------------
CREATE TABLE courses (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT courses_pkey PRIMARY KEY,
    name text NOT NULL,
    position integer NOT NULL,
    archived boolean NOT NULL DEFAULT false,
    CONSTRAINT courses_name_length CHECK (char_length(name) BETWEEN 1 AND 255)
);
CREATE UNIQUE INDEX courses_name_key ON courses (lower(name));
CREATE TABLE sources (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT sources_pkey PRIMARY KEY,
    name text NOT NULL,
    position integer NOT NULL,
    archived boolean NOT NULL DEFAULT false,
    CONSTRAINT sources_name_length CHECK (char_length(name) BETWEEN 1 AND 255)
);
CREATE UNIQUE INDEX sources_name_key ON sources (lower(name));

-- samples ------------------------------------------------------------------------------------
-- Enquiries to try the desk out with. The mark is made when the row is and never
-- changes, so that only what began as a sample can be removed as one.
ALTER TABLE enquiries ADD COLUMN sample boolean NOT NULL DEFAULT false;
CREATE INDEX enquiries_samples ON enquiries (id) WHERE sample;
CREATE FUNCTION sample_is_for_good() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'whether an enquiry is a sample never changes' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER enquiries_sample BEFORE UPDATE OF sample ON enquiries
    FOR EACH ROW WHEN (NEW.sample <> OLD.sample) EXECUTE FUNCTION sample_is_for_good();

-- History stays append-only, but for the history of samples, which goes with them.
CREATE FUNCTION events_go_with_samples() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (SELECT FROM enquiries WHERE id = OLD.enquiry_id AND sample) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'events are append-only' USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER events_append_only ON events;
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE ON events
    FOR EACH ROW EXECUTE FUNCTION events_go_with_samples();
CREATE TRIGGER events_never_truncated BEFORE TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION events_are_append_only();
