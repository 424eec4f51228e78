//! Reading RTP: headers, header extensions, sequence numbers, VP8 payloads, redundant audio.

pub(crate) mod extension;
pub(crate) mod header;
pub(crate) mod red;
pub(crate) mod sequence;
pub(crate) mod vp8;
pub(crate) mod window;
