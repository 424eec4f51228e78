-- Pictures of group photos. The file stands in papers/, under the SHA-256 of its content; which of them was
-- kept, and who is in it, the facts say. One that no fact names is tidied away.
CREATE TABLE photo (
    session     TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    photo       TEXT NOT NULL,               -- for which it was uploaded
    sha256      TEXT NOT NULL,               -- in hexadecimal
    bytes       INTEGER NOT NULL,
    uploaded_at INTEGER NOT NULL,
    PRIMARY KEY (session, photo, sha256)
) STRICT;

CREATE INDEX photo_sha256 ON photo (sha256);
