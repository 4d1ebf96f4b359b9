-- In which language somebody reads the screens: the browser's, unless they choose one.
ALTER TABLE users
    ADD COLUMN language text NOT NULL DEFAULT 'system',
    ADD CONSTRAINT users_language_tag CHECK (language ~ '^(system|[a-z]{2,3}(-[A-Z][A-Za-z]{1,3})?)$');
