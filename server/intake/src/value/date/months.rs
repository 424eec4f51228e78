//! Months by their names.

use std::sync::LazyLock;

use crate::fold::folded;

/// The names of each month, those of seven languages where they are written out; the short ones are
/// beginnings of these.
const NAMES: [&str; 12] = [
    "january januar janvier enero января январь يناير",
    "february februar fevrier febrero февраля февраль فبراير",
    "march marz maerz mars marzo марта март مارس",
    "april avril abril апреля апрель ابريل",
    "may mai mayo мая май مايو",
    "june juni juin junio июня июнь يونيو",
    "july juli juillet julio июля июль يوليو",
    "august aout agosto августа август اغسطس",
    "september septembre septiembre setiembre сентября сентябрь سبتمبر",
    "october oktober octobre octubre октября октябрь اكتوبر",
    "november novembre noviembre ноября ноябрь نوفمبر",
    "december dezember decembre diciembre декабря декабрь ديسمبر",
];

static FOLDED: LazyLock<Vec<(String, i8)>> = LazyLock::new(|| {
    let months = (1..).zip(NAMES);
    let each = |(month, names): (i8, &str)| {
        let names: Vec<String> = names.split(' ').map(folded).collect();
        names.into_iter().map(move |name| (name, month))
    };
    months.flat_map(each).collect()
});

/// The month of a name or of the beginning of one, three letters at least, that no other month has.
pub(super) fn month(word: &str) -> Option<i8> {
    let word = folded(word);
    if let Some((_, month)) = FOLDED.iter().find(|(name, _)| *name == word) {
        return Some(*month);
    }
    if word.chars().count() < 3 {
        return None;
    }
    let mut found = FOLDED.iter().filter(|(name, _)| name.starts_with(&word));
    let (_, month) = found.next()?;
    found.all(|(_, other)| other == month).then_some(*month)
}

/// Words that stand in a date and say nothing.
pub(super) fn is_filler(word: &str) -> bool {
    [
        "of", "the", "de", "del", "st", "nd", "rd", "th", "le", "er", "den", "am", "г", "года",
    ]
    .contains(&folded(word).as_str())
}
