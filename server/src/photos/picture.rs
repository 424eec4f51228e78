//! How large a picture is, by its own bytes.

use std::io::{self, Read, Seek, SeekFrom};

use meeting::photo::PhotoKind;

/// Width and height in pixels; `None` when the bytes do not say.
pub(super) fn size(
    file: &mut (impl Read + Seek),
    kind: PhotoKind,
) -> io::Result<Option<(u32, u32)>> {
    file.seek(SeekFrom::Start(0))?;
    let size = match kind {
        PhotoKind::Png => png(file),
        PhotoKind::Jpeg => jpeg(file),
    };
    match size {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        size => size,
    }
}

/// The header stands first: a signature of eight bytes, a length, `IHDR`, width and height.
fn png(file: &mut impl Read) -> io::Result<Option<(u32, u32)>> {
    let mut head = [0; 24];
    file.read_exact(&mut head)?;
    let number =
        |at: usize| u32::from_be_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let is_header = head.starts_with(b"\x89PNG\r\n\x1a\n") && &head[12..16] == b"IHDR";
    Ok(is_header.then(|| (number(16), number(20))))
}

/// Segments, each with a marker and its length, up to the one that begins the frame.
fn jpeg(file: &mut (impl Read + Seek)) -> io::Result<Option<(u32, u32)>> {
    let mut start = [0; 2];
    file.read_exact(&mut start)?;
    if start != [0xff, 0xd8] {
        return Ok(None);
    }
    loop {
        let mut segment = [0; 4];
        file.read_exact(&mut segment)?;
        let [0xff, marker, high, low] = segment else {
            return Ok(None);
        };
        if is_frame(marker) {
            let mut frame = [0; 5];
            file.read_exact(&mut frame)?;
            let [_, h1, h2, w1, w2] = frame;
            let number = |high, low| u32::from(u16::from_be_bytes([high, low]));
            return Ok(Some((number(w1, w2), number(h1, h2))));
        }
        let length = u16::from_be_bytes([high, low]);
        let Some(rest) = length.checked_sub(2) else {
            return Ok(None);
        };
        file.seek(SeekFrom::Current(i64::from(rest)))?;
    }
}

/// Start of a frame of any coding; between them lie tables and what is reserved.
fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x0f\0\0\0\x08\x70";
    const JPEG: &[u8] =
        b"\xff\xd8\xff\xe0\x00\x04JF\xff\xdb\x00\x03q\xff\xc2\x00\x11\x08\x08\x70\x0f\x00";

    fn size_of(bytes: &[u8], kind: PhotoKind) -> Option<(u32, u32)> {
        size(&mut Cursor::new(bytes), kind).unwrap()
    }

    #[test]
    fn a_picture_says_how_large_it_is() {
        assert_eq!(size_of(PNG, PhotoKind::Png), Some((3840, 2160)));
        assert_eq!(size_of(JPEG, PhotoKind::Jpeg), Some((3840, 2160)));
    }

    #[test]
    fn whatever_is_cut_off_or_something_else_says_nothing() {
        for end in 0..PNG.len() {
            assert_eq!(size_of(&PNG[..end], PhotoKind::Png), None);
        }
        for end in 0..JPEG.len() {
            assert_eq!(size_of(&JPEG[..end], PhotoKind::Jpeg), None);
        }
        assert_eq!(size_of(PNG, PhotoKind::Jpeg), None);
        assert_eq!(size_of(JPEG, PhotoKind::Png), None);
        let endless = b"\xff\xd8\xff\xe0\x00\x00\xff\xe0\x00\x00";
        assert_eq!(size_of(endless, PhotoKind::Jpeg), None);
    }
}
