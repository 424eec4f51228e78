//! Files as `ffmpeg` and browsers write them, and what becomes of them on bad disks and in bad hands.

use std::io::Cursor;
use std::time::Duration;

use proptest::prelude::*;

use super::*;

/// A part with its size; of eight bytes, so that any fits.
fn part(id: u32, content: &[u8]) -> Vec<u8> {
    let size = 1_u64 << 56 | content.len() as u64;
    [&digits(id), &size.to_be_bytes()[..], content].concat()
}

/// A part whose size is not known.
fn open(id: u32, content: &[u8]) -> Vec<u8> {
    [
        &digits(id),
        &[0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff][..],
        content,
    ]
    .concat()
}

fn digits(id: u32) -> Vec<u8> {
    let digits = id.to_be_bytes().into_iter();
    digits.skip_while(|digit| *digit == 0).collect()
}

fn header(kind: &str) -> Vec<u8> {
    part(HEADER, &part(DOC_TYPE, kind.as_bytes()))
}

fn tracks(codecs: &[(u8, &str)]) -> Vec<u8> {
    let tracks = codecs.iter().map(|(kind, codec)| {
        let kind = part(TRACK_TYPE, &[*kind]);
        part(TRACK, &[kind, part(CODEC, codec.as_bytes())].concat())
    });
    part(TRACKS, &tracks.collect::<Vec<_>>().concat())
}

/// A cluster that begins so many milliseconds after the first, with a block each half second of two.
fn cluster(at: u16, wrap: fn(u32, &[u8]) -> Vec<u8>) -> Vec<u8> {
    let block = |track: u8, after: i16| {
        let head = [&[0x80 | track][..], &after.to_be_bytes(), &[0x80]].concat();
        part(SIMPLE_BLOCK, &[head, vec![7; 600]].concat())
    };
    let time = part(CLUSTER_TIME, &at.to_be_bytes());
    let grouped = part(BLOCK_GROUP, &part(BLOCK, &[0x81, 0x03, 0xe8, 0, 1, 2, 3]));
    let blocks = [block(1, 0), block(2, 0), block(1, 500), grouped];
    wrap(CLUSTER, &[vec![time], blocks.to_vec()].concat().concat())
}

const RIGHT: [(u8, &str); 2] = [(1, "V_VP8"), (2, "A_OPUS")];

/// As a browser records it: nothing says how large or how long it is. 5 seconds.
pub(in crate::papers) fn recorded() -> Vec<u8> {
    let clusters = [0, 2000, 4000].map(|at| cluster(at, open)).concat();
    let info = part(INFO, &part(TICK_LENGTH, &1_000_000_u32.to_be_bytes()));
    let segment = [info, tracks(&RIGHT), clusters].concat();
    [header("webm"), open(SEGMENT, &segment)].concat()
}

/// As `ffmpeg` writes it, of so many milliseconds by its own account, and of 5000 by its blocks.
fn encoded(says: f64, codecs: &[(u8, &str)]) -> Vec<u8> {
    let clusters = [0, 2000, 4000].map(|at| cluster(at, part)).concat();
    let length = part(LENGTH, &says.to_be_bytes());
    let info = part(
        INFO,
        &[part(TICK_LENGTH, &[0x0f, 0x42, 0x40]), length].concat(),
    );
    let unknown = part(0xec, &[0; 40]);
    let segment = [unknown, info, tracks(codecs), clusters].concat();
    [header("webm"), part(SEGMENT, &segment)].concat()
}

fn told(content: &[u8]) -> Result<Duration, Refusal> {
    length(&mut Cursor::new(content)).unwrap()
}

#[test]
fn a_video_is_as_long_as_its_last_block_says() {
    let seconds = Duration::from_secs(5);
    assert_eq!(told(&recorded()), Ok(seconds));
    let frame = Duration::from_millis(40);
    assert_eq!(told(&encoded(5040.0, &RIGHT)), Ok(seconds + frame));
    for lie in [9_000_000.0, 12.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(told(&encoded(lie, &RIGHT)), Ok(seconds), "{lie}");
    }
}

#[test]
fn only_what_every_browser_plays_is_taken() {
    for codecs in [
        &[(1, "V_VP9"), (2, "A_OPUS")][..],
        &[(1, "V_AV1"), (2, "A_OPUS")],
        &[(1, "V_VP8"), (2, "A_VORBIS")],
        &[(1, "V_VP8")],
        &[(2, "A_OPUS")],
        &[(1, "V_VP8"), (2, "A_OPUS"), (2, "A_OPUS")],
        &[(1, "V_VP8"), (2, "A_OPUS"), (17, "D_WEBVTT/SUBTITLES")],
    ] {
        let refused = Err(Refusal::VideoCodec);
        assert_eq!(told(&encoded(5000.0, codecs)), refused, "{codecs:?}");
    }
    let matroska = [header("matroska"), open(SEGMENT, &tracks(&RIGHT))].concat();
    assert_eq!(told(&matroska), Err(Refusal::OtherVideo));
}

#[test]
fn what_is_too_long_or_holds_nothing_is_refused() {
    let late = part(CLUSTER_TIME, &(31 * 60 * 1000_u32).to_be_bytes());
    let block = part(SIMPLE_BLOCK, &[0x81, 0, 0, 0x80]);
    let cluster = part(CLUSTER, &[late, block].concat());
    let film = [
        header("webm"),
        open(SEGMENT, &[tracks(&RIGHT), cluster].concat()),
    ]
    .concat();
    assert_eq!(told(&film), Err(Refusal::TooLong));
    let empty = [header("webm"), open(SEGMENT, &tracks(&RIGHT))].concat();
    assert_eq!(told(&empty), Err(Refusal::Damaged));
    let headless = [header("webm"), open(SEGMENT, &self::cluster(0, open))].concat();
    assert_eq!(told(&headless), Err(Refusal::Damaged));
}

#[test]
fn a_part_that_claims_to_be_larger_than_the_file_is_refused() {
    let mut film = encoded(5000.0, &RIGHT);
    film.truncate(film.len() - 1);
    assert_eq!(told(&film), Err(Refusal::Damaged));
    let huge = [
        header("webm"),
        open(SEGMENT, &part(TRACKS, &vec![0; 70_000])),
    ]
    .concat();
    assert_eq!(told(&huge), Err(Refusal::Damaged));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever is cut off or altered: there is an answer, and it is no length beyond the longest.
    #[test]
    fn no_file_is_answered_with_a_panic(
        is_recorded in any::<bool>(),
        cut in 0_usize..8000,
        flips in prop::collection::vec((0_usize..8000, any::<u8>()), 0..12),
    ) {
        let mut film = if is_recorded { recorded() } else { encoded(5000.0, &RIGHT) };
        for (at, byte) in flips {
            if let Some(place) = film.get_mut(at) {
                *place = byte;
            }
        }
        film.truncate(cut);
        if let Ok(length) = told(&film) {
            prop_assert!(length <= LONGEST + TAIL);
        }
    }

    #[test]
    fn rubbish_after_the_sign_is_answered(rest in prop::collection::vec(any::<u8>(), 0..600)) {
        let film = [SIGN, &rest].concat();
        prop_assert!(told(&film).is_err());
    }
}
