//! Names of cities in the scripts of the world, put together by dice.

use support::Dice;

/// Where partners are: country, continent, language, whether along the Belt and Road, zone.
pub(super) const COUNTRIES: [(&str, &str, &str, bool, &str); 24] = [
    ("JP", "asia", "ja", false, "Asia/Tokyo"),
    ("KR", "asia", "ko", false, "Asia/Seoul"),
    ("VN", "asia", "vi", true, "Asia/Ho_Chi_Minh"),
    ("TH", "asia", "th", true, "Asia/Bangkok"),
    ("IN", "asia", "hi", true, "Asia/Kolkata"),
    ("SA", "asia", "ar", true, "Asia/Riyadh"),
    ("KZ", "asia", "ru", true, "Asia/Almaty"),
    ("DE", "europe", "de", false, "Europe/Berlin"),
    ("FR", "europe", "fr", false, "Europe/Paris"),
    ("ES", "europe", "es", false, "Europe/Madrid"),
    ("PL", "europe", "pl", true, "Europe/Warsaw"),
    ("GR", "europe", "el", true, "Europe/Athens"),
    ("RU", "europe", "ru", true, "Europe/Moscow"),
    ("UA", "europe", "uk", true, "Europe/Kyiv"),
    ("EG", "africa", "ar", true, "Africa/Cairo"),
    ("MA", "africa", "ar", true, "Africa/Casablanca"),
    ("ZA", "africa", "en", false, "Africa/Johannesburg"),
    ("KE", "africa", "en", true, "Africa/Nairobi"),
    ("US", "north_america", "en", false, "America/Chicago"),
    ("CA", "north_america", "en", false, "America/Toronto"),
    ("MX", "north_america", "es", false, "America/Mexico_City"),
    ("BR", "south_america", "pt", false, "America/Sao_Paulo"),
    (
        "AR",
        "south_america",
        "es",
        false,
        "America/Argentina/Buenos_Aires",
    ),
    ("NZ", "oceania", "en", false, "Pacific/Auckland"),
];

const HAN: [&str; 48] = [
    "德", "累", "斯", "顿", "岐", "阜", "喀", "山", "尼", "亚", "波", "士", "巴", "塞", "罗", "那",
    "利", "马", "科", "圣", "安", "东", "布", "加", "勒", "特", "哈", "瓦", "门", "开", "普", "里",
    "卡", "莫", "达", "格", "伊", "兰", "维", "也", "纳", "汉", "堡", "米", "新", "西", "丽", "水",
];
const LATIN: [&str; 32] = [
    "dres", "den", "ka", "zan", "lis", "bon", "mu", "cu", "ga", "po", "rto", "san", "ta", "cruz",
    "bel", "mar", "vil", "le", "ros", "tock", "gra", "na", "do", "ver", "lin", "ham", "ford",
    "ber", "gen", "stra", "to", "ria",
];
const ACCENTED: [&str; 12] = ["ão", "ñe", "ü", "ö", "é", "ç", "ł", "š", "ů", "å", "ě", "í"];
const KANA: [&str; 16] = [
    "ア", "キ", "タ", "ナ", "さ", "や", "ま", "ぎ", "ふ", "岐", "阜", "浜", "松", "福", "井", "町",
];
const HANGUL: [&str; 12] = [
    "수", "원", "여", "천", "부", "산", "대", "구", "광", "주", "안", "양",
];
const CYRILLIC: [&str; 14] = [
    "ка", "зань", "нов", "го", "род", "мо", "сква", "ир", "ку", "тск", "ал", "ма", "ты", "ле",
];
const ARABIC: [&str; 12] = [
    "أ", "غا", "دير", "مر", "ا", "كش", "ال", "ريا", "ض", "طن", "جة", "قا",
];
const GREEK: [&str; 10] = [
    "Πά", "τρα", "Αθή", "να", "Βό", "λος", "Χα", "νιά", "Κέρ", "κυρα",
];
const THAI: [&str; 10] = [
    "เชียง",
    "ใหม่",
    "ภู",
    "เก็ต",
    "นคร",
    "ราช",
    "ศรี",
    "สุ",
    "ราษฎร์",
    "ธานี",
];
const DEVANAGARI: [&str; 8] = ["दिल्ली", "नगर", "पुर", "आग", "रा", "जय", "सूरत", "गढ़"];

fn joined(dice: &mut Dice, parts: &[&str], least: u64, more: u64) -> String {
    let count = least + dice.below(more);
    let some = (0..count).map(|_| {
        let place = usize::try_from(dice.below(parts.len() as u64)).unwrap_or(0);
        parts.get(place).copied().unwrap_or_default()
    });
    some.collect()
}

pub(super) fn chinese(dice: &mut Dice) -> String {
    joined(dice, &HAN, 2, 4)
}

pub(super) fn english(dice: &mut Dice) -> String {
    let name = joined(dice, &LATIN, 2, 3);
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// In the script of the language.
pub(super) fn native(dice: &mut Dice, language: &str, english: &str) -> String {
    match language {
        "ja" => joined(dice, &KANA, 2, 3),
        "ko" => joined(dice, &HANGUL, 2, 2),
        "ru" | "uk" => joined(dice, &CYRILLIC, 2, 3),
        "ar" => joined(dice, &ARABIC, 2, 3),
        "el" => joined(dice, &GREEK, 2, 2),
        "th" => joined(dice, &THAI, 2, 2),
        "hi" => joined(dice, &DEVANAGARI, 2, 2),
        _ => format!("{english}{}", joined(dice, &ACCENTED, 1, 2)),
    }
}
