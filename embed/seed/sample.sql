-- The sample data of the original service. ?0 is the hash of both passwords; a
-- question mark of the text has a backslash before it.
SELECT set_config('firstbell.changes_owner', 'yes', true);
WITH john AS (
    INSERT INTO users (name, email, password_hash)
    VALUES ('John Counselor', 'john@example.com', ?0) RETURNING id
), jane AS (
    INSERT INTO users (name, email, password_hash)
    VALUES ('Jane Advisor', 'jane@example.com', ?0) RETURNING id
), sample (n, name, email, course_interest, message) AS (
    VALUES
        (1, 'Alice Student', 'alice@example.com', 'JavaScript Bootcamp', 'I want to learn JavaScript from the beginning'),
        (2, 'Bob Learner', 'bob@example.com', 'Python Fundamentals', 'Is there a class in the evenings\?'),
        (3, 'Charlie Developer', 'charlie@example.com', 'React Advanced', NULL),
        (4, 'Diana Coder', 'diana@example.com', 'Node.js Backend', 'How long does the course take\?'),
        (5, 'Eve Programmer', 'eve@example.com', 'Full Stack Development', 'Can I pay in parts\?')
), added AS (
    INSERT INTO enquiries (name, email, course_interest, message, claimed_by, claimed_at, created_at)
    SELECT s.name, s.email, s.course_interest, s.message,
           CASE WHEN s.n = 1 THEN john.id END,
           CASE WHEN s.n = 1 THEN now() END,
           now() - make_interval(mins => 10 * (6 - s.n))
      FROM sample s, john, jane ORDER BY s.n
    RETURNING *
), touched AS (
    INSERT INTO touches (id, enquiry_id, at, origin, name, email, course_interest, message)
    SELECT id, id, created_at, origin, name, email, course_interest, message FROM added
), claimed AS (
    INSERT INTO claims (enquiry_id, user_id, claimed_at)
    SELECT id, claimed_by, claimed_at FROM added WHERE claimed_by IS NOT NULL
), next AS (
    INSERT INTO follow_ups (enquiry_id, type, due_at, created_at)
    SELECT id, 'first_call', due_at, claimed_at FROM added WHERE claimed_by IS NOT NULL
)
INSERT INTO events (enquiry_id, kind, actor_id, at, owner_after)
SELECT id, 'received', NULL, created_at, NULL FROM added
UNION ALL
SELECT id, 'claimed', claimed_by, claimed_at, claimed_by FROM added WHERE claimed_by IS NOT NULL;
