-- The schema after all migrations, written by db/migrate_test.go.

table answers
    at timestamp with time zone not null
    decided_at timestamp with time zone
    enquiry jsonb
    form_id bigint not null
    form_version integer not null
    id bigint not null identity
    language text not null
    own jsonb not null default '[]'::jsonb
    parent_name text
    parent_phone text
    signs text[] not null default '{}'::text[]
    state text not null
    submission uuid not null
    touch_id bigint
    view text not null
    who text

table api_keys
    created_at timestamp with time zone not null
    expires_at timestamp with time zone not null
    handle text not null
    hash bytea not null
    id bigint not null identity
    made_by bigint not null
    name text not null
    revoked_at timestamp with time zone
    scopes text[] not null
    used_at timestamp with time zone
    user_id bigint not null

table attempts
    at timestamp with time zone not null
    channel text not null
    enquiry_id bigint not null
    follow_up_id bigint not null
    id bigint not null identity
    note text
    outcome text not null
    user_id bigint not null

table audit
    action text not null
    actor_id bigint
    actor_kind text not null
    at timestamp with time zone not null default clock_timestamp()
    fields text[] not null default '{}'::text[]
    id bigint not null identity
    network cidr
    object_id bigint
    object_kind text
    op text
    times integer not null default 1

table audit_chain
    entry_id bigint not null
    hash bytea not null
    seq bigint not null

table audit_heads
    at timestamp with time zone not null
    hash bytea not null
    id bigint not null identity
    key text not null
    seq bigint not null
    signature bytea not null

table audit_waiting
    entry_id bigint not null

table backups
    at timestamp with time zone not null default now()
    away text
    bytes bigint
    ended_at timestamp with time zone
    file text
    id bigint not null identity
    kind text not null
    program text
    row_count bigint
    schema_step text
    state text not null default 'asked'::text
    trouble text

table claims
    claimed_at timestamp with time zone not null
    ended_at timestamp with time zone
    enquiry_id bigint not null
    id bigint not null identity
    user_id bigint not null

table consents
    answer_id bigint not null
    given_at timestamp with time zone not null
    id bigint not null identity
    purpose text not null
    text text not null
    text_version integer not null
    withdrawn_at timestamp with time zone

table contact_points
    kind text not null
    value text not null

table courses
    archived boolean not null default false
    id bigint not null identity
    name text not null
    position integer not null

table distinct_pairs
    at timestamp with time zone not null
    high_id bigint not null
    low_id bigint not null
    user_id bigint not null

table enquiries
    branch text
    claimed_at timestamp with time zone
    claimed_by bigint
    closed_at timestamp with time zone
    closed_reason text
    course_interest text not null
    created_at timestamp with time zone not null default now()
    due_at timestamp with time zone not null
    email text not null
    erased_at timestamp with time zone
    id bigint not null default nextval('enquiries_id_seq'::regclass)
    language text
    merged_into bigint
    message text
    minor boolean not null default false
    name text not null
    no_contact_at timestamp with time zone
    origin text not null default 'form'::text
    owner_active boolean default 
CASE
    WHEN ((claimed_by IS NOT NULL) AND (closed_at IS NULL)) THEN true
    ELSE NULL::boolean
END
    phone text
    sample boolean not null default false
    stage text not null default 'new'::text
    starts_on date
    tags text[] not null default '{}'::text[]
    touched_at timestamp with time zone
    updated_at timestamp with time zone not null default now()
    version bigint not null default 1
    wake_at timestamp with time zone

table erasures
    erased_at timestamp with time zone not null
    erased_by bigint not null
    kind text not null
    number bigint not null
    reason text not null
    received_at timestamp with time zone not null

table events
    actor_id bigint
    at timestamp with time zone not null
    attempt_id bigint
    due_at timestamp with time zone
    enquiry_id bigint not null
    fields text[]
    follow_up_id bigint
    id bigint not null identity
    key_id bigint
    kind text not null
    note_id bigint
    op_id text
    other_id bigint
    owner_after bigint
    owner_before bigint
    reason text
    stage_after text
    stage_before text
    touch_id bigint

table files_taken
    day date not null
    files integer not null
    user_id bigint not null

table follow_ups
    created_at timestamp with time zone not null
    due_at timestamp with time zone not null
    ended_at timestamp with time zone
    enquiry_id bigint not null
    id bigint not null identity
    moves integer not null default 0
    note text
    outcome text
    type text not null

table forms
    active boolean not null default true
    fields jsonb not null
    id bigint not null identity
    name text not null
    origins text[] not null default '{}'::text[]
    slug text not null
    texts jsonb not null default '{}'::jsonb
    version integer not null default 1

table instance
    created_at timestamp with time zone not null default now()
    id text not null
    only_one boolean not null default true

table intakes
    archived boolean not null default false
    course text not null
    deadline date
    id bigint not null identity
    name text not null
    starts_on date not null

table invitations
    accepted_at timestamp with time zone
    courses text[] not null default '{}'::text[]
    created_at timestamp with time zone not null default now()
    email text
    expires_at timestamp with time zone not null
    hash bytea not null
    id bigint not null identity
    invited_by bigint
    name text not null
    role text not null
    withdrawn_at timestamp with time zone

table looking
    at timestamp with time zone not null
    enquiry_id bigint not null
    user_id bigint not null

table merges
    at timestamp with time zone not null
    before jsonb not null
    enquiry_id bigint not null
    id bigint not null identity
    into_id bigint not null
    took jsonb
    undone_at timestamp with time zone
    user_id bigint not null

table minor_views
    day date not null
    enquiry_id bigint not null
    user_id bigint not null

table notes
    author_id bigint not null
    corrects bigint
    created_at timestamp with time zone not null
    edited_at timestamp with time zone
    enquiry_id bigint not null
    id bigint not null identity
    text text not null

table notice_choices
    mail_off text[] not null default '{}'::text[]
    push_off text[] not null default '{}'::text[]
    quiet_from text not null default ''::text
    quiet_until text not null default ''::text
    sound boolean not null default false
    user_id bigint not null

table ops
    at timestamp with time zone not null default now()
    id text not null
    outcome jsonb
    request bytea not null
    touch_id bigint

table outbox
    about_id bigint
    answer text
    created_at timestamp with time zone not null default now()
    device_id bigint
    due_at timestamp with time zone not null default now()
    ended_at timestamp with time zone
    enquiry_id bigint
    id bigint not null identity
    invitation_id bigint
    kind text not null
    nonce bytea
    once text
    result text
    tries integer not null default 0
    user_id bigint
    via text not null

table privacy_requests
    answer_id bigint not null
    at timestamp with time zone not null
    id bigint not null identity
    kind text not null

table push_devices
    added_at timestamp with time zone not null default now()
    auth text not null
    endpoint text not null
    id bigint not null identity
    p256dh text not null
    session_id bigint not null

table push_key
    id smallint not null default 1
    public text not null
    sealed bytea not null

table recovery_codes
    hash bytea not null
    user_id bigint not null

table reply_texts
    body text not null
    language text not null
    subject text not null

table reset_links
    expires_at timestamp with time zone not null
    hash bytea not null
    user_id bigint not null

table role_limits
    max_claims_per_day integer
    max_open integer
    max_untouched integer
    role text not null

table schema_migrations
    applied_at timestamp with time zone not null default now()
    checksum text
    name text not null

table school
    country text not null default ''::text
    factor_required text not null default 'off'::text
    hours jsonb not null default '[]'::jsonb
    id smallint not null default 1
    language text not null default 'en'::text
    mail_off text[] not null default '{}'::text[]
    name text not null
    phone text not null default ''::text
    promise_minutes integer not null default 5
    queue_mode text not null default 'open'::text
    setup_step smallint
    ticked text[] not null default '{hidden}'::text[]
    time_zone text not null default 'UTC'::text

table search_words
    email text not null
    enquiry_id bigint not null
    name text not null
    phone text not null

table sessions
    created_at timestamp with time zone not null default now()
    device text not null default ''::text
    ended_at timestamp with time zone
    expires_at timestamp with time zone not null
    hash bytea
    id bigint not null identity
    idle_for interval
    seen_at timestamp with time zone not null default now()
    user_id bigint not null

table setup_code
    expires_at timestamp with time zone not null
    hash bytea not null
    id smallint not null default 1
    wrong integer not null default 0

table sources
    archived boolean not null default false
    id bigint not null identity
    name text not null
    position integer not null

table stages
    code text not null
    name text not null
    position smallint not null
    type text not null

table submissions
    at timestamp with time zone not null
    request bytea not null
    touch_id bigint not null

table templates
    body text not null
    channel text not null
    id bigint not null identity
    language text not null
    name text not null

table totp
    confirmed_at timestamp with time zone
    last_step bigint not null default 0
    seed bytea not null
    tries smallint not null default 0
    user_id bigint not null
    void_until timestamp with time zone

table touch_words
    email text not null
    enquiry_id bigint not null
    name text not null
    phone text not null
    touch_id bigint not null

table touches
    at timestamp with time zone not null
    branch text
    campaign text
    click_id text
    course_interest text not null
    email text not null
    enquiry_id bigint not null
    form_id bigint
    form_version integer
    id bigint not null default nextval('enquiries_id_seq'::regclass)
    landing text
    language text
    medium text
    message text
    name text not null
    origin text not null
    phone text
    referrer text
    source text
    submission uuid

table users
    active boolean not null default true
    adopted boolean not null default false
    branch text
    courses text[] not null default '{}'::text[]
    created_at timestamp with time zone not null default now()
    email text not null
    id bigint not null default nextval('users_id_seq'::regclass)
    language text not null default 'system'::text
    languages text[] not null default '{}'::text[]
    leave_from date
    leave_until date
    max_claims_per_day integer
    max_open integer
    max_untouched integer
    name text not null
    on_duty boolean not null default true
    password_hash text not null
    role text not null default 'counsellor'::text
    signed_out_at timestamp with time zone
    stand_in bigint
    theme text not null default 'system'::text
    updated_at timestamp with time zone not null default now()

table views
    id bigint not null identity
    name text not null
    query text not null

table waiting_counts with (fillfactor=20)
    n bigint not null
    shard smallint not null

constraint answers_enquiry_until_in on answers CHECK ((((enquiry IS NULL) = (state = 'in'::text)) AND ((touch_id IS NOT NULL) = (state = 'in'::text))))
constraint answers_form_fkey on answers FOREIGN KEY (form_id) REFERENCES forms(id)
constraint answers_parent_of_minor on answers CHECK (((who IS DISTINCT FROM 'minor'::text) OR ((parent_name IS NOT NULL) AND (parent_phone IS NOT NULL))))
constraint answers_pkey on answers PRIMARY KEY (id)
constraint answers_state_known on answers CHECK ((state = ANY (ARRAY['received'::text, 'in'::text, 'suspected'::text, 'spam'::text])))
constraint answers_submission_key on answers UNIQUE (submission)
constraint answers_touch_fkey on answers FOREIGN KEY (touch_id) REFERENCES touches(id) ON DELETE CASCADE
constraint answers_who_known on answers CHECK ((who = ANY (ARRAY['student'::text, 'minor'::text, 'parent'::text])))
constraint api_keys_expire on api_keys CHECK (((expires_at > created_at) AND (expires_at <= (created_at + '8760:00:00'::interval))))
constraint api_keys_handle_key on api_keys UNIQUE (handle)
constraint api_keys_hash_key on api_keys UNIQUE (hash)
constraint api_keys_hash_length on api_keys CHECK ((octet_length(hash) = 32))
constraint api_keys_maker_fkey on api_keys FOREIGN KEY (made_by) REFERENCES users(id)
constraint api_keys_pkey on api_keys PRIMARY KEY (id)
constraint api_keys_scopes_known on api_keys CHECK (((cardinality(scopes) > 0) AND (scopes <@ ARRAY['enquiries:create'::text, 'enquiries:read'::text, 'enquiries:claim'::text, 'reports:read'::text, 'export'::text])))
constraint api_keys_user_fkey on api_keys FOREIGN KEY (user_id) REFERENCES users(id)
constraint attempts_channel_known on attempts CHECK ((channel = ANY (ARRAY['call'::text, 'whatsapp'::text, 'email'::text, 'sms'::text, 'visit'::text])))
constraint attempts_enquiry_fkey on attempts FOREIGN KEY (enquiry_id) REFERENCES enquiries(id) ON DELETE CASCADE
constraint attempts_follow_up_fkey on attempts FOREIGN KEY (follow_up_id) REFERENCES follow_ups(id) ON DELETE CASCADE
constraint attempts_follow_up_key on attempts UNIQUE (follow_up_id)
constraint attempts_outcome_known on attempts CHECK ((outcome = ANY (ARRAY['connected'::text, 'no_answer'::text, 'busy'::text, 'switched_off'::text, 'wrong_number'::text, 'call_back'::text, 'not_interested'::text, 'language_mismatch'::text])))
constraint attempts_pkey on attempts PRIMARY KEY (id)
constraint attempts_user_fkey on attempts FOREIGN KEY (user_id) REFERENCES users(id)
constraint audit_actor_known on audit CHECK ((actor_kind = ANY (ARRAY['user'::text, 'key'::text, 'command'::text, 'nobody'::text])))
constraint audit_actor_numbered on audit CHECK (((actor_kind = ANY (ARRAY['user'::text, 'key'::text])) = (actor_id IS NOT NULL)))
constraint audit_network_wide on audit CHECK ((masklen((network)::inet) <=
CASE family((network)::inet)
    WHEN 4 THEN 24
    ELSE 48
END))
constraint audit_object_kind on audit CHECK (((object_id IS NULL) OR (object_kind IS NOT NULL)))
constraint audit_pkey on audit PRIMARY KEY (id)
constraint audit_times_positive on audit CHECK ((times > 0))
constraint audit_chain_entry_fkey on audit_chain FOREIGN KEY (entry_id) REFERENCES audit(id)
constraint audit_chain_entry_key on audit_chain UNIQUE (entry_id)
constraint audit_chain_hash_length on audit_chain CHECK ((octet_length(hash) = 32))
constraint audit_chain_pkey on audit_chain PRIMARY KEY (seq)
constraint audit_heads_hash_length on audit_heads CHECK ((octet_length(hash) = 32))
constraint audit_heads_pkey on audit_heads PRIMARY KEY (id)
constraint audit_waiting_pkey on audit_waiting PRIMARY KEY (entry_id)
constraint backups_away_known on backups CHECK ((away = ANY (ARRAY['sent'::text, 'failed'::text])))
constraint backups_ended on backups CHECK (((ended_at IS NOT NULL) = (state = ANY (ARRAY['proven'::text, 'failed'::text]))))
constraint backups_failed_why on backups CHECK (((trouble IS NOT NULL) = (state = 'failed'::text)))
constraint backups_kind_known on backups CHECK ((kind = ANY (ARRAY['scheduled'::text, 'asked'::text, 'command'::text, 'upgrade'::text])))
constraint backups_pkey on backups PRIMARY KEY (id)
constraint backups_proven_what on backups CHECK (((state <> 'proven'::text) OR ((file IS NOT NULL) AND (bytes > 0) AND (row_count > 0))))
constraint backups_state_known on backups CHECK ((state = ANY (ARRAY['asked'::text, 'running'::text, 'proven'::text, 'failed'::text])))
constraint claims_end_after_start on claims CHECK ((ended_at >= claimed_at))
constraint claims_enquiry_fkey on claims FOREIGN KEY (enquiry_id) REFERENCES enquiries(id)
constraint claims_pkey on claims PRIMARY KEY (id)
constraint claims_user_fkey on claims FOREIGN KEY (user_id) REFERENCES users(id)
constraint consents_answer_fkey on consents FOREIGN KEY (answer_id) REFERENCES answers(id) ON DELETE CASCADE
constraint consents_pkey on consents PRIMARY KEY (id)
constraint consents_purpose_key on consents UNIQUE (answer_id, purpose)
constraint consents_purpose_known on consents CHECK ((purpose = ANY (ARRAY['contact'::text, 'news'::text])))
constraint contact_points_kind_known on contact_points CHECK ((kind = ANY (ARRAY['email'::text, 'phone'::text])))
constraint contact_points_pkey on contact_points PRIMARY KEY (value, kind)
constraint courses_name_length on courses CHECK (((char_length(name) >= 1) AND (char_length(name) <= 255)))
constraint courses_pkey on courses PRIMARY KEY (id)
constraint distinct_pairs_high_fkey on distinct_pairs FOREIGN KEY (high_id) REFERENCES enquiries(id) ON DELETE CASCADE
constraint distinct_pairs_low_fkey on distinct_pairs FOREIGN KEY (low_id) REFERENCES enquiries(id) ON DELETE CASCADE
constraint distinct_pairs_order on distinct_pairs CHECK ((low_id < high_id))
constraint distinct_pairs_pkey on distinct_pairs PRIMARY KEY (low_id, high_id)
constraint distinct_pairs_user_fkey on distinct_pairs FOREIGN KEY (user_id) REFERENCES users(id)
constraint enquiries_closed_by_stage on enquiries CHECK (((closed_at IS NULL) = (stage = ANY (ARRAY['new'::text, 'in_touch'::text, 'visit'::text, 'applied'::text]))))
constraint enquiries_erased_empty on enquiries CHECK (((erased_at IS NULL) OR ((closed_at IS NOT NULL) AND (name = 'Erased'::text) AND (email = ''::text) AND (phone IS NULL) AND (message IS NULL) AND (language IS NULL) AND (branch IS NULL) AND (wake_at IS NULL) AND (starts_on IS NULL))))
constraint enquiries_merged_closed on enquiries CHECK (((merged_into IS NULL) OR ((stage = 'not_enquiry'::text) AND (closed_reason = 'duplicate'::text) AND (merged_into <> id))))
constraint enquiries_merged_into_fkey on enquiries FOREIGN KEY (merged_into) REFERENCES enquiries(id) ON DELETE SET NULL
constraint enquiries_one_follow_up on enquiries TRIGGER DEFERRABLE INITIALLY DEFERRED
constraint enquiries_one_follow_up_insert on enquiries TRIGGER DEFERRABLE INITIALLY DEFERRED
constraint enquiries_origin_known on enquiries CHECK ((origin = ANY (ARRAY['form'::text, 'api'::text, 'walk_in'::text, 'phone'::text, 'referral'::text, 'event'::text])))
constraint enquiries_owner_fkey on enquiries FOREIGN KEY (claimed_by, owner_active) REFERENCES users(id, active) DEFERRABLE INITIALLY DEFERRED
constraint enquiries_owner_since on enquiries CHECK (((claimed_by IS NULL) = (claimed_at IS NULL)))
constraint enquiries_phone_e164 on enquiries CHECK ((phone ~ '^\+[1-9][0-9]{4,16}$'::text))
constraint enquiries_pkey on enquiries PRIMARY KEY (id)
constraint enquiries_reachable on enquiries CHECK (((email <> ''::text) OR (phone IS NOT NULL) OR (origin = ANY (ARRAY['form'::text, 'api'::text])) OR (erased_at IS NOT NULL)))
constraint enquiries_reason_of_closed on enquiries CHECK (((closed_reason IS NOT NULL) = (stage = ANY (ARRAY['lost'::text, 'not_enquiry'::text]))))
constraint enquiries_stage_fkey on enquiries FOREIGN KEY (stage) REFERENCES stages(code)
constraint enquiries_starts_on on enquiries CHECK (((starts_on IS NULL) OR (stage = 'enrolled'::text)))
constraint enquiries_tags_few on enquiries CHECK ((cardinality(tags) <= 10))
constraint enquiries_wake_of_parked on enquiries CHECK (((wake_at IS NOT NULL) = (stage = 'not_now'::text)))
constraint erasures_kind_known on erasures CHECK ((kind = ANY (ARRAY['enquiry'::text, 'answer'::text])))
constraint erasures_pkey on erasures PRIMARY KEY (kind, number, received_at)
constraint erasures_reason_known on erasures CHECK ((reason = ANY (ARRAY['asked'::text, 'guardian'::text, 'not_needed'::text, 'mistake'::text])))
constraint events_attempt_told on events CHECK (((kind = 'attempted'::text) = (attempt_id IS NOT NULL)))
constraint events_fields_told on events CHECK (((kind = 'edited'::text) = (fields IS NOT NULL)))
constraint events_kind_known on events CHECK ((kind = ANY (ARRAY['received'::text, 'touched'::text, 'claimed'::text, 'released'::text, 'reassigned'::text, 'returned'::text, 'merged'::text, 'unmerged'::text, 'imported'::text, 'attempted'::text, 'noted'::text, 'note_edited'::text, 'stage_changed'::text, 'closed'::text, 'reopened'::text, 'woken'::text, 'followup_moved'::text, 'edited'::text, 'erased'::text, 'contact_withdrawn'::text, 'erasure_asked'::text, 'reply_sent'::text, 'reply_failed'::text])))
constraint events_note_told on events CHECK (((kind = ANY (ARRAY['noted'::text, 'note_edited'::text])) = (note_id IS NOT NULL)))
constraint events_other_told on events CHECK (((kind = ANY (ARRAY['merged'::text, 'unmerged'::text])) = (other_id IS NOT NULL)))
constraint events_pkey on events PRIMARY KEY (id)
constraint events_stage_told on events CHECK ((((kind = ANY (ARRAY['stage_changed'::text, 'closed'::text, 'reopened'::text, 'woken'::text])) = (stage_after IS NOT NULL)) AND ((stage_after IS NULL) = (stage_before IS NULL))))
constraint events_touch_told on events CHECK (((kind = 'touched'::text) = (touch_id IS NOT NULL)))
constraint files_taken_pkey on files_taken PRIMARY KEY (user_id)
constraint files_taken_some on files_taken CHECK ((files > 0))
constraint files_taken_user_fkey on files_taken FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
constraint follow_ups_ended_how on follow_ups CHECK (((ended_at IS NULL) = (outcome IS NULL)))
constraint follow_ups_enquiry_fkey on follow_ups FOREIGN KEY (enquiry_id) REFERENCES enquiries(id) ON DELETE CASCADE
constraint follow_ups_one_each on follow_ups TRIGGER DEFERRABLE INITIALLY DEFERRED
constraint follow_ups_one_each_delete on follow_ups TRIGGER DEFERRABLE INITIALLY DEFERRED
constraint follow_ups_one_each_insert on follow_ups TRIGGER DEFERRABLE INITIALLY DEFERRED
constraint follow_ups_outcome_known on follow_ups CHECK ((outcome = ANY (ARRAY['done'::text, 'dropped'::text])))
constraint follow_ups_pkey on follow_ups PRIMARY KEY (id)
constraint follow_ups_type_known on follow_ups CHECK ((type = ANY (ARRAY['first_call'::text, 'call'::text, 'write'::text, 'visit'::text, 'wake_up'::text])))
constraint forms_fields_list on forms CHECK ((jsonb_typeof(fields) = 'array'::text))
constraint forms_pkey on forms PRIMARY KEY (id)
constraint forms_slug_key on forms UNIQUE (slug)
constraint forms_slug_plain on forms CHECK ((slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'::text))
constraint forms_texts_object on forms CHECK ((jsonb_typeof(texts) = 'object'::text))
constraint instance_one on instance CHECK (only_one)
constraint instance_pkey on instance PRIMARY KEY (only_one)
constraint intakes_pkey on intakes PRIMARY KEY (id)
constraint invitations_by_fkey on invitations FOREIGN KEY (invited_by) REFERENCES users(id)
constraint invitations_ends_once on invitations CHECK (((accepted_at IS NULL) OR (withdrawn_at IS NULL)))
constraint invitations_hash_key on invitations UNIQUE (hash)
constraint invitations_hash_length on invitations CHECK ((octet_length(hash) = 32))
constraint invitations_pkey on invitations PRIMARY KEY (id)
constraint invitations_role_known on invitations CHECK ((role = ANY (ARRAY['owner'::text, 'counsellor'::text, 'front_desk'::text])))
constraint looking_enquiry_fkey on looking FOREIGN KEY (enquiry_id) REFERENCES enquiries(id) ON DELETE CASCADE
constraint looking_pkey on looking PRIMARY KEY (enquiry_id, user_id)
constraint looking_user_fkey on looking FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
constraint merges_enquiry_fkey on merges FOREIGN KEY (enquiry_id) REFERENCES enquiries(id) ON DELETE CASCADE
constraint merges_into_fkey on merges FOREIGN KEY (into_id) REFERENCES enquiries(id) ON DELETE CASCADE
constraint merges_pkey on merges PRIMARY KEY (id)
constraint merges_user_fkey on merges FOREIGN KEY (user_id) REFERENCES users(id)
constraint minor_views_enquiry_fkey on minor_views FOREIGN KEY (enquiry_id) REFERENCES enquiries(id) ON DELETE CASCADE
constraint minor_views_pkey on minor_views PRIMARY KEY (user_id, enquiry_id, day)
constraint minor_views_user_fkey on minor_views FOREIGN KEY (user_id) REFERENCES users(id)
constraint notes_author_fkey on notes FOREIGN KEY (author_id) REFERENCES users(id)
constraint notes_corrects_fkey on notes FOREIGN KEY (corrects) REFERENCES notes(id) ON DELETE CASCADE
constraint notes_enquiry_fkey on notes FOREIGN KEY (enquiry_id) REFERENCES enquiries(id) ON DELETE CASCADE
constraint notes_pkey on notes PRIMARY KEY (id)
constraint notice_choices_pkey on notice_choices PRIMARY KEY (user_id)
constraint notice_choices_quiet_whole on notice_choices CHECK (((quiet_from = ''::text) = (quiet_until = ''::text)))
constraint notice_choices_user_fkey on notice_choices FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
constraint ops_answer_there on ops CHECK ((num_nonnulls(outcome, touch_id) = 1))
constraint ops_pkey on ops PRIMARY KEY (id)
constraint outbox_about_fkey on outbox FOREIGN KEY (about_id) REFERENCES users(id) ON DELETE CASCADE
constraint outbox_device_fkey on outbox FOREIGN KEY (device_id) REFERENCES push_devices(id) ON DELETE SET NULL
constraint outbox_ends_with_result on outbox CHECK (((ended_at IS NULL) = (result IS NULL)))
constraint outbox_enquiry_fkey on outbox FOREIGN KEY (enquiry_id) REFERENCES enquiries(id) ON DELETE CASCADE
constraint outbox_invitation_fkey on outbox FOREIGN KEY (invitation_id) REFERENCES invitations(id) ON DELETE CASCADE
constraint outbox_once_key on outbox UNIQUE (once)
constraint outbox_pkey on outbox PRIMARY KEY (id)
constraint outbox_result_known on outbox CHECK ((result = ANY (ARRAY['sent'::text, 'failed'::text, 'dropped'::text])))
constraint outbox_user_fkey on outbox FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
constraint outbox_via_known on outbox CHECK ((via = ANY (ARRAY['desk'::text, 'mail'::text, 'push'::text])))
constraint privacy_requests_answer_fkey on privacy_requests FOREIGN KEY (answer_id) REFERENCES answers(id) ON DELETE CASCADE
constraint privacy_requests_kind_key on privacy_requests UNIQUE (answer_id, kind)
constraint privacy_requests_kind_known on privacy_requests CHECK ((kind = ANY (ARRAY['no_contact'::text, 'erase'::text])))
constraint privacy_requests_pkey on privacy_requests PRIMARY KEY (id)
constraint push_devices_endpoint_key on push_devices UNIQUE (endpoint)
constraint push_devices_https on push_devices CHECK ((endpoint ~ '^https://'::text))
constraint push_devices_pkey on push_devices PRIMARY KEY (id)
constraint push_devices_session_fkey on push_devices FOREIGN KEY (session_id) REFERENCES sessions(id) ON DELETE CASCADE
constraint push_key_only_one on push_key CHECK ((id = 1))
constraint push_key_pkey on push_key PRIMARY KEY (id)
constraint recovery_codes_hash_length on recovery_codes CHECK ((octet_length(hash) = 32))
constraint recovery_codes_pkey on recovery_codes PRIMARY KEY (user_id, hash)
constraint recovery_codes_user_fkey on recovery_codes FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
constraint reply_texts_pkey on reply_texts PRIMARY KEY (language)
constraint reset_links_hash_key on reset_links UNIQUE (hash)
constraint reset_links_hash_length on reset_links CHECK ((octet_length(hash) = 32))
constraint reset_links_pkey on reset_links PRIMARY KEY (user_id)
constraint reset_links_user_fkey on reset_links FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
constraint role_limits_pkey on role_limits PRIMARY KEY (role)
constraint role_limits_positive on role_limits CHECK (((max_untouched > 0) AND (max_open > 0) AND (max_claims_per_day > 0)))
constraint role_limits_role_known on role_limits CHECK ((role = ANY (ARRAY['owner'::text, 'counsellor'::text, 'front_desk'::text])))
constraint schema_migrations_pkey on schema_migrations PRIMARY KEY (name)
constraint school_country_code on school CHECK ((country ~ '^([A-Z]{2})?$'::text))
constraint school_factor_required_known on school CHECK ((factor_required = ANY (ARRAY['off'::text, 'owners'::text, 'everybody'::text])))
constraint school_hours_of_week on school CHECK (((jsonb_typeof(hours) = 'array'::text) AND (jsonb_array_length(hours) = ANY (ARRAY[0, 7]))))
constraint school_language_code on school CHECK ((language ~ '^[a-z]{2,3}(-[A-Z][A-Za-z]{1,3})?$'::text))
constraint school_only_one on school CHECK ((id = 1))
constraint school_phone_e164 on school CHECK ((phone ~ '^(\+[1-9][0-9]{4,16})?$'::text))
constraint school_pkey on school PRIMARY KEY (id)
constraint school_promise_sane on school CHECK (((promise_minutes >= 1) AND (promise_minutes <= 10080)))
constraint school_queue_mode_known on school CHECK ((queue_mode = ANY (ARRAY['open'::text, 'masked'::text, 'next'::text])))
constraint school_setup_step_known on school CHECK (((setup_step >= 2) AND (setup_step <= 4)))
constraint school_ticked_known on school CHECK ((ticked <@ ARRAY['test'::text, 'invite'::text, 'form'::text, 'email'::text, 'backup'::text, 'hidden'::text]))
constraint search_words_pkey on search_words PRIMARY KEY (enquiry_id)
constraint sessions_hash_length on sessions CHECK ((octet_length(hash) = 32))
constraint sessions_idle_positive on sessions CHECK ((idle_for > '00:00:00'::interval))
constraint sessions_pkey on sessions PRIMARY KEY (id)
constraint sessions_user_fkey on sessions FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
constraint setup_code_only_one on setup_code CHECK ((id = 1))
constraint setup_code_pkey on setup_code PRIMARY KEY (id)
constraint sources_name_length on sources CHECK (((char_length(name) >= 1) AND (char_length(name) <= 255)))
constraint sources_pkey on sources PRIMARY KEY (id)
constraint stages_name_key on stages EXCLUDE USING btree (lower(name) WITH =) DEFERRABLE
constraint stages_name_there on stages CHECK ((name <> ''::text))
constraint stages_pkey on stages PRIMARY KEY (code)
constraint stages_position_key on stages UNIQUE ("position")
constraint stages_type_known on stages CHECK ((type = ANY (ARRAY['open'::text, 'won'::text, 'lost'::text, 'parked'::text])))
constraint submissions_pkey on submissions PRIMARY KEY (request)
constraint templates_channel_known on templates CHECK ((channel = ANY (ARRAY['whatsapp'::text, 'email'::text, 'sms'::text])))
constraint templates_pkey on templates PRIMARY KEY (id)
constraint totp_pkey on totp PRIMARY KEY (user_id)
constraint totp_user_fkey on totp FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
constraint touch_words_pkey on touch_words PRIMARY KEY (touch_id)
constraint touches_enquiry_fkey on touches FOREIGN KEY (enquiry_id) REFERENCES enquiries(id) ON DELETE CASCADE
constraint touches_form_of_version on touches CHECK (((form_version IS NULL) OR (form_id IS NOT NULL)))
constraint touches_origin_known on touches CHECK ((origin = ANY (ARRAY['form'::text, 'api'::text, 'walk_in'::text, 'phone'::text, 'referral'::text, 'event'::text])))
constraint touches_phone_e164 on touches CHECK ((phone ~ '^\+[1-9][0-9]{4,16}$'::text))
constraint touches_pkey on touches PRIMARY KEY (id)
constraint users_email_key on users UNIQUE (email)
constraint users_id_active_key on users UNIQUE (id, active)
constraint users_language_tag on users CHECK ((language ~ '^(system|[a-z]{2,3}(-[A-Z][A-Za-z]{1,3})?)$'::text))
constraint users_leave_order on users CHECK ((leave_until >= leave_from))
constraint users_leave_whole on users CHECK (((leave_from IS NULL) = (leave_until IS NULL)))
constraint users_limits_positive on users CHECK (((max_untouched > 0) AND (max_open > 0) AND (max_claims_per_day > 0)))
constraint users_pkey on users PRIMARY KEY (id)
constraint users_role_known on users CHECK ((role = ANY (ARRAY['owner'::text, 'counsellor'::text, 'front_desk'::text])))
constraint users_stand_in_another on users CHECK ((stand_in <> id))
constraint users_stand_in_fkey on users FOREIGN KEY (stand_in) REFERENCES users(id)
constraint users_stand_in_for_leave on users CHECK (((stand_in IS NULL) OR (leave_from IS NOT NULL)))
constraint users_theme_known on users CHECK ((theme = ANY (ARRAY['system'::text, 'light'::text, 'dark'::text])))
constraint views_name_length on views CHECK (((length(name) >= 1) AND (length(name) <= 60)))
constraint views_pkey on views PRIMARY KEY (id)
constraint views_query_length on views CHECK ((length(query) <= 2000))
constraint waiting_counts_pkey on waiting_counts PRIMARY KEY (shard)

CREATE UNIQUE INDEX answers_pkey ON public.answers USING btree (id)
CREATE INDEX answers_received ON public.answers USING btree (at) WHERE (state = 'received'::text)
CREATE UNIQUE INDEX answers_submission_key ON public.answers USING btree (submission)
CREATE INDEX answers_suspected ON public.answers USING btree (id) WHERE (state = 'suspected'::text)
CREATE INDEX answers_touch ON public.answers USING btree (touch_id) WHERE (touch_id IS NOT NULL)
CREATE INDEX answers_view ON public.answers USING btree (view)
CREATE UNIQUE INDEX api_keys_handle_key ON public.api_keys USING btree (handle)
CREATE UNIQUE INDEX api_keys_hash_key ON public.api_keys USING btree (hash)
CREATE UNIQUE INDEX api_keys_pkey ON public.api_keys USING btree (id)
CREATE INDEX attempts_enquiry ON public.attempts USING btree (enquiry_id, id)
CREATE UNIQUE INDEX attempts_follow_up_key ON public.attempts USING btree (follow_up_id)
CREATE UNIQUE INDEX attempts_pkey ON public.attempts USING btree (id)
CREATE INDEX audit_actor ON public.audit USING btree (actor_kind, actor_id, at, id)
CREATE INDEX audit_at ON public.audit USING btree (at, id)
CREATE UNIQUE INDEX audit_chain_entry_key ON public.audit_chain USING btree (entry_id)
CREATE UNIQUE INDEX audit_chain_pkey ON public.audit_chain USING btree (seq)
CREATE UNIQUE INDEX audit_heads_pkey ON public.audit_heads USING btree (id)
CREATE INDEX audit_object ON public.audit USING btree (object_kind, object_id, at, id)
CREATE UNIQUE INDEX audit_pkey ON public.audit USING btree (id)
CREATE UNIQUE INDEX audit_waiting_pkey ON public.audit_waiting USING btree (entry_id)
CREATE INDEX backups_at ON public.backups USING btree (at DESC, id DESC)
CREATE UNIQUE INDEX backups_one_asked ON public.backups USING btree (state) WHERE (state = 'asked'::text)
CREATE UNIQUE INDEX backups_pkey ON public.backups USING btree (id)
CREATE UNIQUE INDEX claims_one_active ON public.claims USING btree (enquiry_id) WHERE (ended_at IS NULL)
CREATE UNIQUE INDEX claims_pkey ON public.claims USING btree (id)
CREATE INDEX claims_user ON public.claims USING btree (user_id, claimed_at)
CREATE UNIQUE INDEX consents_pkey ON public.consents USING btree (id)
CREATE UNIQUE INDEX consents_purpose_key ON public.consents USING btree (answer_id, purpose)
CREATE UNIQUE INDEX contact_points_pkey ON public.contact_points USING btree (value, kind)
CREATE UNIQUE INDEX courses_name_key ON public.courses USING btree (lower(name))
CREATE UNIQUE INDEX courses_pkey ON public.courses USING btree (id)
CREATE UNIQUE INDEX distinct_pairs_pkey ON public.distinct_pairs USING btree (low_id, high_id)
CREATE INDEX enquiries_email ON public.enquiries USING btree (email, folded(name)) WHERE (email <> ''::text)
CREATE INDEX enquiries_merged ON public.enquiries USING btree (merged_into) WHERE (merged_into IS NOT NULL)
CREATE INDEX enquiries_owned ON public.enquiries USING btree (claimed_by, created_at, id) WHERE (claimed_by IS NOT NULL)
CREATE INDEX enquiries_parked ON public.enquiries USING btree (wake_at) WHERE (wake_at IS NOT NULL)
CREATE INDEX enquiries_phone ON public.enquiries USING btree (phone, folded(name)) WHERE (phone IS NOT NULL)
CREATE UNIQUE INDEX enquiries_pkey ON public.enquiries USING btree (id)
CREATE INDEX enquiries_samples ON public.enquiries USING btree (id) WHERE sample
CREATE INDEX enquiries_tagged ON public.enquiries USING btree (created_at, id) WHERE (tags <> '{}'::text[])
CREATE INDEX enquiries_waiting ON public.enquiries USING btree (created_at, id) WHERE ((claimed_by IS NULL) AND (closed_at IS NULL))
CREATE UNIQUE INDEX erasures_pkey ON public.erasures USING btree (kind, number, received_at)
CREATE INDEX events_enquiry ON public.events USING btree (enquiry_id, id)
CREATE UNIQUE INDEX events_pkey ON public.events USING btree (id)
CREATE UNIQUE INDEX files_taken_pkey ON public.files_taken USING btree (user_id)
CREATE INDEX follow_ups_enquiry ON public.follow_ups USING btree (enquiry_id, id)
CREATE UNIQUE INDEX follow_ups_one_open ON public.follow_ups USING btree (enquiry_id) WHERE (ended_at IS NULL)
CREATE UNIQUE INDEX follow_ups_pkey ON public.follow_ups USING btree (id)
CREATE UNIQUE INDEX forms_pkey ON public.forms USING btree (id)
CREATE UNIQUE INDEX forms_slug_key ON public.forms USING btree (slug)
CREATE UNIQUE INDEX instance_pkey ON public.instance USING btree (only_one)
CREATE UNIQUE INDEX intakes_name_key ON public.intakes USING btree (lower(course), lower(name))
CREATE UNIQUE INDEX intakes_pkey ON public.intakes USING btree (id)
CREATE UNIQUE INDEX invitations_hash_key ON public.invitations USING btree (hash)
CREATE UNIQUE INDEX invitations_pkey ON public.invitations USING btree (id)
CREATE UNIQUE INDEX looking_pkey ON public.looking USING btree (enquiry_id, user_id)
CREATE UNIQUE INDEX merges_one ON public.merges USING btree (enquiry_id) WHERE (undone_at IS NULL)
CREATE UNIQUE INDEX merges_pkey ON public.merges USING btree (id)
CREATE UNIQUE INDEX minor_views_pkey ON public.minor_views USING btree (user_id, enquiry_id, day)
CREATE INDEX notes_enquiry ON public.notes USING btree (enquiry_id, id)
CREATE UNIQUE INDEX notes_pkey ON public.notes USING btree (id)
CREATE UNIQUE INDEX notice_choices_pkey ON public.notice_choices USING btree (user_id)
CREATE INDEX ops_at ON public.ops USING brin (at)
CREATE UNIQUE INDEX ops_pkey ON public.ops USING btree (id)
CREATE INDEX outbox_due ON public.outbox USING btree (via, due_at, id) WHERE (ended_at IS NULL)
CREATE INDEX outbox_enquiry ON public.outbox USING btree (enquiry_id) WHERE ((enquiry_id IS NOT NULL) AND (via <> 'desk'::text))
CREATE UNIQUE INDEX outbox_once_key ON public.outbox USING btree (once)
CREATE UNIQUE INDEX outbox_pkey ON public.outbox USING btree (id)
CREATE INDEX outbox_replies ON public.outbox USING btree (created_at) WHERE (kind = 'auto_reply'::text)
CREATE UNIQUE INDEX privacy_requests_kind_key ON public.privacy_requests USING btree (answer_id, kind)
CREATE UNIQUE INDEX privacy_requests_pkey ON public.privacy_requests USING btree (id)
CREATE UNIQUE INDEX push_devices_endpoint_key ON public.push_devices USING btree (endpoint)
CREATE UNIQUE INDEX push_devices_pkey ON public.push_devices USING btree (id)
CREATE INDEX push_devices_session ON public.push_devices USING btree (session_id)
CREATE UNIQUE INDEX push_key_pkey ON public.push_key USING btree (id)
CREATE UNIQUE INDEX recovery_codes_pkey ON public.recovery_codes USING btree (user_id, hash)
CREATE UNIQUE INDEX reply_texts_pkey ON public.reply_texts USING btree (language)
CREATE UNIQUE INDEX reset_links_hash_key ON public.reset_links USING btree (hash)
CREATE UNIQUE INDEX reset_links_pkey ON public.reset_links USING btree (user_id)
CREATE UNIQUE INDEX role_limits_pkey ON public.role_limits USING btree (role)
CREATE UNIQUE INDEX schema_migrations_pkey ON public.schema_migrations USING btree (name)
CREATE UNIQUE INDEX school_pkey ON public.school USING btree (id)
CREATE INDEX search_words_pieces ON public.search_words USING gin (pieces((((name || words(split_part(email, '@'::text, 1))) || ' '::text) || phone)) COLLATE "C") WITH (gin_pending_list_limit='1024')
CREATE UNIQUE INDEX search_words_pkey ON public.search_words USING btree (enquiry_id)
CREATE UNIQUE INDEX sessions_hash_key ON public.sessions USING btree (hash) WHERE (hash IS NOT NULL)
CREATE UNIQUE INDEX sessions_pkey ON public.sessions USING btree (id)
CREATE INDEX sessions_user ON public.sessions USING btree (user_id)
CREATE UNIQUE INDEX setup_code_pkey ON public.setup_code USING btree (id)
CREATE UNIQUE INDEX sources_name_key ON public.sources USING btree (lower(name))
CREATE UNIQUE INDEX sources_pkey ON public.sources USING btree (id)
CREATE INDEX stages_name_key ON public.stages USING btree (lower(name))
CREATE UNIQUE INDEX stages_pkey ON public.stages USING btree (code)
CREATE UNIQUE INDEX stages_position_key ON public.stages USING btree ("position")
CREATE INDEX submissions_at ON public.submissions USING brin (at)
CREATE UNIQUE INDEX submissions_pkey ON public.submissions USING btree (request)
CREATE UNIQUE INDEX templates_name_key ON public.templates USING btree (channel, lower(language), lower(name))
CREATE UNIQUE INDEX templates_pkey ON public.templates USING btree (id)
CREATE UNIQUE INDEX totp_pkey ON public.totp USING btree (user_id)
CREATE INDEX touch_words_of_enquiry ON public.touch_words USING btree (enquiry_id)
CREATE INDEX touch_words_pieces ON public.touch_words USING gin (pieces((((name || words(split_part(email, '@'::text, 1))) || ' '::text) || phone)) COLLATE "C") WITH (gin_pending_list_limit='1024')
CREATE UNIQUE INDEX touch_words_pkey ON public.touch_words USING btree (touch_id)
CREATE INDEX touches_email ON public.touches USING btree (email) WHERE ((id <> enquiry_id) AND (email <> ''::text))
CREATE INDEX touches_enquiry ON public.touches USING btree (enquiry_id, id)
CREATE INDEX touches_phone ON public.touches USING btree (phone) WHERE ((id <> enquiry_id) AND (phone IS NOT NULL))
CREATE UNIQUE INDEX touches_pkey ON public.touches USING btree (id)
CREATE UNIQUE INDEX touches_submission_key ON public.touches USING btree (submission) WHERE (submission IS NOT NULL)
CREATE UNIQUE INDEX users_email_key ON public.users USING btree (email)
CREATE UNIQUE INDEX users_id_active_key ON public.users USING btree (id, active)
CREATE UNIQUE INDEX users_pkey ON public.users USING btree (id)
CREATE INDEX users_stand_in ON public.users USING btree (stand_in) WHERE (stand_in IS NOT NULL)
CREATE UNIQUE INDEX views_name_key ON public.views USING btree (lower(regexp_replace(btrim(name), '\s+'::text, ' '::text, 'g'::text)))
CREATE UNIQUE INDEX views_pkey ON public.views USING btree (id)
CREATE UNIQUE INDEX waiting_counts_pkey ON public.waiting_counts USING btree (shard)

CREATE TRIGGER audit_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()
CREATE TRIGGER audit_chain_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_chain FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()
CREATE TRIGGER audit_heads_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_heads FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()
CREATE TRIGGER audit_waits AFTER INSERT ON public.audit FOR EACH ROW EXECUTE FUNCTION audit_waits()
CREATE TRIGGER enquiries_count_delete AFTER DELETE ON public.enquiries REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION count_waiting_delete()
CREATE TRIGGER enquiries_count_insert AFTER INSERT ON public.enquiries REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_waiting_insert()
CREATE TRIGGER enquiries_count_truncate AFTER TRUNCATE ON public.enquiries FOR EACH STATEMENT EXECUTE FUNCTION count_waiting_truncate()
CREATE TRIGGER enquiries_count_update AFTER UPDATE ON public.enquiries REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_waiting_update()
CREATE CONSTRAINT TRIGGER enquiries_one_follow_up AFTER UPDATE ON public.enquiries DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((((new.claimed_by IS NOT NULL) AND (new.closed_at IS NULL)) <> ((old.claimed_by IS NOT NULL) AND (old.closed_at IS NULL)))) EXECUTE FUNCTION one_follow_up()
CREATE CONSTRAINT TRIGGER enquiries_one_follow_up_insert AFTER INSERT ON public.enquiries DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.claimed_by IS NOT NULL) AND (new.closed_at IS NULL))) EXECUTE FUNCTION one_follow_up()
CREATE TRIGGER enquiries_owner_on_insert BEFORE INSERT ON public.enquiries FOR EACH ROW WHEN ((new.claimed_by IS NOT NULL)) EXECUTE FUNCTION owner_has_one_writer()
CREATE TRIGGER enquiries_owner_on_update BEFORE UPDATE OF claimed_by, claimed_at ON public.enquiries FOR EACH ROW WHEN ((((new.claimed_by IS DISTINCT FROM old.claimed_by) OR (new.claimed_at IS DISTINCT FROM old.claimed_at)) AND (current_setting('firstbell.changes_owner'::text, true) IS DISTINCT FROM 'yes'::text))) EXECUTE FUNCTION owner_has_one_writer()
CREATE TRIGGER enquiries_promise BEFORE INSERT ON public.enquiries FOR EACH ROW WHEN ((new.due_at IS NULL)) EXECUTE FUNCTION promise_answer()
CREATE TRIGGER enquiries_sample BEFORE UPDATE OF sample ON public.enquiries FOR EACH ROW WHEN ((new.sample <> old.sample)) EXECUTE FUNCTION sample_is_for_good()
CREATE TRIGGER enquiries_search_delete AFTER DELETE ON public.enquiries REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION search_words_delete()
CREATE TRIGGER enquiries_search_insert AFTER INSERT ON public.enquiries REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION search_words_insert()
CREATE TRIGGER enquiries_search_truncate AFTER TRUNCATE ON public.enquiries FOR EACH STATEMENT EXECUTE FUNCTION search_words_truncate()
CREATE TRIGGER enquiries_search_update AFTER UPDATE OF name, email, phone ON public.enquiries FOR EACH ROW WHEN ((((new.name IS DISTINCT FROM old.name) OR (new.email IS DISTINCT FROM old.email)) OR (new.phone IS DISTINCT FROM old.phone))) EXECUTE FUNCTION search_words_update()
CREATE TRIGGER enquiries_version BEFORE UPDATE ON public.enquiries FOR EACH ROW WHEN ((new.version = old.version)) EXECUTE FUNCTION count_version()
CREATE TRIGGER events_append_only BEFORE DELETE OR UPDATE ON public.events FOR EACH ROW EXECUTE FUNCTION events_go_with_samples()
CREATE TRIGGER events_never_truncated BEFORE TRUNCATE ON public.events FOR EACH STATEMENT EXECUTE FUNCTION events_are_append_only()
CREATE CONSTRAINT TRIGGER follow_ups_one_each AFTER UPDATE ON public.follow_ups DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((((new.ended_at IS NULL) <> (old.ended_at IS NULL)) OR (new.enquiry_id <> old.enquiry_id))) EXECUTE FUNCTION one_follow_up()
CREATE CONSTRAINT TRIGGER follow_ups_one_each_delete AFTER DELETE ON public.follow_ups DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((old.ended_at IS NULL)) EXECUTE FUNCTION one_follow_up()
CREATE CONSTRAINT TRIGGER follow_ups_one_each_insert AFTER INSERT ON public.follow_ups DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.ended_at IS NULL) AND (current_setting('firstbell.changes_owner'::text, true) IS DISTINCT FROM 'yes'::text))) EXECUTE FUNCTION one_follow_up()
CREATE TRIGGER touches_words_delete AFTER DELETE ON public.touches FOR EACH ROW WHEN ((old.id <> old.enquiry_id)) EXECUTE FUNCTION touch_words_follow()
CREATE TRIGGER touches_words_insert AFTER INSERT ON public.touches FOR EACH ROW WHEN ((new.id <> new.enquiry_id)) EXECUTE FUNCTION touch_words_follow()
CREATE TRIGGER touches_words_truncate AFTER TRUNCATE ON public.touches FOR EACH STATEMENT EXECUTE FUNCTION touch_words_truncate()
CREATE TRIGGER touches_words_update AFTER UPDATE ON public.touches FOR EACH ROW WHEN (((((new.enquiry_id IS DISTINCT FROM old.enquiry_id) OR (new.name IS DISTINCT FROM old.name)) OR (new.email IS DISTINCT FROM old.email)) OR (new.phone IS DISTINCT FROM old.phone))) EXECUTE FUNCTION touch_words_follow()

CREATE OR REPLACE FUNCTION public.audit_is_append_only()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $function$
CREATE OR REPLACE FUNCTION public.audit_waits()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    INSERT INTO audit_waiting (entry_id) VALUES (NEW.id);
    RETURN NULL;
END $function$
CREATE OR REPLACE FUNCTION public.count_version()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $function$
CREATE OR REPLACE FUNCTION public.count_waiting_delete()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE delta bigint := (SELECT count(*) FROM gone WHERE claimed_by IS NULL AND closed_at IS NULL);
BEGIN
    UPDATE waiting_counts SET n = n - delta WHERE shard = pg_backend_pid() % 64 AND delta <> 0;
    RETURN NULL;
END $function$
CREATE OR REPLACE FUNCTION public.count_waiting_insert()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE delta bigint := (SELECT count(*) FROM added WHERE claimed_by IS NULL AND closed_at IS NULL);
BEGIN
    UPDATE waiting_counts SET n = n + delta WHERE shard = pg_backend_pid() % 64 AND delta <> 0;
    RETURN NULL;
END $function$
CREATE OR REPLACE FUNCTION public.count_waiting_truncate()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    UPDATE waiting_counts SET n = 0;
    RETURN NULL;
END $function$
CREATE OR REPLACE FUNCTION public.count_waiting_update()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    UPDATE waiting_counts SET n = waiting_counts.n + delta.n
      FROM (SELECT (SELECT count(*) FROM added WHERE claimed_by IS NULL AND closed_at IS NULL)
                 - (SELECT count(*) FROM gone WHERE claimed_by IS NULL AND closed_at IS NULL) AS n) delta
     WHERE shard = pg_backend_pid() % 64 AND delta.n <> 0;
    RETURN NULL;
END $function$
CREATE OR REPLACE FUNCTION public.events_are_append_only()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    RAISE EXCEPTION 'events are append-only' USING ERRCODE = 'restrict_violation';
END $function$
CREATE OR REPLACE FUNCTION public.events_go_with_samples()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (SELECT FROM enquiries WHERE id = OLD.enquiry_id AND sample) THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.reason IS NULL AND to_jsonb(NEW) - 'reason' = to_jsonb(OLD) - 'reason'
       AND EXISTS (SELECT FROM enquiries WHERE id = OLD.enquiry_id AND erased_at IS NOT NULL) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'events are append-only' USING ERRCODE = 'restrict_violation';
END $function$
CREATE OR REPLACE FUNCTION public.first_call(promised timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE
RETURN school_opens(promised)
CREATE OR REPLACE FUNCTION public.folded(words text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
    SELECT btrim(regexp_replace(regexp_replace(lower(normalize(words, NFKD)), '[\u0300-\u036f]', '', 'g'), '[\s.,''’-]+', ' ', 'g'))
$function$
CREATE OR REPLACE FUNCTION public.one_follow_up()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
AS $function$
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
END $function$
CREATE OR REPLACE FUNCTION public.owner_has_one_writer()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    IF coalesce(current_setting('firstbell.changes_owner', true), '') <> 'yes' THEN
        RAISE EXCEPTION 'the owner of an enquiry is changed by claiming, releasing and handing over only'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $function$
CREATE OR REPLACE FUNCTION public.pieces(some_words text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL RESTRICTED
RETURN string_to_array(rtrim(((regexp_replace("left"(some_words, ((length(some_words) / 3) * 3)), '(...)'::text, '\1|'::text, 'g'::text) || regexp_replace(substr(some_words, 2, (((length(some_words) - 1) / 3) * 3)), '(...)'::text, '\1|'::text, 'g'::text)) || regexp_replace(substr(some_words, 3, (((length(some_words) - 2) / 3) * 3)), '(...)'::text, '\1|'::text, 'g'::text)), '|'::text), '|'::text)
CREATE OR REPLACE FUNCTION public.promise_answer()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    NEW.due_at := promised(NEW.created_at);
    RETURN NEW;
END $function$
CREATE OR REPLACE FUNCTION public.promised(asked timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE
AS $function$
DECLARE
    rest interval;
    closing boolean;
    opens timestamptz;
    closes timestamptz := asked;
BEGIN
    SELECT promise_minutes * interval '1 minute', coalesce(jsonb_path_exists(hours, '$[*] ? (@ != null)'), false) INTO rest, closing FROM school;
    IF NOT closing THEN
        RETURN asked + rest;
    END IF;
    FOR openings IN 1..366 LOOP
        SELECT o.opens, o.closes INTO opens, closes FROM school_opening(closes) o;
        IF opens + rest <= closes THEN
            RETURN opens + rest;
        END IF;
        rest := rest - (closes - opens);
    END LOOP;
    RETURN closes;
END $function$
CREATE OR REPLACE FUNCTION public.sample_is_for_good()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    RAISE EXCEPTION 'whether an enquiry is a sample never changes' USING ERRCODE = 'restrict_violation';
END $function$
CREATE OR REPLACE FUNCTION public.school_opening(moment timestamp with time zone, OUT opens timestamp with time zone, OUT closes timestamp with time zone)
 RETURNS record
 LANGUAGE plpgsql
 STABLE
AS $function$
DECLARE
    zone text;
    week jsonb;
    here timestamp;
    day jsonb;
BEGIN
    SELECT time_zone, hours INTO zone, week FROM school;
    IF NOT coalesce(jsonb_path_exists(week, '$[*] ? (@ != null)'), false) THEN
        week := '[{"from":"09:00","until":"19:00"}, {"from":"09:00","until":"19:00"}, {"from":"09:00","until":"19:00"},
                  {"from":"09:00","until":"19:00"}, {"from":"09:00","until":"19:00"}, {"from":"09:00","until":"19:00"}, null]';
    END IF;
    BEGIN
        here := moment AT TIME ZONE zone;
    EXCEPTION WHEN invalid_parameter_value THEN
        zone := 'UTC';
        here := moment AT TIME ZONE zone;
    END;
    FOR days IN 0..7 LOOP
        day := week -> (extract(isodow FROM here)::int - 1 + days) % 7;
        CONTINUE WHEN jsonb_typeof(day) = 'null';
        opens := (here::date + days + (day ->> 'from')::time) AT TIME ZONE zone;
        closes := (here::date + days + (day ->> 'until')::time) AT TIME ZONE zone;
        IF days = 0 AND here::time >= (day ->> 'from')::time AND here::time < (day ->> 'until')::time THEN
            opens := moment;
            EXIT;
        END IF;
        EXIT WHEN opens > moment;
    END LOOP;
END $function$
CREATE OR REPLACE FUNCTION public.school_opens(moment timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE
RETURN (school_opening(moment)).opens
CREATE OR REPLACE FUNCTION public.search_words_delete()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    DELETE FROM search_words s USING gone WHERE s.enquiry_id = gone.id;
    RETURN NULL;
END $function$
CREATE OR REPLACE FUNCTION public.search_words_insert()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    INSERT INTO search_words SELECT id, words(name), lower(email), coalesce(substr(phone, 2), '') FROM added;
    RETURN NULL;
END $function$
CREATE OR REPLACE FUNCTION public.search_words_truncate()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    TRUNCATE search_words;
    RETURN NULL;
END $function$
CREATE OR REPLACE FUNCTION public.search_words_update()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    UPDATE search_words SET name = words(NEW.name), email = lower(NEW.email), phone = coalesce(substr(NEW.phone, 2), '')
     WHERE enquiry_id = NEW.id;
    RETURN NULL;
END $function$
CREATE OR REPLACE FUNCTION public.touch_words_follow()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM touch_words WHERE touch_id = OLD.id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.id <> NEW.enquiry_id THEN
        INSERT INTO touch_words VALUES (NEW.id, NEW.enquiry_id, words(NEW.name), lower(NEW.email), coalesce(substr(NEW.phone, 2), ''));
    END IF;
    RETURN NULL;
END $function$
CREATE OR REPLACE FUNCTION public.touch_words_truncate()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    TRUNCATE touch_words;
    RETURN NULL;
END $function$
CREATE OR REPLACE FUNCTION public.words(a_text text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (' '::text || CASE WHEN (octet_length(a_text) = length(a_text)) THEN regexp_replace(lower(a_text), '[	
!-/:-@[-`{-~]'::text, ' '::text, 'g'::text) WHEN (getdatabaseencoding() <> 'UTF8'::name) THEN translate(lower(a_text), '	
!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~'::text, '                                  '::text) ELSE translate(replace(translate(regexp_replace(lower(NORMALIZE(a_text, NFKD)), '[\u0300-\u036f\u093c\u200b-\u200d]'::text, ''::text, 'g'::text), 'ØøĐđŁłıँ–—‘’“”•।॥'::text, 'ooddlliं         '::text), 'ß'::text, 'ss'::text), '	
!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~'::text, '                                  '::text) END)
