//! Whole documents, as files that one can look at: `target/tmp/print`.

mod documents;
mod sample;
