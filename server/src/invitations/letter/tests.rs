use meeting::id::PersonId;
use meeting::time::Timestamp;

use super::*;
use crate::invitations::content::Point;

const LANGUAGES: [&str; 9] = ["zh-CN", "en", "ja", "ko", "de", "fr", "es", "ru", "ar"];

fn content(language: &str, zone: &str) -> Content {
    Content {
        email: None,
        language: language.to_owned(),
        name: "Lea <Hoffmann>".to_owned(),
        title: "Forum & more".to_owned(),
        // 16:00 in Hangzhou on 10 December 2026.
        starts_at: Timestamp(1_796_889_600_000_000),
        minutes: 90,
        zone: "Asia/Shanghai".to_owned(),
        here: Place {
            city: "There".to_owned(),
            zone: zone.to_owned(),
        },
        agenda: vec![
            Point {
                title: "Opening".to_owned(),
                minutes: 15,
                speaker: Some(PersonId::from_bits(1)),
            },
            Point {
                title: "Talks".to_owned(),
                minutes: 75,
                speaker: Some(PersonId::from_bits(2)),
            },
        ],
        hall: None,
        link: 1,
        rehearsal: false,
        note: String::new(),
    }
}

/// The letter, and what the entry in the calendar says.
fn about_all(occasion: &Occasion, contents: &[&Content]) -> (Letter, String) {
    let host = Place {
        city: "Hangzhou".to_owned(),
        zone: "Asia/Shanghai".to_owned(),
    };
    let links = |token: usize| Links {
        join: format!("https://meet.example/j#T{token}"),
        check: format!("https://meet.example/check#T{token}"),
    };
    let about = contents.iter().enumerate().map(|(token, content)| About {
        content,
        links: (!occasion.takes_back()).then(|| links(token)),
    });
    let known = |person: PersonId| (person == PersonId::from_bits(1)).then(|| "Li Mei".to_owned());
    let draft = Draft {
        occasion,
        about: about.collect(),
        office: "The office",
        host: &host,
        contact: "+86 571 0",
        name_of: &known,
    };
    (letter(&draft), description(&draft))
}

fn written(occasion: &Occasion, content: &Content) -> Letter {
    about_all(occasion, &[content]).0
}

#[test]
fn an_invitation_says_when_where_and_what() {
    let letter = written(&Occasion::First, &content("en", "America/Los_Angeles"));
    assert_eq!(letter.subject, "Invitation: Forum & more");
    let expected = [
        "Dear Lea <Hoffmann>,",
        "",
        "The office invites you to an online meeting.",
        "",
        "Forum & more",
        "",
        "Your time: Thursday, 10 December 2026, 00:00–01:30 (There, UTC-08:00)",
        "",
        "Host's time: Thursday, 10 December 2026, 16:00–17:30 (Hangzhou, UTC+08:00)",
        "",
        "Agenda, in your time:",
        "00:00  Opening – Li Mei (15 min)",
        "00:15  Talks (75 min)",
        "",
        "Your personal link:",
        "https://meet.example/j#T0",
        "It is yours alone: do not pass it on. Doors open an hour before. No installation and no \
         account are needed. On the same page you can accept, decline, propose another time or \
         name a deputy.",
        "",
        "Test your connection:",
        "https://meet.example/check#T0",
        "Some days before, with the device and in the network that you will use.",
        "",
        "Questions: +86 571 0",
        "",
        "The office",
    ];
    assert_eq!(letter.text.lines().collect::<Vec<_>>(), expected);
    assert!(
        letter.html.contains("Lea &lt;Hoffmann&gt;"),
        "{}",
        letter.html
    );
}

#[test]
fn the_calendar_is_told_what_it_does_not_know() {
    let content = content("en", "America/Los_Angeles");
    let (_, description) = about_all(&Occasion::First, &[&content]);
    assert!(description.contains("Opening") && description.contains("/j#T0"));
    assert!(!description.contains("Dear"), "{description}");
    assert!(!description.contains("Your time"), "{description}");
}

#[test]
fn sessions_that_repeat_each_have_their_time_and_their_link() {
    let first = content("en", "Europe/Berlin");
    let mut second = content("en", "Europe/Berlin");
    second.starts_at = Timestamp(first.starts_at.micros() + 7 * 86_400_000_000);
    let (letter, _) = about_all(&Occasion::First, &[&first, &second]);
    assert!(
        letter.text.contains("that repeat one another"),
        "{}",
        letter.text
    );
    for part in [
        "10 December 2026, 09:00",
        "17 December 2026, 09:00",
        "Your personal link:\nhttps://meet.example/j#T0\n\nYour time",
        "https://meet.example/j#T1\n\nAgenda",
    ] {
        assert!(letter.text.contains(part), "{part}: {}", letter.text);
    }
    assert_eq!(letter.text.matches("Agenda").count(), 1);
}

#[test]
fn what_the_office_adds_is_text_and_nothing_else() {
    let mut noted = content("en", "Europe/Berlin");
    noted.note = "Bring <b>two</b> flags.\nThank you.".to_owned();
    let letter = written(&Occasion::First, &noted);
    assert!(letter.text.contains("Bring <b>two</b> flags.\nThank you."));
    let html = "Bring &lt;b&gt;two&lt;/b&gt; flags.<br>Thank you.";
    assert!(letter.html.contains(html), "{}", letter.html);
    let cancelled = written(&Occasion::Cancelled, &noted);
    assert!(!cancelled.text.contains("flags"));
}

#[test]
fn the_day_shift_is_said() {
    let mut early = content("en", "America/Los_Angeles");
    // 09:00 in Hangzhou.
    early.starts_at = Timestamp(1_796_889_600_000_000 - 7 * 3_600_000_000);
    let text = written(&Occasion::First, &early).text;
    assert!(
        text.contains("Wednesday, 9 December 2026, 17:00–18:30 (There, UTC-08:00)"),
        "{text}"
    );
    assert!(
        text.contains("09:00–10:30 (Hangzhou, UTC+08:00), there it is the day after"),
        "{text}"
    );
    // On one clock there is nothing to convert.
    let home = written(&Occasion::First, &content("en", "Asia/Shanghai")).text;
    assert!(!home.contains("Host's time"), "{home}");
}

#[test]
fn a_change_names_itself_and_a_cancellation_has_no_link() {
    let changes = vec![Change::Time, Change::Agenda];
    let update = written(
        &Occasion::Update { changes },
        &content("de", "Europe/Berlin"),
    );
    assert_eq!(update.subject, "Geändert: Forum & more");
    assert!(
        update.text.contains("Neu: die Zeit, die Tagesordnung."),
        "{}",
        update.text
    );
    for occasion in [Occasion::Cancelled, Occasion::Withdrawn] {
        let (letter, description) = about_all(&occasion, &[&content("en", "Europe/Berlin")]);
        for text in [letter.text, letter.html, description] {
            assert!(
                !text.contains("https://") && !text.contains("Opening"),
                "{text}"
            );
        }
    }
}

#[test]
fn who_is_expected_in_the_hall_is_told_where_and_that_there_is_a_code() {
    for language in LANGUAGES {
        let mut guest = content(language, "Europe/Berlin");
        guest.hall = Some("Civic Hall".to_owned());
        let letter = written(&Occasion::First, &guest);
        let told = Words::of(language).get("hall_note");
        for part in ["Civic Hall", told, "https://meet.example/j#T"] {
            assert!(letter.text.contains(part), "{language} {part}");
        }
        assert!(!letter.text.contains('?'), "{language}: {}", letter.text);
        let taken_back = written(&Occasion::Withdrawn, &guest);
        assert!(!taken_back.text.contains(told), "{language}");
    }
}

#[test]
fn a_letter_is_whole_in_every_language() {
    for language in LANGUAGES {
        let letter = written(&Occasion::First, &content(language, "Europe/Berlin"));
        assert_eq!(letter.language, language);
        for part in [
            "https://meet.example/j#T0",
            "09:00",
            "16:00",
            "Li Mei",
            "+86 571 0",
        ] {
            assert!(
                letter.text.contains(part),
                "{language} {part}: {}",
                letter.text
            );
        }
        assert!(
            !letter.text.contains(['{', '}', '?']),
            "{language}: {}",
            letter.text
        );
        let direction = if language == "ar" {
            "dir=\"rtl\""
        } else {
            "dir=\"ltr\""
        };
        assert!(letter.html.contains(direction), "{}", letter.html);
    }
}
