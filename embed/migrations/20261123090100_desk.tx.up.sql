-- From the original's two tables to the desk. Ids, names, password hashes and
-- claims are kept. The original wrote times without a zone from a server whose
-- clock is taken to be in UTC.

-- users ---------------------------------------------------------------------
ALTER TABLE users RENAME COLUMN password TO password_hash;
UPDATE users SET created_at = coalesce(created_at, updated_at, now() AT TIME ZONE 'UTC');
UPDATE users SET updated_at = coalesce(updated_at, created_at);
ALTER TABLE users
    ALTER COLUMN id TYPE bigint,
    ALTER COLUMN name TYPE text,
    ALTER COLUMN email TYPE text,
    ALTER COLUMN password_hash TYPE text,
    ALTER COLUMN created_at TYPE timestamptz USING created_at AT TIME ZONE 'UTC',
    ALTER COLUMN created_at SET DEFAULT now(),
    ALTER COLUMN created_at SET NOT NULL,
    ALTER COLUMN updated_at TYPE timestamptz USING updated_at AT TIME ZONE 'UTC',
    ALTER COLUMN updated_at SET DEFAULT now(),
    ALTER COLUMN updated_at SET NOT NULL,
    ADD COLUMN role text NOT NULL DEFAULT 'counsellor',
    ADD COLUMN active boolean NOT NULL DEFAULT true,
    -- made by the original, which stored some addresses in a shortened form
    ADD COLUMN adopted boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT users_role_known CHECK (role IN ('owner', 'counsellor', 'front_desk'));
ALTER SEQUENCE users_id_seq AS bigint;
UPDATE users SET adopted = true;
-- The original's own index on e-mail doubles the unique one.
DROP INDEX IF EXISTS idx_users_email;

-- sessions ------------------------------------------------------------------
CREATE TABLE sessions (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT sessions_pkey PRIMARY KEY,
    user_id bigint NOT NULL CONSTRAINT sessions_user_fkey REFERENCES users (id) ON DELETE CASCADE,
    -- SHA-256 of a browser's secret; null for bearer tokens, which are signed
    hash bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT sessions_hash_length CHECK (octet_length(hash) = 32)
);
CREATE UNIQUE INDEX sessions_hash_key ON sessions (hash) WHERE hash IS NOT NULL;
CREATE INDEX sessions_user ON sessions (user_id);

-- school --------------------------------------------------------------------
CREATE TABLE school (
    id smallint NOT NULL DEFAULT 1 CONSTRAINT school_pkey PRIMARY KEY,
    name text NOT NULL,
    CONSTRAINT school_only_one CHECK (id = 1)
);

-- enquiries -----------------------------------------------------------------
UPDATE enquiries SET created_at = coalesce(created_at, updated_at, now() AT TIME ZONE 'UTC');
UPDATE enquiries SET updated_at = coalesce(updated_at, created_at);
ALTER TABLE enquiries
    DROP CONSTRAINT IF EXISTS enquiries_claimed_by_fkey,
    ALTER COLUMN id TYPE bigint,
    ALTER COLUMN name TYPE text,
    ALTER COLUMN email TYPE text,
    ALTER COLUMN course_interest TYPE text,
    ALTER COLUMN claimed_by TYPE bigint,
    -- an enquiry is in the queue when nobody owns it; a second flag could lie
    DROP COLUMN is_public,
    ALTER COLUMN created_at TYPE timestamptz USING created_at AT TIME ZONE 'UTC',
    ALTER COLUMN created_at SET DEFAULT now(),
    ALTER COLUMN created_at SET NOT NULL,
    ALTER COLUMN updated_at TYPE timestamptz USING updated_at AT TIME ZONE 'UTC',
    ALTER COLUMN updated_at SET DEFAULT now(),
    ALTER COLUMN updated_at SET NOT NULL,
    ADD COLUMN claimed_at timestamptz,
    ADD CONSTRAINT enquiries_owner_fkey FOREIGN KEY (claimed_by) REFERENCES users (id);
ALTER SEQUENCE enquiries_id_seq AS bigint;
-- The original kept no time of the claim; its last change is the nearest to it.
UPDATE enquiries SET claimed_at = updated_at WHERE claimed_by IS NOT NULL;
ALTER TABLE enquiries
    ADD CONSTRAINT enquiries_owner_since CHECK ((claimed_by IS NULL) = (claimed_at IS NULL));
DROP INDEX IF EXISTS idx_enquiries_claimed_by;
DROP INDEX IF EXISTS idx_enquiries_is_public;
-- Both lists are read along these, newest or oldest first, one page at a time.
CREATE INDEX enquiries_waiting ON enquiries (created_at, id) WHERE claimed_by IS NULL;
CREATE INDEX enquiries_owned ON enquiries (claimed_by, created_at, id) WHERE claimed_by IS NOT NULL;

-- claims --------------------------------------------------------------------
CREATE TABLE claims (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT claims_pkey PRIMARY KEY,
    enquiry_id bigint NOT NULL CONSTRAINT claims_enquiry_fkey REFERENCES enquiries (id),
    user_id bigint NOT NULL CONSTRAINT claims_user_fkey REFERENCES users (id),
    claimed_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT claims_end_after_start CHECK (ended_at >= claimed_at)
);
-- Not even hand-written SQL can give one enquiry two owners at a time.
CREATE UNIQUE INDEX claims_one_active ON claims (enquiry_id) WHERE ended_at IS NULL;
INSERT INTO claims (enquiry_id, user_id, claimed_at)
    SELECT id, claimed_by, claimed_at FROM enquiries WHERE claimed_by IS NOT NULL ORDER BY id;

-- events --------------------------------------------------------------------
-- The history, written in the same transaction as what it tells. Users are
-- named by number without a foreign key: history outlives accounts.
CREATE TABLE events (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT events_pkey PRIMARY KEY,
    enquiry_id bigint NOT NULL,
    kind text NOT NULL,
    actor_id bigint,
    at timestamptz NOT NULL,
    owner_before bigint,
    owner_after bigint,
    CONSTRAINT events_kind_known CHECK (kind IN ('received', 'claimed'))
);
CREATE INDEX events_enquiry ON events (enquiry_id, id);
INSERT INTO events (enquiry_id, kind, at)
    SELECT id, 'received', created_at FROM enquiries ORDER BY id;
INSERT INTO events (enquiry_id, kind, actor_id, at, owner_after)
    SELECT id, 'claimed', claimed_by, claimed_at, claimed_by FROM enquiries WHERE claimed_by IS NOT NULL ORDER BY id;

CREATE FUNCTION events_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION events_are_append_only();

-- the number of waiting enquiries ---------------------------------------------
-- Counting a long queue costs more the longer it is, so the number is kept, in
-- the transaction that changes it. One row per database connection (its process
-- id modulo 64) keeps writers from waiting for each other; the number is their
-- sum. The fill factor leaves room to update rows in place.
CREATE TABLE waiting_counts (
    shard smallint NOT NULL CONSTRAINT waiting_counts_pkey PRIMARY KEY,
    n bigint NOT NULL
) WITH (fillfactor = 20);
INSERT INTO waiting_counts SELECT s, 0 FROM generate_series(0, 63) s;
UPDATE waiting_counts SET n = (SELECT count(*) FROM enquiries WHERE claimed_by IS NULL) WHERE shard = 0;

-- The update stands in each function by itself: in a function of its own it
-- would be planned anew at every call.
CREATE FUNCTION count_waiting_insert() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE delta bigint := (SELECT count(*) FROM added WHERE claimed_by IS NULL);
BEGIN
    UPDATE waiting_counts SET n = n + delta WHERE shard = pg_backend_pid() % 64 AND delta <> 0;
    RETURN NULL;
END $$;
CREATE FUNCTION count_waiting_delete() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE delta bigint := (SELECT count(*) FROM gone WHERE claimed_by IS NULL);
BEGIN
    UPDATE waiting_counts SET n = n - delta WHERE shard = pg_backend_pid() % 64 AND delta <> 0;
    RETURN NULL;
END $$;
CREATE FUNCTION count_waiting_update() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE delta bigint := (SELECT count(*) FROM added WHERE claimed_by IS NULL)
                      - (SELECT count(*) FROM gone WHERE claimed_by IS NULL);
BEGIN
    UPDATE waiting_counts SET n = n + delta WHERE shard = pg_backend_pid() % 64 AND delta <> 0;
    RETURN NULL;
END $$;
CREATE FUNCTION count_waiting_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE waiting_counts SET n = 0;
    RETURN NULL;
END $$;
CREATE TRIGGER enquiries_count_insert AFTER INSERT ON enquiries
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_waiting_insert();
CREATE TRIGGER enquiries_count_delete AFTER DELETE ON enquiries
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION count_waiting_delete();
CREATE TRIGGER enquiries_count_update AFTER UPDATE ON enquiries
    REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_waiting_update();
CREATE TRIGGER enquiries_count_truncate AFTER TRUNCATE ON enquiries
    FOR EACH STATEMENT EXECUTE FUNCTION count_waiting_truncate();
