-- What an enquiry took of the one that was merged into it, fact by fact as it was
-- and as it became, to undo it by. These are people's names, addresses and words:
-- whoever erases a person empties it; without it an undo leaves the facts as they are.
ALTER TABLE merges ADD COLUMN took jsonb;
