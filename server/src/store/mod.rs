//! What is kept: SQLite, the journal of facts, keys.
