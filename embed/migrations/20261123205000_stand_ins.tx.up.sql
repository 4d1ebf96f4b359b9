-- Whom somebody stands in for is asked at every request of theirs.
CREATE INDEX users_stand_in ON users (stand_in) WHERE stand_in IS NOT NULL;
