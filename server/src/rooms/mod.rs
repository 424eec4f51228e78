//! The only place where meetings and media meet: the registry of rooms and their tasks.
