-- One statement instead of two, as it was before closed ones were left out.
CREATE OR REPLACE FUNCTION count_waiting_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE waiting_counts SET n = waiting_counts.n + delta.n
      FROM (SELECT (SELECT count(*) FROM added WHERE claimed_by IS NULL AND closed_at IS NULL)
                 - (SELECT count(*) FROM gone WHERE claimed_by IS NULL AND closed_at IS NULL) AS n) delta
     WHERE shard = pg_backend_pid() % 64 AND delta.n <> 0;
    RETURN NULL;
END $$;
