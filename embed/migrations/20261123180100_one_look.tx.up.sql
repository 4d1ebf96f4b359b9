-- A claim is worth one look at its follow-up, not two: the trigger on enquiries
-- looks at each that the one writer of owners has touched.
DROP TRIGGER follow_ups_one_each_insert ON follow_ups;
CREATE CONSTRAINT TRIGGER follow_ups_one_each_insert AFTER INSERT ON follow_ups
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.ended_at IS NULL AND current_setting('firstbell.changes_owner', true) IS DISTINCT FROM 'yes')
    EXECUTE FUNCTION one_follow_up();

-- What a person has to do is found by their enquiries; a school has too few open
-- follow-ups for all of them to need an index of their own.
DROP INDEX follow_ups_due;
