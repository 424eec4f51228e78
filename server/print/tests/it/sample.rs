//! A summit with cities of the registry. The people are nobody.

mod cities;

use std::path::PathBuf;
use std::sync::Arc;

use print::{
    Badge, Badges, Criterion, Fonts, Heading, Languages, Listing, Moved, Pair, Person, Phrase,
    Place, Plate, Plates, Printed, Role, Row, Seat, Seatings, Side, Table,
};

use cities::{CITIES, City, Texts};

/// In which languages it is held.
pub(crate) struct Sample {
    pub(crate) first: &'static str,
    pub(crate) second: &'static str,
}

/// None where they are not installed, which is a failure of the unit tests where it may not be.
pub(crate) fn fonts() -> Option<Fonts> {
    let folder = PathBuf::from("/usr/share/fonts");
    let has = |file: &str| folder.join(file).exists();
    if has("truetype/noto/NotoSans-Regular.ttf") && has("opentype/noto/NotoSerifCJK-Bold.ttc") {
        return Some(Fonts::in_folders(&[folder]));
    }
    eprintln!("Left out: fonts-noto-core and fonts-noto-cjk are not installed.");
    None
}

fn phrase(texts: Texts, language: &str) -> Option<Phrase> {
    let found = texts.iter().find(|(tag, _)| *tag == language);
    found.map(|(tag, text)| Phrase::new(tag, *text))
}

impl Sample {
    /// In the first language, and in another, or in the second where it is not known in that.
    fn pair(&self, texts: Texts, other: &str) -> Pair {
        let english = || phrase(texts, "en");
        let first = phrase(texts, self.first).or_else(english);
        let second = phrase(texts, other).filter(|_| other != self.first);
        let second = second
            .or_else(|| phrase(texts, self.second))
            .or_else(english);
        Pair::new(first.unwrap_or_default(), second)
    }

    fn heading(&self) -> Heading {
        let title: Texts = &[
            ("zh-CN", "第八届杭州国际友城市长峰会：数字治理与绿色发展"),
            (
                "en",
                "Eighth Hangzhou International Sister City Mayors’ Forum: Digital Governance and Green Development",
            ),
            (
                "ja",
                "第8回杭州国際友好都市市長フォーラム：デジタル行政とグリーン発展",
            ),
            (
                "ar",
                "المنتدى الثامن لعمداء المدن الشقيقة في هانغتشو: الحوكمة الرقمية والتنمية الخضراء",
            ),
            (
                "fr",
                "Huitième forum des maires des villes jumelées de Hangzhou : gouvernance numérique et développement vert",
            ),
        ];
        let when: Texts = &[
            ("zh-CN", "2026年12月10日 星期四 16:00–18:30（杭州，UTC+8）"),
            (
                "en",
                "Thursday, 10 December 2026, 16:00–18:30 (Hangzhou, UTC+8)",
            ),
            ("ja", "2026年12月10日（木）16:00–18:30（杭州、UTC+8）"),
            ("ar", "الخميس، 10 ديسمبر 2026، 16:00–18:30 (هانغتشو، UTC+8)"),
            (
                "fr",
                "jeudi 10 décembre 2026, 16:00–18:30 (Hangzhou, UTC+8)",
            ),
        ];
        let as_of: Texts = &[
            ("zh-CN", "2026年11月26日 15:20"),
            ("en", "26 November 2026, 15:20"),
            ("ja", "2026年11月26日 15:20"),
            ("ar", "26 نوفمبر 2026، 15:20"),
            ("fr", "26 novembre 2026, 15:20"),
        ];
        Heading {
            languages: Languages {
                first: self.first.to_owned(),
                second: Some(self.second.to_owned()),
            },
            title: self.pair(title, self.second),
            when: self.pair(when, self.second),
            place: None,
            as_of: self.pair(as_of, self.second),
            printed: Printed {
                year: 2026,
                month: 11,
                day: 26,
                hour: 7,
                minute: 20,
            },
        }
    }

    fn place(&self, city: &City, other: &str) -> Place {
        Place {
            flag: flag(city.0),
            city: self.pair(city.1, other),
            country: Some(self.pair(city.2, other)),
        }
    }

    fn people(&self, city: &City, other: &str) -> Vec<Person> {
        let person = |(name, title): &(Texts, Texts)| Person {
            name: self.pair(name, other),
            title: Some(self.pair(title, other)),
        };
        city.4.iter().map(person).collect()
    }

    pub(crate) fn listing(&self) -> Listing {
        let rows = CITIES.iter().zip(1..).map(|(city, number)| {
            let mut people = self.people(city, city.3).into_iter();
            let moved = (number == 3).then(|| Moved {
                from: 6,
                to: 3,
                by: Some("陈晓".to_owned()),
                when: self.heading().as_of,
                reason: Some(Phrase::new("zh-CN", "应双方商定，合办城市列于东道主之后")),
            });
            Row {
                number,
                place: self.place(city, city.3),
                head: people.next(),
                members: people.collect(),
                moved,
            }
        });
        Listing {
            heading: self.heading(),
            order: vec![
                Criterion::Rank,
                Criterion::Country(self.first.to_owned()),
                Criterion::City,
            ],
            rows: rows.collect(),
        }
    }

    pub(crate) fn plates(&self) -> Plates {
        let plates = CITIES.iter().flat_map(|city| {
            let place = self.place(city, city.3);
            let plate = move |person| Plate {
                person,
                place: place.clone(),
            };
            self.people(city, city.3).into_iter().map(plate)
        });
        Plates {
            heading: self.heading(),
            plates: plates.collect(),
        }
    }

    pub(crate) fn badges(&self) -> Badges {
        let roles = [
            Role::Delegate,
            Role::Interpreter,
            Role::Observer,
            Role::Press,
        ];
        let badges = CITIES.iter().zip(0..).flat_map(|(city, number)| {
            let place = self.place(city, city.3);
            let role = if number == 0 {
                Role::Host
            } else {
                roles[number % roles.len()]
            };
            let badge = move |person| Badge {
                person,
                place: place.clone(),
                role,
            };
            self.people(city, city.3).into_iter().map(badge)
        });
        Badges {
            heading: self.heading(),
            badges: badges.collect(),
        }
    }

    /// A badge for each flag that the client has; none where its packages are not installed.
    pub(crate) fn flags(&self) -> Badges {
        #[expect(clippy::disallowed_methods, reason = "to be looked at")]
        let files = std::fs::read_dir(flags_of_the_client());
        let files = files.into_iter().flatten().flatten();
        let names = files.filter_map(|file| file.file_name().into_string().ok());
        let codes = names.filter_map(|name| Some(name.strip_suffix(".svg")?.to_owned()));
        let mut codes: Vec<String> = codes.filter(|code| code.len() == 2).collect();
        codes.sort();
        let named = |text: &str| Pair::one(Phrase::new("en", text));
        let badges = codes.iter().map(|code| Badge {
            person: Person {
                name: named(code),
                title: None,
            },
            place: Place {
                flag: flag(code),
                city: named(code),
                country: None,
            },
            role: Role::Delegate,
        });
        Badges {
            heading: self.heading(),
            badges: badges.collect(),
        }
    }

    pub(crate) fn seating(&self) -> Seatings {
        let side = |city: &City, count: u32| {
            let people = self.people(city, city.3);
            let seat = |number: u32| Seat {
                number,
                place: along_the_table(number),
                person: people[(number as usize - 1) % people.len()].clone(),
            };
            Side {
                place: self.place(city, city.3),
                seats: (1..=count).map(seat).collect(),
            }
        };
        Seatings {
            heading: self.heading(),
            tables: vec![
                Table {
                    far: side(&CITIES[3], 5),
                    near: side(&CITIES[0], 7),
                },
                Table {
                    far: side(&CITIES[5], 1),
                    near: side(&CITIES[0], 12),
                },
            ],
        }
    }
}

/// The head in the middle, the others on both sides in turn.
fn along_the_table(number: u32) -> i16 {
    let away = i16::try_from(number / 2).unwrap_or(i16::MAX);
    if number.is_multiple_of(2) {
        away
    } else {
        -away
    }
}

/// Those of the client where its packages are installed; else one that is drawn here.
fn flag(country: &str) -> Option<Arc<str>> {
    if country.is_empty() {
        return None;
    }
    let file = flags_of_the_client().join(format!("{country}.svg"));
    #[expect(clippy::disallowed_methods, reason = "to be looked at")]
    let read = std::fs::read_to_string(file);
    Some(read.map_or_else(|_| Arc::from(STRIPES), Arc::from))
}

const STRIPES: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 480">
<path fill="#0b5d4c" d="M0 0h640v240H0z"/><path fill="#dcedf9" d="M0 240h640v240H0z"/></svg>"##;

fn flags_of_the_client() -> PathBuf {
    let folder = "../../web-client/node_modules/flag-icons/flags/4x3";
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder)
}
