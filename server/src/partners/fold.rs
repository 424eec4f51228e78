//! Text as it is compared when somebody searches: without case, accents, points, width and
//! punctuation, whatever the script; and Chinese as it is typed on a Latin keyboard.

use pinyin::{ToPinyin, ToPinyinMulti};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The words of a text, folded. `"Cancún (Benito Juárez)"` gives `cancun`, `benito`, `juarez`.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for character in text.nfkd().filter(|character| !is_dropped(*character)) {
        if !character.is_alphanumeric() && !is_combining_mark(character) {
            words.push(String::new());
        } else if let Some(word) = words.last_mut() {
            push_folded(word, character);
        }
    }
    words.retain(|word| !word.is_empty());
    // Hangul and kana were taken apart above; together again a syllable is one character.
    words.iter().map(|word| word.nfc().collect()).collect()
}

/// Accents of Latin, Greek and Cyrillic, points of Hebrew and Arabic, joiners, apostrophes. Vowel
/// signs of other scripts are letters of theirs and stay.
fn is_dropped(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{36f}'
        | '\u{591}'..='\u{5c7}'
        | '\u{610}'..='\u{61a}'
        | '\u{640}'
        | '\u{64b}'..='\u{65f}'
        | '\u{670}'
        | '\u{200b}'..='\u{200f}'
        | '\u{feff}'
        | '\'' | '’' | '‘' | 'ʻ' | 'ʼ' | '`')
}

/// Lower case, and the letters that Unicode does not take apart though people type them so.
fn push_folded(word: &mut String, character: char) {
    for lower in character.to_lowercase().filter(|lower| !is_dropped(*lower)) {
        match lower {
            'ß' => word.push_str("ss"),
            'æ' => word.push_str("ae"),
            'œ' => word.push_str("oe"),
            'þ' => word.push_str("th"),
            'ø' => word.push('o'),
            'ł' => word.push('l'),
            'đ' | 'ð' => word.push('d'),
            'ħ' => word.push('h'),
            'ı' => word.push('i'),
            other => word.push(other),
        }
    }
}

/// The readings of a Chinese text, each a list of syllables: the usual one, then those in which one
/// character is read in another way of its own. Empty when a character is not Chinese.
pub(super) fn readings(text: &str) -> Vec<Vec<String>> {
    let usual: Option<Vec<&str>> = text
        .chars()
        .map(|character| character.to_pinyin().map(|reading| reading.plain()))
        .collect();
    let Some(usual) = usual.filter(|usual| !usual.is_empty()) else {
        return Vec::new();
    };
    let mut readings = vec![usual.clone()];
    for (place, character) in text.chars().enumerate() {
        for other in character.to_pinyin_multi().into_iter().flatten() {
            let mut reading = usual.clone();
            reading[place] = other.plain();
            if !readings.contains(&reading) {
                readings.push(reading);
            }
        }
    }
    readings.into_iter().map(typed).collect()
}

/// `ü` is typed as `v`.
fn typed(syllables: Vec<&str>) -> Vec<String> {
    let typed = syllables
        .into_iter()
        .map(|syllable| syllable.replace('ü', "v"));
    typed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_many_scripts() {
        let cases: [(&str, &[&str]); 12] = [
            ("Cancún (Benito Juárez)", &["cancun", "benito", "juarez"]),
            ("ＤＲＥＳＤＥＮ", &["dresden"]),
            ("Łódź Straße Ærø", &["lodz", "strasse", "aero"]),
            ("İstanbul", &["istanbul"]),
            ("Казань", &["казань"]),
            ("수원시", &["수원시"]),
            ("がぎ", &["がぎ"]),
            ("בֵּית שֶׁמֶשׁ", &["בית", "שמש"]),
            ("أكادير", &["اكادير"]),
            ("Côte d’Ivoire", &["cote", "divoire"]),
            ("丽水市(韩国)", &["丽水市", "韩国"]),
            (" -- ", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(words(text), expected, "{text}");
        }
        assert_eq!(words("ශ්‍රී කෝට්ටේ").len(), 2);
        assert_eq!(words("ललितपुर").len(), 1);
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["Uviéu", "ශ්‍රී ජයවර්ධනපුර", "Tāhuna", "ວຽງຈັນ", "가나다"]
        {
            let once = words(text).join(" ");
            assert_eq!(words(&once).join(" "), once);
        }
    }

    #[test]
    fn chinese_is_read_aloud() {
        assert_eq!(readings("德国"), [["de", "guo"]]);
        assert!(readings("重庆").contains(&vec!["chong".to_owned(), "qing".to_owned()]));
        assert!(readings("Dresden").is_empty());
        assert!(readings("").is_empty());
    }
}
