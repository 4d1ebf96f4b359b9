-- Erasing what is known of a person. The row of their enquiry stays, closed and
-- without a word of them, so that the counts of the school still add up.
ALTER TABLE enquiries
    ADD COLUMN erased_at timestamptz,
    DROP CONSTRAINT enquiries_reachable,
    ADD CONSTRAINT enquiries_reachable CHECK (email <> '' OR phone IS NOT NULL OR origin IN ('form', 'api') OR erased_at IS NOT NULL),
    -- What was erased stays erased, whoever writes.
    ADD CONSTRAINT enquiries_erased_empty CHECK (erased_at IS NULL OR closed_at IS NOT NULL AND name = 'Erased' AND email = '' AND phone IS NULL
        AND message IS NULL AND language IS NULL AND branch IS NULL AND wake_at IS NULL AND starts_on IS NULL);

-- History stays as it is, but for the words somebody typed into it about a person
-- who was erased.
CREATE OR REPLACE FUNCTION events_go_with_samples() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (SELECT FROM enquiries WHERE id = OLD.enquiry_id AND sample) THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.reason IS NULL AND to_jsonb(NEW) - 'reason' = to_jsonb(OLD) - 'reason'
       AND EXISTS (SELECT FROM enquiries WHERE id = OLD.enquiry_id AND erased_at IS NOT NULL) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'events are append-only' USING ERRCODE = 'restrict_violation';
END $$;

ALTER TABLE events
    DROP CONSTRAINT events_kind_known,
    ADD CONSTRAINT events_kind_known CHECK (kind IN ('received', 'touched', 'claimed', 'released', 'reassigned', 'returned', 'merged', 'unmerged',
        'imported', 'attempted', 'noted', 'note_edited', 'stage_changed', 'closed', 'reopened', 'woken', 'followup_moved', 'edited',
        'erased', 'contact_withdrawn', 'erasure_asked', 'reply_sent', 'reply_failed'));

-- What was erased, by number: no backup of before brings it back. A number that a
-- restored desk gives out again is told from the old one by when it came in.
CREATE TABLE erasures (
    kind        text NOT NULL,
    number      bigint NOT NULL,
    received_at timestamptz NOT NULL,
    erased_at   timestamptz NOT NULL,
    erased_by   bigint NOT NULL, -- no reference: a restored desk may not know them
    reason      text NOT NULL,
    CONSTRAINT erasures_pkey PRIMARY KEY (kind, number, received_at),
    CONSTRAINT erasures_kind_known CHECK (kind IN ('enquiry', 'answer')),
    CONSTRAINT erasures_reason_known CHECK (reason IN ('asked', 'guardian', 'not_needed', 'mistake'))
);
