-- Keys for programs: what each may do, for whom it claims, and until when.
CREATE TABLE api_keys (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT api_keys_pkey PRIMARY KEY,
    -- the part of the key that lists show, so that people know which is which
    handle text NOT NULL CONSTRAINT api_keys_handle_key UNIQUE,
    hash bytea NOT NULL CONSTRAINT api_keys_hash_key UNIQUE, -- SHA-256 of the whole key
    name text NOT NULL,
    scopes text[] NOT NULL,
    user_id bigint NOT NULL CONSTRAINT api_keys_user_fkey REFERENCES users (id), -- who owns what it claims
    made_by bigint NOT NULL CONSTRAINT api_keys_maker_fkey REFERENCES users (id),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz, -- to the minute
    revoked_at timestamptz,
    CONSTRAINT api_keys_hash_length CHECK (octet_length(hash) = 32),
    CONSTRAINT api_keys_scopes_known CHECK (cardinality(scopes) > 0
        AND scopes <@ ARRAY['enquiries:create', 'enquiries:read', 'enquiries:claim', 'reports:read', 'export']),
    CONSTRAINT api_keys_expire CHECK (expires_at > created_at AND expires_at <= created_at + interval '365 days')
);

-- Through which key a change was made; the actor is the person it acts for. Keys
-- are named by number without a foreign key, as people are: history outlives them.
ALTER TABLE events ADD COLUMN key_id bigint;
