//! A letter as a message (RFC 5322): text, HTML and calendar as alternatives of each other, and the
//! calendar once more as a file, for those programs that show no other.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use meeting::time::Timestamp;

use super::calendar::Method;
use super::letter::Letter;

/// What stands on the envelope and in the head.
pub(super) struct Envelope<'a> {
    pub(super) from: Option<(&'a str, &'a str)>,
    pub(super) reply_to: Option<&'a str>,
    pub(super) to: Option<(&'a str, &'a str)>,
    pub(super) message_id: &'a str,
    pub(super) date: Timestamp,
}

/// Where a letter goes and where complaints about it come back to.
#[derive(Debug)]
pub(super) struct Post {
    pub(super) from: Address,
    pub(super) to: Address,
    pub(super) message: Vec<u8>,
}

/// Why a letter cannot be put into an envelope: an address that was checked when it came in is none.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unsendable {
    #[error(transparent)]
    Address(#[from] lettre::address::AddressError),
    #[error(transparent)]
    Message(#[from] lettre::error::Error),
    #[error(transparent)]
    Type(#[from] lettre::message::header::ContentTypeErr),
    #[error("nobody to send it from or to")]
    Nobody,
}

pub(super) fn post(
    envelope: &Envelope<'_>,
    letter: &Letter,
    calendar: (Method, &str),
) -> Result<Post, Unsendable> {
    let address =
        |party: Option<(&str, &str)>| party.map(|(_, address)| address.parse::<Address>());
    let (Some(from), Some(to)) = (address(envelope.from), address(envelope.to)) else {
        return Err(Unsendable::Nobody);
    };
    Ok(Post {
        from: from?,
        to: to?,
        message: message(envelope, letter, calendar)?,
    })
}

/// The message as bytes. Without sender or recipient it is one to be opened and sent by hand.
pub(super) fn message(
    envelope: &Envelope<'_>,
    letter: &Letter,
    (method, calendar): (Method, &str),
) -> Result<Vec<u8>, Unsendable> {
    // A head needs both; what stands in for the missing one is taken out below.
    let nobody = ("", "nobody@invalid");
    let mut head = Message::builder()
        .from(mailbox(envelope.from.unwrap_or(nobody))?)
        .to(mailbox(envelope.to.unwrap_or(nobody))?)
        .subject(&letter.subject)
        .message_id(Some(format!("<{}>", envelope.message_id)))
        .date(system_time(envelope.date));
    if let Some(reply_to) = envelope.reply_to {
        head = head.reply_to(mailbox(("", reply_to))?);
    }
    let language = HeaderName::new_from_ascii_str("Content-Language");
    head = head.raw_header(HeaderValue::new(language, letter.language.to_owned()));
    let calendar_type = format!("text/calendar; charset=utf-8; method={}", method.name());
    let alternatives = MultiPart::alternative()
        .singlepart(SinglePart::plain(letter.text.clone()))
        .singlepart(SinglePart::html(letter.html.clone()))
        .singlepart(
            SinglePart::builder()
                .header(ContentType::parse(&calendar_type)?)
                .body(calendar.to_owned()),
        );
    let file = Attachment::new("invitation.ics".to_owned())
        .body(calendar.to_owned(), ContentType::parse("application/ics")?);
    let body = MultiPart::mixed().multipart(alternatives).singlepart(file);
    let mut message = head.multipart(body)?;
    if envelope.from.is_none() {
        message.headers_mut().remove_raw("From");
    }
    if envelope.to.is_none() {
        message.headers_mut().remove_raw("To");
    }
    Ok(message.formatted())
}

fn mailbox((name, address): (&str, &str)) -> Result<Mailbox, Unsendable> {
    let name: String = name.chars().filter(|letter| !letter.is_control()).collect();
    let name = Some(name).filter(|name| !name.is_empty());
    Ok(Mailbox::new(name, address.parse()?))
}

fn system_time(at: Timestamp) -> SystemTime {
    UNIX_EPOCH + Duration::from_micros(u64::try_from(at.micros()).unwrap_or(0))
}
