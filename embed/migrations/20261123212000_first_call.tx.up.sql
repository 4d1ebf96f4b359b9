-- The first call after a claim falls into the hours of the school, as every
-- other next step that is proposed does.

-- school_opens is a moment at which the school is open, else when it opens next.
-- A school that has not said when, or never opens, is open from Monday to Saturday,
-- nine to seven; one whose time zone is not known here lives by UTC.
CREATE FUNCTION school_opens(moment timestamptz) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
    zone text;
    week jsonb;
    here timestamp;
    day jsonb;
    opens timestamptz;
BEGIN
    SELECT time_zone, hours INTO zone, week FROM school;
    IF NOT coalesce(jsonb_path_exists(week, '$[*] ? (@ != null)'), false) THEN
        week := '[{"from":"09:00","until":"19:00"}, {"from":"09:00","until":"19:00"}, {"from":"09:00","until":"19:00"},
                  {"from":"09:00","until":"19:00"}, {"from":"09:00","until":"19:00"}, {"from":"09:00","until":"19:00"}, null]';
    END IF;
    BEGIN
        here := moment AT TIME ZONE zone;
    EXCEPTION WHEN invalid_parameter_value THEN
        zone := 'UTC';
        here := moment AT TIME ZONE zone;
    END;
    FOR days IN 0..7 LOOP
        day := week -> (extract(isodow FROM here)::int - 1 + days) % 7;
        CONTINUE WHEN jsonb_typeof(day) = 'null';
        opens := (here::date + days + (day ->> 'from')::time) AT TIME ZONE zone;
        IF days = 0 AND here::time >= (day ->> 'from')::time AND here::time < (day ->> 'until')::time THEN
            RETURN moment;
        ELSIF opens > moment THEN
            RETURN opens;
        END IF;
    END LOOP;
    RETURN moment; -- not reached: some day of a week is open
END $$;

-- first_call is when the first call is due that answers a promise in time: the
-- promise runs from when the school is open, and what would be due after it has
-- closed is due when it opens next.
CREATE FUNCTION first_call(promised timestamptz) RETURNS timestamptz LANGUAGE sql STABLE
RETURN (SELECT school_opens(school_opens(promised - promise) + promise) FROM (SELECT promise_minutes * interval '1 minute' AS promise FROM school) s);
