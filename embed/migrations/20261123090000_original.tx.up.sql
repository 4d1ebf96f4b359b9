-- The two tables of the service that Firstbell replaces, as that service made
-- them. On its database they are there already and stay as they are; on an
-- empty database they are made here, so that the next migration starts from
-- the same place in both cases.
CREATE TABLE IF NOT EXISTS users (
    id serial PRIMARY KEY,
    name varchar(255) NOT NULL,
    email varchar(255) UNIQUE NOT NULL,
    password varchar(255) NOT NULL,
    created_at timestamp DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE IF NOT EXISTS enquiries (
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
