//! The VP8 payload descriptor (RFC 7741): where frames begin, how large key frames are, and the
//! three running numbers that must stay continuous when a slot changes its source.

use super::header::read_u16;

/// Positions inside the payload of the fields that the engine reads or rewrites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Descriptor {
    /// Bytes before the VP8 frame data.
    length: usize,
    starts_frame: bool,
    picture_id: Option<PictureId>,
    base_layer_index: Option<usize>,
    key_index: Option<usize>,
    temporal: Option<Temporal>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Temporal {
    layer: u8,
    /// Builds on the lowest layer alone.
    sync: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct PictureId {
    at: usize,
    long: bool,
}

impl Descriptor {
    pub(crate) fn parse(payload: &[u8]) -> Option<Descriptor> {
        let first = *payload.first()?;
        let mut descriptor = Descriptor {
            length: 1,
            // The S bit, and partition 0.
            starts_frame: first & 0x10 != 0 && first & 0x07 == 0,
            picture_id: None,
            base_layer_index: None,
            key_index: None,
            temporal: None,
        };
        if first & 0x80 != 0 {
            descriptor.parse_extended(payload)?;
        }
        (descriptor.length <= payload.len()).then_some(descriptor)
    }

    fn parse_extended(&mut self, payload: &[u8]) -> Option<()> {
        let flags = *payload.get(1)?;
        self.length = 2;
        if flags & 0x80 != 0 {
            let long = payload.get(self.length)? & 0x80 != 0;
            self.picture_id = Some(PictureId {
                at: self.length,
                long,
            });
            self.length += if long { 2 } else { 1 };
        }
        if flags & 0x40 != 0 {
            self.base_layer_index = Some(self.length);
            self.length += 1;
        }
        if flags & 0x30 != 0 {
            let byte = *payload.get(self.length)?;
            self.temporal = (flags & 0x20 != 0).then_some(Temporal {
                layer: byte >> 6,
                sync: byte & 0x20 != 0,
            });
            self.key_index = (flags & 0x10 != 0).then_some(self.length);
            self.length += 1;
        }
        Some(())
    }

    /// To which picture and temporal layer a payload belongs, where it says both.
    pub(crate) fn mark(&self, payload: &[u8]) -> Option<PictureMark> {
        let PictureId { at, long } = self.picture_id?;
        let temporal = self.temporal?;
        let picture = if long {
            read_u16(payload, at)? & 0x7fff
        } else {
            u16::from(*payload.get(at)?)
        };
        Some(PictureMark {
            picture,
            temporal: temporal.layer,
            sync: temporal.sync,
            key_frame: self.key_frame(payload).is_some(),
        })
    }

    /// Width and height, if this payload begins a key frame.
    pub(crate) fn key_frame(&self, payload: &[u8]) -> Option<KeyFrame> {
        let frame = payload.get(self.length..)?;
        if !self.starts_frame || frame.first()? & 1 != 0 {
            return None;
        }
        let size = match frame.get(3..10) {
            Some([0x9d, 0x01, 0x2a, w0, w1, h0, h1]) => Some(Size {
                width: u16::from_le_bytes([*w0, *w1]) & 0x3fff,
                height: u16::from_le_bytes([*h0, *h1]) & 0x3fff,
            }),
            _ => None,
        };
        Some(KeyFrame { size })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PictureMark {
    /// 15 bits, or 7.
    pub(crate) picture: u16,
    pub(crate) temporal: u8,
    /// Builds on the lowest temporal layer alone.
    pub(crate) sync: bool,
    pub(crate) key_frame: bool,
}

/// The beginning of a key frame. The size is missing when the packet is too short to hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyFrame {
    pub(crate) size: Option<Size>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) width: u16,
    pub(crate) height: u16,
}

/// The running numbers of one payload, or the newest of a stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PictureNumbers {
    /// 15 bits.
    picture: u16,
    base_layer: u8,
    /// 5 bits.
    key: u8,
}

impl PictureNumbers {
    pub(crate) fn read(payload: &[u8]) -> Option<PictureNumbers> {
        let descriptor = Descriptor::parse(payload)?;
        let picture = match descriptor.picture_id {
            Some(PictureId { at, long: true }) => read_u16(payload, at)? & 0x7fff,
            Some(PictureId { at, long: false }) => u16::from(payload[at]),
            None => 0,
        };
        let byte = |at: Option<usize>| at.map_or(0, |at| payload[at]);
        Some(PictureNumbers {
            picture,
            base_layer: byte(descriptor.base_layer_index),
            key: byte(descriptor.key_index) & 0x1f,
        })
    }

    /// Takes over `other` where it is newer.
    pub(crate) fn advance(&mut self, other: PictureNumbers) {
        if other.picture.wrapping_sub(self.picture) & 0x7fff < 0x4000 {
            *self = other;
        }
    }
}

/// What is added to the numbers of a source so that they continue those of the slot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PictureShift(PictureNumbers);

impl PictureShift {
    /// So that `first`, the beginning of the new source, follows `last` of what was sent.
    pub(crate) fn continuing(last: PictureNumbers, first: PictureNumbers) -> PictureShift {
        PictureShift(PictureNumbers {
            picture: (last.picture + 1).wrapping_sub(first.picture) & 0x7fff,
            base_layer: last
                .base_layer
                .wrapping_add(1)
                .wrapping_sub(first.base_layer),
            key: (last.key + 1).wrapping_sub(first.key) & 0x1f,
        })
    }

    /// The same behind so many pictures that were left out.
    pub(crate) fn behind(self, pictures: u16) -> PictureShift {
        PictureShift(PictureNumbers {
            picture: self.0.picture.wrapping_sub(pictures) & 0x7fff,
            ..self.0
        })
    }

    pub(crate) fn applied(&self, numbers: PictureNumbers) -> PictureNumbers {
        PictureNumbers {
            picture: numbers.picture.wrapping_add(self.0.picture) & 0x7fff,
            base_layer: numbers.base_layer.wrapping_add(self.0.base_layer),
            key: (numbers.key + self.0.key) & 0x1f,
        }
    }

    /// Rewrites the numbers in the payload. What is not a VP8 payload stays as it is.
    pub(crate) fn apply(&self, payload: &mut [u8]) {
        if self.0 == PictureNumbers::default() {
            return;
        }
        let (Some(descriptor), Some(numbers)) =
            (Descriptor::parse(payload), PictureNumbers::read(payload))
        else {
            return;
        };
        let numbers = self.applied(numbers);
        match descriptor.picture_id {
            Some(PictureId { at, long: true }) => {
                let bytes = (numbers.picture | 0x8000).to_be_bytes();
                payload[at..at + 2].copy_from_slice(&bytes);
            }
            Some(PictureId { at, long: false }) => payload[at] = numbers.picture as u8 & 0x7f,
            None => {}
        }
        if let Some(at) = descriptor.base_layer_index {
            payload[at] = numbers.base_layer;
        }
        if let Some(at) = descriptor.key_index {
            payload[at] = payload[at] & 0xe0 | numbers.key;
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A payload as browsers send it: extended descriptor with all three numbers.
    pub(crate) fn payload(picture: u16, base_layer: u8, key: u8, size: Option<Size>) -> Vec<u8> {
        let mut bytes = vec![0x90, 0xf0];
        bytes.extend((picture | 0x8000).to_be_bytes());
        bytes.extend([base_layer, key & 0x1f]);
        match size {
            Some(size) => {
                bytes.extend([0x10, 0, 0, 0x9d, 0x01, 0x2a]);
                bytes.extend(size.width.to_le_bytes());
                bytes.extend(size.height.to_le_bytes());
            }
            None => bytes.extend([0x11, 0, 0, 1, 2, 3]),
        }
        bytes
    }

    const SIZE: Size = Size {
        width: 640,
        height: 360,
    };

    #[test]
    fn a_key_frame_tells_its_size() {
        let key = payload(5, 1, 2, Some(SIZE));
        let descriptor = Descriptor::parse(&key).unwrap();
        assert_eq!(
            descriptor.key_frame(&key),
            Some(KeyFrame { size: Some(SIZE) })
        );
        let delta = payload(5, 1, 2, None);
        let descriptor = Descriptor::parse(&delta).unwrap();
        assert_eq!(descriptor.key_frame(&delta), None);
    }

    #[test]
    fn a_payload_tells_its_temporal_layer() {
        let mut bytes = payload(700, 1, 2, Some(SIZE));
        bytes[5] |= 0x60;
        let mark = Descriptor::parse(&bytes).unwrap().mark(&bytes);
        let expected = PictureMark {
            picture: 700,
            temporal: 1,
            sync: true,
            key_frame: true,
        };
        assert_eq!(mark, Some(expected));
        let plain = [0x90, 0x80, 5, 0x11];
        assert_eq!(Descriptor::parse(&plain).unwrap().mark(&plain), None);
    }

    #[test]
    fn short_picture_ids_keep_their_width() {
        let mut short = vec![0x90, 0x80, 0x7f, 0x11];
        let last = PictureNumbers {
            picture: 0x7fff,
            ..PictureNumbers::default()
        };
        let first = PictureNumbers::read(&short).unwrap();
        PictureShift::continuing(last, first).apply(&mut short);
        assert_eq!(short, [0x90, 0x80, 0, 0x11]);
    }

    proptest! {
        #[test]
        fn numbers_continue_over_a_switch(
            last in (0u16..0x8000, any::<u8>(), 0u8..32),
            first in (0u16..0x8000, any::<u8>(), 0u8..32),
        ) {
            let last = PictureNumbers { picture: last.0, base_layer: last.1, key: last.2 };
            let mut bytes = payload(first.0, first.1, first.2, None);
            let shift = PictureShift::continuing(last, PictureNumbers::read(&bytes).unwrap());
            shift.apply(&mut bytes);
            let now = PictureNumbers::read(&bytes).unwrap();
            prop_assert_eq!(now.picture, (last.picture + 1) & 0x7fff);
            prop_assert_eq!(now.base_layer, last.base_layer.wrapping_add(1));
            prop_assert_eq!(now.key, (last.key + 1) & 31);
        }

        #[test]
        fn any_bytes_are_read_and_rewritten_without_panic(
            mut bytes in prop::collection::vec(any::<u8>(), 0..24),
        ) {
            if let Some(descriptor) = Descriptor::parse(&bytes) {
                descriptor.key_frame(&bytes);
                descriptor.mark(&bytes);
            }
            let last = PictureNumbers { picture: 77, base_layer: 7, key: 7 };
            PictureShift::continuing(last, PictureNumbers::default()).apply(&mut bytes);
        }
    }
}
