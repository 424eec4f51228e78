//! Folds over facts: attendance, agenda as held, the record.
