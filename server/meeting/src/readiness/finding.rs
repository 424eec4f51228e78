//! The rules: from a measurement to what it means.
//!
//! The thresholds are those of a meeting held here. What a picture and a sound take stands in
//! `web-client/src/meeting/peer.ts`; the shares of loss are those from which the quality bars turn
//! and up to which lost sound can be repaired; delays are those of ITU-T G.114 and G.1010.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::report::{Browser, Device, Flow, Line, Media, Report, Way, Ways};

/// Opus with the packet before repeated in each (RED): twice 24 kbit/s, and as much again as half of
/// that for the headers of 50 packets a second.
const SOUND_KBPS: u32 = 64;
/// Sound, and half of what one picture of 640x360 may take (500 kbit/s): with less than half of its
/// target a picture is no longer called good.
const PICTURE_KBPS: u32 = 314;
/// Lost packets, of a thousand, from which the quality bars are no longer good.
const LOSS_HIGH: u16 = 60;
/// Beyond a fifth, repetition no longer brings back nine of ten packets of sound.
const LOSS_SEVERE: u16 = 200;
/// G.114: 400 ms from mouth to ear disturb a conversation. Half of that there and back leaves the
/// rest to capture, encoding, buffers and the other side's own line.
const ROUND_TRIP_LONG_MS: u32 = 300;
/// G.1010 asks for less than 1 ms of variation *after* the buffer; buffers of browsers take this
/// much before they add a delay that is heard.
const JITTER_HIGH_MS: u32 = 50;

/// How much a finding stands in the way.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = FindingSeverity)]
pub enum Severity {
    /// Worth knowing.
    Note,
    Limit,
    Obstacle,
}

/// One thing that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Finding {
    pub code: Code,
    pub severity: Severity,
}

/// Stable: the client has words for each in nine languages.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = FindingCode)]
pub enum Code {
    BrowserUnsupported,
    NoVp8,
    InsecurePage,
    NoMicrophone,
    MicrophoneSilent,
    WithoutMicrophone,
    NoCamera,
    CameraSilent,
    WithoutCamera,
    WebsocketBlocked,
    WebsocketUnstable,
    UdpBlocked,
    TcpBlocked,
    RelayBlocked,
    NoWayForMedia,
    NoMedia,
    NoPicture,
    NoSound,
    UploadTooWeak,
    UploadWeak,
    DownloadTooWeak,
    DownloadWeak,
    LossHigh,
    LossSevere,
    RoundTripLong,
    JitterHigh,
    RestartFailed,
}

impl From<Code> for Finding {
    fn from(code: Code) -> Self {
        let severity = match code {
            Code::WithoutMicrophone
            | Code::WithoutCamera
            | Code::TcpBlocked
            | Code::RelayBlocked => Severity::Note,
            Code::InsecurePage
            | Code::NoMicrophone
            | Code::MicrophoneSilent
            | Code::NoCamera
            | Code::CameraSilent
            | Code::UdpBlocked
            | Code::NoPicture
            | Code::UploadWeak
            | Code::DownloadWeak
            | Code::LossHigh
            | Code::RoundTripLong
            | Code::JitterHigh
            | Code::RestartFailed => Severity::Limit,
            Code::BrowserUnsupported
            | Code::NoVp8
            | Code::WebsocketBlocked
            | Code::WebsocketUnstable
            | Code::NoWayForMedia
            | Code::NoMedia
            | Code::NoSound
            | Code::UploadTooWeak
            | Code::DownloadTooWeak
            | Code::LossSevere => Severity::Obstacle,
        };
        Self { code, severity }
    }
}

/// Everything that is found, in the order of the test.
pub(super) fn of(report: &Report) -> Vec<Code> {
    let mut found = Vec::new();
    browser(report.browser, &mut found);
    microphone(report.microphone, &mut found);
    camera(report.camera, &mut found);
    line(report.line, &mut found);
    // Without browser or line none of the ways could be tried, and that has been said.
    if report.browser.webrtc && report.line.reopened {
        ways(report.ways, report.media, &mut found);
    }
    if let Some(it) = report.media {
        media(it, &mut found);
    }
    found
}

fn browser(browser: Browser, found: &mut Vec<Code>) {
    if !browser.webrtc {
        found.push(Code::BrowserUnsupported);
    } else if !browser.vp8 {
        found.push(Code::NoVp8);
    }
    if !browser.secure {
        found.push(Code::InsecurePage);
    }
}

fn microphone(device: Option<Device>, found: &mut Vec<Code>) {
    match device {
        Some(Device::Works) | None => {}
        Some(Device::Without) => found.push(Code::WithoutMicrophone),
        Some(Device::Silent) => found.push(Code::MicrophoneSilent),
        Some(Device::Failed) => found.push(Code::NoMicrophone),
    }
}

fn camera(device: Option<Device>, found: &mut Vec<Code>) {
    match device {
        Some(Device::Works) | None => {}
        Some(Device::Without) => found.push(Code::WithoutCamera),
        Some(Device::Silent) => found.push(Code::CameraSilent),
        Some(Device::Failed) => found.push(Code::NoCamera),
    }
}

fn line(line: Line, found: &mut Vec<Code>) {
    if !line.opened {
        found.push(Code::WebsocketBlocked);
    } else if !line.reopened {
        // The rest of the test went over the second line, so it could not be done.
        found.push(Code::WebsocketUnstable);
    }
}

/// A way that is closed is a limit only where it is the best one; a network that lets a better one
/// through needs none of the others.
fn ways(ways: Ways, media: Option<Media>, found: &mut Vec<Code>) {
    let all = [ways.udp, ways.tcp, ways.relay];
    if !all.contains(&Way::Works) {
        found.push(Code::NoWayForMedia);
        return;
    }
    if ways.udp != Way::Works {
        found.push(Code::UdpBlocked);
    }
    if ways.tcp == Way::Failed {
        found.push(Code::TcpBlocked);
    }
    if ways.relay == Way::Failed {
        found.push(Code::RelayBlocked);
    }
    if media.is_none() {
        found.push(Code::NoMedia);
    }
}

fn media(media: Media, found: &mut Vec<Code>) {
    if !media.sound {
        found.push(Code::NoSound);
    }
    if media.frames == 0 {
        found.push(Code::NoPicture);
    }
    rates(media.up, media.down, found);
    let lost = media.up.lost_per_mille.max(media.down.lost_per_mille);
    if lost > LOSS_SEVERE {
        found.push(Code::LossSevere);
    } else if lost >= LOSS_HIGH {
        found.push(Code::LossHigh);
    }
    if media
        .round_trip_ms
        .is_some_and(|it| it > ROUND_TRIP_LONG_MS)
    {
        found.push(Code::RoundTripLong);
    }
    if media.up.jitter_ms.max(media.down.jitter_ms) > JITTER_HIGH_MS {
        found.push(Code::JitterHigh);
    }
    if !media.restarted {
        found.push(Code::RestartFailed);
    }
}

/// What comes back cannot be more than what was sent: the way down is judged only as far as the way
/// up carried enough to tell.
fn rates(up: Flow, down: Flow, found: &mut Vec<Code>) {
    let (up, down) = (up.carries(), down.carries());
    if up < SOUND_KBPS {
        found.push(Code::UploadTooWeak);
    } else if up < PICTURE_KBPS {
        found.push(Code::UploadWeak);
    }
    if down < SOUND_KBPS && up >= SOUND_KBPS {
        found.push(Code::DownloadTooWeak);
    } else if down < PICTURE_KBPS && up >= PICTURE_KBPS {
        found.push(Code::DownloadWeak);
    }
}
