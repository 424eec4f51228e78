//! Planning sessions: drafts, versions, links, time zones.
