-- By what people are found: their name as words without capitals and accents,
-- their address, the digits of their number, and of these all pieces of three
-- letters in an index of PostgreSQL's own kind, so that no extension is needed.
-- It is a table of its own, for an enquiry is claimed and worked far more often
-- than renamed, and each such change would write its pieces again.

-- words are those of a text, each with a space before it, without what people
-- leave out when they search: capitals, accents, the dot under Devanagari letters,
-- and joiners that cannot be seen. What parts words is said here, whatever the
-- database takes for a letter.
CREATE FUNCTION words(a_text text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ' ' || translate(CASE WHEN octet_length(a_text) = length(a_text) OR getdatabaseencoding() <> 'UTF8' THEN lower(a_text)
    ELSE replace(translate(regexp_replace(lower(normalize(a_text, NFKD)), '[\u0300-\u036f\u093c\u200b-\u200d]', '', 'g'),
        'ØøĐđŁłıँ–—‘’“”•।॥', 'ooddlliं         '), 'ß', 'ss') END, E'\t\n!"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~', '                                  ');

-- pieces are all threes of letters that stand together in words; at the
-- beginning of a word with the space before it.
CREATE FUNCTION pieces(some_words text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY(SELECT substr(some_words, i, 3) FROM generate_series(1, length(some_words) - 2) i);

CREATE TABLE search_words (
    enquiry_id bigint CONSTRAINT search_words_pkey PRIMARY KEY,
    name       text NOT NULL,
    email      text NOT NULL,
    phone      text NOT NULL
);
INSERT INTO search_words SELECT id, words(name), lower(email), coalesce(substr(phone, 2), '') FROM enquiries;

-- Of an address only what stands before the @ counts: the rest is the same for
-- thousands. What was added since the index was last tidied is looked through
-- one by one; there is never more of it than a megabyte.
CREATE INDEX search_words_pieces ON search_words
    USING gin (pieces(name || words(split_part(email, '@', 1)) || ' ' || phone) COLLATE "C") WITH (gin_pending_list_limit = 1024);

CREATE FUNCTION search_words_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_words SELECT id, words(name), lower(email), coalesce(substr(phone, 2), '') FROM added;
    RETURN NULL;
END $$;
CREATE TRIGGER enquiries_search_insert AFTER INSERT ON enquiries
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION search_words_insert();

CREATE FUNCTION search_words_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE search_words SET name = words(NEW.name), email = lower(NEW.email), phone = coalesce(substr(NEW.phone, 2), '')
     WHERE enquiry_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER enquiries_search_update AFTER UPDATE OF name, email, phone ON enquiries
    FOR EACH ROW WHEN ((NEW.name, NEW.email, NEW.phone) IS DISTINCT FROM (OLD.name, OLD.email, OLD.phone))
    EXECUTE FUNCTION search_words_update();

CREATE FUNCTION search_words_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM search_words s USING gone WHERE s.enquiry_id = gone.id;
    RETURN NULL;
END $$;
CREATE TRIGGER enquiries_search_delete AFTER DELETE ON enquiries
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION search_words_delete();

CREATE FUNCTION search_words_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE search_words;
    RETURN NULL;
END $$;
CREATE TRIGGER enquiries_search_truncate AFTER TRUNCATE ON enquiries
    FOR EACH STATEMENT EXECUTE FUNCTION search_words_truncate();
