//! The 28 exchange cities that are not publicly known.

use meeting::id::PartnerId;

use crate::country::Country;
use crate::partner::{Continent, NativeName, Partner, Standing};

use super::{named, reconstructed};

/// So many placeholders of one country. A code that the standard assigns stands only where the
/// report fixes the country; the others are its codes for users, without those in wide use for
/// something (XI, XK).
struct Batch {
    country: &'static str,
    /// The country in which they count, where that is one that has a sister city.
    counted_in: Option<&'static str>,
    continent: Continent,
    bri: bool,
    count: usize,
}

const fn batch(country: &'static str, continent: Continent, bri: bool, count: usize) -> Batch {
    Batch {
        country,
        counted_in: None,
        continent,
        bri,
        count,
    }
}

const fn counted_in(shared: &'static str, batch: Batch) -> Batch {
    Batch {
        counted_in: Some(shared),
        ..batch
    }
}

use Continent::{Asia, Europe, NorthAmerica, Oceania, SouthAmerica};

/// Of the 36 exchange cities 8 are known: in Italy, Japan (2), Australia, Laos, Nepal, Sri Lanka and
/// Germany, three of them along the Belt and Road in as many countries.
const BATCHES: [Batch; 19] = [
    // Japan has 9 cities, of which 3 are sisters; Korea 5, of which 3 are.
    batch("JP", Asia, false, 4),
    batch("KR", Asia, false, 2),
    // Asia has 25: 9 sisters, 5 known, 6 above, and these. Africa has 2, both sisters.
    batch("XA", Asia, true, 1),
    batch("XB", Asia, true, 1),
    batch("XC", Asia, true, 1),
    batch("XD", Asia, true, 1),
    batch("XE", Asia, true, 1),
    // Along the Belt and Road 12 in 11 countries: 3 known, 5 above, and these.
    batch("XF", Europe, true, 2),
    batch("XG", Europe, true, 1),
    batch("XH", Europe, true, 1),
    // In countries with a sister city: see the module above.
    counted_in("US", batch("XJ", NorthAmerica, false, 1)),
    counted_in("GB", batch("XL", Europe, false, 2)),
    counted_in("FR", batch("XM", Europe, false, 2)),
    counted_in("SR", batch("XN", SouthAmerica, false, 1)),
    counted_in("BR", batch("XO", SouthAmerica, false, 1)),
    // What is left of 36 cities and 25 countries.
    batch("XP", Europe, false, 2),
    batch("XQ", NorthAmerica, false, 1),
    batch("XR", SouthAmerica, false, 2),
    batch("XS", Oceania, false, 1),
];

pub(super) fn partners(identity: &impl Fn(&str) -> u64) -> Vec<Partner> {
    let each = BATCHES
        .iter()
        .flat_map(|batch| std::iter::repeat_n(batch, batch.count));
    let partners = each.zip(1..).filter_map(|(batch, number)| {
        let country: Country = batch.country.parse().ok()?;
        let counted_in = batch.counted_in.and_then(|code| code.parse().ok());
        Some(partner(number, country, counted_in, batch, identity))
    });
    partners.collect()
}

fn partner(
    number: usize,
    country: Country,
    counted_in: Option<Country>,
    batch: &Batch,
    identity: &impl Fn(&str) -> u64,
) -> Partner {
    let slug = format!("X{number:02}");
    let names = named("友好交流城市 ", "Exchange city", number);
    Partner {
        id: PartnerId::from_bits(identity(&format!("partner {slug}"))),
        slug,
        native: NativeName {
            text: names.pick("en").to_owned(),
            language: "en".to_owned(),
        },
        names,
        aliases: Vec::new(),
        country,
        counted_in,
        continent: batch.continent,
        bri: batch.bri,
        standing: Standing::Partner,
        candidacy: None,
        languages: Vec::new(),
        coordinates: None,
        zone: None,
        population: None,
        geonameid: None,
        note: None,
        official_urls: Vec::new(),
        provenance: reconstructed(),
    }
}
