-- The link of the helpers at the door of a session's hall; they share one.
CREATE TABLE door_link (
    session TEXT PRIMARY KEY REFERENCES session (id) ON DELETE CASCADE,
    serial  INTEGER NOT NULL,
    revoked INTEGER NOT NULL CHECK (revoked IN (0, 1))
) STRICT;

-- Marks of the hall that a record was folded from: it is filed anew when more have come.
ALTER TABLE record ADD COLUMN marks INTEGER NOT NULL DEFAULT 0;
ALTER TABLE record ADD COLUMN in_hall INTEGER NOT NULL DEFAULT 0;
ALTER TABLE record_participant ADD COLUMN hall_seconds INTEGER;
