-- Who takes many files away on one day is told of to the owners.

CREATE TABLE files_taken (
    user_id bigint NOT NULL CONSTRAINT files_taken_pkey PRIMARY KEY CONSTRAINT files_taken_user_fkey REFERENCES users (id) ON DELETE CASCADE,
    day date NOT NULL, -- the last on which they took any, by the school's clocks
    files integer NOT NULL,
    CONSTRAINT files_taken_some CHECK (files > 0)
);

-- the person whom a letter tells of
ALTER TABLE outbox ADD COLUMN about_id bigint CONSTRAINT outbox_about_fkey REFERENCES users (id) ON DELETE CASCADE;
