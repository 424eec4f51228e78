//! Records: filing, reading, checking, backing up.
