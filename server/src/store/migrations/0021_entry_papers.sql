-- Papers of relations and exchanges: an agreement, an approval, a speech. Files stand in papers/ with
-- those of sessions. Where its entry is removed a paper stays, and is there again once that comes back.
CREATE TABLE entry_paper (
    id          TEXT PRIMARY KEY,
    entry_kind  TEXT NOT NULL CHECK (entry_kind IN ('relation', 'exchange')), -- ledger::EntryKind
    entry       TEXT NOT NULL,
    name        TEXT NOT NULL,               -- of the file, cleaned
    kind        TEXT NOT NULL,               -- papers::Kind, by the content
    bytes       INTEGER NOT NULL,
    sha256      TEXT NOT NULL,               -- in hexadecimal
    organizer   TEXT NOT NULL,               -- who brought it
    uploaded_at INTEGER NOT NULL,
    deleted_at  INTEGER                      -- can be taken back for a while
) STRICT;

CREATE INDEX entry_paper_entry ON entry_paper (entry_kind, entry);
CREATE INDEX entry_paper_sha256 ON entry_paper (sha256);
