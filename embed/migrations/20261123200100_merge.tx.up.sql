-- Two enquiries that turn out to be one: the one closes as a duplicate of the
-- other, and everything that was known of it stays where it was.
ALTER TABLE enquiries
    ADD COLUMN merged_into bigint CONSTRAINT enquiries_merged_into_fkey REFERENCES enquiries (id) ON DELETE SET NULL,
    ADD CONSTRAINT enquiries_merged_closed CHECK (merged_into IS NULL OR stage = 'not_enquiry' AND closed_reason = 'duplicate' AND merged_into <> id);
CREATE INDEX enquiries_merged ON enquiries (merged_into) WHERE merged_into IS NOT NULL;

-- What a merge changed, to undo it by.
CREATE TABLE merges (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT merges_pkey PRIMARY KEY,
    enquiry_id bigint NOT NULL CONSTRAINT merges_enquiry_fkey REFERENCES enquiries (id) ON DELETE CASCADE,
    into_id bigint NOT NULL CONSTRAINT merges_into_fkey REFERENCES enquiries (id) ON DELETE CASCADE,
    user_id bigint NOT NULL CONSTRAINT merges_user_fkey REFERENCES users (id),
    at timestamptz NOT NULL,
    before jsonb NOT NULL,
    undone_at timestamptz
);
CREATE UNIQUE INDEX merges_one ON merges (enquiry_id) WHERE undone_at IS NULL;

-- Pairs that look like one person and are two.
CREATE TABLE distinct_pairs (
    low_id bigint NOT NULL CONSTRAINT distinct_pairs_low_fkey REFERENCES enquiries (id) ON DELETE CASCADE,
    high_id bigint NOT NULL CONSTRAINT distinct_pairs_high_fkey REFERENCES enquiries (id) ON DELETE CASCADE,
    user_id bigint NOT NULL CONSTRAINT distinct_pairs_user_fkey REFERENCES users (id),
    at timestamptz NOT NULL,
    CONSTRAINT distinct_pairs_pkey PRIMARY KEY (low_id, high_id),
    CONSTRAINT distinct_pairs_order CHECK (low_id < high_id)
);

ALTER TABLE events
    ADD COLUMN other_id bigint, -- the other one of a merge
    DROP CONSTRAINT events_kind_known,
    ADD CONSTRAINT events_kind_known CHECK (kind IN
        ('received', 'touched', 'claimed', 'released', 'reassigned', 'returned', 'merged', 'unmerged', 'imported',
         'attempted', 'noted', 'note_edited', 'stage_changed', 'closed', 'reopened', 'woken', 'followup_moved', 'edited')),
    ADD CONSTRAINT events_other_told CHECK ((kind IN ('merged', 'unmerged')) = (other_id IS NOT NULL));
