//! Reading one m-line.

use rtc_sdp::description::common::Attribute;
use rtc_sdp::description::media::MediaDescription;

use super::offer::{Codec, Direction, Feedback, Media, OfferedExtension, Section, values};
use crate::api::OfferError;
use crate::rtp::extension::Extension;

/// Longest `mid`; browsers use one to three characters.
const MAX_MID: usize = 32;

/// Most simulcast streams of one m-line.
const MAX_STREAMS: usize = 4;

/// Most attributes of one m-line, or of the whole; browsers write some hundred.
pub(super) const MAX_ATTRIBUTES: usize = 1024;

/// Most codecs that a refusal names, and the longest name.
const MAX_NAMED: usize = 8;
const MAX_NAME: usize = 24;

/// Most payload types of one m-line: there are no more.
const MAX_FORMATS: usize = 128;

pub(super) fn read_section(
    media: &MediaDescription,
    bundled: &[String],
) -> Result<Section, OfferError> {
    let attributes = &media.attributes;
    if attributes.len() > MAX_ATTRIBUTES || media.media_name.formats.len() > MAX_FORMATS {
        return Err(OfferError::Unsupported("shorter m-lines"));
    }
    let mid = values(attributes, "mid").next().unwrap_or_default();
    if mid.is_empty() || mid.len() > MAX_MID {
        return Err(OfferError::Malformed("an m-line without a usable mid"));
    }
    // Port 0 refuses an m-line, unless it says that it lives in the bundle only.
    let refused = media.media_name.port.value == 0 && !has_flag(attributes, "bundle-only");
    let usable = !refused && bundled.iter().any(|known| known == mid);
    let codec = usable.then(|| codec(media)).flatten();
    let direction = direction(attributes);
    if usable && codec.is_none() && direction != Direction::Inactive {
        speaks_something_else(media)?;
    }
    if codec.is_some() && !has_flag(attributes, "rtcp-mux") {
        return Err(OfferError::Unsupported("rtcp-mux"));
    }
    Ok(Section {
        media: media.media_name.media.clone(),
        protocol: media.media_name.protos.join("/"),
        first_format: media
            .media_name
            .formats
            .first()
            .cloned()
            .unwrap_or_default(),
        mid: mid.to_owned(),
        direction,
        codec,
        extensions: values(attributes, "extmap").filter_map(extension).collect(),
        stream_ids: stream_ids(attributes)?,
        ssrcs: ssrcs(attributes),
        repairs: values(attributes, "ssrc-group")
            .filter_map(repair)
            .collect(),
    })
}

fn has_flag(attributes: &[Attribute], key: &str) -> bool {
    attributes.iter().any(|attribute| attribute.key == key)
}

fn direction(attributes: &[Attribute]) -> Direction {
    attributes
        .iter()
        .find_map(|attribute| Direction::parse(&attribute.key))
        .unwrap_or(Direction::SendReceive)
}

fn codec(media: &MediaDescription) -> Option<Codec> {
    let (kind, name) = match media.media_name.media.as_str() {
        "audio" => (Media::Audio, "opus/48000/2"),
        "video" => (Media::Video, "VP8/90000"),
        _ => return None,
    };
    let formats = &media.media_name.formats;
    let offered = |payload_type: &u8| {
        formats
            .iter()
            .any(|format| *format == payload_type.to_string())
    };
    let payload_type = payload_types(&media.attributes, name).find(offered)?;
    let rtx_payload_type = payload_types(&media.attributes, "rtx/90000")
        .filter(offered)
        .find(|rtx| repeats(&media.attributes, *rtx, payload_type));
    let red_payload_type = payload_types(&media.attributes, "red/48000/2")
        .filter(offered)
        .find(|red| contains_only(&media.attributes, *red, payload_type));
    Some(Codec {
        media: kind,
        payload_type,
        red_payload_type: red_payload_type.filter(|_| kind == Media::Audio),
        rtx_payload_type: rtx_payload_type.filter(|_| kind == Media::Video),
        feedback: feedback(&media.attributes, payload_type),
    })
}

/// Names the codecs of an m-line that has only others than ours.
fn speaks_something_else(media: &MediaDescription) -> Result<(), OfferError> {
    let needed = match media.media_name.media.as_str() {
        "audio" => "Opus",
        "video" => "VP8",
        _ => return Ok(()),
    };
    let mut offered: Vec<&str> = Vec::new();
    for line in values(&media.attributes, "rtpmap") {
        let name = line
            .split_once(' ')
            .and_then(|(_, codec)| codec.trim().split('/').next())
            .filter(|name| is_codec(name));
        if let Some(name) = name
            && !offered.contains(&name)
            && offered.len() < MAX_NAMED
        {
            offered.push(name);
        }
    }
    if offered.is_empty() {
        return Ok(());
    }
    Err(OfferError::Codec {
        needed,
        offered: offered.join(", "),
    })
}

/// Not a format that only goes with others. The name is shown to people.
fn is_codec(name: &str) -> bool {
    const COMPANIONS: [&str; 7] = [
        "rtx",
        "red",
        "ulpfec",
        "flexfec-03",
        "flexfec",
        "telephone-event",
        "CN",
    ];
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || b"-._+".contains(&byte);
    (1..=MAX_NAME).contains(&name.len())
        && name.bytes().all(is_word)
        && !COMPANIONS.iter().any(|it| it.eq_ignore_ascii_case(name))
}

/// Payload types that an `a=rtpmap` gives to the codec.
fn payload_types<'a>(attributes: &'a [Attribute], codec: &'a str) -> impl Iterator<Item = u8> + 'a {
    values(attributes, "rtpmap").filter_map(move |line| {
        let (payload_type, name) = line.split_once(' ')?;
        let payload_type: u8 = payload_type.parse().ok()?;
        (payload_type < 128 && name.trim().eq_ignore_ascii_case(codec)).then_some(payload_type)
    })
}

/// Whether `a=fmtp:RTX apt=PAYLOAD_TYPE` is there.
fn repeats(attributes: &[Attribute], rtx: u8, payload_type: u8) -> bool {
    let wanted = format!("apt={payload_type}");
    parameters(attributes, rtx).any(|parameters| {
        parameters
            .split(';')
            .any(|parameter| parameter.trim() == wanted)
    })
}

/// Whether `a=fmtp:RED PAYLOAD_TYPE/PAYLOAD_TYPE` is there, however many times.
fn contains_only(attributes: &[Attribute], red: u8, payload_type: u8) -> bool {
    parameters(attributes, red).any(|parameters| {
        parameters
            .split('/')
            .all(|block| block.trim().parse() == Ok(payload_type))
    })
}

/// Of each `a=fmtp` of the payload type.
fn parameters(attributes: &[Attribute], payload_type: u8) -> impl Iterator<Item = &str> {
    values(attributes, "fmtp").filter_map(move |line| {
        let (number, parameters) = line.split_once(' ')?;
        (number.parse() == Ok(payload_type)).then_some(parameters)
    })
}

fn feedback(attributes: &[Attribute], payload_type: u8) -> Feedback {
    let number = payload_type.to_string();
    let mut feedback = Feedback::default();
    for line in values(attributes, "rtcp-fb") {
        let Some((_, kind)) = line
            .split_once(' ')
            .filter(|(subject, _)| *subject == "*" || *subject == number)
        else {
            continue;
        };
        match kind.trim() {
            "nack" => feedback.nack = true,
            "nack pli" => feedback.picture_loss = true,
            "ccm fir" => feedback.full_intra = true,
            "transport-cc" => feedback.transport = true,
            _ => {}
        }
    }
    feedback
}

/// `NUMBER[/DIRECTION] URI`
fn extension(line: &str) -> Option<OfferedExtension> {
    let (number, rest) = line.split_once(' ')?;
    let (number, direction) = match number.split_once('/') {
        Some((number, direction)) => (number, Some(Direction::parse(direction)?)),
        None => (number, None),
    };
    Some(OfferedExtension {
        number: number.parse().ok().filter(|number| *number != 0)?,
        direction,
        extension: Extension::from_uri(rest.split(' ').next()?)?,
    })
}

/// `send q;h;f`; alternatives (`a,b`) are represented by their first, `~` marks a paused one.
fn stream_ids(attributes: &[Attribute]) -> Result<Vec<String>, OfferError> {
    let Some(line) = values(attributes, "simulcast").next() else {
        return Ok(Vec::new());
    };
    let mut words = line.split_whitespace();
    let Some(list) = words
        .find(|word| *word == "send")
        .and_then(|_| words.next())
    else {
        return Ok(Vec::new());
    };
    let ids: Vec<String> = list
        .split(';')
        .filter_map(|alternatives| alternatives.split(',').next())
        .map(|id| id.trim_start_matches('~').to_owned())
        .collect();
    let well_formed = |id: &String| {
        !id.is_empty() && id.len() <= 16 && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    if ids.len() > MAX_STREAMS || !ids.iter().all(well_formed) {
        return Err(OfferError::Malformed("simulcast streams"));
    }
    Ok(ids)
}

fn ssrcs(attributes: &[Attribute]) -> Vec<u32> {
    let mut found = Vec::new();
    for line in values(attributes, "ssrc") {
        if let Some(ssrc) = line.split(' ').next().and_then(|word| word.parse().ok())
            && !found.contains(&ssrc)
        {
            found.push(ssrc);
        }
    }
    found
}

/// `FID PRIMARY RETRANSMISSIONS`
fn repair(line: &str) -> Option<(u32, u32)> {
    let mut words = line.strip_prefix("FID ")?.split_whitespace();
    Some((words.next()?.parse().ok()?, words.next()?.parse().ok()?))
}
