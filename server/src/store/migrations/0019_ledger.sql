-- What the office enters of partners and of what happened with them. What was written together can
-- be taken back together.
CREATE TABLE ledger_batch (
    number    INTEGER PRIMARY KEY,           -- in the order of writing
    what      TEXT NOT NULL,                 -- ledger::What
    title     TEXT,                          -- of the file it came from
    at        INTEGER NOT NULL,              -- never before that of an earlier one
    organizer TEXT,                          -- NULL: the service itself
    undoes    INTEGER REFERENCES ledger_batch (number),
    open      INTEGER NOT NULL CHECK (open IN (0, 1)) -- found so at a start, it is taken back
) STRICT;

CREATE INDEX ledger_batch_undoes ON ledger_batch (undoes);

-- Every version of every entry. A row is never changed, but that what a contact held is erased with it.
CREATE TABLE ledger_version (
    kind    TEXT NOT NULL,                   -- ledger::EntryKind
    id      TEXT NOT NULL,
    version INTEGER NOT NULL,                -- from 1
    doc     TEXT,                            -- NULL: removed, or erased
    batch   INTEGER NOT NULL REFERENCES ledger_batch (number),
    PRIMARY KEY (kind, id, version)
) STRICT;

CREATE INDEX ledger_version_batch ON ledger_version (batch);

-- The entries that stand, each in its newest version. Follows from the versions.
CREATE TABLE ledger_entry (
    kind    TEXT NOT NULL,
    id      TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

-- How far a meeting went. Records are filed anew to say so.
ALTER TABLE exchange ADD COLUMN depth TEXT NOT NULL DEFAULT 'courtesy'; -- courtesy | talks | signed
UPDATE record SET marks = -1;

-- Sheets of the registry leave the house too.
CREATE TABLE logged_export (
    id        INTEGER PRIMARY KEY,
    at        INTEGER NOT NULL,
    organizer TEXT NOT NULL,
    session   TEXT,                          -- NULL: of the registry or the history
    sheet     TEXT NOT NULL,
    language  TEXT NOT NULL
) STRICT;

INSERT INTO logged_export SELECT id, at, organizer, session, sheet, language FROM export_log;
DROP TABLE export_log;
ALTER TABLE logged_export RENAME TO export_log;
