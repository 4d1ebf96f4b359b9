-- Taking in an enquiry costs less.

-- The answer to a submission is made from its touch, when it is asked for again.
ALTER TABLE ops
    ADD COLUMN touch_id bigint,
    ALTER COLUMN outcome DROP NOT NULL,
    ADD CONSTRAINT ops_answer_there CHECK (num_nonnulls(outcome, touch_id) = 1);

-- What people are found by, as before: the same words and the same pieces.
CREATE OR REPLACE FUNCTION words(a_text text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ' ' || CASE WHEN octet_length(a_text) = length(a_text) THEN regexp_replace(lower(a_text), E'[\t\n!-/:-@[-`{-~]', ' ', 'g')
    WHEN getdatabaseencoding() <> 'UTF8' THEN translate(lower(a_text), E'\t\n!"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~', '                                  ')
    ELSE translate(replace(translate(regexp_replace(lower(normalize(a_text, NFKD)), '[\u0300-\u036f\u093c\u200b-\u200d]', '', 'g'),
        'ØøĐđŁłıँ–—‘’“”•।॥', 'ooddlliं         '), 'ß', 'ss'), E'\t\n!"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~', '                                  ') END;

-- Each of the three parts goes through the text by threes, from its first, its
-- second and its third letter on. No word has a bar in it.
CREATE OR REPLACE FUNCTION pieces(some_words text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN string_to_array(rtrim(regexp_replace(left(some_words, length(some_words) / 3 * 3), '(...)', '\1|', 'g')
    || regexp_replace(substr(some_words, 2, (length(some_words) - 1) / 3 * 3), '(...)', '\1|', 'g')
    || regexp_replace(substr(some_words, 3, (length(some_words) - 2) / 3 * 3), '(...)', '\1|', 'g'), '|'), '|');

-- It finds the follow-up by its index, also on a connection that has planned this
-- while there were few.
ALTER FUNCTION one_follow_up() SET enable_seqscan = off;
