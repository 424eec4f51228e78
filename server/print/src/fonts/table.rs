//! Which file serves which script. Everything is Noto, so that scripts stand beside each other at
//! one size and weight; Debian has it in two packages, and one more for rare Han characters.

use unicode_script::Script;

use super::Style;

pub(super) const CORE: &str = "fonts-noto-core";
pub(super) const CJK: &str = "fonts-noto-cjk";
const RARE_HAN: &str = "fonts-hanazono";

/// A file that may serve a character, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Source {
    pub file: String,
    /// Of the face within a collection.
    pub index: u32,
    pub package: &'static str,
}

impl Source {
    fn of(file: String, package: &'static str) -> Self {
        Self {
            file,
            index: 0,
            package,
        }
    }
}

/// The files that may serve a script, the best first.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "Unicode adds scripts, and their files are called like them"
)]
pub(super) fn sources(script: Script, language: &str, style: Style) -> Vec<Source> {
    match script {
        Script::Latin | Script::Greek | Script::Cyrillic => {
            vec![core(style, "", bold_latin(style))]
        }
        Script::Arabic => vec![arabic(style)],
        Script::Han
        | Script::Hiragana
        | Script::Katakana
        | Script::Hangul
        | Script::Bopomofo
        | Script::Yi => vec![cjk(script, language, style)],
        other => other_scripts(other, style),
    }
}

/// Where Han characters stand that hardly any font has; names of people are written with them.
pub(super) fn rare(script: Script) -> Vec<Source> {
    if script != Script::Han {
        return Vec::new();
    }
    let files = ["HanaMinA.ttf", "HanaMinB.ttf"];
    files
        .map(|file| Source::of(file.to_owned(), RARE_HAN))
        .to_vec()
}

/// Where signs stand that belong to no script.
pub(super) fn signs() -> Vec<Source> {
    let files = [
        "NotoSansSymbols-Regular.ttf",
        "NotoSansSymbols2-Regular.ttf",
        "NotoSansMath-Regular.ttf",
    ];
    files.map(|file| Source::of(file.to_owned(), CORE)).to_vec()
}

fn core(style: Style, script: &str, bold: bool) -> Source {
    let family = if style == Style::Title {
        "NotoSerif"
    } else {
        "NotoSans"
    };
    Source::of(format!("{family}{script}-{}.ttf", weight(bold)), CORE)
}

fn weight(bold: bool) -> &'static str {
    if bold { "Bold" } else { "Regular" }
}

/// Titles in Latin are large and light; in other scripts the light cut is too thin.
fn bold_latin(style: Style) -> bool {
    style == Style::Strong
}

fn arabic(style: Style) -> Source {
    match style {
        Style::Title => Source::of("NotoNaskhArabic-Bold.ttf".to_owned(), CORE),
        Style::Text => Source::of("NotoSansArabic-Regular.ttf".to_owned(), CORE),
        Style::Strong => Source::of("NotoSansArabic-Bold.ttf".to_owned(), CORE),
    }
}

/// One file holds all of them; the language says which shapes are meant.
fn cjk(script: Script, language: &str, style: Style) -> Source {
    let (family, bold) = match style {
        Style::Title => ("NotoSerifCJK", true),
        Style::Text => ("NotoSansCJK", false),
        Style::Strong => ("NotoSansCJK", true),
    };
    let traditional = ["tw", "hk", "mo", "hant"];
    let mut tags = language.split('-').map(str::to_ascii_lowercase);
    let index = match (script, tags.next().as_deref()) {
        (Script::Hiragana | Script::Katakana, _) | (_, Some("ja")) => 0,
        (Script::Hangul, _) | (_, Some("ko")) => 1,
        _ if tags.any(|tag| traditional.contains(&tag.as_str())) => 3,
        _ => 2,
    };
    Source {
        file: format!("{family}-{}.ttc", weight(bold)),
        index,
        package: CJK,
    }
}

/// The names of the files are those of the scripts. Not every script has a serif or a bold cut.
fn other_scripts(script: Script, style: Style) -> Vec<Source> {
    let name = script.full_name().replace('_', "");
    let bold = style != Style::Text;
    let mut sources = vec![core(style, &name, bold), core(style, &name, false)];
    sources.push(core(Style::Text, &name, bold));
    sources.push(core(Style::Text, &name, false));
    sources.push(core(Style::Title, &name, false));
    sources
}

/// Height of a line in sizes of the font, as the look has it.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "all other scripts need more room than these"
)]
pub(crate) fn leading(script: Script, style: Style) -> f32 {
    let (title, text) = match script {
        Script::Latin | Script::Greek | Script::Cyrillic | Script::Hebrew => (1.22, 1.36),
        Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul | Script::Bopomofo => {
            (1.3, 1.45)
        }
        // Marks above and below, and deep descenders.
        _ => (1.5, 1.6),
    };
    if style == Style::Title { title } else { text }
}

/// The script of a language, for texts that have no letter: a number, a dash.
pub(crate) fn script_of(language: &str) -> Script {
    match language.split('-').next().unwrap_or(language) {
        "zh" | "ja" => Script::Han,
        "ko" => Script::Hangul,
        "ar" | "fa" | "ur" => Script::Arabic,
        "he" => Script::Hebrew,
        _ => Script::Latin,
    }
}
