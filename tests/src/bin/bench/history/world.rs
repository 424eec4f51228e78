//! A world of partners, relations, exchanges and intents, as an archive that `yunqiao import` takes.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use meeting::id::{DepartmentId, DistrictId, EntryId, ExchangeId, IntentId, PartnerId, RelationId};
use serde_json::{Value, json};
use support::Dice;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::Size;
use super::names::{COUNTRIES, chinese, english, native};

const DISTRICTS: u64 = 13;
const DEPARTMENTS: u64 = 20;
const FIRST_CITY: u64 = 0x1000_0000_0000;
/// Kinds of records in an archive, in the order of their files.
const KINDS: [&str; 9] = [
    "department",
    "district",
    "partner",
    "relation",
    "exchange",
    "intent",
    "network",
    "sub_relation",
    "contact",
];

struct City {
    id: PartnerId,
    chinese: String,
    english: String,
    native: String,
    country: usize,
}

pub(super) struct World {
    size: Size,
    cities: Vec<City>,
    dice: Dice,
}

fn pick<'l>(dice: &mut Dice, list: &[&'l str]) -> &'l str {
    let place = usize::try_from(dice.below(list.len() as u64)).unwrap_or(0);
    list.get(place).copied().unwrap_or_default()
}

/// A day of one of the years up to 2025, later ones more often.
fn day(dice: &mut Dice, first: u64) -> String {
    let span = 2026 - first;
    let year = first + dice.below(span).max(dice.below(span));
    match dice.below(20) {
        0 => format!("{year}"),
        1 => format!("{year}-{:02}", 1 + dice.below(12)),
        _ => format!("{year}-{:02}-{:02}", 1 + dice.below(12), 1 + dice.below(28)),
    }
}

impl World {
    pub(super) fn of(size: Size, dice: &mut Dice) -> World {
        let mut names = dice.split();
        let cities = (0..size.partners).map(|number| {
            // Half of them in a sixth of the countries.
            let most = COUNTRIES.len() as u64;
            let country = names.below(most).min(names.below(most));
            let country = usize::try_from(country).unwrap_or(0);
            let english = english(&mut names);
            let language = COUNTRIES.get(country).map_or("en", |one| one.2);
            City {
                id: PartnerId::from_bits(FIRST_CITY + number),
                chinese: chinese(&mut names),
                native: native(&mut names, language, &english),
                english,
                country,
            }
        });
        World {
            size,
            cities: cities.collect(),
            dice: dice.split(),
        }
    }

    pub(super) fn size(&self) -> u64 {
        self.size.partners
    }

    /// By which a city is named in a sheet.
    pub(super) fn slug_of(&self, id: &str) -> String {
        let id: Option<PartnerId> = id.parse().ok();
        let number = id.map(|id| id.bits() - FIRST_CITY);
        self.slug(number.unwrap_or_default())
    }

    pub(super) fn slug(&self, number: u64) -> String {
        format!("P{number:05}")
    }

    /// What may be typed to find a city: by script, its names, and its Chinese name in two letters.
    pub(super) fn typed(&self, number: u64) -> Vec<(&'static str, String)> {
        let city = usize::try_from(number).ok();
        let Some(city) = city.and_then(|number| self.cities.get(number)) else {
            return Vec::new();
        };
        let two: String = city.chinese.chars().skip(1).take(2).collect();
        vec![
            ("Chinese", city.chinese.clone()),
            ("two Han", two),
            ("Latin", city.english.clone()),
            ("own script", city.native.clone()),
        ]
    }

    pub(super) fn partner(&self, dice: &mut Dice) -> PartnerId {
        // A tenth of them has most of the exchanges.
        let all = self.size.partners;
        let most = if dice.below(10) < 6 {
            (all / 10).max(1)
        } else {
            all
        };
        let place = usize::try_from(dice.below(most)).unwrap_or(0);
        let city = self.cities.get(place);
        city.map_or(PartnerId::from_bits(0), |city| city.id)
    }

    /// Everything, or without what happened.
    pub(super) fn write(&self, file: &Path, with_exchanges: bool) -> anyhow::Result<()> {
        let mut archive = Archive {
            zip: ZipWriter::new(File::create(file)?),
            dice: self.dice.clone(),
        };
        archive.begin("ledger.json")?;
        archive.line(&json!({ "format": 1 }))?;
        archive.begin("batches.jsonl")?;
        archive.line(
            &json!({ "number": 1, "what": "import", "title": "generated",
            "at": 1_700_000_000_000_000_i64, "organizer": null, "undoes": null }),
        )?;
        for kind in KINDS {
            archive.begin(&format!("{kind}.jsonl"))?;
            match kind {
                "department" => archive.departments()?,
                "district" => archive.districts()?,
                "partner" => archive.partners(self)?,
                "relation" => archive.relations(self)?,
                "exchange" if with_exchanges => archive.exchanges(self)?,
                "intent" if with_exchanges => archive.intents(self)?,
                _ => {}
            }
        }
        archive.zip.finish()?;
        Ok(())
    }
}

struct Archive {
    zip: ZipWriter<File>,
    dice: Dice,
}

impl Archive {
    fn begin(&mut self, name: &str) -> anyhow::Result<()> {
        Ok(self.zip.start_file(name, SimpleFileOptions::default())?)
    }

    fn line(&mut self, line: &Value) -> io::Result<()> {
        serde_json::to_writer(&mut self.zip, line)?;
        self.zip.write_all(b"\n")
    }

    fn record(&mut self, id: EntryId, mut record: Value) -> io::Result<()> {
        record["id"] = json!(id);
        self.line(&json!({ "id": id, "version": 1, "batch": 1, "record": record }))
    }

    fn departments(&mut self) -> io::Result<()> {
        for number in 0..DEPARTMENTS {
            let names =
                json!({ "zh-CN": format!("部门{number}"), "en": format!("Department {number}") });
            self.record(department(number), json!({ "names": names }))?;
        }
        Ok(())
    }

    fn districts(&mut self) -> io::Result<()> {
        for number in 0..DISTRICTS {
            let names =
                json!({ "zh-CN": format!("第{number}区"), "en": format!("District {number}") });
            self.record(district(number), json!({ "names": names }))?;
        }
        Ok(())
    }

    fn partners(&mut self, world: &World) -> io::Result<()> {
        for (number, city) in (0..).zip(&world.cities) {
            let (country, continent, language, bri, zone) = COUNTRIES[city.country];
            let standing = if self.dice.below(50) == 0 {
                "candidate"
            } else {
                "partner"
            };
            let record = json!({
                "slug": world.slug(number), "country": country, "continent": continent, "bri": bri,
                "names": { "zh-CN": city.chinese, "en": city.english },
                "native": { "text": city.native, "language": language },
                "languages": [language], "zone": zone, "standing": standing,
                "coordinates": { "lat": self.dice.below(120) as f64 - 60.0,
                    "lon": self.dice.below(340) as f64 - 170.0 },
                "population": 10_000 + self.dice.below(9_000_000),
                "provenance": { "sources": ["generated"], "confidence": "C", "reconstructed": true },
            });
            self.record(EntryId::from_bits(city.id.bits()), record)?;
        }
        Ok(())
    }

    /// One with every city, and with some of them one of a district.
    fn relations(&mut self, world: &World) -> io::Result<()> {
        for (number, city) in (0..).zip(&world.cities) {
            let kind = pick(&mut self.dice, &["sister", "exchange", "exchange"]);
            let mut relation = json!({ "partner": city.id, "kind": kind });
            match self.dice.below(30) {
                0 => {}
                // It was over before the last years began.
                1 => {
                    relation["valid_from"] = format!("{}", 1979 + self.dice.below(30)).into();
                    relation["ending"] = json!({ "on": "2019-06-30", "reason": "expired" });
                }
                _ => relation["valid_from"] = day(&mut self.dice, 1979).into(),
            }
            self.record(relation_id(2 * number), relation)?;
            if self.dice.below(8) == 0 {
                let owner = district(self.dice.below(DISTRICTS));
                let relation = json!({ "partner": city.id, "kind": "exchange",
                    "owner": { "district": owner }, "valid_from": day(&mut self.dice, 1990) });
                self.record(relation_id(2 * number + 1), relation)?;
            }
        }
        Ok(())
    }

    fn exchanges(&mut self, world: &World) -> io::Result<()> {
        for number in 0..world.size.exchanges - world.size.meetings {
            let exchange = exchange(&mut self.dice, world, number);
            let id = ExchangeId::from_bits(0x2000_0000_0000 + number);
            self.record(EntryId::from_bits(id.bits()), exchange)?;
        }
        Ok(())
    }

    fn intents(&mut self, world: &World) -> io::Result<()> {
        for number in 0..world.size.intents {
            let dice = &mut self.dice;
            let year = 2010 + dice.below(15);
            let stages = ["talks", "signed", "project", "landed"];
            let reached = usize::try_from(dice.below(5)).unwrap_or(0);
            let steps = (0_u64..).zip(stages.iter().take(reached));
            let steps: Vec<Value> = steps
                .map(|(place, stage)| json!({ "on": format!("{year}-{:02}", 9 + place), "stage": stage }))
                .collect();
            let intent = json!({
                "title": { "zh-CN": format!("意向{number}"), "en": format!("Intent {number}") },
                "partners": [world.partner(dice)], "said_on": format!("{year}-0{}-05", 1 + dice.below(8)),
                "owner": department(dice.below(DEPARTMENTS)), "steps": steps,
            });
            let id = IntentId::from_bits(0x3000_0000_0000 + number);
            self.record(EntryId::from_bits(id.bits()), intent)?;
        }
        Ok(())
    }
}

/// One with some partners, one of them more often than others.
pub(super) fn exchange(dice: &mut Dice, world: &World, number: u64) -> Value {
    let kinds = [
        "visit_received",
        "visit_received",
        "visit_paid",
        "forum",
        "ceremony",
        "aid",
        "exhibition",
        "fair",
        "trade",
        "school",
        "parliament",
        "other",
    ];
    let kind = pick(dice, &kinds);
    let direction = match kind {
        "visit_received" => "received",
        "visit_paid" => "paid",
        _ => "mutual",
    };
    let mut partners = vec![world.partner(dice)];
    for _ in 0..dice.below(8).saturating_sub(5) {
        let another = world.partner(dice);
        if !partners.contains(&another) {
            partners.push(another);
        }
    }
    let fields = [
        "culture",
        "education",
        "personnel",
        "trade",
        "science_technology",
        "health",
        "sport",
        "tourism",
        "digital_governance",
        "heritage",
        "environment",
    ];
    json!({
        "title": { "zh-CN": format!("交流活动{number}"), "en": format!("Exchange {number}") },
        "kind": kind, "direction": direction, "on": day(dice, 1985), "partners": partners,
        "field": pick(dice, &fields), "mode": pick(dice, &["onsite", "onsite", "online", "hybrid"]),
        "rank": pick(dice, &["mayor", "vice_mayor", "director", "deputy_director", "staff"]),
        "headcount": { "number": 2 + dice.below(60), "at_least": dice.below(10) == 0 },
        "groups": { "number": 1 }, "substance":
            pick(dice, &["greeting", "courtesy", "courtesy", "talks", "signed", "project"]),
        "organisers": [pick(dice, &["government", "government", "university", "enterprise"])],
        "departments": [department(dice.below(DEPARTMENTS))],
        "note": "Generated by dice, to be measured and for nothing else.",
    })
}

fn department(number: u64) -> EntryId {
    EntryId::from_bits(DepartmentId::from_bits(0x4000_0000_0000 + number).bits())
}

fn district(number: u64) -> EntryId {
    EntryId::from_bits(DistrictId::from_bits(0x5000_0000_0000 + number).bits())
}

fn relation_id(number: u64) -> EntryId {
    EntryId::from_bits(RelationId::from_bits(0x6000_0000_0000 + number).bits())
}
