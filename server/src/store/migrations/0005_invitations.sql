-- A letter to one person about one session, kept before it is sent and after each attempt. A person's
-- newest one tells what they know. It holds their own name and address, no link and nobody else.
CREATE TABLE letter (
    session    TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    person     TEXT NOT NULL,
    sequence   INTEGER NOT NULL,             -- from 0; that of the entry in the calendar
    method     TEXT NOT NULL,                -- request | cancel
    state      TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'in_doubt')),
    by_hand    INTEGER NOT NULL CHECK (by_hand IN (0, 1)), -- handed over by the office itself
    problem    TEXT,                         -- why it is not sent
    answer     TEXT,                         -- the mail server's words about that
    attempts   INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    digest     TEXT NOT NULL,                -- SHA-256 of the content
    content    TEXT NOT NULL,                -- occasion and what it says
    made_at    INTEGER NOT NULL,
    due_at     INTEGER NOT NULL,             -- not tried before
    changed_at INTEGER NOT NULL,             -- of the state
    PRIMARY KEY (session, person, sequence)
) STRICT, WITHOUT ROWID;

CREATE INDEX letter_due ON letter (state, due_at);

-- What invited people answered, one row an answer; the newest counts.
CREATE TABLE reply (
    session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    person  TEXT NOT NULL,
    number  INTEGER NOT NULL,                -- from 1
    at      INTEGER NOT NULL,
    answer  TEXT NOT NULL,                   -- with the proposed time, or the deputy
    deputy  TEXT,                            -- who was invited in their place
    former  TEXT,                            -- with a deputy: meeting::plan::Invitee as it stood before
    PRIMARY KEY (session, person, number)
) STRICT, WITHOUT ROWID;
