-- Who had the floor for how long, from what their clock showed. Derived.
CREATE TABLE record_turn (
    session       TEXT NOT NULL REFERENCES record (session) ON DELETE CASCADE,
    number        INTEGER NOT NULL,
    person        TEXT NOT NULL,
    delegation    TEXT NOT NULL,
    item          TEXT,
    given_at      INTEGER NOT NULL,
    ended_at      INTEGER NOT NULL,
    seconds       INTEGER NOT NULL,
    limit_seconds INTEGER,
    reason        TEXT NOT NULL,             -- why it ended
    PRIMARY KEY (session, number)
) STRICT, WITHOUT ROWID;

ALTER TABLE record_participant ADD COLUMN speaking_seconds INTEGER NOT NULL DEFAULT 0;
ALTER TABLE record_delegation ADD COLUMN speaking_seconds INTEGER NOT NULL DEFAULT 0;
ALTER TABLE record_agenda ADD COLUMN speaking_seconds INTEGER NOT NULL DEFAULT 0;
