-- Who is signed in where, the second factor, links that set a new password,
-- and what a person has chosen for themselves.

-- sessions ------------------------------------------------------------------
ALTER TABLE sessions
    -- what signed in, in plain words: "Firefox on Windows"
    ADD COLUMN device text NOT NULL DEFAULT '',
    -- written at most once a minute
    ADD COLUMN seen_at timestamptz NOT NULL DEFAULT now(),
    -- how long it lives without a request; null: until it expires
    ADD COLUMN idle_for interval,
    ADD CONSTRAINT sessions_idle_positive CHECK (idle_for > interval '0');
UPDATE sessions SET seen_at = created_at;

-- people ----------------------------------------------------------------------
ALTER TABLE users
    -- tokens that name no session, and were made before this time, are dead
    ADD COLUMN signed_out_at timestamptz,
    ADD COLUMN theme text NOT NULL DEFAULT 'system',
    ADD CONSTRAINT users_theme_known CHECK (theme IN ('system', 'light', 'dark'));

-- the second factor -------------------------------------------------------------
ALTER TABLE school
    ADD COLUMN factor_required text NOT NULL DEFAULT 'off',
    ADD CONSTRAINT school_factor_required_known CHECK (factor_required IN ('off', 'owners', 'everybody'));

CREATE TABLE totp (
    user_id bigint NOT NULL CONSTRAINT totp_pkey PRIMARY KEY
        CONSTRAINT totp_user_fkey REFERENCES users (id) ON DELETE CASCADE,
    seed bytea NOT NULL, -- sealed under the instance key
    confirmed_at timestamptz, -- null until the person has shown one code
    -- the time step of the newest code that was taken: none is taken twice
    last_step bigint NOT NULL DEFAULT 0,
    -- counted before a code is looked at
    tries smallint NOT NULL DEFAULT 0,
    void_until timestamptz
);

CREATE TABLE recovery_codes (
    user_id bigint NOT NULL CONSTRAINT recovery_codes_user_fkey REFERENCES users (id) ON DELETE CASCADE,
    hash bytea NOT NULL, -- SHA-256 of 80 random bits; the row goes when the code is used
    CONSTRAINT recovery_codes_pkey PRIMARY KEY (user_id, hash),
    CONSTRAINT recovery_codes_hash_length CHECK (octet_length(hash) = 32)
);

-- links that set a new password ---------------------------------------------------
-- One a person; a new one replaces the old. The row goes when the link is used.
CREATE TABLE reset_links (
    user_id bigint NOT NULL CONSTRAINT reset_links_pkey PRIMARY KEY
        CONSTRAINT reset_links_user_fkey REFERENCES users (id) ON DELETE CASCADE,
    hash bytea NOT NULL CONSTRAINT reset_links_hash_key UNIQUE, -- SHA-256 of 256 random bits
    expires_at timestamptz NOT NULL,
    CONSTRAINT reset_links_hash_length CHECK (octet_length(hash) = 32)
);
