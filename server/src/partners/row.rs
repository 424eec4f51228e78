//! What one line of a registry file must say, field by field.

use history::country::Country;
use history::date::{PartialDate, Precision};
use history::partner::{Continent, Kind};

use super::codes;
use super::file::Row;
use super::partner::FilePartner;

/// Characters of a name, a note or a source.
const LONGEST_TEXT: usize = 500;

/// The partner a line describes; `None` when something is wrong with it, all of which is then in
/// the row's list of errors.
pub(super) fn partner(row: &mut Row<'_>) -> Option<FilePartner> {
    let slug = row.read("id", slug);
    let name_zh = row.read("name_zh", text);
    let name_en = row.read("name_en", text);
    let name_local = row.read("name_local", text);
    let country = row.read("iso2", country);
    let continent = row.read("continent", continent);
    let kind = kind(row);
    let date = date(row);
    let bri = row.read("bri65", yes_or_no);
    let dormant_2020 = row.read("dormant_2020", yes_or_no);
    let languages = row.read("languages_bcp47_assigned", languages);
    let lat = row.read("lat", |field| degrees(field, 90.0));
    let lon = row.read("lon", |field| degrees(field, 180.0));
    let zone = row.read("tz", zone);
    let population = row.read("population_geonames", count);
    let geonameid = row.read("geonameid", count);
    let confidence = row.read("confidence", text);
    let note = row.read("note", |field| optional(field, text));
    let sources = row.read("source_names", sources);
    let official_urls = row.read("official_url", addresses);
    let (relation_date, date_precision) = date?;
    Some(FilePartner {
        slug: slug?,
        name_zh: name_zh?,
        name_en: name_en?,
        name_local: name_local?,
        languages: languages?,
        country: country?,
        continent: continent?,
        kind: kind?,
        relation_date,
        date_precision,
        bri: bri?,
        dormant_2020: dormant_2020?,
        lat: lat?,
        lon: lon?,
        zone: zone?,
        population: population?,
        geonameid: geonameid?,
        confidence: confidence?,
        note: note?,
        sources: sources?,
        official_urls: official_urls?,
    })
}

/// `kind` and its Chinese name must agree: the file is also read by people.
fn kind(row: &mut Row<'_>) -> Option<Kind> {
    let kind = row.read("kind", |field| match field {
        "sister" => Ok(Kind::Sister),
        "exchange" => Ok(Kind::Exchange),
        _ => Err(format!("{field:?} is neither sister nor exchange")),
    });
    let name = match kind {
        Some(Kind::Sister) => "国际友好城市",
        Some(Kind::Exchange) => "国际友好交流城市",
        None => return None,
    };
    row.read("kind_zh", |field| {
        if field == name {
            Ok(())
        } else {
            Err(format!("{field:?} instead of {name}"))
        }
    })?;
    kind
}

/// The date may say more than its precision: the precision is how much of it holds.
fn date(row: &mut Row<'_>) -> Option<(Option<PartialDate>, Precision)> {
    let date = row.read("relation_date", |field| {
        optional(field, |field| {
            field
                .parse()
                .map_err(|problem| format!("{field:?}: {problem}"))
        })
    });
    let precision = row.read("date_precision", |field| match field {
        "day" => Ok(Precision::Day),
        "month" => Ok(Precision::Month),
        "year" => Ok(Precision::Year),
        "unknown" => Ok(Precision::Unknown),
        _ => Err(format!("{field:?} is none of day, month, year, unknown")),
    });
    let (date, precision) = (date?, precision?);
    let written = date.map_or(Precision::Unknown, PartialDate::precision);
    if precision > written {
        row.wrong("date_precision", "the date does not say as much".to_owned());
        return None;
    }
    Some((date, precision))
}

fn slug(field: &str) -> Result<String, String> {
    if codes::is_slug(field) {
        Ok(field.to_owned())
    } else {
        Err(format!(
            "{field:?} is not 1 to {} letters, digits or hyphens",
            codes::LONGEST_SLUG
        ))
    }
}

fn text(field: &str) -> Result<String, String> {
    if field.is_empty() {
        return Err("this is empty".to_owned());
    }
    if field.chars().count() > LONGEST_TEXT {
        return Err(format!("longer than {LONGEST_TEXT} characters"));
    }
    if field.chars().any(char::is_control) {
        return Err("a control character stands in it".to_owned());
    }
    Ok(field.to_owned())
}

fn optional<T>(
    field: &str,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Result<Option<T>, String> {
    if field.is_empty() {
        return Ok(None);
    }
    parse(field).map(Some)
}

fn country(field: &str) -> Result<Country, String> {
    // Those that stand for a country that is not known have no place among real partners.
    let known = codes::country(field).and_then(|_| field.parse().ok());
    known.ok_or_else(|| format!("{field:?} is not a country code of two capitals (ISO 3166-1)"))
}

fn continent(field: &str) -> Result<Continent, String> {
    Ok(match field {
        "Africa" => Continent::Africa,
        "Asia" => Continent::Asia,
        "Europe" => Continent::Europe,
        "North America" => Continent::NorthAmerica,
        "Oceania" => Continent::Oceania,
        "South America" => Continent::SouthAmerica,
        _ => return Err(format!("{field:?} is not a continent with partner cities")),
    })
}

fn yes_or_no(field: &str) -> Result<bool, String> {
    match field {
        "1" => Ok(true),
        "0" => Ok(false),
        _ => Err(format!("{field:?} is neither 0 nor 1")),
    }
}

fn languages(field: &str) -> Result<Vec<String>, String> {
    let mut languages: Vec<String> = Vec::new();
    for tag in field.split('|') {
        if !codes::is_language_tag(tag) {
            return Err(format!("{tag:?} is not a language tag (BCP 47)"));
        }
        if languages.iter().any(|known| known == tag) {
            return Err(format!("{tag} stands here twice"));
        }
        languages.push(tag.to_owned());
    }
    Ok(languages)
}

fn degrees(field: &str, limit: f64) -> Result<f64, String> {
    match field.parse::<f64>() {
        Ok(degrees) if degrees.abs() <= limit => Ok(degrees),
        _ => Err(format!(
            "{field:?} is not a number from -{limit} to {limit}"
        )),
    }
}

fn zone(field: &str) -> Result<String, String> {
    match codes::zone(field) {
        Some(_) => Ok(field.to_owned()),
        None => Err(format!("{field:?} is not a time zone of the IANA database")),
    }
}

fn count(field: &str) -> Result<Option<u64>, String> {
    optional(field, |field| {
        let whole = field.bytes().all(|byte| byte.is_ascii_digit());
        let number = field.parse().ok().filter(|_| whole);
        number.ok_or_else(|| format!("{field:?} is not a whole number"))
    })
}

fn sources(field: &str) -> Result<Vec<String>, String> {
    let parts = field.split('|').map(str::trim);
    parts.filter(|part| !part.is_empty()).map(text).collect()
}

/// Several addresses stand apart by blanks. Only the web is linked: no other scheme may come in.
fn addresses(field: &str) -> Result<Vec<String>, String> {
    let checked = field.split_whitespace().map(|address| {
        if codes::is_of_the_web(address) {
            Ok(address.to_owned())
        } else {
            Err(format!("{address:?} is not a web address"))
        }
    });
    checked.collect()
}
