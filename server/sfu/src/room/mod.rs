//! Who is heard and seen: loudness, the speaker, and the allotment of receive slots.

pub(crate) mod allotment;
pub(crate) mod loudness;
pub(crate) mod speaker;
