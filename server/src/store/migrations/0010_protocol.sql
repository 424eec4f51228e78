-- How the office orders the delegations of a session. Without a row: as usual.
CREATE TABLE protocol (
    session    TEXT PRIMARY KEY REFERENCES session (id) ON DELETE CASCADE,
    doc        TEXT NOT NULL,                -- meeting::precedence::Arrangement
    version    INTEGER NOT NULL,             -- from 1
    updated_at INTEGER NOT NULL
) STRICT;
