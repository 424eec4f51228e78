//! Who may do what: organizers by cookie, participants by link and pass.
