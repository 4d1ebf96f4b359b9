-- People are found, too, by the name, address or number that they gave when they
-- asked again. First touches are their enquiry's own words, which search_words has;
-- so it costs nothing to keep them, and later ones as much as one row.
CREATE TABLE touch_words (
    touch_id   bigint CONSTRAINT touch_words_pkey PRIMARY KEY,
    enquiry_id bigint NOT NULL,
    name       text NOT NULL,
    email      text NOT NULL,
    phone      text NOT NULL
);
INSERT INTO touch_words SELECT id, enquiry_id, words(name), lower(email), coalesce(substr(phone, 2), '') FROM touches WHERE id <> enquiry_id;
CREATE INDEX touch_words_of_enquiry ON touch_words (enquiry_id);
CREATE INDEX touch_words_pieces ON touch_words
    USING gin (pieces(name || words(split_part(email, '@', 1)) || ' ' || phone) COLLATE "C") WITH (gin_pending_list_limit = 1024);

CREATE FUNCTION touch_words_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM touch_words WHERE touch_id = OLD.id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.id <> NEW.enquiry_id THEN
        INSERT INTO touch_words VALUES (NEW.id, NEW.enquiry_id, words(NEW.name), lower(NEW.email), coalesce(substr(NEW.phone, 2), ''));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER touches_words_insert AFTER INSERT ON touches
    FOR EACH ROW WHEN (NEW.id <> NEW.enquiry_id) EXECUTE FUNCTION touch_words_follow();
CREATE TRIGGER touches_words_update AFTER UPDATE ON touches
    FOR EACH ROW WHEN ((NEW.enquiry_id, NEW.name, NEW.email, NEW.phone) IS DISTINCT FROM (OLD.enquiry_id, OLD.name, OLD.email, OLD.phone))
    EXECUTE FUNCTION touch_words_follow();
CREATE TRIGGER touches_words_delete AFTER DELETE ON touches
    FOR EACH ROW WHEN (OLD.id <> OLD.enquiry_id) EXECUTE FUNCTION touch_words_follow();

CREATE FUNCTION touch_words_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE touch_words;
    RETURN NULL;
END $$;
CREATE TRIGGER touches_words_truncate AFTER TRUNCATE ON touches
    FOR EACH STATEMENT EXECUTE FUNCTION touch_words_truncate();
