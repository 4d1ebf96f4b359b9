-- The schema after all migrations, written by db/migrate_test.go.

table claims
    claimed_at timestamp with time zone not null
    ended_at timestamp with time zone
    enquiry_id bigint not null
    id bigint not null identity
    user_id bigint not null

table enquiries
    claimed_at timestamp with time zone
    claimed_by bigint
    course_interest text not null
    created_at timestamp with time zone not null default now()
    email text not null
    id bigint not null default nextval('enquiries_id_seq'::regclass)
    message text
    name text not null
    updated_at timestamp with time zone not null default now()

table events
    actor_id bigint
    at timestamp with time zone not null
    enquiry_id bigint not null
    id bigint not null identity
    kind text not null
    owner_after bigint
    owner_before bigint

table schema_migrations
    applied_at timestamp with time zone not null default now()
    name text not null

table school
    id smallint not null default 1
    name text not null

table sessions
    created_at timestamp with time zone not null default now()
    ended_at timestamp with time zone
    expires_at timestamp with time zone not null
    hash bytea
    id bigint not null identity
    user_id bigint not null

table users
    active boolean not null default true
    adopted boolean not null default false
    created_at timestamp with time zone not null default now()
    email text not null
    id bigint not null default nextval('users_id_seq'::regclass)
    name text not null
    password_hash text not null
    role text not null default 'counsellor'::text
    updated_at timestamp with time zone not null default now()

table waiting_counts with (fillfactor=20)
    n bigint not null
    shard smallint not null

constraint claims_end_after_start on claims CHECK ((ended_at >= claimed_at))
constraint claims_enquiry_fkey on claims FOREIGN KEY (enquiry_id) REFERENCES enquiries(id)
constraint claims_pkey on claims PRIMARY KEY (id)
constraint claims_user_fkey on claims FOREIGN KEY (user_id) REFERENCES users(id)
constraint enquiries_owner_fkey on enquiries FOREIGN KEY (claimed_by) REFERENCES users(id)
constraint enquiries_owner_since on enquiries CHECK (((claimed_by IS NULL) = (claimed_at IS NULL)))
constraint enquiries_pkey on enquiries PRIMARY KEY (id)
constraint events_kind_known on events CHECK ((kind = ANY (ARRAY['received'::text, 'claimed'::text])))
constraint events_pkey on events PRIMARY KEY (id)
constraint schema_migrations_pkey on schema_migrations PRIMARY KEY (name)
constraint school_only_one on school CHECK ((id = 1))
constraint school_pkey on school PRIMARY KEY (id)
constraint sessions_hash_length on sessions CHECK ((octet_length(hash) = 32))
constraint sessions_pkey on sessions PRIMARY KEY (id)
constraint sessions_user_fkey on sessions FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
constraint users_email_key on users UNIQUE (email)
constraint users_pkey on users PRIMARY KEY (id)
constraint users_role_known on users CHECK ((role = ANY (ARRAY['owner'::text, 'counsellor'::text, 'front_desk'::text])))
constraint waiting_counts_pkey on waiting_counts PRIMARY KEY (shard)

CREATE UNIQUE INDEX claims_one_active ON public.claims USING btree (enquiry_id) WHERE (ended_at IS NULL)
CREATE UNIQUE INDEX claims_pkey ON public.claims USING btree (id)
CREATE INDEX enquiries_owned ON public.enquiries USING btree (claimed_by, created_at, id) WHERE (claimed_by IS NOT NULL)
CREATE UNIQUE INDEX enquiries_pkey ON public.enquiries USING btree (id)
CREATE INDEX enquiries_waiting ON public.enquiries USING btree (created_at, id) WHERE (claimed_by IS NULL)
CREATE INDEX events_enquiry ON public.events USING btree (enquiry_id, id)
CREATE UNIQUE INDEX events_pkey ON public.events USING btree (id)
CREATE UNIQUE INDEX schema_migrations_pkey ON public.schema_migrations USING btree (name)
CREATE UNIQUE INDEX school_pkey ON public.school USING btree (id)
CREATE UNIQUE INDEX sessions_hash_key ON public.sessions USING btree (hash) WHERE (hash IS NOT NULL)
CREATE UNIQUE INDEX sessions_pkey ON public.sessions USING btree (id)
CREATE INDEX sessions_user ON public.sessions USING btree (user_id)
CREATE UNIQUE INDEX users_email_key ON public.users USING btree (email)
CREATE UNIQUE INDEX users_pkey ON public.users USING btree (id)
CREATE UNIQUE INDEX waiting_counts_pkey ON public.waiting_counts USING btree (shard)

CREATE TRIGGER enquiries_count_delete AFTER DELETE ON public.enquiries REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION count_waiting_delete()
CREATE TRIGGER enquiries_count_insert AFTER INSERT ON public.enquiries REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_waiting_insert()
CREATE TRIGGER enquiries_count_truncate AFTER TRUNCATE ON public.enquiries FOR EACH STATEMENT EXECUTE FUNCTION count_waiting_truncate()
CREATE TRIGGER enquiries_count_update AFTER UPDATE ON public.enquiries REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_waiting_update()
CREATE TRIGGER events_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.events FOR EACH STATEMENT EXECUTE FUNCTION events_are_append_only()

CREATE OR REPLACE FUNCTION public.count_waiting(delta bigint)
 RETURNS void
 LANGUAGE sql
AS $function$
    UPDATE waiting_counts SET n = n + delta WHERE shard = pg_backend_pid() % 64 AND delta <> 0
$function$
CREATE OR REPLACE FUNCTION public.count_waiting_delete()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    PERFORM count_waiting(-(SELECT count(*) FROM gone WHERE claimed_by IS NULL));
    RETURN NULL;
END $function$
CREATE OR REPLACE FUNCTION public.count_waiting_insert()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    PERFORM count_waiting((SELECT count(*) FROM added WHERE claimed_by IS NULL));
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
    PERFORM count_waiting((SELECT count(*) FROM added WHERE claimed_by IS NULL)
                        - (SELECT count(*) FROM gone WHERE claimed_by IS NULL));
    RETURN NULL;
END $function$
CREATE OR REPLACE FUNCTION public.events_are_append_only()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    RAISE EXCEPTION 'events are append-only' USING ERRCODE = 'restrict_violation';
END $function$
