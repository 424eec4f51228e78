-- Papers of sessions. The file stands beside the database in papers/, under the SHA-256 of its content.
CREATE TABLE paper (
    id          TEXT PRIMARY KEY,
    session     TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    item        TEXT,                        -- of the agenda; absent: of the whole session
    title       TEXT NOT NULL,               -- Localized
    audience    TEXT NOT NULL CHECK (audience IN ('hosts', 'invited')),
    name        TEXT NOT NULL,               -- of the file, cleaned
    kind        TEXT NOT NULL,               -- papers::Kind, by the content
    bytes       INTEGER NOT NULL,
    sha256      TEXT NOT NULL,               -- in hexadecimal
    uploaded_at INTEGER NOT NULL,
    deleted_at  INTEGER                      -- can be taken back for a while
) STRICT;

CREATE INDEX paper_session ON paper (session);
CREATE INDEX paper_sha256 ON paper (sha256);
