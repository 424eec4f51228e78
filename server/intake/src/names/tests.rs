use super::*;
use history::partner::{Continent, NativeName, Provenance, Standing};

pub(crate) fn partner(
    bits: u64,
    slug: &str,
    zh: &str,
    en: &str,
    local: &str,
    country: &str,
) -> Partner {
    Partner {
        id: PartnerId::from_bits(bits),
        slug: slug.to_owned(),
        names: Localized::of("zh-CN", zh).and("en", en),
        native: NativeName {
            text: local.to_owned(),
            language: String::new(),
        },
        aliases: Vec::new(),
        country: country.parse().expect("a country"),
        counted_in: None,
        continent: Continent::Europe,
        bri: false,
        standing: Standing::Partner,
        candidacy: None,
        languages: Vec::new(),
        coordinates: None,
        zone: None,
        population: None,
        geonameid: None,
        note: None,
        official_urls: Vec::new(),
        provenance: Provenance::default(),
    }
}

pub(crate) fn directory() -> Directory {
    let mut directory = Directory::default();
    for partner in [
        partner(1, "S18", "德累斯顿市", "Dresden", "Dresden", "DE"),
        partner(2, "S13", "喀山市", "Kazan", "Казань", "RU"),
        partner(3, "S06", "丽水市(韩国)", "Yeosu", "여수시", "KR"),
        partner(4, "X01", "丽水市", "Lishui", "丽水市", "CN"),
        partner(
            5,
            "S14",
            "开普敦市",
            "Cape Town",
            "Cape Town / Kaapstad / iKapa",
            "ZA",
        ),
        partner(6, "S17", "坎昆市", "Cancún (Benito Juárez)", "Cancún", "MX"),
        partner(7, "S27", "斯普利特市", "Split", "Split", "HR"),
        partner(8, "S12", "华盛顿", "Washington, D.C.", "Washington", "US"),
    ] {
        directory.add_partner(&partner, "en");
    }
    for (code, names) in [
        ("KR", ["韩国", "South Korea"]),
        ("CN", ["中国", "China"]),
        ("HR", ["克罗地亚", "Croatia"]),
        ("DE", ["德国", "Germany"]),
    ] {
        directory.add_country(code.parse().expect("a country"), names);
    }
    let zh = |name| Localized::of("zh-CN", name);
    directory.add_department(
        DepartmentId::from_bits(1),
        &zh("市商务局").and("en", "Commerce Bureau"),
    );
    directory.add_department(DepartmentId::from_bits(2), &zh("市文广旅游局"));
    directory.add_district(
        DistrictId::from_bits(1),
        &zh("西湖区").and("en", "West Lake District"),
    );
    directory.add_city(&zh("杭州市").and("en", "Hangzhou"));
    directory
}

fn found(name: &str) -> Vec<u64> {
    let found = directory().partners(name);
    found.iter().map(|partner| partner.id.bits()).collect()
}

#[test]
fn a_partner_is_found_by_every_name_it_has() {
    for (name, partner) in [
        ("S18", 1),
        ("s18", 1),
        ("德累斯顿市", 1),
        ("德累斯顿", 1),
        (" ＤＲＥＳＤＥＮ ", 1),
        ("Казань", 2),
        ("여수", 3),
        ("여수시", 3),
        ("Kaapstad", 5),
        ("Cape Town / Kaapstad / iKapa", 5),
        ("cancun", 6),
        ("Cancun (Benito Juarez)", 6),
        ("Washington, D.C.", 8),
        ("washington dc", 8),
        // With the country where the name alone does not tell.
        ("丽水（韩国）", 3),
        ("丽水市(韩国)", 3),
        ("韩国丽水市", 3),
        ("中国丽水", 4),
        ("Split, Croatia", 7),
        ("Split (HR)", 7),
    ] {
        assert_eq!(found(name), [partner], "{name}");
    }
    assert_eq!(found("丽水"), [3, 4]);
    for name in ["", "Atlantis", "Split, Germany", "德国丽水"] {
        assert!(found(name).is_empty(), "{name}");
    }
}

#[test]
fn a_cell_is_taken_apart_no_further_than_its_names() {
    let directory = directory();
    let known = |name: &str| !directory.partners(name).is_empty();
    for (cell, names) in [
        ("Washington, D.C.", vec!["Washington, D.C."]),
        ("Dresden, Kazan", vec!["Dresden", "Kazan"]),
        ("Dresden and Kazan", vec!["Dresden", "Kazan"]),
        ("德累斯顿和喀山", vec!["德累斯顿", "喀山"]),
        (
            "德累斯顿、喀山；Washington, D.C.",
            vec!["德累斯顿", "喀山", "Washington, D.C."],
        ),
        (
            "Cape Town / Kaapstad / iKapa",
            vec!["Cape Town / Kaapstad / iKapa"],
        ),
        ("Dresden / Kazan", vec!["Dresden", "Kazan"]),
        ("Atlantis, Kazan", vec!["Atlantis, Kazan"]),
        ("Atlantis；Kazan", vec!["Atlantis", "Kazan"]),
        (" ", vec![]),
    ] {
        assert_eq!(apart(cell, known), names, "{cell}");
    }
}

#[test]
fn departments_districts_and_the_city_have_names_too() {
    let directory = directory();
    assert_eq!(
        directory.department("commerce  bureau"),
        Some(DepartmentId::from_bits(1))
    );
    assert_eq!(directory.department("外办"), None);
    assert_eq!(directory.district("西湖区"), Some(DistrictId::from_bits(1)));
    assert!(
        directory.is_city("杭州") && directory.is_city("市本级") && directory.is_city("HANGZHOU")
    );
    assert!(!directory.is_city("西湖区"));
    assert_eq!(directory.country("kr"), "KR".parse().ok());
    assert_eq!(directory.country("韩国"), "KR".parse().ok());
}
