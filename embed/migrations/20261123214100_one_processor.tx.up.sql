-- One search takes one processor: what others would do for it is done before they
-- have begun.
ALTER FUNCTION pieces(text) PARALLEL RESTRICTED;
