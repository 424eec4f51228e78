-- Decisions and actions as they stand; their words are read from the facts. Derived.
CREATE TABLE record_note (
    session          TEXT NOT NULL REFERENCES record (session) ON DELETE CASCADE,
    note             TEXT NOT NULL,
    number           INTEGER NOT NULL,
    item             TEXT NOT NULL,
    kind             TEXT NOT NULL CHECK (kind IN ('decision', 'action')),
    owner_delegation TEXT,
    owner_person     TEXT,
    due              TEXT,                   -- as 2026-12-31
    written_at       INTEGER NOT NULL,       -- what it says now
    written_by       TEXT NOT NULL,
    versions         INTEGER NOT NULL,
    withdrawn_at     INTEGER,
    withdrawn_by     TEXT,
    PRIMARY KEY (session, note)
) STRICT, WITHOUT ROWID;
