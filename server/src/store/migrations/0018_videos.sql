-- Greeting videos: how long one is, read from the file. NULL: the paper is none.
ALTER TABLE paper ADD COLUMN length_ms INTEGER;
