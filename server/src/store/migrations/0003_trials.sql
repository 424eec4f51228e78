-- The latest connection test of each person for a session: figures, and nothing of devices or networks.
CREATE TABLE trial (
    session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    person  TEXT NOT NULL,
    at      INTEGER NOT NULL,
    verdict TEXT NOT NULL,                   -- ready | limited | not_ready
    report  TEXT NOT NULL,                   -- meeting::readiness::Report
    PRIMARY KEY (session, person)
) STRICT, WITHOUT ROWID;
