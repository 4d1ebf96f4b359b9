-- What the desk has to tell people: kept in the transaction of what it tells of,
-- sent by whichever server comes first, and tried again until it is sent.

-- devices that take notices -----------------------------------------------------------
-- A device gets them while the sign-in that it was added with is good, no longer.
CREATE TABLE push_devices (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT push_devices_pkey PRIMARY KEY,
    session_id bigint NOT NULL CONSTRAINT push_devices_session_fkey REFERENCES sessions (id) ON DELETE CASCADE,
    endpoint text NOT NULL CONSTRAINT push_devices_endpoint_key UNIQUE,
    p256dh text NOT NULL,
    auth text NOT NULL,
    added_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT push_devices_https CHECK (endpoint ~ '^https://')
);
CREATE INDEX push_devices_session ON push_devices (session_id);

-- The key that the desk signs notices with; sealed under the instance key.
CREATE TABLE push_key (
    id smallint NOT NULL DEFAULT 1 CONSTRAINT push_key_pkey PRIMARY KEY,
    public text NOT NULL,
    sealed bytea NOT NULL,
    CONSTRAINT push_key_only_one CHECK (id = 1)
);

-- who wants what ------------------------------------------------------------------------
CREATE TABLE notice_choices (
    user_id bigint NOT NULL CONSTRAINT notice_choices_pkey PRIMARY KEY
        CONSTRAINT notice_choices_user_fkey REFERENCES users (id) ON DELETE CASCADE,
    mail_off text[] NOT NULL DEFAULT '{}',
    push_off text[] NOT NULL DEFAULT '{}',
    -- by the school's clocks; both empty: never quiet
    quiet_from text NOT NULL DEFAULT '',
    quiet_until text NOT NULL DEFAULT '',
    sound boolean NOT NULL DEFAULT false,
    CONSTRAINT notice_choices_quiet_whole CHECK ((quiet_from = '') = (quiet_until = ''))
);
ALTER TABLE school ADD COLUMN mail_off text[] NOT NULL DEFAULT '{}';

-- The school's own words of the answer that goes out by itself.
CREATE TABLE reply_texts (
    language text NOT NULL CONSTRAINT reply_texts_pkey PRIMARY KEY,
    subject text NOT NULL,
    body text NOT NULL
);

-- letters ---------------------------------------------------------------------------------
CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT outbox_pkey PRIMARY KEY,
    kind text NOT NULL,
    -- desk: something happened, and the desk has yet to say whom to tell
    via text NOT NULL,
    -- what it tells of, and whom; the words are made when it is sent
    enquiry_id bigint CONSTRAINT outbox_enquiry_fkey REFERENCES enquiries (id) ON DELETE CASCADE,
    user_id bigint CONSTRAINT outbox_user_fkey REFERENCES users (id) ON DELETE CASCADE,
    device_id bigint CONSTRAINT outbox_device_fkey REFERENCES push_devices (id) ON DELETE SET NULL,
    invitation_id bigint CONSTRAINT outbox_invitation_fkey REFERENCES invitations (id) ON DELETE CASCADE,
    -- what the secret of a link is derived from, with a key that is not here
    nonce bytea,
    -- names what happens once, such as the list of one morning
    once text CONSTRAINT outbox_once_key UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    -- when it is tried next; a server that tries it moves this on first
    due_at timestamptz NOT NULL DEFAULT now(),
    tries integer NOT NULL DEFAULT 0,
    ended_at timestamptz,
    result text,
    answer text,
    CONSTRAINT outbox_via_known CHECK (via IN ('desk', 'mail', 'push')),
    CONSTRAINT outbox_result_known CHECK (result IN ('sent', 'failed', 'dropped')),
    CONSTRAINT outbox_ends_with_result CHECK ((ended_at IS NULL) = (result IS NULL))
);
CREATE INDEX outbox_due ON outbox (via, due_at, id) WHERE ended_at IS NULL;
CREATE INDEX outbox_enquiry ON outbox (enquiry_id) WHERE enquiry_id IS NOT NULL AND via <> 'desk';
CREATE INDEX outbox_replies ON outbox (created_at) WHERE kind = 'auto_reply';
