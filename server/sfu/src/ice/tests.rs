mod checks;
mod damage;
mod proof;
mod restarts;

use super::*;
use crate::tests::start;
use rtc_crypto::RTCCryptoProvider;
use rtc_crypto::providers::RingProvider;
use rtc_stun::attributes::*;
use rtc_stun::fingerprint::FINGERPRINT;
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::*;
use rtc_stun::textattrs::TextAttribute;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};

const PASSWORD: &str = "a password of the right length";

fn credentials(number: u32) -> Credentials {
    Credentials {
        user: format!("ours{number}"),
        password: format!("{PASSWORD}{number}"),
    }
}

fn path(host: u8) -> Path {
    Path::udp(
        SocketAddr::from(([192, 0, 2, host], 5000)),
        IpAddr::from([192, 0, 2, 100]),
    )
}

struct Check {
    generation: u32,
    nominate: bool,
    extra: Option<RawAttribute>,
    trailing: Option<RawAttribute>,
    password: Option<&'static str>,
}

const CHECK: Check = Check {
    generation: 0,
    nominate: false,
    extra: None,
    trailing: None,
    password: None,
};

fn attribute(kind: AttrType, length: u16) -> RawAttribute {
    RawAttribute {
        typ: kind,
        length,
        value: vec![0; usize::from(length)],
    }
}

impl Check {
    fn datagram(self) -> Vec<u8> {
        let provider = RingProvider::new();
        let credentials = credentials(self.generation);
        let name = format!("{}:theirs", credentials.user);
        let password = self.password.map_or(credentials.password, str::to_owned);
        let mut setters: Vec<Box<dyn Setter + '_>> = vec![
            Box::new(TransactionId([7; TRANSACTION_ID_SIZE])),
            Box::new(BINDING_REQUEST),
            Box::new(TextAttribute::new(ATTR_USERNAME, name)),
            Box::new(attribute(ATTR_PRIORITY, 4)),
            Box::new(attribute(ATTR_ICE_CONTROLLING, 8)),
            Box::new(attribute(ATTR_NETWORK_COST, 4)),
        ];
        if self.nominate {
            setters.push(Box::new(attribute(ATTR_USE_CANDIDATE, 0)));
        }
        if let Some(extra) = self.extra {
            setters.push(Box::new(extra));
        }
        setters.push(Box::new(
            MessageIntegrity::new_short_term_integrity_with_provider(password, provider.crypto()),
        ));
        if let Some(trailing) = self.trailing {
            setters.push(Box::new(trailing));
        }
        setters.push(Box::new(FINGERPRINT));
        let mut message = Message::new();
        message.build(&setters).unwrap();
        message.raw
    }
}

fn theirs(user: &str) -> Credentials {
    Credentials {
        user: user.to_owned(),
        password: format!("the password of {user}"),
    }
}

fn agent() -> Agent {
    Agent::new(credentials(0), theirs("theirs"))
}

/// Media flows, by the first path.
fn flowing(now: Instant) -> Agent {
    let mut agent = agent();
    ask(&mut agent, now, path(1), nominate(0)).unwrap();
    agent.secured(Some(path(1)), now);
    agent
}

fn poll(agent: &mut Agent, now: Instant) -> Option<(Path, Message)> {
    // What is chosen anew is another one.
    static SEED: AtomicU64 = AtomicU64::new(7);
    let dice = &mut crate::random::tests::Counting(SEED.fetch_add(1, Ordering::Relaxed));
    let (path, bytes) = agent.poll_check(now, dice, RingProvider::new().crypto())?;
    let mut message = Message::new();
    message.unmarshal_binary(&bytes).unwrap();
    FINGERPRINT.check(&message).unwrap();
    Some((path, message))
}

/// What a browser answers.
fn confirmation(check: &Message, password: &str) -> Response {
    let provider = RingProvider::new();
    let setters: [Box<dyn Setter + '_>; 4] = [
        Box::new(check.transaction_id),
        Box::new(BINDING_SUCCESS),
        Box::new(MessageIntegrity::new_short_term_integrity_with_provider(
            password.to_owned(),
            provider.crypto(),
        )),
        Box::new(FINGERPRINT),
    ];
    let mut message = Message::new();
    message.build(&setters).unwrap();
    Response::parse(&message.raw).unwrap()
}

fn confirm(agent: &mut Agent, path: Path, check: &Message, password: &str) -> bool {
    let mut response = confirmation(check, password);
    let crypto = RingProvider::new();
    agent.confirm(path, &mut response, crypto.crypto()).is_ok()
}

fn ask(agent: &mut Agent, now: Instant, path: Path, check: Check) -> Result<Answer, Refusal> {
    let mut request = Request::parse(&check.datagram())?;
    agent.answer(now, path, &mut request, RingProvider::new().crypto())
}

fn nominate(generation: u32) -> Check {
    Check {
        generation,
        nominate: true,
        ..CHECK
    }
}

fn read(answer: &Answer) -> Message {
    let mut message = Message::new();
    message.unmarshal_binary(&answer.response).unwrap();
    FINGERPRINT.check(&message).unwrap();
    message
}
