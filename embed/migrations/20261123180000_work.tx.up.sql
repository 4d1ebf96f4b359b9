-- The life of an enquiry: the stage it has reached, every attempt to reach the
-- person, and for whoever owns it one next step, always.

-- stages -------------------------------------------------------------------------
-- Eight fixed places; the school may only give them other names.
CREATE TABLE stages (
    code text NOT NULL CONSTRAINT stages_pkey PRIMARY KEY,
    name text NOT NULL,
    type text NOT NULL,
    position smallint NOT NULL CONSTRAINT stages_position_key UNIQUE,
    CONSTRAINT stages_type_known CHECK (type IN ('open', 'won', 'lost', 'parked')),
    CONSTRAINT stages_name_there CHECK (name <> ''),
    -- looked at when a statement ends, so that two names can be exchanged
    CONSTRAINT stages_name_key EXCLUDE USING btree (lower(name) WITH =) DEFERRABLE
);
INSERT INTO stages (code, name, type, position) VALUES
    ('new', 'New', 'open', 1),
    ('in_touch', 'In touch', 'open', 2),
    ('visit', 'Visit or demo', 'open', 3),
    ('applied', 'Applied', 'open', 4),
    ('enrolled', 'Enrolled', 'won', 5),
    ('not_now', 'Not now', 'parked', 6),
    ('lost', 'Lost', 'lost', 7),
    ('not_enquiry', 'Not an enquiry', 'lost', 8);

-- enquiries ----------------------------------------------------------------------
ALTER TABLE enquiries
    ADD COLUMN stage text NOT NULL DEFAULT 'new',
    -- open while null
    ADD COLUMN closed_at timestamptz,
    ADD COLUMN closed_reason text,
    ADD COLUMN wake_at timestamptz,
    -- one more at each change; what If-Match is compared with
    ADD COLUMN version bigint NOT NULL DEFAULT 1;
-- Nothing says what became of those that somebody took before there were
-- stages. Whoever took one is taken to have called: it is not new.
UPDATE enquiries SET stage = 'in_touch', touched_at = coalesce(touched_at, claimed_at) WHERE claimed_by IS NOT NULL;
ALTER TABLE enquiries
    ADD CONSTRAINT enquiries_stage_fkey FOREIGN KEY (stage) REFERENCES stages (code),
    ADD CONSTRAINT enquiries_closed_by_stage CHECK ((closed_at IS NULL) = (stage IN ('new', 'in_touch', 'visit', 'applied'))),
    ADD CONSTRAINT enquiries_wake_of_parked CHECK ((wake_at IS NOT NULL) = (stage = 'not_now')),
    ADD CONSTRAINT enquiries_reason_of_closed CHECK ((closed_reason IS NOT NULL) = (stage IN ('lost', 'not_enquiry')));
DROP INDEX enquiries_waiting;
CREATE INDEX enquiries_waiting ON enquiries (created_at, id) WHERE claimed_by IS NULL AND closed_at IS NULL;
CREATE INDEX enquiries_parked ON enquiries (wake_at) WHERE wake_at IS NOT NULL;

-- Statements that know of versions count them themselves, so that a claim does
-- not pay for this.
CREATE FUNCTION count_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;
CREATE TRIGGER enquiries_version BEFORE UPDATE ON enquiries
    FOR EACH ROW WHEN (NEW.version = OLD.version) EXECUTE FUNCTION count_version();

-- The queue is what nobody owns and is open; so are its numbers.
CREATE OR REPLACE FUNCTION count_waiting_insert() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE delta bigint := (SELECT count(*) FROM added WHERE claimed_by IS NULL AND closed_at IS NULL);
BEGIN
    UPDATE waiting_counts SET n = n + delta WHERE shard = pg_backend_pid() % 64 AND delta <> 0;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION count_waiting_delete() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE delta bigint := (SELECT count(*) FROM gone WHERE claimed_by IS NULL AND closed_at IS NULL);
BEGIN
    UPDATE waiting_counts SET n = n - delta WHERE shard = pg_backend_pid() % 64 AND delta <> 0;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION count_waiting_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE waiting_counts SET n = waiting_counts.n + delta.n
      FROM (SELECT (SELECT count(*) FROM added WHERE claimed_by IS NULL AND closed_at IS NULL)
                 - (SELECT count(*) FROM gone WHERE claimed_by IS NULL AND closed_at IS NULL) AS n) delta
     WHERE shard = pg_backend_pid() % 64 AND delta.n <> 0;
    RETURN NULL;
END $$;

-- follow-ups ---------------------------------------------------------------------
CREATE TABLE follow_ups (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT follow_ups_pkey PRIMARY KEY,
    enquiry_id bigint NOT NULL CONSTRAINT follow_ups_enquiry_fkey REFERENCES enquiries (id) ON DELETE CASCADE,
    type text NOT NULL,
    due_at timestamptz NOT NULL,
    note text,
    moves integer NOT NULL DEFAULT 0, -- how often it was put off
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    outcome text, -- done by an attempt, or dropped with the claim or the stage
    CONSTRAINT follow_ups_type_known CHECK (type IN ('first_call', 'call', 'write', 'visit', 'wake_up')),
    CONSTRAINT follow_ups_outcome_known CHECK (outcome IN ('done', 'dropped')),
    CONSTRAINT follow_ups_ended_how CHECK ((ended_at IS NULL) = (outcome IS NULL))
);
CREATE UNIQUE INDEX follow_ups_one_open ON follow_ups (enquiry_id) WHERE ended_at IS NULL;
CREATE INDEX follow_ups_due ON follow_ups (due_at, id) WHERE ended_at IS NULL;
CREATE INDEX follow_ups_enquiry ON follow_ups (enquiry_id, id);

-- Those that somebody holds get a next step, due today and not years ago.
INSERT INTO follow_ups (enquiry_id, type, due_at, created_at)
    SELECT id, 'call', greatest(due_at, now()), now() FROM enquiries WHERE claimed_by IS NOT NULL ORDER BY id;

-- An open enquiry that somebody owns has one open follow-up, any other has none.
-- More than one is ruled out by follow_ups_one_open at once; the rest is looked
-- at when the transaction ends, however it got there.
CREATE FUNCTION one_follow_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    enquiry bigint;
    right_number boolean;
BEGIN
    IF TG_TABLE_NAME = 'enquiries' THEN
        enquiry := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN
        enquiry := OLD.enquiry_id;
    ELSE
        enquiry := NEW.enquiry_id;
    END IF;
    SELECT (e.claimed_by IS NOT NULL AND e.closed_at IS NULL)
         = EXISTS (SELECT FROM follow_ups f WHERE f.enquiry_id = enquiry AND f.ended_at IS NULL)
      INTO right_number FROM enquiries e WHERE e.id = enquiry;
    IF NOT right_number THEN
        RAISE EXCEPTION 'an open enquiry that somebody owns has exactly one open follow-up, any other has none: enquiry %', enquiry
            USING ERRCODE = 'check_violation', CONSTRAINT = 'enquiries_one_follow_up';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER enquiries_one_follow_up_insert AFTER INSERT ON enquiries
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.claimed_by IS NOT NULL AND NEW.closed_at IS NULL) EXECUTE FUNCTION one_follow_up();
CREATE CONSTRAINT TRIGGER enquiries_one_follow_up AFTER UPDATE ON enquiries
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN ((NEW.claimed_by IS NOT NULL AND NEW.closed_at IS NULL) <> (OLD.claimed_by IS NOT NULL AND OLD.closed_at IS NULL))
    EXECUTE FUNCTION one_follow_up();
CREATE CONSTRAINT TRIGGER follow_ups_one_each_insert AFTER INSERT ON follow_ups
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.ended_at IS NULL) EXECUTE FUNCTION one_follow_up();
CREATE CONSTRAINT TRIGGER follow_ups_one_each AFTER UPDATE ON follow_ups
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN ((NEW.ended_at IS NULL) <> (OLD.ended_at IS NULL) OR NEW.enquiry_id <> OLD.enquiry_id) EXECUTE FUNCTION one_follow_up();
CREATE CONSTRAINT TRIGGER follow_ups_one_each_delete AFTER DELETE ON follow_ups
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.ended_at IS NULL) EXECUTE FUNCTION one_follow_up();

-- attempts -----------------------------------------------------------------------
CREATE TABLE attempts (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT attempts_pkey PRIMARY KEY,
    enquiry_id bigint NOT NULL CONSTRAINT attempts_enquiry_fkey REFERENCES enquiries (id) ON DELETE CASCADE,
    user_id bigint NOT NULL CONSTRAINT attempts_user_fkey REFERENCES users (id),
    follow_up_id bigint NOT NULL CONSTRAINT attempts_follow_up_fkey REFERENCES follow_ups (id) ON DELETE CASCADE,
    channel text NOT NULL,
    outcome text NOT NULL,
    note text,
    at timestamptz NOT NULL,
    -- an attempt completes the follow-up that was open, and no other attempt did
    CONSTRAINT attempts_follow_up_key UNIQUE (follow_up_id),
    CONSTRAINT attempts_channel_known CHECK (channel IN ('call', 'whatsapp', 'email', 'sms', 'visit')),
    CONSTRAINT attempts_outcome_known CHECK (outcome IN
        ('connected', 'no_answer', 'busy', 'switched_off', 'wrong_number', 'call_back', 'not_interested', 'language_mismatch'))
);
CREATE INDEX attempts_enquiry ON attempts (enquiry_id, id);

-- notes --------------------------------------------------------------------------
CREATE TABLE notes (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT notes_pkey PRIMARY KEY,
    enquiry_id bigint NOT NULL CONSTRAINT notes_enquiry_fkey REFERENCES enquiries (id) ON DELETE CASCADE,
    author_id bigint NOT NULL CONSTRAINT notes_author_fkey REFERENCES users (id),
    text text NOT NULL,
    corrects bigint CONSTRAINT notes_corrects_fkey REFERENCES notes (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    edited_at timestamptz
);
CREATE INDEX notes_enquiry ON notes (enquiry_id, id);

-- the history ----------------------------------------------------------------------
-- What people typed is not in the history, which nobody can change, but where it
-- points to: it may have to be corrected or erased.
ALTER TABLE events
    ADD COLUMN stage_before text,
    ADD COLUMN stage_after text,
    ADD COLUMN attempt_id bigint,
    ADD COLUMN note_id bigint,
    ADD COLUMN follow_up_id bigint,
    ADD COLUMN due_at timestamptz, -- of the follow-up, or when a parked one wakes
    ADD COLUMN fields text[],      -- which facts were changed
    DROP CONSTRAINT events_kind_known,
    ADD CONSTRAINT events_kind_known CHECK (kind IN
        ('received', 'claimed', 'released', 'reassigned', 'returned', 'merged', 'imported',
         'attempted', 'noted', 'note_edited', 'stage_changed', 'closed', 'reopened', 'woken', 'followup_moved', 'edited')),
    ADD CONSTRAINT events_attempt_told CHECK ((kind = 'attempted') = (attempt_id IS NOT NULL)),
    ADD CONSTRAINT events_note_told CHECK ((kind IN ('noted', 'note_edited')) = (note_id IS NOT NULL)),
    ADD CONSTRAINT events_stage_told CHECK (
        (kind IN ('stage_changed', 'closed', 'reopened', 'woken')) = (stage_after IS NOT NULL)
        AND (stage_after IS NULL) = (stage_before IS NULL)),
    ADD CONSTRAINT events_fields_told CHECK ((kind = 'edited') = (fields IS NOT NULL));

-- intakes ------------------------------------------------------------------------
CREATE TABLE intakes (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT intakes_pkey PRIMARY KEY,
    course text NOT NULL,
    name text NOT NULL,
    starts_on date NOT NULL,
    deadline date,
    archived boolean NOT NULL DEFAULT false
);
CREATE UNIQUE INDEX intakes_name_key ON intakes (lower(course), lower(name));

-- templates ----------------------------------------------------------------------
CREATE TABLE templates (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT templates_pkey PRIMARY KEY,
    channel text NOT NULL,
    name text NOT NULL,
    language text NOT NULL,
    body text NOT NULL,
    CONSTRAINT templates_channel_known CHECK (channel IN ('whatsapp', 'email', 'sms'))
);
CREATE UNIQUE INDEX templates_name_key ON templates (channel, lower(language), lower(name));
INSERT INTO templates (channel, name, language, body) VALUES
    ('whatsapp', 'First hello', 'en', 'Hello {name}, this is {me} from {school}. Thank you for asking. When is a good time to talk?'),
    ('whatsapp', 'Missed you', 'en', 'Hello {name}, this is {me} from {school}. I called and could not reach you. When may I call again?'),
    ('whatsapp', 'Fee sheet', 'en', 'Hello {name}, here is the fee sheet you asked for. {me}, {school}'),
    ('whatsapp', 'Visit reminder', 'en', 'Hello {name}, a reminder of your visit to {school}. Ask for {me} at the desk.'),
    ('whatsapp', 'Seat held until', 'en', 'Hello {name}, we hold a seat for you at {school} for a few days. Shall I keep it? {me}');
