//! What may be configured, and what is said when it is wrong.

use std::time::Duration;

use super::load::REFERENCE;
use super::*;

fn from_text(text: &str) -> Result<Config, ConfigError> {
    let file = crate::testing::TempDir::new();
    let path = file.path().join("yunqiao.toml");
    std::fs::write(&path, text).unwrap();
    load(Some(&path), [])
}

fn complaint(text: &str) -> String {
    let error = from_text(text).unwrap_err().to_string();
    error.split_once("yunqiao.toml, ").unwrap().1.to_owned()
}

fn from_environment(name: &str, value: &str) -> Result<Config, String> {
    load(None, [(name.to_owned(), value.to_owned())]).map_err(|error| error.to_string())
}

#[test]
fn the_documented_file_holds_the_defaults() {
    assert_eq!(
        toml::from_str::<Config>(REFERENCE).unwrap(),
        Config::default()
    );
    assert_eq!(from_text(REFERENCE).unwrap(), Config::default());
}

#[test]
fn every_key_of_the_documented_file_has_its_comment() {
    let mut commented = false;
    for line in REFERENCE.lines() {
        if line.contains('=') && !line.starts_with('#') {
            let language = line.starts_with("en ");
            assert!(commented || language, "no comment above `{line}`");
        }
        commented = line.starts_with('#');
    }
}

#[test]
fn wrong_values_are_named_with_line_key_and_what_is_allowed() {
    assert_eq!(
        complaint("[http]\nlisten = \"here\"\n"),
        "line 2, http.listen: invalid value: string \"here\", expected an address with a \
         port, as \"127.0.0.1:8080\" or \"[::1]:8080\""
    );
    assert_eq!(
        complaint("[media]\n\nthreads = 0\n"),
        "line 3, media.threads: invalid value: integer `0`, expected a whole number from 1 to 64"
    );
    assert_eq!(
        complaint("[limits]\nburst = \"many\"\n"),
        "line 2, limits.burst: invalid type: string \"many\", expected a whole number from 1 \
         to 10000"
    );
    let level = complaint("[log]\nlevel = \"loud\"\n");
    assert!(
        level.starts_with("line 2, log.level: unknown variant `loud`, expected one of `error`")
    );
}

#[test]
fn unknown_keys_are_named_with_those_that_exist() {
    let key = complaint("[http]\nallow_plain = true\nlisten_on = \"\"\n");
    assert!(
        key.starts_with(
            "line 3, http.listen_on: unknown field `listen_on`, expected one of `listen`"
        ),
        "{key}"
    );
    let section = complaint("[htpp]\n");
    assert!(
        section.starts_with("line 1, htpp: unknown field `htpp`"),
        "{section}"
    );
}

#[test]
fn what_is_not_toml_names_its_line() {
    assert!(complaint("[http]\nlisten = \n").starts_with("line 2"));
}

#[test]
fn the_environment_overrides_every_type() {
    let changed = |name: &str, value: &str| from_environment(name, value).unwrap();
    assert_eq!(
        changed("YUNQIAO__HTTP__LISTEN", "[::1]:0")
            .http
            .listen
            .port(),
        0
    );
    assert_eq!(
        changed(
            "YUNQIAO__MEDIA__PUBLIC_ADDRESS",
            "192.0.2.1, 2001:db8::1, 192.0.2.1:7100, [2001:db8::1]:7100"
        )
        .media
        .public_address
        .iter()
        .map(|told| told.port)
        .collect::<Vec<_>>(),
        [None, None, Some(7100), Some(7100)]
    );
    assert_eq!(
        changed("YUNQIAO__MEETING__EMPTY_MINUTES", "3")
            .meeting
            .empty,
        Duration::from_secs(180)
    );
    assert_eq!(
        changed("YUNQIAO__OFFICE__HOME_CITY__LATITUDE", "-7.5")
            .office
            .home_city
            .latitude,
        -7.5
    );
    assert_eq!(
        changed("YUNQIAO__LOG__FORMAT", "json").log.format,
        super::Format::Json
    );
    assert_eq!(changed("UNRELATED", "x"), Config::default());
    let name = changed("YUNQIAO__OFFICE__NAME__EN", "Office of Protocol")
        .office
        .name;
    assert_eq!(name.pick("fr"), "Office of Protocol");
}

#[test]
fn the_environment_wins_over_the_file_key_by_key() {
    let dir = crate::testing::TempDir::new();
    let path = dir.path().join("yunqiao.toml");
    std::fs::write(&path, "[meeting]\nempty_minutes = 2\ngrace_seconds = 60\n").unwrap();
    let override_ = (
        "YUNQIAO__MEETING__GRACE_SECONDS".to_owned(),
        "10".to_owned(),
    );
    let meeting = load(Some(&path), [override_]).unwrap().meeting;
    assert_eq!(meeting.empty, Duration::from_secs(120));
    assert_eq!(meeting.grace, Duration::from_secs(10));
}

#[test]
fn wrong_overrides_name_their_variable() {
    assert_eq!(
        from_environment("YUNQIAO__MEDIA__THREADS", "two").unwrap_err(),
        "YUNQIAO__MEDIA__THREADS: invalid type: string \"two\", expected a whole number from \
         1 to 64"
    );
    assert_eq!(
        from_environment("YUNQIAO__DATA__FOLDER", "x").unwrap_err(),
        "YUNQIAO__DATA__FOLDER: unknown key, expected one of `DIR`"
    );
    assert!(
        from_environment("YUNQIAO__HTTP", "x")
            .unwrap_err()
            .contains("is a section")
    );
    assert!(
        from_environment("YUNQIAO__", "x")
            .unwrap_err()
            .contains("unknown key")
    );
}

#[test]
fn plain_http_beyond_this_machine_must_be_asked_for() {
    let exposed = "[http]\nlisten = \"0.0.0.0:80\"\n";
    let refusal = complaint(exposed);
    assert!(
        refusal.starts_with("line 2, http.listen: an address beyond this machine"),
        "{refusal}"
    );
    assert!(from_text(&format!("{exposed}allow_plain = true\n")).is_ok());
    assert!(from_text("[http.tls]\nkey = \"a\"\n").is_err());
}

#[test]
fn a_rule_between_values_names_who_broke_it() {
    let key = complaint("[http]\n[http.tls]\nkey = \"a\"\ncertificate = \"\"\n");
    assert!(
        key.starts_with("line 3, http.tls.key: certificate and key"),
        "{key}"
    );
    let exposed = from_environment("YUNQIAO__HTTP__LISTEN", "0.0.0.0:80").unwrap_err();
    assert!(
        exposed.starts_with("YUNQIAO__HTTP__LISTEN: an address"),
        "{exposed}"
    );
    let port = complaint("[media]\nlisten = \"0.0.0.0:65535\"\nthreads = 2\n");
    assert!(
        port.starts_with("line 3, media.threads: each thread"),
        "{port}"
    );
    // Whatever stands in the file, the variable is what counts.
    let folder = crate::testing::TempDir::new();
    let path = folder.path().join("yunqiao.toml");
    std::fs::write(&path, "[media]\nlisten = \"0.0.0.0:65535\"\n").unwrap();
    let threads = ("YUNQIAO__MEDIA__THREADS".to_owned(), "2".to_owned());
    let port = load(Some(&path), [threads]).unwrap_err().to_string();
    assert!(
        port.starts_with("YUNQIAO__MEDIA__THREADS: each thread"),
        "{port}"
    );
}

#[test]
fn every_language_may_have_a_name_from_the_environment() {
    let variables = [
        ("YUNQIAO__OFFICE__NAME__DE", "Amt für Auswärtiges"),
        ("YUNQIAO__OFFICE__NAME__ZH_HANT", "外事辦公室"),
        ("YUNQIAO__OFFICE__HOME_CITY__NAMES__pt_br", "Hangzhou (BR)"),
    ];
    let variables = variables.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let office = load(None, variables).unwrap().office;
    assert_eq!(office.name.0["de"], "Amt für Auswärtiges");
    assert_eq!(office.name.0["zh-Hant"], "外事辦公室");
    assert_eq!(office.name.0["en"], Config::default().office.name.0["en"]);
    assert_eq!(office.home_city.names.0["pt-BR"], "Hangzhou (BR)");
    for wrong in ["FRENCH", "F", "DE_", "DE_A_B", "D3"] {
        let name = format!("YUNQIAO__OFFICE__NAME__{wrong}");
        let refusal = from_environment(&name, "x").unwrap_err();
        assert!(refusal.contains("is no tag of a language"), "{refusal}");
    }
}

#[test]
fn the_languages_of_a_file_are_those_that_there_are() {
    let folder = crate::testing::TempDir::new();
    let path = folder.path().join("yunqiao.toml");
    let name = || {
        let german = ("YUNQIAO__OFFICE__NAME__DE".to_owned(), "Amt".to_owned());
        let name = load(Some(&path), [german]).unwrap().office.name;
        name.0.into_keys().collect::<Vec<_>>()
    };
    std::fs::write(&path, "[office.name]\nen = \"Office\"\n").unwrap();
    assert_eq!(name(), ["de", "en"]);
    std::fs::write(&path, "[office]\ncontact = \"x\"\n").unwrap();
    assert_eq!(name(), ["de", "en", "zh-CN"]);
}

#[test]
fn a_certificate_and_a_plain_public_url_do_not_go_together() {
    let tls = "[http]\npublic_url = \"http://meet.example.org\"\n\
               [http.tls]\ncertificate = \"a\"\nkey = \"b\"\n";
    let refusal = complaint(tls);
    assert!(
        refusal.starts_with("line 2, http.public_url: with"),
        "{refusal}"
    );
    assert!(from_text(&tls.replace("http:", "https:")).is_ok());
    assert!(from_text(&tls.replace("\"http://meet.example.org\"", "\"\"")).is_ok());
}

#[test]
fn media_over_tcp_is_where_udp_is_unless_told_otherwise() {
    let tcp = |text: &str| {
        let media = from_text(&format!("[media]\nlisten = \"0.0.0.0:9\"\n{text}"));
        let media = media.unwrap().media;
        media
            .tcp_listen
            .map(|tcp| tcp.address(media.listen).to_string())
    };
    assert_eq!(tcp("").as_deref(), Some("0.0.0.0:9"));
    assert_eq!(
        tcp("tcp_listen = \"[::]:443\"").as_deref(),
        Some("[::]:443")
    );
    assert_eq!(tcp("tcp_listen = \"\""), None);
    assert!(complaint("[media]\ntcp_listen = \"other\"").contains("media.tcp_listen"));
}

#[test]
fn a_relay_outside_has_urls_and_a_secret() {
    let url = "[media.turn]\nurls = [\"turn:turn.example.org:3478\"]\n";
    assert!(from_text(url).is_err());
    assert!(from_text(&format!("{url}secret = \"shared\"")).is_ok());
    for wrong in ["http://example.org", "turn:", "turn: example.org"] {
        let text = format!("[media.turn]\nsecret = \"shared\"\nurls = [\"{wrong}\"]");
        assert!(complaint(&text).contains("media.turn.urls"), "{wrong}");
    }
}

#[test]
fn an_origin_has_a_host_and_a_port() {
    for (text, host, port) in [
        ("https://meet.example.org", "meet.example.org", 443),
        ("http://localhost:8080", "localhost", 8080),
        ("https://[2001:db8::1]", "[2001:db8::1]", 443),
        ("https://[2001:db8::1]:8443", "[2001:db8::1]", 8443),
    ] {
        let origin: super::Origin = text.parse().unwrap();
        assert_eq!(origin.host_and_port(), (host, port), "{text}");
    }
}

#[test]
fn networks_hold_their_addresses() {
    let network: super::Network = "10.1.0.0/16".parse().unwrap();
    assert!(network.contains("10.1.255.1".parse().unwrap()));
    assert!(network.contains("::ffff:10.1.2.3".parse().unwrap()));
    assert!(!network.contains("10.2.0.1".parse().unwrap()));
    assert!(
        "0.0.0.0/0"
            .parse::<super::Network>()
            .unwrap()
            .contains("8.8.8.8".parse().unwrap())
    );
    assert!("10.0.0.0/33".parse::<super::Network>().is_err());
}
