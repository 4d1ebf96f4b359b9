-- The day on which somebody who enrolled begins; only of those, and only when it is known.
ALTER TABLE enquiries ADD COLUMN starts_on date,
    ADD CONSTRAINT enquiries_starts_on CHECK (starts_on IS NULL OR stage = 'enrolled');
