-- The school's promise to answer counts while the school is open, as the Inbox and
-- the first call do.

-- school_opening is when the school is open next, from a moment on if it is open
-- then. One that has not said when, or never opens, is open from Monday to Saturday,
-- nine to seven; one whose time zone is not known here lives by UTC.
CREATE FUNCTION school_opening(moment timestamptz, OUT opens timestamptz, OUT closes timestamptz) LANGUAGE plpgsql STABLE AS $$
DECLARE
    zone text;
    week jsonb;
    here timestamp;
    day jsonb;
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
        closes := (here::date + days + (day ->> 'until')::time) AT TIME ZONE zone;
        IF days = 0 AND here::time >= (day ->> 'from')::time AND here::time < (day ->> 'until')::time THEN
            opens := moment;
            EXIT;
        END IF;
        EXIT WHEN opens > moment;
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION school_opens(moment timestamptz) RETURNS timestamptz LANGUAGE sql STABLE
RETURN (school_opening(moment)).opens;

-- promised is when the promise runs out for somebody who asks at a moment: when the
-- school has been open for the promised minutes since then. One that has not said
-- its hours, or never opens, is open around the clock here. What counts is the time
-- that passes, also when clocks change. Where a week has so few hours that it would
-- take more than 366 openings, the promise runs out with those.
CREATE FUNCTION promised(asked timestamptz) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
    rest interval;
    closing boolean;
    opens timestamptz;
    closes timestamptz := asked;
BEGIN
    SELECT promise_minutes * interval '1 minute', coalesce(jsonb_path_exists(hours, '$[*] ? (@ != null)'), false) INTO rest, closing FROM school;
    IF NOT closing THEN
        RETURN asked + rest;
    END IF;
    FOR openings IN 1..366 LOOP
        SELECT o.opens, o.closes INTO opens, closes FROM school_opening(closes) o;
        IF opens + rest <= closes THEN
            RETURN opens + rest;
        END IF;
        rest := rest - (closes - opens);
    END LOOP;
    RETURN closes;
END $$;

-- A first call keeps the promise, and falls into the hours of the school: what
-- would be due as it closes is due when it opens next.
CREATE OR REPLACE FUNCTION first_call(promised timestamptz) RETURNS timestamptz LANGUAGE sql STABLE
RETURN school_opens(promised);

CREATE OR REPLACE FUNCTION promise_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.due_at := promised(NEW.created_at);
    RETURN NEW;
END $$;

-- Who waits when this version comes was promised the same.
UPDATE enquiries SET due_at = promised(due_at - (SELECT promise_minutes FROM school) * interval '1 minute')
 WHERE claimed_by IS NULL AND closed_at IS NULL;
