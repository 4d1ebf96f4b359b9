-- A key's year is counted in hours: where clocks change, 365 days of the
-- calendar can be an hour less.
ALTER TABLE api_keys
    DROP CONSTRAINT api_keys_expire,
    ADD CONSTRAINT api_keys_expire CHECK (expires_at > created_at AND expires_at <= created_at + interval '8760 hours');
