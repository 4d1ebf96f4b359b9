-- Which school's database this is. The data folder of the desk holds the same
-- id, so that neither can be exchanged or lost unnoticed. The row is made when
-- the desk starts, not here: a copy of the schema is not yet a school.
CREATE TABLE instance (
    only_one boolean NOT NULL DEFAULT true CONSTRAINT instance_pkey PRIMARY KEY,
    id text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT instance_one CHECK (only_one)
);

-- Every backup that was tried, and what came of it.
CREATE TABLE backups (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT backups_pkey PRIMARY KEY,
    kind text NOT NULL,
    state text NOT NULL DEFAULT 'asked',
    at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    file text,   -- its name, without the folder
    bytes bigint,
    row_count bigint,
    program text,
    schema_step text,
    trouble text, -- why it failed
    away text,    -- what became of the copy elsewhere; null when none is asked for
    CONSTRAINT backups_kind_known CHECK (kind IN ('scheduled', 'asked', 'command', 'upgrade')),
    CONSTRAINT backups_state_known CHECK (state IN ('asked', 'running', 'proven', 'failed')),
    CONSTRAINT backups_away_known CHECK (away IN ('sent', 'failed')),
    CONSTRAINT backups_ended CHECK ((ended_at IS NOT NULL) = (state IN ('proven', 'failed'))),
    CONSTRAINT backups_failed_why CHECK ((trouble IS NOT NULL) = (state = 'failed')),
    CONSTRAINT backups_proven_what CHECK (state <> 'proven' OR (file IS NOT NULL AND bytes > 0 AND row_count > 0))
);
-- One at a time is asked for, however often the button is pressed.
CREATE UNIQUE INDEX backups_one_asked ON backups (state) WHERE state = 'asked';
CREATE INDEX backups_at ON backups (at DESC, id DESC);
