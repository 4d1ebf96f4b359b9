-- Lists of leads that the school comes back to: a name, and what the list is
-- filtered by. Two names that differ by capitals or spaces only are one.
CREATE TABLE views (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT views_pkey PRIMARY KEY,
    name text NOT NULL,
    query text NOT NULL,
    CONSTRAINT views_name_length CHECK (length(name) BETWEEN 1 AND 60),
    CONSTRAINT views_query_length CHECK (length(query) <= 2000)
);
CREATE UNIQUE INDEX views_name_key ON views (lower(regexp_replace(btrim(name), '\s+', ' ', 'g')));
