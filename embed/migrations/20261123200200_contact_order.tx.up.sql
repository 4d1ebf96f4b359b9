-- Contact points are locked in the order of their bytes, whatever language the
-- database sorts by; comparing bytes also costs the least.
ALTER TABLE contact_points
    ALTER COLUMN value TYPE text COLLATE "C",
    ALTER COLUMN kind TYPE text COLLATE "C";
