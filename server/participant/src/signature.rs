//! What a headless participant looks and sounds like: one of sixteen pairs of a flat colour and a
//! pure tone, encoded beforehand (`fixtures/make.py`). A browser shows the colour and plays the
//! tone; another headless participant knows them again by their bytes.

use std::collections::HashMap;
use std::sync::LazyLock;

use bytes::Bytes;

/// Width and height in pixels of the simulcast layers, the smallest first.
pub const LAYERS: [(u16, u16); 3] = [(160, 96), (320, 192), (640, 384)];

/// A colour and a tone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Signature(u8);

impl Signature {
    pub const COUNT: u8 = 16;

    /// The signature of this number; numbers beyond [`Signature::COUNT`] begin again.
    pub const fn new(number: u8) -> Self {
        Self(number % Self::COUNT)
    }

    pub const fn number(self) -> u8 {
        self.0
    }

    /// Red, green, blue; a decoded pixel differs by at most 4 in each.
    pub fn colour(self) -> [u8; 3] {
        STUDIO.pictures[usize::from(self.0)].colour
    }

    /// In hertz.
    pub fn pitch(self) -> u16 {
        STUDIO.tones[usize::from(self.0)].pitch
    }

    /// The VP8 frame of one layer: a key frame, or one that repeats what is shown.
    pub(crate) fn frame(self, layer: usize, key: bool) -> &'static [u8] {
        let frames = &STUDIO.pictures[usize::from(self.0)].layers[layer];
        if key { &frames.key } else { &frames.still }
    }

    /// The `number`th 20 ms Opus packet of the tone, which goes on for ever.
    pub(crate) fn sound(self, number: u64) -> Bytes {
        let packets = &STUDIO.tones[usize::from(self.0)].packets;
        let place = number % packets.len() as u64;
        packets[usize::try_from(place).unwrap_or_default()].clone()
    }

    /// Whose tone an Opus packet belongs to; `None` if it is nobody's here.
    pub(crate) fn of_sound(packet: &[u8]) -> Option<Self> {
        STUDIO.ear.get(packet).copied()
    }
}

struct Picture {
    colour: [u8; 3],
    layers: Vec<Frames>,
}

struct Frames {
    key: Bytes,
    still: Bytes,
}

struct Tone {
    pitch: u16,
    packets: Vec<Bytes>,
}

struct Studio {
    pictures: Vec<Picture>,
    tones: Vec<Tone>,
    ear: HashMap<Bytes, Signature>,
}

static STUDIO: LazyLock<Studio> = LazyLock::new(|| {
    let mut colours = Reader(Bytes::from_static(include_bytes!(
        "../fixtures/colours.bin"
    )));
    let mut tones = Reader(Bytes::from_static(include_bytes!("../fixtures/tones.bin")));
    let codes = 0..Signature::COUNT;
    let tones: Vec<Tone> = codes.clone().map(|_| tones.tone()).collect();
    let ear = codes.clone().zip(&tones).flat_map(|(code, tone)| {
        let packets = tone.packets.iter().cloned();
        packets.map(move |packet| (packet, Signature(code)))
    });
    Studio {
        ear: ear.collect(),
        pictures: codes.map(|_| colours.picture()).collect(),
        tones,
    }
});

/// Reads the fixtures; they are part of the build, so what is missing is a mistake of ours.
struct Reader(Bytes);

impl Reader {
    fn byte(&mut self) -> u8 {
        self.0.split_to(1)[0]
    }
    fn word(&mut self) -> u16 {
        u16::from_be_bytes([self.byte(), self.byte()])
    }
    fn frame(&mut self) -> Bytes {
        let length = self.word();
        self.0.split_to(usize::from(length))
    }
    fn picture(&mut self) -> Picture {
        Picture {
            colour: [self.byte(), self.byte(), self.byte()],
            layers: LAYERS
                .iter()
                .map(|_| Frames {
                    key: self.frame(),
                    still: self.frame(),
                })
                .collect(),
        }
    }
    fn tone(&mut self) -> Tone {
        let pitch = self.word();
        let count = self.byte();
        let packets = (0..count).map(|_| {
            let length = self.byte();
            self.0.split_to(usize::from(length))
        });
        Tone {
            pitch,
            packets: packets.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> impl Iterator<Item = Signature> {
        (0..Signature::COUNT).map(Signature::new)
    }

    #[test]
    fn every_signature_has_its_own_tone() {
        for signature in all() {
            assert_eq!(signature.pitch(), 300 + 100 * u16::from(signature.number()));
            for number in 0..20 {
                let packet = signature.sound(number);
                assert_eq!(Signature::of_sound(&packet), Some(signature));
            }
        }
        assert_eq!(Signature::of_sound(b"silence"), None);
    }

    #[test]
    fn colours_are_far_apart() {
        for one in all() {
            for other in all().filter(|other| *other != one) {
                let apart: u32 = (one.colour().iter().zip(other.colour()))
                    .map(|(a, b)| u32::from(a.abs_diff(b)))
                    .sum();
                assert!(apart > 60, "{one:?} and {other:?} look alike");
            }
        }
    }

    #[test]
    fn key_frames_say_their_size() {
        for (layer, (width, height)) in LAYERS.into_iter().enumerate() {
            let key = Signature::new(0).frame(layer, true);
            assert_eq!(key[3..6], [0x9d, 0x01, 0x2a]);
            assert_eq!(u16::from_le_bytes([key[6], key[7]]), width);
            assert_eq!(u16::from_le_bytes([key[8], key[9]]), height);
            assert_eq!(Signature::new(0).frame(layer, false)[0] & 1, 1);
        }
    }
}
