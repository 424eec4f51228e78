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

-- Editions of the minutes of a session; only the last may be unapproved.
CREATE TABLE minutes (
    session     TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    edition     INTEGER NOT NULL,            -- from 1
    drafted     TEXT NOT NULL,               -- the draft from the facts; sections by language
    approved_at INTEGER,                     -- frozen since then
    approved_by TEXT,
    PRIMARY KEY (session, edition)
) STRICT, WITHOUT ROWID;

-- What was written in them, save by save.
CREATE TABLE minutes_revision (
    session      TEXT NOT NULL,
    edition      INTEGER NOT NULL,
    number       INTEGER NOT NULL,           -- from 1
    what         TEXT NOT NULL CHECK (what IN ('drafted', 'edited', 'restored', 'amended')),
    language     TEXT,                       -- the one that was edited
    restored     INTEGER,                    -- the number that was taken again
    doc          TEXT NOT NULL,              -- sections by language
    by_organizer TEXT NOT NULL,
    at           INTEGER NOT NULL,
    PRIMARY KEY (session, edition, number),
    FOREIGN KEY (session, edition) REFERENCES minutes (session, edition) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
