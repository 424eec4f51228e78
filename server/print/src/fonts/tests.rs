use super::*;
use crate::testing::fonts;

fn refused(fonts: &Fonts, character: char, language: &str) -> Error {
    let script = character.script();
    let face = fonts.face(character, script, language, Style::Text);
    face.err().expect("this machine has no such font")
}

#[test]
fn a_missing_font_names_the_package_that_has_it() {
    let none = Fonts::in_folders(&["/nowhere".into()]);
    let missing = [
        ('杭', "zh-CN"),
        ('م', "ar"),
        ('Д', "ru"),
        ('अ', "ne"),
        ('한', "ko"),
    ];
    let named =
        missing.map(|(character, language)| refused(&none, character, language).to_string());
    assert_eq!(
        named,
        [
            "no font for the script Han is installed; on Debian: apt-get install fonts-noto-cjk",
            "no font for the script Arabic is installed; on Debian: apt-get install fonts-noto-core",
            "no font for the script Cyrillic is installed; on Debian: apt-get install fonts-noto-core",
            "no font for the script Devanagari is installed; on Debian: apt-get install fonts-noto-core",
            "no font for the script Hangul is installed; on Debian: apt-get install fonts-noto-cjk",
        ]
    );
}

#[test]
fn a_character_that_no_font_has_is_named() {
    let Some(fonts) = fonts() else { return };
    // A Han character of a person's name that Noto CJK lacks.
    let rare = refused(&fonts, '\u{2a6d6}', "zh-CN");
    assert!(
        matches!(
            rare,
            Error::MissingGlyph {
                character: '\u{2a6d6}',
                package: Some("fonts-hanazono")
            }
        ),
        "{rare}"
    );
    for unknown in ['\u{e000}', '\u{1f600}'] {
        let face = fonts.face(unknown, Script::Latin, "en", Style::Text);
        let missing = Error::MissingGlyph {
            character: unknown,
            package: None,
        };
        assert_eq!(face.err(), Some(missing));
    }
}

#[test]
fn han_has_the_shapes_of_its_language() {
    let Some(fonts) = fonts() else { return };
    let face = |language| {
        let face = fonts
            .face('骨', Script::Han, language, Style::Title)
            .unwrap();
        (face.index, language)
    };
    let languages = ["ja", "ko", "zh-CN", "zh-Hant", "en"];
    assert_eq!(languages.map(face).map(|(index, _)| index), [0, 1, 2, 3, 2]);
}

#[test]
fn every_script_of_the_partners_has_a_face() {
    let Some(fonts) = fonts() else { return };
    let names = "岐阜 여수 Казань أكادير בית ວຽງຈັນ ललितपुर ශ්‍රී Uviéu Tāhuna";
    for character in names.chars().filter(|character| *character != ' ') {
        let script = character.script();
        for style in [Style::Title, Style::Text, Style::Strong] {
            let found = fonts.face(character, script, "zh-CN", style);
            let resolved = matches!(script, Script::Inherited | Script::Common);
            assert!(resolved || found.is_ok(), "{character} {style:?}");
        }
    }
}
