-- A paragraph of the office's own in the letters about a session: a text by language.
CREATE TABLE letter_note (
    session TEXT PRIMARY KEY REFERENCES session (id) ON DELETE CASCADE,
    text    TEXT NOT NULL                    -- meeting::plan::Localized
) STRICT, WITHOUT ROWID;

-- While there is a row, no letter is sent.
CREATE TABLE letter_pause (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    since INTEGER NOT NULL
) STRICT;

-- Of letters that go out as one message.
CREATE INDEX letter_message ON letter (message_id);

-- Sessions that repeat one of them. In the calendar of a person they are one entry that recurs.
CREATE TABLE repetition (
    session    TEXT PRIMARY KEY REFERENCES session (id) ON DELETE CASCADE,
    repetition TEXT NOT NULL,
    every      TEXT NOT NULL,                -- week | month | quarter
    zone       TEXT NOT NULL,                -- IANA name: by its clock they repeat
    slot       INTEGER NOT NULL              -- when it was to begin at first: its name in calendars
) STRICT, WITHOUT ROWID;

CREATE INDEX repetition_sessions ON repetition (repetition, slot);
