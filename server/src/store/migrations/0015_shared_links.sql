-- Links that several people share, of each kind one a session: that of the helpers at the door of
-- its hall, and that of the screens on the wall.
CREATE TABLE shared_link (
    session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    kind    TEXT NOT NULL CHECK (kind IN ('door', 'wall')),
    serial  INTEGER NOT NULL,
    revoked INTEGER NOT NULL CHECK (revoked IN (0, 1)),
    PRIMARY KEY (session, kind)
) STRICT;

INSERT INTO shared_link SELECT session, 'door', serial, revoked FROM door_link;
DROP TABLE door_link;
