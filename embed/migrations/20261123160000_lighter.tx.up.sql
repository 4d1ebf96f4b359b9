-- The same promises for less work on the two paths that everybody waits for.

-- The writer of an owner says who it is; only others are worth a function call.
DROP TRIGGER enquiries_owner_on_update ON enquiries;
CREATE TRIGGER enquiries_owner_on_update BEFORE UPDATE OF claimed_by, claimed_at ON enquiries
    FOR EACH ROW WHEN ((NEW.claimed_by IS DISTINCT FROM OLD.claimed_by OR NEW.claimed_at IS DISTINCT FROM OLD.claimed_at)
        AND current_setting('firstbell.changes_owner', true) IS DISTINCT FROM 'yes')
    EXECUTE FUNCTION owner_has_one_writer();

-- One statement instead of two.
CREATE OR REPLACE FUNCTION count_waiting_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE waiting_counts SET n = waiting_counts.n + delta.n
      FROM (SELECT (SELECT count(*) FROM added WHERE claimed_by IS NULL)
                 - (SELECT count(*) FROM gone WHERE claimed_by IS NULL) AS n) delta
     WHERE shard = pg_backend_pid() % 64 AND delta.n <> 0;
    RETURN NULL;
END $$;

-- Rows of these two come and go in the order of their times.
DROP INDEX ops_at;
CREATE INDEX ops_at ON ops USING brin (at);
DROP INDEX submissions_at;
CREATE INDEX submissions_at ON submissions USING brin (at);
