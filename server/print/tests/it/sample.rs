//! A summit with cities of the registry. The people are nobody.

use std::path::PathBuf;
use std::sync::Arc;

use print::{
    Badge, Badges, Criterion, Fonts, Heading, Languages, Listing, Moved, Pair, Person, Phrase,
    Place, Plate, Plates, Printed, Role, Row, Seat, Seatings, Side, Table,
};

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

type Texts = &'static [(&'static str, &'static str)];

/// Flag, city, country, own language, people (name, title).
type City = (
    &'static str,
    Texts,
    Texts,
    &'static str,
    &'static [(Texts, Texts)],
);

const MAYOR: Texts = &[
    ("zh-CN", "市长"),
    ("en", "Mayor"),
    ("ja", "市長"),
    ("ko", "시장"),
    ("de", "Oberbürgermeister"),
    ("ru", "Мэр"),
    ("ar", "رئيس المجلس الجماعي"),
    ("fr", "Maire"),
    ("es", "Alcalde"),
    ("ne", "प्रमुख"),
];
const DIRECTOR: Texts = &[
    ("zh-CN", "外事办公室主任"),
    ("en", "Director, Office of International Relations"),
    ("ja", "国際交流課長"),
    ("ko", "국제협력과장"),
    (
        "de",
        "Leiterin des Amtes für Internationales und Städtepartnerschaften",
    ),
    ("ru", "Начальник управления внешних связей"),
    ("ar", "مدير قسم التعاون الدولي"),
    ("fr", "Directrice des relations internationales"),
    ("es", "Directora de Relaciones Internacionales"),
    ("ne", "निर्देशक"),
];

const CITIES: &[City] = &[
    (
        "cn",
        &[
            ("zh-CN", "杭州市"),
            ("en", "Hangzhou"),
            ("ja", "杭州市"),
            ("ar", "هانغتشو"),
            ("fr", "Hangzhou"),
        ],
        &[
            ("zh-CN", "中国"),
            ("en", "China"),
            ("ja", "中国"),
            ("ar", "الصين"),
            ("fr", "Chine"),
        ],
        "zh-CN",
        &[
            (
                &[
                    ("zh-CN", "王明"),
                    ("en", "Wang Ming"),
                    ("ja", "王明"),
                    ("ar", "وانغ مينغ"),
                    ("fr", "Wang Ming"),
                ],
                MAYOR,
            ),
            (
                &[
                    ("zh-CN", "欧阳文静"),
                    ("en", "Ouyang Wenjing"),
                    ("ar", "أويانغ ونجينغ"),
                ],
                DIRECTOR,
            ),
            (
                &[("zh-CN", "李华"), ("en", "Li Hua"), ("ar", "لي هوا")],
                DIRECTOR,
            ),
        ],
    ),
    (
        "jp",
        &[
            ("zh-CN", "岐阜市"),
            ("en", "Gifu"),
            ("ja", "岐阜市"),
            ("ar", "غيفو"),
            ("fr", "Gifu"),
        ],
        &[
            ("zh-CN", "日本"),
            ("en", "Japan"),
            ("ja", "日本"),
            ("ar", "اليابان"),
            ("fr", "Japon"),
        ],
        "ja",
        &[
            (
                &[
                    ("zh-CN", "山田花子"),
                    ("en", "YAMADA Hanako"),
                    ("ja", "山田花子"),
                    ("ar", "يامادا هاناكو"),
                ],
                MAYOR,
            ),
            (
                &[
                    ("zh-CN", "佐佐木健"),
                    ("en", "SASAKI Ken"),
                    ("ja", "佐々木健"),
                    ("ar", "ساساكي كين"),
                ],
                DIRECTOR,
            ),
        ],
    ),
    (
        "kr",
        &[
            ("zh-CN", "丽水市"),
            ("en", "Yeosu"),
            ("ja", "麗水市"),
            ("ko", "여수시"),
            ("ar", "يوسو"),
            ("fr", "Yeosu"),
        ],
        &[
            ("zh-CN", "韩国"),
            ("en", "Republic of Korea"),
            ("ja", "韓国"),
            ("ko", "대한민국"),
            ("ar", "جمهورية كوريا"),
            ("fr", "République de Corée"),
        ],
        "ko",
        &[(
            &[
                ("zh-CN", "金民秀"),
                ("en", "KIM Minsu"),
                ("ko", "김민수"),
                ("ja", "キム・ミンス"),
                ("ar", "كيم مينسو"),
            ],
            MAYOR,
        )],
    ),
    (
        "de",
        &[
            ("zh-CN", "德累斯顿市"),
            ("en", "Dresden"),
            ("ja", "ドレスデン市"),
            ("de", "Dresden"),
            ("ar", "درسدن"),
            ("fr", "Dresde"),
        ],
        &[
            ("zh-CN", "德国"),
            ("en", "Germany"),
            ("ja", "ドイツ"),
            ("de", "Deutschland"),
            ("ar", "ألمانيا"),
            ("fr", "Allemagne"),
        ],
        "de",
        &[
            (
                &[
                    ("zh-CN", "安娜·韦伯"),
                    ("en", "Anna Weber"),
                    ("de", "Anna Weber"),
                    ("ja", "アンナ・ヴェーバー"),
                    ("ar", "آنا فيبر"),
                ],
                MAYOR,
            ),
            (
                &[
                    ("zh-CN", "卡塔琳娜·冯·舒伦堡-格罗斯曼"),
                    ("en", "Katharina von der Schulenburg-Großmann"),
                    ("de", "Katharina von der Schulenburg-Großmann"),
                    (
                        "ja",
                        "カタリーナ・フォン・デア・シューレンブルク＝グロスマン",
                    ),
                    ("ar", "كاتارينا فون دير شولنبورغ غروسمان"),
                ],
                DIRECTOR,
            ),
        ],
    ),
    (
        "ru",
        &[
            ("zh-CN", "喀山市"),
            ("en", "Kazan"),
            ("ja", "カザン市"),
            ("ru", "Казань"),
            ("ar", "قازان"),
            ("fr", "Kazan"),
        ],
        &[
            ("zh-CN", "俄罗斯"),
            ("en", "Russian Federation"),
            ("ja", "ロシア"),
            ("ru", "Российская Федерация"),
            ("ar", "الاتحاد الروسي"),
            ("fr", "Fédération de Russie"),
        ],
        "ru",
        &[(
            &[
                ("zh-CN", "伊万·彼得罗夫"),
                ("en", "Ivan Petrov"),
                ("ru", "Иван Петров"),
                ("ja", "イワン・ペトロフ"),
                ("ar", "إيفان بيتروف"),
            ],
            MAYOR,
        )],
    ),
    (
        "ma",
        &[
            ("zh-CN", "阿加迪尔市"),
            ("en", "Agadir"),
            ("ja", "アガディール市"),
            ("ar", "أكادير"),
            ("fr", "Agadir"),
        ],
        &[
            ("zh-CN", "摩洛哥"),
            ("en", "Morocco"),
            ("ja", "モロッコ"),
            ("ar", "المغرب"),
            ("fr", "Maroc"),
        ],
        "ar",
        &[(
            &[
                ("zh-CN", "穆罕默德·阿拉维"),
                ("en", "Mohammed Alaoui"),
                ("ar", "محمد العلوي"),
                ("ja", "ムハンマド・アラウィー"),
                ("fr", "Mohammed Alaoui"),
            ],
            MAYOR,
        )],
    ),
    (
        "np",
        &[
            ("zh-CN", "勒利德布尔市"),
            ("en", "Lalitpur"),
            ("ja", "ラリトプル市"),
            ("ne", "ललितपुर"),
            ("ar", "لاليتبور"),
            ("fr", "Lalitpur"),
        ],
        &[
            ("zh-CN", "尼泊尔"),
            ("en", "Nepal"),
            ("ja", "ネパール"),
            ("ne", "नेपाल"),
            ("ar", "نيبال"),
            ("fr", "Népal"),
        ],
        "ne",
        &[(
            &[
                ("zh-CN", "苏尼塔·什雷斯塔"),
                ("en", "Sunita Shrestha"),
                ("ne", "सुनिता श्रेष्ठ"),
                ("ja", "スニタ・シュレスタ"),
                ("ar", "سونيتا شريستا"),
            ],
            MAYOR,
        )],
    ),
    (
        "es",
        &[
            ("zh-CN", "奥维耶多市"),
            ("en", "Oviedo"),
            ("ja", "オビエド市"),
            ("es", "Oviedo"),
            ("ar", "أوفييدو"),
            ("fr", "Oviedo"),
        ],
        &[
            ("zh-CN", "西班牙"),
            ("en", "Spain"),
            ("ja", "スペイン"),
            ("es", "España"),
            ("ar", "إسبانيا"),
            ("fr", "Espagne"),
        ],
        "es",
        &[(
            &[
                ("zh-CN", "玛丽亚·德尔卡门·费尔南德斯"),
                ("en", "María del Carmen Fernández de Córdoba y Álvarez"),
                ("es", "María del Carmen Fernández de Córdoba y Álvarez"),
                ("ja", "マリア・デル・カルメン・フェルナンデス"),
                ("ar", "ماريا ديل كارمن فرنانديث"),
            ],
            MAYOR,
        )],
    ),
    (
        "lk",
        &[
            ("zh-CN", "斯里贾亚瓦德纳普莱克特市"),
            ("en", "Sri Jayawardenepura Kotte"),
            ("ja", "スリジャヤワルダナプラコッテ市"),
            ("ar", "سري جاياواردنابورا كوتي"),
            ("fr", "Sri Jayawardenepura Kotte"),
        ],
        &[
            ("zh-CN", "斯里兰卡"),
            ("en", "Sri Lanka"),
            ("ja", "スリランカ"),
            ("ar", "سريلانكا"),
            ("fr", "Sri Lanka"),
        ],
        "en",
        &[(
            &[
                ("zh-CN", "尼马尔·佩雷拉"),
                ("en", "Nimal Perera"),
                ("ja", "ニマル・ペレラ"),
                ("ar", "نيمال بيريرا"),
            ],
            MAYOR,
        )],
    ),
    (
        "",
        &[
            ("zh-CN", "波士顿市"),
            ("en", "Boston"),
            ("ja", "ボストン市"),
            ("ar", "بوسطن"),
            ("fr", "Boston"),
        ],
        &[
            ("zh-CN", "美国"),
            ("en", "United States"),
            ("ja", "アメリカ合衆国"),
            ("ar", "الولايات المتحدة"),
            ("fr", "États-Unis"),
        ],
        "en",
        &[(
            &[
                ("zh-CN", "约翰·史密斯"),
                ("en", "John Smith"),
                ("ja", "ジョン・スミス"),
                ("ar", "جون سميث"),
            ],
            MAYOR,
        )],
    ),
];

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
