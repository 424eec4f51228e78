-- Tables leave the house in several formats, and it is known how much of them.
ALTER TABLE export_log ADD COLUMN format TEXT;   -- csv | xlsx | json; NULL: the sheet has one alone
ALTER TABLE export_log ADD COLUMN lines INTEGER; -- NULL: no table
ALTER TABLE export_log ADD COLUMN query TEXT;    -- how a table was filtered
