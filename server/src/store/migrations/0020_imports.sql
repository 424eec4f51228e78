-- How the columns of a sheet were read the last time, for the next sheet of the same make.
CREATE TABLE import_mapping (
    kind     TEXT NOT NULL,                  -- intake::columns::SheetKind
    headings TEXT NOT NULL,                  -- SHA-256 of the headings
    doc      TEXT NOT NULL,                  -- intake::columns::Mapping
    used_at  INTEGER NOT NULL,
    PRIMARY KEY (kind, headings)
) STRICT;
