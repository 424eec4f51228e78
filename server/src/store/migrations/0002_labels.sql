-- What facts are found by stands in columns of its own: no query looks into the JSON of a body.

CREATE TABLE labelled_fact (
    session TEXT NOT NULL,
    epoch   INTEGER NOT NULL,
    seq     INTEGER NOT NULL,                -- from 1 in each epoch
    at      INTEGER NOT NULL,
    version INTEGER NOT NULL,                -- shape of the body
    event   TEXT NOT NULL,                   -- as in the body
    person  TEXT,                            -- as in the body, of a fact about one person
    body    TEXT NOT NULL,                   -- meeting::fact::Event without its private text
    private BLOB,                            -- nonce and ciphertext, under the person's data key
    hash    BLOB NOT NULL,                   -- over the previous hash of the session, times and body
    PRIMARY KEY (session, epoch, seq)
) STRICT, WITHOUT ROWID;

-- A body that is damaged keeps nobody from starting: it is found by nothing, and `yunqiao check` names it.
INSERT INTO labelled_fact
SELECT session, epoch, seq, at, version,
       CASE WHEN json_valid(body) THEN coalesce(body ->> '$.event', '') ELSE '' END,
       CASE WHEN json_valid(body) THEN body ->> '$.person' END,
       body, private, hash
FROM fact;

DROP TABLE fact;
ALTER TABLE labelled_fact RENAME TO fact;

CREATE INDEX fact_event ON fact (event, session);
CREATE INDEX fact_person ON fact (person, session);
