-- When press and observers were outside because a closed item ran. Derived.
CREATE TABLE record_outside (
    session TEXT NOT NULL,
    person  TEXT NOT NULL,
    number  INTEGER NOT NULL,
    item    TEXT NOT NULL,
    from_at INTEGER NOT NULL,
    to_at   INTEGER NOT NULL,
    PRIMARY KEY (session, person, number),
    FOREIGN KEY (session, person) REFERENCES record_participant (session, person) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
