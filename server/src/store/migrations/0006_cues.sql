-- The page of a delegation, for its contact person. `scope` is a session, or an event with all of its.
CREATE TABLE delegation_link (
    scope       TEXT NOT NULL,
    delegation  TEXT NOT NULL,
    serial      INTEGER NOT NULL,
    revoked     INTEGER NOT NULL DEFAULT 0 CHECK (revoked IN (0, 1)),
    shows_links INTEGER NOT NULL DEFAULT 0 CHECK (shows_links IN (0, 1)), -- those of its people
    opened_at   INTEGER,
    PRIMARY KEY (scope, delegation)
) STRICT, WITHOUT ROWID;

-- What a contact person would have written otherwise. It changes nothing before an organizer takes it.
CREATE TABLE proposal (
    scope      TEXT NOT NULL,
    person     TEXT NOT NULL,
    number     INTEGER NOT NULL,             -- from 1
    delegation TEXT NOT NULL,
    at         INTEGER NOT NULL,
    name       TEXT NOT NULL,                -- Localized
    title      TEXT NOT NULL,                -- Localized
    state      TEXT NOT NULL CHECK (state IN ('open', 'replaced', 'taken', 'refused')),
    PRIMARY KEY (scope, person, number)
) STRICT, WITHOUT ROWID;

-- An answer may be given by the contact person of the delegation.
ALTER TABLE reply ADD COLUMN on_behalf INTEGER NOT NULL DEFAULT 0 CHECK (on_behalf IN (0, 1));
