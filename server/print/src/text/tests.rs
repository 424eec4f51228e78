use proptest::prelude::*;

use super::*;
use crate::fonts::{Fonts, Style};
use crate::testing::fonts;
use crate::{Error, Phrase};

fn paragraph(fonts: &Fonts, language: &str, text: &str) -> Paragraph {
    Paragraph::new(fonts, &Phrase::new(language, text), Style::Title).unwrap()
}

/// The part of its text that these pieces write.
fn written<'a>(line: &'a Line, pieces: &[paragraph::Piece]) -> &'a str {
    let ranges = || pieces.iter().flat_map(|piece| &piece.glyphs);
    let start = ranges().map(|glyph| glyph.text_range.start).min();
    let end = ranges().map(|glyph| glyph.text_range.end).max();
    &line.text[start.unwrap_or(0)..end.unwrap_or(0)]
}

/// The parts of a text in the order in which they stand from left to right.
fn visual(fonts: &Fonts, language: &str, text: &str) -> Vec<String> {
    let (lines, _) = paragraph(fonts, language, text).wrap(f32::INFINITY);
    let line = &lines[0];
    let parts = line.pieces.chunks(1).map(|piece| written(line, piece));
    parts.map(|part| part.trim().to_owned()).collect()
}

#[test]
fn arabic_letters_are_joined() {
    let Some(fonts) = fonts() else { return };
    let glyphs = |text: &str| {
        let line = paragraph(&fonts, "ar", text).line(0..text.len());
        let glyphs = line.pieces.iter().flat_map(|piece| piece.glyphs.clone());
        glyphs.map(|glyph| glyph.glyph_id).collect::<Vec<_>>()
    };
    let word = glyphs("محمد");
    let alone: Vec<_> = "محمد"
        .chars()
        .rev()
        .flat_map(|letter| glyphs(&letter.to_string()))
        .collect();
    assert_eq!(word.len(), alone.len());
    assert!(
        word.iter()
            .zip(&alone)
            .all(|(joined, alone)| joined != alone)
    );
}

#[test]
fn digits_in_arabic_keep_their_order_and_their_place() {
    let Some(fonts) = fonts() else { return };
    let parts = visual(&fonts, "ar", "قاعة 12 في هانغتشو");
    let place = parts.iter().position(|part| part.contains("12")).unwrap();
    assert!(
        parts[place + 1..].iter().any(|part| part.contains("قاعة")),
        "{parts:?}"
    );
    assert!(
        parts[..place].iter().any(|part| part.contains("هانغتشو")),
        "{parts:?}"
    );
}

#[test]
fn a_text_in_arabic_begins_at_the_right_whatever_it_begins_with() {
    let Some(fonts) = fonts() else { return };
    let parts = visual(&fonts, "ar", "UTC+8 هانغتشو");
    assert!(parts.last().unwrap().starts_with("UTC"), "{parts:?}");
}

#[test]
fn a_line_breaks_between_words_and_a_long_word_is_never_cut() {
    let Some(fonts) = fonts() else { return };
    let text = "Donaudampfschifffahrtsgesellschaft am See";
    let (lines, broken) = paragraph(&fonts, "de", text).wrap(8.0);
    assert!(broken);
    assert!(lines.iter().all(|line| line.width <= 8.0));
    let said: String = lines
        .iter()
        .map(|line| written(line, &line.pieces))
        .collect();
    assert_eq!(said.replace(' ', ""), text.replace(' ', ""));
}

#[test]
fn what_is_too_long_shrinks_then_wraps_and_always_fits() -> Result<(), Error> {
    let Some(fonts) = fonts() else { return Ok(()) };
    let sizes = Sizes {
        largest: 80.0,
        one_line: 50.0,
        smallest: 20.0,
    };
    let set = |text: &str| {
        fit(
            &fonts,
            &Phrase::new("en", text),
            Style::Title,
            sizes,
            (700.0, 120.0),
        )
    };
    let short = set("Anna Weber")?;
    let long = set("Anna Katharina Weber")?;
    let longer = set("Maria del Carmen Fernández de Córdoba y Álvarez-Montenegro")?;
    assert_eq!((short.lines.len(), short.size), (1, 80.0));
    assert!(long.lines.len() == 1 && long.size < 80.0 && long.size >= 50.0);
    assert!(longer.lines.len() > 1 && longer.size <= 50.0);
    for block in [short, long, longer] {
        assert!(block.width() <= 700.1 && block.height() <= 120.1);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn nothing_is_lost_and_nothing_overflows(
        words in proptest::collection::vec("[a-zßéА-я]{1,14}|[一-龠]{1,9}|[ا-ي]{2,9}|[가-힣]{1,6}|[0-9]{1,4}", 1..9),
        width in 60.0_f32..400.0,
        height in 14.0_f32..90.0,
    ) {
        let Some(fonts) = fonts() else { return Ok(()) };
        let text = words.join(" ");
        let sizes = Sizes { largest: 30.0, one_line: 18.0, smallest: 9.0 };
        let block = fit(&fonts, &Phrase::new("zh-CN", &*text), Style::Text, sizes, (width, height)).unwrap();
        prop_assert!(block.width() <= width + 0.1);
        prop_assert!(block.height() <= height + 0.1);
        let said: String = block.lines.iter().map(|line| written(line, &line.pieces)).collect();
        prop_assert_eq!(said.replace(' ', ""), text.replace(' ', ""));
    }
}

#[test]
fn marks_that_say_nothing_are_left_out_and_those_of_use_stay() {
    let Some(fonts) = fonts() else { return };
    let text = |text: &str| paragraph(&fonts, "en", text).line(0..0).text.to_string();
    assert_eq!(text("\u{feff}Li\u{2063} \u{feff} Mei\u{fffb}"), "Li Mei");
    let joined = "می\u{200c}خواهم \u{200f}ه\u{200d}";
    assert_eq!(text(joined), joined);
    assert!(text("\u{feff}").is_empty());
}
