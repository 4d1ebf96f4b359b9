-- Short words that a school puts on enquiries to find them by.
ALTER TABLE enquiries
    ADD COLUMN tags text[] NOT NULL DEFAULT '{}',
    ADD CONSTRAINT enquiries_tags_few CHECK (cardinality(tags) <= 10);
CREATE INDEX enquiries_tagged ON enquiries (created_at, id) WHERE tags <> '{}';
