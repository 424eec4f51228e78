//! What columns may mean, for each kind of sheet, and the headings that say so.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::de::IntoDeserializer;
use serde::de::value::StrDeserializer;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Confidence;
use crate::fold::folded;
use crate::value::Unit;

/// What each row of a sheet is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = IntakeKind)]
pub enum SheetKind {
    Exchange,
    Intent,
    Relation,
    Partner,
}

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = IntakeMeaning)]
pub enum Meaning {
    /// The identity of a record that exists and is to be changed.
    Id,
    Title,
    TitleZh,
    TitleEn,
    /// Of an exchange or of a relation.
    Kind,
    /// The day, or the period; of an intent when it was said; of a relation since when it holds.
    Date,
    End,
    Partners,
    /// Tells homonyms apart; of a partner, where it is.
    Country,
    Place,
    Field,
    Direction,
    Mode,
    Organisers,
    Participants,
    Rank,
    Groups,
    Headcount,
    Seniors,
    Substance,
    State,
    Departments,
    Aid,
    Currency,
    Invited,
    Accepted,
    Declined,
    ForeignDelegations,
    DomesticDelegations,
    DelegationCountries,
    Note,
    Source,
    Confidence,
    Stage,
    StageDate,
    Progress,
    /// The department that sees to an intent.
    Owner,
    Due,
    /// The owner of a relation where it is not the city.
    District,
    Ending,
    IntentDate,
    MouDate,
    ApprovalDate,
    AgreementDate,
    OurName,
    TheirName,
    TheirLanguage,
    TheirSince,
    Slug,
    NameZh,
    NameEn,
    NameLocal,
    LocalLanguage,
    Aliases,
    Continent,
    Bri,
    Standing,
    Languages,
    Latitude,
    Longitude,
    Zone,
    Population,
    Geonameid,
    Urls,
    Reason,
}

/// One line of `columns.tsv`.
struct Line {
    meaning: Meaning,
    zh: &'static str,
    en: &'static str,
}

#[derive(Default)]
struct Sheet {
    lines: Vec<Line>,
    /// By every heading, folded.
    headings: BTreeMap<String, Meaning>,
}

static SHEETS: LazyLock<BTreeMap<SheetKind, Sheet>> = LazyLock::new(|| {
    let mut sheets: BTreeMap<SheetKind, Sheet> = BTreeMap::new();
    for line in include_str!("columns.tsv").lines().skip(1) {
        let columns: Vec<&'static str> = line.split('\t').collect();
        let [kind, meaning, zh, en, others] = columns.as_slice() else {
            continue;
        };
        let (Some(kind), Some(meaning)) = (named::<SheetKind>(kind), named::<Meaning>(meaning))
        else {
            continue;
        };
        let first = |names: &'static str| names.split('|').next().unwrap_or_default();
        let sheet = sheets.entry(kind).or_default();
        sheet.lines.push(Line {
            meaning,
            zh: first(zh),
            en: first(en),
        });
        for heading in [zh, en, others]
            .into_iter()
            .flat_map(|names| names.split('|'))
        {
            sheet.headings.entry(folded(heading)).or_insert(meaning);
        }
    }
    sheets
});

fn named<'n, T: Deserialize<'n>>(name: &'n str) -> Option<T> {
    let name: StrDeserializer<'n, serde::de::value::Error> = name.into_deserializer();
    T::deserialize(name).ok()
}

impl SheetKind {
    pub const ALL: [SheetKind; 4] = [
        SheetKind::Exchange,
        SheetKind::Intent,
        SheetKind::Relation,
        SheetKind::Partner,
    ];

    fn lines(self) -> &'static [Line] {
        let sheet = SHEETS.get(&self);
        sheet
            .map(|sheet| sheet.lines.as_slice())
            .unwrap_or_default()
    }

    /// What its columns may mean, in the order in which they are exported.
    pub fn meanings(self) -> impl Iterator<Item = Meaning> {
        self.lines().iter().map(|line| line.meaning)
    }

    pub fn has(self, meaning: Meaning) -> bool {
        self.meanings().any(|other| other == meaning)
    }

    /// The heading under which a column is exported and proposed again.
    pub fn heading(self, meaning: Meaning, language: &str) -> Option<&'static str> {
        let line = self.lines().iter().find(|line| line.meaning == meaning)?;
        let chinese = language.starts_with("zh");
        Some(if chinese { line.zh } else { line.en })
    }

    /// Of each of these one must be said of a new record.
    pub fn required(self) -> &'static [&'static [Meaning]] {
        const TITLE: &[Meaning] = &[Meaning::Title, Meaning::TitleZh, Meaning::TitleEn];
        match self {
            SheetKind::Exchange => &[TITLE, &[Meaning::Kind], &[Meaning::Date]],
            SheetKind::Intent => &[TITLE, &[Meaning::Date]],
            SheetKind::Relation => &[&[Meaning::Partners], &[Meaning::Kind]],
            SheetKind::Partner => &[
                &[Meaning::Slug],
                &[Meaning::NameZh, Meaning::NameEn],
                &[Meaning::Country],
                &[Meaning::Continent],
            ],
        }
    }

    /// A sheet without these is unusual.
    pub fn expected(self) -> &'static [Meaning] {
        match self {
            SheetKind::Exchange | SheetKind::Intent => &[Meaning::Partners],
            SheetKind::Relation => &[Meaning::Date],
            SheetKind::Partner => &[],
        }
    }

    /// What a heading means: all of it; without what is in brackets; or some part of it.
    pub(super) fn recognised(self, heading: &str) -> Option<(Meaning, Unit, Confidence)> {
        let sheet = SHEETS.get(&self)?;
        let whole = folded(heading);
        if whole.is_empty() {
            return None;
        }
        if let Some(meaning) = sheet.headings.get(&whole) {
            return Some((*meaning, Unit::default(), Confidence::Certain));
        }
        let (before, within) = brackets(heading);
        if let Some(meaning) = sheet.headings.get(&folded(before)) {
            let unit = within.and_then(Unit::of);
            let confidence = if unit.is_some() {
                Confidence::Certain
            } else {
                Confidence::Likely
            };
            return Some((*meaning, unit.unwrap_or_default(), confidence));
        }
        let part = sheet.part(&folded(before))?;
        let unit = within.and_then(Unit::of).unwrap_or_default();
        Some((part, unit, Confidence::Guess))
    }
}

impl Sheet {
    /// The longest heading that stands within another text; of two the first.
    fn part(&self, text: &str) -> Option<Meaning> {
        let parts = self.headings.iter().filter(|(part, _)| is_telling(part));
        let parts = parts.filter_map(|(part, meaning)| Some((part, text.find(part)?, meaning)));
        let best = parts.min_by_key(|(part, place, _)| (usize::MAX - part.chars().count(), *place));
        best.map(|(_, _, meaning)| *meaning)
    }
}

/// Whether a heading is long enough to be looked for within others.
fn is_telling(heading: &str) -> bool {
    let letters = heading.chars().count();
    letters >= if heading.is_ascii() { 5 } else { 2 } && heading.len() >= 5
}

/// A heading and what stands behind it in brackets.
fn brackets(heading: &str) -> (&str, Option<&str>) {
    let Some(open) = heading.find(['(', '（', '[', '【', '／', '/']) else {
        return (heading, None);
    };
    let (before, within) = heading.split_at(open);
    let within = within.trim_start_matches(['(', '（', '[', '【', '／', '/']);
    let within = within.trim_end().trim_end_matches([')', '）', ']', '】']);
    (before, Some(within))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_names_a_kind_and_a_meaning_and_no_heading_means_two_things() {
        let mut seen: BTreeMap<(&str, String), &str> = BTreeMap::new();
        let mut lines = 0;
        for line in include_str!("columns.tsv").lines().skip(1) {
            let columns: Vec<&str> = line.split('\t').collect();
            assert_eq!(columns.len(), 5, "{line}");
            assert!(named::<SheetKind>(columns[0]).is_some(), "{line}");
            assert!(named::<Meaning>(columns[1]).is_some(), "{line}");
            for heading in columns[2..].iter().flat_map(|names| names.split('|')) {
                let key = folded(heading);
                assert!(!key.is_empty(), "{line}");
                let before = seen.insert((columns[0], key), columns[1]);
                assert!(
                    before.is_none_or(|before| before == columns[1]),
                    "{heading}: {line}"
                );
            }
            lines += 1;
        }
        assert_eq!(
            lines,
            SheetKind::ALL
                .map(|kind| kind.lines().len())
                .iter()
                .sum::<usize>()
        );
    }

    #[test]
    fn what_is_required_can_be_said() {
        for kind in SheetKind::ALL {
            for meanings in kind.required() {
                for meaning in *meanings {
                    assert!(kind.has(*meaning), "{kind:?} {meaning:?}");
                    let heading = kind.heading(*meaning, "zh-CN").expect("has a heading");
                    let said = kind.recognised(heading);
                    assert_eq!(said, Some((*meaning, Unit::default(), Confidence::Certain)));
                }
            }
        }
    }

    #[test]
    fn headings_say_units_and_more_in_brackets() {
        let said = |heading| SheetKind::Exchange.recognised(heading);
        let cny = Unit {
            factor: 10_000,
            currency: "CNY".parse().ok(),
        };
        let one = Unit::default();
        for (heading, expected) in [
            (
                "援助金额（万元）",
                Some((Meaning::Aid, cny, Confidence::Certain)),
            ),
            ("Datum", Some((Meaning::Date, one, Confidence::Certain))),
            (
                "名称（英文）",
                Some((Meaning::TitleEn, one, Confidence::Certain)),
            ),
            (
                "人数（人）",
                Some((Meaning::Headcount, one, Confidence::Likely)),
            ),
            ("Date *", Some((Meaning::Date, one, Confidence::Certain))),
            (
                "市内承办部门名单",
                Some((Meaning::Departments, one, Confidence::Guess)),
            ),
            ("序号", None),
            ("", None),
        ] {
            assert_eq!(said(heading), expected, "{heading}");
        }
    }
}
