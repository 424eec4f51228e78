//! What a connection test comes to.

use meeting::readiness::{
    Browser, Code, Device, Flow, Line, Media, Report, Verdict, Way, Ways, judge,
};
use proptest::prelude::*;
use proptest::sample::select;

const GOOD: Flow = Flow {
    kbps: 2_000,
    capacity_kbps: Some(4_000),
    lost_per_mille: 0,
    jitter_ms: 4,
};

/// A good network, a good browser, both devices.
fn good() -> Report {
    Report {
        browser: Browser {
            webrtc: true,
            vp8: true,
            secure: true,
        },
        microphone: Some(Device::Works),
        camera: Some(Device::Works),
        line: Line {
            opened: true,
            reopened: true,
            round_trip_ms: Some(30),
        },
        ways: Ways {
            udp: Way::Works,
            tcp: Way::Works,
            relay: Way::Works,
        },
        media: Some(Media {
            up: GOOD,
            down: GOOD,
            round_trip_ms: Some(35),
            frames: 120,
            sound: true,
            restarted: true,
        }),
    }
}

fn codes(report: &Report) -> (Verdict, Vec<Code>) {
    let found = judge(report);
    let codes = found.findings.iter().map(|finding| finding.code);
    (found.verdict, codes.collect())
}

type Change = fn(&mut Report);

fn media(report: &mut Report) -> &mut Media {
    report.media.as_mut().expect("media were measured")
}

/// What is changed about a good test, and what it comes to then.
const CASES: &[(Change, Verdict, &[Code])] = &[
    (|_| {}, Verdict::Ready, &[]),
    (
        |it| it.browser.webrtc = false,
        Verdict::NotReady,
        &[Code::BrowserUnsupported],
    ),
    (
        |it| it.browser.vp8 = false,
        Verdict::NotReady,
        &[Code::NoVp8],
    ),
    (
        |it| it.browser.secure = false,
        Verdict::Limited,
        &[Code::InsecurePage],
    ),
    (
        |it| {
            it.microphone = Some(Device::Without);
            it.camera = Some(Device::Without);
        },
        Verdict::Ready,
        &[Code::WithoutMicrophone, Code::WithoutCamera],
    ),
    (
        |it| {
            it.microphone = None;
            it.camera = None;
        },
        Verdict::Ready,
        &[],
    ),
    (
        |it| it.microphone = Some(Device::Silent),
        Verdict::Limited,
        &[Code::MicrophoneSilent],
    ),
    (
        |it| it.camera = Some(Device::Failed),
        Verdict::Limited,
        &[Code::NoCamera],
    ),
    (
        |it| {
            it.line.opened = false;
            it.line.reopened = false;
            it.ways = Ways {
                udp: Way::Untested,
                tcp: Way::Untested,
                relay: Way::Untested,
            };
            it.media = None;
        },
        Verdict::NotReady,
        &[Code::WebsocketBlocked],
    ),
    (
        |it| it.line.reopened = false,
        Verdict::NotReady,
        &[Code::WebsocketUnstable],
    ),
    (
        |it| it.ways.udp = Way::Failed,
        Verdict::Limited,
        &[Code::UdpBlocked],
    ),
    (
        |it| {
            it.ways.tcp = Way::Failed;
            it.ways.relay = Way::NotOffered;
        },
        Verdict::Ready,
        &[Code::TcpBlocked],
    ),
    (
        |it| {
            it.ways = Ways {
                udp: Way::Failed,
                tcp: Way::Failed,
                relay: Way::NotOffered,
            };
            it.media = None;
        },
        Verdict::NotReady,
        &[Code::NoWayForMedia],
    ),
    (|it| it.media = None, Verdict::NotReady, &[Code::NoMedia]),
    (
        |it| media(it).frames = 0,
        Verdict::Limited,
        &[Code::NoPicture],
    ),
    (
        |it| media(it).sound = false,
        Verdict::NotReady,
        &[Code::NoSound],
    ),
    // Nothing that goes up comes down: the way down is not to blame.
    (
        |it| {
            let weak = Flow {
                kbps: 120,
                capacity_kbps: None,
                ..GOOD
            };
            media(it).up = weak;
            media(it).down = weak;
        },
        Verdict::Limited,
        &[Code::UploadWeak],
    ),
    (
        |it| {
            media(it).up.kbps = 40;
            media(it).up.capacity_kbps = Some(50);
        },
        Verdict::NotReady,
        &[Code::UploadTooWeak],
    ),
    // The picture needed no more, but the line would have carried it.
    (|it| media(it).up.kbps = 90, Verdict::Ready, &[]),
    (
        |it| {
            media(it).down.kbps = 313;
            media(it).down.capacity_kbps = None;
        },
        Verdict::Limited,
        &[Code::DownloadWeak],
    ),
    (
        |it| {
            media(it).down.kbps = 30;
            media(it).down.capacity_kbps = None;
        },
        Verdict::NotReady,
        &[Code::DownloadTooWeak],
    ),
    (
        |it| media(it).down.lost_per_mille = 60,
        Verdict::Limited,
        &[Code::LossHigh],
    ),
    (
        |it| media(it).up.lost_per_mille = 201,
        Verdict::NotReady,
        &[Code::LossSevere],
    ),
    (
        |it| media(it).round_trip_ms = Some(301),
        Verdict::Limited,
        &[Code::RoundTripLong],
    ),
    (
        |it| media(it).down.jitter_ms = 51,
        Verdict::Limited,
        &[Code::JitterHigh],
    ),
    (
        |it| media(it).restarted = false,
        Verdict::Limited,
        &[Code::RestartFailed],
    ),
    // The worst stands first.
    (
        |it| {
            it.microphone = Some(Device::Without);
            it.camera = Some(Device::Failed);
            media(it).sound = false;
        },
        Verdict::NotReady,
        &[Code::NoSound, Code::NoCamera, Code::WithoutMicrophone],
    ),
];

#[test]
fn each_measurement_means_what_the_table_says() {
    for (number, (change, verdict, expected)) in CASES.iter().enumerate() {
        let mut report = good();
        change(&mut report);
        let found = codes(&report);
        assert_eq!(found, (*verdict, expected.to_vec()), "case {number}");
    }
}

fn any_device() -> impl Strategy<Value = Option<Device>> {
    use Device::{Failed, Silent, Without, Works};
    let all = [Works, Without, Silent, Failed].map(Some);
    select([all.as_slice(), &[None]].concat())
}

fn any_way() -> impl Strategy<Value = Way> {
    select(vec![
        Way::Works,
        Way::NotOffered,
        Way::Untested,
        Way::Failed,
    ])
}

fn any_flow() -> impl Strategy<Value = Flow> {
    let capacity = proptest::option::of(0..3_000_u32);
    (0..3_000_u32, capacity, 0..=1_000_u16, 0..200_u32).prop_map(
        |(kbps, capacity_kbps, lost_per_mille, jitter_ms)| Flow {
            kbps,
            capacity_kbps,
            lost_per_mille,
            jitter_ms,
        },
    )
}

prop_compose! {
    fn any_media()(up in any_flow(), down in any_flow(),
        round_trip_ms in proptest::option::of(0..900_u32), frames in 0..3_u32,
        sound: bool, restarted: bool) -> Media {
        Media { up, down, round_trip_ms, frames, sound, restarted }
    }
}

prop_compose! {
    fn any_report()((webrtc, vp8, secure) in any::<(bool, bool, bool)>(),
        microphone in any_device(), camera in any_device(),
        (opened, reopened) in any::<(bool, bool)>(),
        (udp, tcp, relay) in (any_way(), any_way(), any_way()),
        media in proptest::option::of(any_media())) -> Report {
        Report {
            browser: Browser { webrtc, vp8, secure },
            microphone,
            camera,
            line: Line { opened, reopened: opened && reopened, round_trip_ms: None },
            ways: Ways { udp, tcp, relay },
            media,
        }
    }
}

/// What is made worse: which, by how much, and in which direction.
type Worsening = (u8, u32, bool);

fn any_worsening() -> impl Strategy<Value = Worsening> {
    (0..15_u8, 1..2_000_u32, any::<bool>())
}

fn worsen(report: &mut Report, (what, by, is_up): Worsening) {
    match what {
        0 => report.browser.webrtc = false,
        1 => report.browser.vp8 = false,
        2 => report.browser.secure = false,
        3 => report.microphone = Some(Device::Failed),
        4 => report.camera = Some(Device::Failed),
        5 => {
            report.line.opened = false;
            report.line.reopened = false;
        }
        6 => report.line.reopened = false,
        7 => report.ways.udp = Way::Failed,
        8 => report.ways.tcp = Way::Failed,
        9 => report.ways.relay = Way::Failed,
        10 => report.media = None,
        _ => report
            .media
            .iter_mut()
            .for_each(|media| worsen_media(media, (what, by, is_up))),
    }
}

fn worsen_media(media: &mut Media, (what, by, is_up): Worsening) {
    let flow = if is_up {
        &mut media.up
    } else {
        &mut media.down
    };
    match what {
        11 => {
            media.frames = 0;
            media.sound &= is_up;
            media.restarted = false;
        }
        12 => media.round_trip_ms = media.round_trip_ms.map(|ms| ms + by),
        13 => {
            flow.kbps = flow.kbps.saturating_sub(by);
            flow.capacity_kbps = flow.capacity_kbps.map(|kbps| kbps.saturating_sub(by));
        }
        _ => {
            flow.lost_per_mille += u16::try_from(by).unwrap_or(0);
            flow.jitter_ms += by;
        }
    }
}

proptest! {
    #[test]
    fn what_is_worse_never_comes_to_a_better_verdict(
        report in any_report(),
        worsening in any_worsening(),
    ) {
        let before = judge(&report).verdict;
        let mut worse = report.clone();
        worsen(&mut worse, worsening);
        let after = judge(&worse).verdict;
        prop_assert!(after >= before, "{before:?} -> {after:?}: {report:?} -> {worse:?}");
    }

    #[test]
    fn the_verdict_has_its_reason(report in any_report()) {
        let found = judge(&report);
        prop_assert_eq!(found.findings.is_empty() && found.verdict != Verdict::Ready, false);
        prop_assert!(found.findings.is_sorted_by_key(|finding| std::cmp::Reverse(finding.severity)));
    }
}
