//! WebM, as far as a greeting video needs it: that there is one VP8 picture with one Opus sound, and
//! for how long. A subset of EBML (RFC 8794) and Matroska (RFC 9559).
//!
//! Every size in a file is a claim: nothing is believed beyond the file, no part is read into memory
//! that is larger than such a part is, and what browsers record has sizes and lengths that are not
//! known at all. So the blocks are walked through, and the last of them says how long it is.

mod ebml;
#[cfg(test)]
pub(in crate::papers) mod tests;

use std::io::{self, Read, Seek};
use std::time::Duration;

use ebml::{Fault, Parts, Walk, number, real, word};

use super::Refusal;

/// How every such file begins.
pub(super) const SIGN: &[u8] = b"\x1a\x45\xdf\xa3";

/// Longest greeting. Longer ones are films.
const LONGEST: Duration = Duration::from_secs(30 * 60);

/// How far a declared length may be beyond the last block: that has a length of its own.
const TAIL: Duration = Duration::from_secs(1);

/// Nanoseconds of one tick, where a file does not say.
const TICK: u64 = 1_000_000;

const HEADER: u32 = 0x1a45_dfa3;
const DOC_TYPE: u32 = 0x4282;
const SEGMENT: u32 = 0x1853_8067;
const INFO: u32 = 0x1549_a966;
const TICK_LENGTH: u32 = 0x002a_d7b1;
const LENGTH: u32 = 0x4489;
const TRACKS: u32 = 0x1654_ae6b;
const TRACK: u32 = 0xae;
const TRACK_TYPE: u32 = 0x83;
const CODEC: u32 = 0x86;
const ENCODINGS: u32 = 0x6d80;
const CLUSTER: u32 = 0x1f43_b675;
const CLUSTER_TIME: u32 = 0xe7;
const SIMPLE_BLOCK: u32 = 0xa3;
const BLOCK_GROUP: u32 = 0xa0;
const BLOCK: u32 = 0xa1;

const PICTURE: u64 = 1;
const SOUND: u64 = 2;

/// How long the video in a file is, or why it is none that every browser plays.
pub(super) fn length(file: &mut (impl Read + Seek)) -> io::Result<Result<Duration, Refusal>> {
    match read(file) {
        Ok(length) => Ok(Ok(length)),
        Err(Fault::Refused(why)) => Ok(Err(why)),
        Err(Fault::Disk(error)) => Err(error),
    }
}

fn read(file: &mut (impl Read + Seek)) -> Result<Duration, Fault> {
    let mut walk = Walk::of(file)?;
    let header = walk.next()?.ok_or(Fault::DAMAGED)?;
    if header.id != HEADER {
        return Err(Fault::DAMAGED);
    }
    expect_webm(&walk.content(&header)?)?;
    let mut film = Film::default();
    while let Some(part) = walk.next()? {
        match part.id {
            // Their parts follow, wherever they say that they end.
            SEGMENT | CLUSTER | BLOCK_GROUP => {}
            INFO => film.note_info(&walk.content(&part)?)?,
            TRACKS => film.note_tracks(&walk.content(&part)?)?,
            CLUSTER_TIME => film.cluster = number(&walk.content(&part)?),
            SIMPLE_BLOCK | BLOCK => {
                let after = walk.block(&part)?;
                film.note_block(after);
            }
            _ => walk.skip(&part)?,
        }
    }
    film.length()
}

fn expect_webm(header: &[u8]) -> Result<(), Fault> {
    for part in Parts(header) {
        let (id, content) = part?;
        if id == DOC_TYPE {
            return match word(content) {
                "webm" => Ok(()),
                "matroska" => Err(Fault::Refused(Refusal::OtherVideo)),
                _ => Err(Fault::DAMAGED),
            };
        }
    }
    Err(Fault::DAMAGED)
}

/// What is known of a film so far.
#[derive(Debug, Default)]
struct Film {
    /// Nanoseconds.
    tick: Option<u64>,
    /// In ticks.
    declared: Option<f64>,
    has_tracks: bool,
    /// When the cluster that is read begins, in ticks.
    cluster: u64,
    /// When the last block begins.
    last: Option<u64>,
}

impl Film {
    fn note_info(&mut self, info: &[u8]) -> Result<(), Fault> {
        for part in Parts(info) {
            match part? {
                (TICK_LENGTH, content) => self.tick = Some(number(content)),
                (LENGTH, content) => self.declared = real(content),
                _ => {}
            }
        }
        Ok(())
    }

    /// One picture and one sound, in what every browser plays, neither compressed again nor locked.
    fn note_tracks(&mut self, tracks: &[u8]) -> Result<(), Fault> {
        let mut found = Vec::new();
        for part in Parts(tracks) {
            if let (TRACK, content) = part? {
                found.push(track(content)?);
            }
        }
        found.sort();
        let expected = [(PICTURE, "V_VP8".to_owned()), (SOUND, "A_OPUS".to_owned())];
        if found != expected {
            return Err(Fault::Refused(Refusal::VideoCodec));
        }
        self.has_tracks = true;
        Ok(())
    }

    /// A block begins so many ticks after its cluster.
    fn note_block(&mut self, after: i16) {
        let at = self.cluster.saturating_add_signed(i64::from(after));
        self.last = self.last.max(Some(at));
    }

    fn length(&self) -> Result<Duration, Fault> {
        let tick = self.tick.unwrap_or(TICK);
        let last = self
            .last
            .filter(|_| self.has_tracks)
            .ok_or(Fault::DAMAGED)?;
        let last = Duration::from_nanos(last.saturating_mul(tick));
        if last > LONGEST {
            return Err(Fault::Refused(Refusal::TooLong));
        }
        let declared = self.declared.map(|ticks| ticks * tick as f64 / 1e9);
        let declared = declared.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        let length = declared.filter(|length| (last..=last + TAIL).contains(length));
        let length = length.unwrap_or(last);
        if length < Duration::from_millis(1) {
            return Err(Fault::DAMAGED);
        }
        Ok(length)
    }
}

/// What a track is, and in which codec.
fn track(content: &[u8]) -> Result<(u64, String), Fault> {
    let (mut kind, mut codec) = (0, "");
    for part in Parts(content) {
        match part? {
            (TRACK_TYPE, content) => kind = number(content),
            (CODEC, content) => codec = word(content),
            (ENCODINGS, _) => return Err(Fault::Refused(Refusal::VideoCodec)),
            _ => {}
        }
    }
    Ok((kind, codec.to_owned()))
}
