//! The registry of partner cities.
