-- A database as the service that Firstbell replaces made and filled it: its two
-- tables, its indexes, bcrypt hashes of password123 and odd but possible rows.
CREATE TABLE users (
    id serial PRIMARY KEY,
    name varchar(255) NOT NULL,
    email varchar(255) UNIQUE NOT NULL,
    password varchar(255) NOT NULL,
    created_at timestamp DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE enquiries (
    id serial PRIMARY KEY,
    name varchar(255) NOT NULL,
    email varchar(255) NOT NULL,
    course_interest varchar(255) NOT NULL,
    message text,
    claimed_by integer REFERENCES users(id) ON DELETE SET NULL,
    is_public boolean DEFAULT true,
    created_at timestamp DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_enquiries_claimed_by ON enquiries(claimed_by);
CREATE INDEX idx_enquiries_is_public ON enquiries(is_public);
CREATE INDEX idx_users_email ON users(email);

INSERT INTO users (id, name, email, password, created_at, updated_at) VALUES
    (3, 'John Counselor', 'john@example.com', '$BCRYPT', '2024-01-02 03:04:05.678', '2024-01-02 03:04:05.678'),
    (7, 'Jane Advisor', 'janeadvisor@gmail.com', '$BCRYPT', '2024-02-03 00:00:00', NULL);
SELECT setval('users_id_seq', 12);
INSERT INTO enquiries (id, name, email, course_interest, message, claimed_by, is_public, created_at, updated_at) VALUES
    (2, 'Alice Student', 'alice@example.com', 'JavaScript Bootcamp', 'I want to learn JavaScript', 3, false, '2024-03-01 10:00:00.123', '2024-03-01 11:00:00.5'),
    (5, 'Bob Learner', 'bob@example.com', 'Python Fundamentals', '', NULL, true, '2024-03-02 10:00:00', '2024-03-02 10:00:00'),
    (9, 'Kṣitij Śarmā', 'k@example.com', 'Node.js', NULL, 7, false, NULL, NULL),
    -- claimed once by somebody whose account is gone
    (11, 'Diana Coder', 'diana@example.com', 'Go', E'two\nlines', NULL, false, '2024-03-04 10:00:00', '2024-03-05 10:00:00');
SELECT setval('enquiries_id_seq', 20);
