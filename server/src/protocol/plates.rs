//! What a name plate needs: flag, name, title, city and country/region, in the main language of the
//! session and in the person's own.

use meeting::plan::{Invitee, Localized, is_same_language};
use serde::Serialize;
use utoipa::ToSchema;

use crate::display::Shown;

/// Something that a plate lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct PlateGap {
    pub(crate) part: PlatePart,
    /// BCP 47 tag of the language in which it is missing; absent where language does not matter.
    pub(crate) language: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PlatePart {
    Name,
    Title,
    City,
    /// Country/region.
    Country,
    /// No country/region says which, and the office did not say that none is shown.
    Flag,
}

/// What the plate of a person lacks, in the order in which it stands on it.
pub(super) fn gaps(person: &Invitee, shown: &Shown, main: &str) -> Vec<PlateGap> {
    let languages = [main, &person.language];
    let languages = if is_same_language(main, &person.language) {
        &languages[..1]
    } else {
        &languages[..]
    };
    let mut gaps = Vec::new();
    if shown.wants_flag() && shown.flag().is_none() {
        gaps.push(PlateGap {
            part: PlatePart::Flag,
            language: None,
        });
    }
    let texts = [
        (PlatePart::Name, &person.name),
        (PlatePart::Title, &person.title),
        (PlatePart::City, shown.city()),
    ];
    for (part, text) in texts {
        let missing = languages.iter().filter(|language| !has(text, language));
        gaps.extend(missing.map(|language| PlateGap {
            part,
            language: Some((*language).to_owned()),
        }));
    }
    if shown.label(main).is_empty() {
        gaps.push(PlateGap {
            part: PlatePart::Country,
            language: None,
        });
    }
    gaps
}

fn has(text: &Localized, language: &str) -> bool {
    let mut texts = text.0.iter();
    texts.any(|(tag, text)| is_same_language(tag, language) && !text.is_empty())
}

#[cfg(test)]
mod tests {
    use meeting::id::{DelegationId, PersonId};
    use meeting::plan::{Delegation, Display, Rank, Role};

    use super::*;
    use crate::config::DisplayNames;

    fn missing(country: Option<&str>, language: &str, display: Display) -> Vec<String> {
        let delegation = Delegation {
            id: DelegationId::from_bits(1),
            partner: None,
            city: Localized::of("zh-CN", "德累斯顿").and("de", "Dresden"),
            country: country.map(str::to_owned),
            head: None,
            display,
        };
        let person = Invitee {
            id: PersonId::from_bits(2),
            delegation: delegation.id,
            role: Role::Delegate,
            rank: Rank::Mayor,
            name: Localized::of("de", "Anna Weber"),
            title: Localized::of("zh-CN", "市长"),
            language: language.to_owned(),
            email: None,
            venue: meeting::plan::Venue::default(),
        };
        let names = DisplayNames::default();
        let gaps = gaps(&person, &Shown::of(&names, &delegation), "zh-CN");
        let told = gaps.iter().map(|gap| {
            let part = serde_json::to_value(gap.part).unwrap();
            let part = part.as_str().unwrap().to_owned();
            part + " " + gap.language.as_deref().unwrap_or("-")
        });
        told.collect()
    }

    #[test]
    fn each_part_is_wanted_in_the_language_of_the_session_and_in_their_own() {
        let usual = Display::default;
        assert_eq!(
            missing(Some("DE"), "de-AT", usual()),
            ["name zh-CN", "title de-AT"]
        );
        assert_eq!(missing(Some("DE"), "zh-Hant", usual()), ["name zh-CN"]);
        assert_eq!(
            missing(Some("DE"), "fr", usual()),
            ["name zh-CN", "name fr", "title fr", "city fr"]
        );
    }

    #[test]
    fn a_flag_that_the_office_does_not_want_is_not_missing() {
        let without = |flag, label| Display { flag, label };
        let none = Localized::default;
        assert_eq!(
            missing(None, "zh-CN", without(None, none())),
            ["flag -", "name zh-CN", "country -"]
        );
        let label = Localized::of("en", "Sealand");
        assert_eq!(
            missing(None, "zh-CN", without(Some(false), label)),
            ["name zh-CN"]
        );
    }
}
