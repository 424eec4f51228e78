-- Events: sessions of the same people. The plan says it as well; the column is what they are found by.
CREATE TABLE series (
    id         TEXT PRIMARY KEY,
    kind       TEXT NOT NULL,                -- meeting::event::EventKind
    name       TEXT NOT NULL,                -- Localized
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE event (
    id         TEXT PRIMARY KEY,
    series     TEXT REFERENCES series (id),
    doc        TEXT NOT NULL,                -- meeting::event::Event
    version    INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT
) STRICT;

ALTER TABLE session ADD COLUMN event TEXT REFERENCES event (id);
CREATE INDEX session_event ON session (event);
