use std::time::Duration;

/// The share of each layer, the smallest first, in a bitrate: about what browsers give them.
const SHARES: [u32; 3] = [1, 3, 8];
/// A key frame is larger than those that follow, by so much.
const KEY_FRAME: usize = 4;

/// How fast frames of the camera follow each other, and how large they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Camera {
    pub interval: Duration,
    /// Each frame of a layer, the smallest first, is filled up to so many bytes.
    pub frame_bytes: [usize; 3],
    /// How many times larger a key frame is.
    pub key_frame: usize,
}

impl Default for Camera {
    /// As little as possible: for tests that ask whether a picture arrives.
    fn default() -> Self {
        Self::filled_to(0)
    }
}

impl Camera {
    /// Every frame of every layer filled up to so many bytes.
    pub fn filled_to(bytes: usize) -> Self {
        Self {
            interval: Duration::from_millis(60),
            frame_bytes: [bytes; 3],
            key_frame: 1,
        }
    }

    /// Thirty frames a second, all layers together as many bits a second.
    pub fn of_bitrate(bits_per_second: u32) -> Self {
        let of_all = SHARES.iter().sum::<u32>() * 30 * 8;
        Self {
            interval: Duration::from_micros(33_333),
            frame_bytes: SHARES
                .map(|share| (bits_per_second.saturating_mul(share) / of_all) as usize),
            key_frame: KEY_FRAME,
        }
    }

    pub(crate) fn size(&self, layer: u8, key: bool) -> usize {
        let size = self.frame_bytes.get(usize::from(layer)).copied();
        size.unwrap_or(0) * if key { self.key_frame } else { 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layers_share_a_bitrate() {
        let camera = Camera::of_bitrate(1_200_000);
        assert_eq!(camera.frame_bytes, [416, 1250, 3333]);
        assert_eq!(camera.size(1, false), 1250);
        assert_eq!(camera.size(1, true), 5000);
        assert_eq!(camera.size(3, false), 0);
    }
}
