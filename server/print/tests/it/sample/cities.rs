//! Cities of the registry, with people who are nobody.

pub(super) type Texts = &'static [(&'static str, &'static str)];

/// Flag, city, country, own language, people (name, title).
pub(super) type City = (
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

pub(super) const CITIES: &[City] = &[
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
