-- Times are microseconds since 1970-01-01T00:00:00Z; JSON is TEXT; identities are their 13 characters.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- Sources: written by people and imports.

CREATE TABLE partner (
    id              TEXT PRIMARY KEY,
    slug            TEXT NOT NULL UNIQUE,
    doc             TEXT NOT NULL,           -- every imported value, sources included
    kind            TEXT NOT NULL,           -- sister | exchange
    country         TEXT NOT NULL,           -- ISO 3166-1 alpha-2
    since_date      TEXT,
    since_precision TEXT NOT NULL,           -- day | month | year | unknown
    imported_at     INTEGER NOT NULL
) STRICT;

CREATE TABLE organizer (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    password   TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE organizer_session (
    token_hash TEXT PRIMARY KEY,
    organizer  TEXT NOT NULL REFERENCES organizer (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE setup_token (
    token_hash TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT;

CREATE TABLE session (
    id         TEXT PRIMARY KEY,
    plan       TEXT NOT NULL,                -- meeting::plan::Plan
    version    INTEGER NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('planned', 'cancelled')),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT
) STRICT;

CREATE TABLE link (
    session   TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    person    TEXT NOT NULL,
    serial    INTEGER NOT NULL,
    revoked   INTEGER NOT NULL DEFAULT 0 CHECK (revoked IN (0, 1)),
    opened_at INTEGER,
    PRIMARY KEY (session, person)
) STRICT;

-- Until when the record of a session is kept; decided once, when it is first filed.
CREATE TABLE retention (
    session      TEXT PRIMARY KEY,
    retain_until INTEGER NOT NULL
) STRICT;

-- The journal. No foreign key leaves it: what happened is kept whatever became of the plan.

CREATE TABLE epoch (
    session    TEXT NOT NULL,
    epoch      INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    last_sign  INTEGER,                      -- written when a later run of the service finds it open
    PRIMARY KEY (session, epoch)
) STRICT;

CREATE TABLE fact (
    session TEXT NOT NULL,
    epoch   INTEGER NOT NULL,
    seq     INTEGER NOT NULL,                -- from 1 in each epoch
    at      INTEGER NOT NULL,
    version INTEGER NOT NULL,                -- shape of the body
    body    TEXT NOT NULL,                   -- meeting::fact::Event without its private text
    private BLOB,                            -- nonce and ciphertext, under the person's data key
    hash    BLOB NOT NULL,                   -- over the previous hash of the session and this row
    PRIMARY KEY (session, epoch, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX fact_event ON fact (body ->> '$.event', session);

CREATE TABLE life (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE person_key (
    person     TEXT PRIMARY KEY,
    key        BLOB,                         -- sealed under the master key; NULL once erased
    created_at INTEGER NOT NULL,
    erased_at  INTEGER
) STRICT;

-- Every sheet that left the house.
CREATE TABLE export_log (
    id        INTEGER PRIMARY KEY,
    at        INTEGER NOT NULL,
    organizer TEXT NOT NULL,
    session   TEXT NOT NULL,
    sheet     TEXT NOT NULL,                 -- attendance | agenda
    language  TEXT NOT NULL
) STRICT;

-- Derived: folded from facts and plans, rebuilt and compared by `yunqiao check`. No names of people.

CREATE TABLE record (
    session             TEXT PRIMARY KEY,
    title               TEXT NOT NULL,       -- Localized
    zone                TEXT NOT NULL,
    planned_from        INTEGER NOT NULL,
    planned_to          INTEGER NOT NULL,
    opened_at           INTEGER,
    ended_at            INTEGER,
    ended               TEXT,                -- by_host | empty
    chaired_by          TEXT NOT NULL,       -- list of PersonId
    invited             INTEGER NOT NULL,
    present             INTEGER NOT NULL,
    peak                INTEGER NOT NULL,
    peak_at             INTEGER,
    delegations_invited INTEGER NOT NULL,
    delegations_present INTEGER NOT NULL,
    overrun_seconds     INTEGER NOT NULL
) STRICT;

CREATE TABLE record_gap (
    session TEXT NOT NULL REFERENCES record (session) ON DELETE CASCADE,
    number  INTEGER NOT NULL,
    from_at INTEGER NOT NULL,
    to_at   INTEGER NOT NULL,
    reason  TEXT NOT NULL,                   -- crash | stop
    PRIMARY KEY (session, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE record_participant (
    session      TEXT NOT NULL REFERENCES record (session) ON DELETE CASCADE,
    person       TEXT NOT NULL,
    delegation   TEXT NOT NULL,
    role         TEXT NOT NULL,
    rank         TEXT NOT NULL,
    seconds      INTEGER NOT NULL,
    late_seconds INTEGER,
    present      INTEGER NOT NULL,
    PRIMARY KEY (session, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE record_interval (
    session TEXT NOT NULL,
    person  TEXT NOT NULL,
    number  INTEGER NOT NULL,
    from_at INTEGER NOT NULL,
    to_at   INTEGER NOT NULL,
    reason  TEXT NOT NULL,                   -- why it ended
    PRIMARY KEY (session, person, number),
    FOREIGN KEY (session, person) REFERENCES record_participant (session, person) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE record_delegation (
    session      TEXT NOT NULL REFERENCES record (session) ON DELETE CASCADE,
    delegation   TEXT NOT NULL,
    partner      TEXT,
    city         TEXT NOT NULL,              -- Localized
    country      TEXT,
    people       INTEGER NOT NULL,
    seconds      INTEGER NOT NULL,
    late_seconds INTEGER,
    present      INTEGER NOT NULL,
    PRIMARY KEY (session, delegation)
) STRICT, WITHOUT ROWID;

CREATE TABLE record_agenda (
    session           TEXT NOT NULL REFERENCES record (session) ON DELETE CASCADE,
    item              TEXT NOT NULL,
    number            INTEGER NOT NULL,
    title             TEXT NOT NULL,         -- Localized
    kind              TEXT NOT NULL,
    speaker           TEXT,
    open              INTEGER NOT NULL,
    planned_at        INTEGER NOT NULL,
    planned_seconds   INTEGER NOT NULL,
    started_at        INTEGER,
    ended_at          INTEGER,
    skipped           INTEGER NOT NULL,
    seconds           INTEGER,
    deviation_seconds INTEGER,
    PRIMARY KEY (session, item)
) STRICT, WITHOUT ROWID;

CREATE TABLE exchange (
    id          TEXT PRIMARY KEY,
    session     TEXT UNIQUE REFERENCES record (session) ON DELETE CASCADE,
    title       TEXT NOT NULL,               -- Localized
    at          INTEGER NOT NULL,
    mode        TEXT NOT NULL,               -- onsite | online | hybrid
    kind        TEXT NOT NULL,               -- cloud_meeting
    direction   TEXT NOT NULL,               -- mutual
    rank        TEXT,
    headcount   INTEGER NOT NULL,
    delegations INTEGER NOT NULL
) STRICT;

CREATE TABLE exchange_partner (
    exchange TEXT NOT NULL REFERENCES exchange (id) ON DELETE CASCADE,
    partner  TEXT NOT NULL,
    PRIMARY KEY (exchange, partner)
) STRICT, WITHOUT ROWID;

CREATE INDEX exchange_partner_partner ON exchange_partner (partner);
