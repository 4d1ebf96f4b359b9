-- Who did what, when and from where, kept so that nobody changes it unnoticed.
-- Nothing in here may ever have to be erased: people are numbers, fields are
-- names without their values, and of an address only the network is kept.
CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT audit_pkey PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- users and keys are named by number without a foreign key: the log outlives them
    actor_kind text NOT NULL,
    actor_id bigint,
    action text NOT NULL,
    object_kind text,
    object_id bigint,
    fields text[] NOT NULL DEFAULT '{}',
    network cidr,
    op text,
    times integer NOT NULL DEFAULT 1,
    CONSTRAINT audit_actor_known CHECK (actor_kind IN ('user', 'key', 'command', 'nobody')),
    CONSTRAINT audit_actor_numbered CHECK ((actor_kind IN ('user', 'key')) = (actor_id IS NOT NULL)),
    CONSTRAINT audit_object_kind CHECK (object_id IS NULL OR object_kind IS NOT NULL),
    CONSTRAINT audit_network_wide CHECK (masklen(network) <= CASE family(network) WHEN 4 THEN 24 ELSE 48 END),
    CONSTRAINT audit_times_positive CHECK (times > 0)
);
CREATE INDEX audit_at ON audit (at, id);
CREATE INDEX audit_actor ON audit (actor_kind, actor_id, at, id);
CREATE INDEX audit_object ON audit (object_kind, object_id, at, id);

-- The chain: each entry's hash covers the one before it. Entries get their
-- place after they are committed, so that a number that was given out and never
-- committed leaves no gap, and writers do not wait for each other.
CREATE TABLE audit_chain (
    seq bigint NOT NULL CONSTRAINT audit_chain_pkey PRIMARY KEY,
    entry_id bigint NOT NULL CONSTRAINT audit_chain_entry_key UNIQUE
        CONSTRAINT audit_chain_entry_fkey REFERENCES audit (id),
    hash bytea NOT NULL,
    CONSTRAINT audit_chain_hash_length CHECK (octet_length(hash) = 32)
);

-- Entries that have no place in the chain yet: those of the last second.
CREATE TABLE audit_waiting (
    entry_id bigint NOT NULL CONSTRAINT audit_waiting_pkey PRIMARY KEY
);
CREATE FUNCTION audit_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_waiting (entry_id) VALUES (NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER audit_waits AFTER INSERT ON audit FOR EACH ROW EXECUTE FUNCTION audit_waits();

-- Ends of the chain, signed with a key that the database does not know.
CREATE TABLE audit_heads (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT audit_heads_pkey PRIMARY KEY,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    at timestamptz NOT NULL,
    key text NOT NULL, -- which key, not the key
    signature bytea NOT NULL,
    CONSTRAINT audit_heads_hash_length CHECK (octet_length(hash) = 32)
);

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_chain_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_chain
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_heads_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_heads
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
