use std::path::PathBuf;

use print::{Error, Fonts};

use crate::sample::{self, Sample};

/// Writes the documents of a sample, for those who want to look at them.
fn keep(name: &str, bytes: &[u8]) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("print");
    #[expect(clippy::disallowed_methods, reason = "to be looked at")]
    let written =
        std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(folder.join(name), bytes));
    written.expect("the folder of the tests can be written to");
}

fn all(sample: &Sample, fonts: &Fonts) -> Result<[(&'static str, Vec<u8>); 4], Error> {
    Ok([
        ("list", print::list(&sample.listing(), fonts)?),
        ("plates", print::plates(&sample.plates(), fonts)?),
        ("badges", print::badges(&sample.badges(), fonts)?),
        ("seating", print::seating(&sample.seating(), fonts)?),
    ])
}

#[test]
fn the_documents_of_a_summit_are_written_in_three_pairs_of_languages() {
    let Some(fonts) = sample::fonts() else { return };
    for (first, second) in [
        ("zh-CN", "en"),
        ("ar", "zh-CN"),
        ("ja", "zh-CN"),
        ("fr", "en"),
    ] {
        let sample = Sample { first, second };
        for (kind, bytes) in all(&sample, &fonts).unwrap_or_else(|error| panic!("{first}: {error}"))
        {
            assert!(bytes.starts_with(b"%PDF-1.7"), "{first} {kind}");
            // A page of Chinese embeds what it needs of 100 MB of fonts.
            assert!(bytes.len() < 1_500_000, "{first} {kind}: {}", bytes.len());
            keep(&format!("{kind}.{first}.pdf"), &bytes);
        }
    }
}

#[test]
fn every_flag_of_the_client_is_drawn() {
    let Some(fonts) = sample::fonts() else { return };
    let sample = Sample {
        first: "en",
        second: "zh-CN",
    };
    let badges = sample.flags();
    let bytes = print::badges(&badges, &fonts).unwrap();
    keep("flags.pdf", &bytes);
}

#[test]
fn the_same_data_make_the_same_bytes() {
    let Some(fonts) = sample::fonts() else { return };
    let sample = Sample {
        first: "zh-CN",
        second: "en",
    };
    let listing = sample.listing();
    assert_eq!(print::list(&listing, &fonts), print::list(&listing, &fonts));
}

#[test]
fn without_fonts_there_is_no_page_but_the_name_of_a_package() {
    let none = Fonts::in_folders(&[]);
    let sample = Sample {
        first: "zh-CN",
        second: "en",
    };
    let refused = print::list(&sample.listing(), &none);
    let missing = Error::MissingFont {
        script: "Han",
        package: "fonts-noto-cjk",
    };
    assert_eq!(refused, Err(missing));
}
