//! `yunqiao rehearse`: stand-ins come to a rehearsal through the real network, and what an
//! organizer or IT wants to know before the day is printed.

mod credentials;
mod guest;
mod load;
mod office;
mod order;
mod player;
mod report;
mod tally;

use std::io::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use participant::Trust;
use participant::media::Setup;
use reqwest::StatusCode;
use tokio::net::{UdpSocket, lookup_host};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};

use self::credentials::Credentials;
use self::guest::{Guest, Seat};
use self::load::{Account, MachineMeter, ServerLoad, ServerMeter};
use self::office::Office;
use self::player::{Part, Scene, play};
use self::report::Summary;
use self::tally::{RateMeter, Tally};
use crate::config::Origin;

pub use self::order::Order;

/// A line so often.
const LINE: Duration = Duration::from_secs(3);
/// At most so many speak in turn.
const SPEAKERS: usize = 3;
/// How long everybody has to leave.
const LEAVING: Duration = Duration::from_secs(10);

/// Why there was no rehearsal.
#[derive(Debug, thiserror::Error)]
pub enum RehearseError {
    #[error("{} cameras for {} stand-ins", .0.cameras, .0.participants)]
    MoreCamerasThanPeople(Box<Order>),
    #[error("the password: {0}")]
    NotAsked(io::Error),
    #[error("name and password do not belong together")]
    WrongCredentials,
    #[error("there is no such session")]
    UnknownSession,
    #[error(
        "this session is not a rehearsal: nobody who does not exist may come to it. \
         Plan one with \"Rehearsal\" switched on"
    )]
    NotARehearsal,
    #[error("{message} ({code})")]
    Refused { code: String, message: String },
    #[error("{server} was not reached: {cause}")]
    Unreachable { server: String, cause: String },
    #[error("what answered, with {0}, is not Yunqiao")]
    NotTheService(StatusCode),
    #[error(transparent)]
    Participant(#[from] participant::Error),
    #[error("signals: {0}")]
    Signals(io::Error),
}

impl RehearseError {
    /// Something was typed wrongly, rather than out of order.
    pub fn is_a_mistake(&self) -> bool {
        match self {
            Self::MoreCamerasThanPeople(_)
            | Self::NotAsked(_)
            | Self::WrongCredentials
            | Self::UnknownSession
            | Self::NotARehearsal
            | Self::Refused { .. }
            | Self::Participant(_) => true,
            Self::Unreachable { .. } | Self::NotTheService(_) | Self::Signals(_) => false,
        }
    }
}

/// Rehearses, and prints how it went; says whether all was fine. `usual` is the service that is
/// meant when the order names none.
///
/// # Errors
/// [`RehearseError`] when nobody could be sent.
pub async fn rehearse(order: Order, usual: Origin) -> Result<bool, RehearseError> {
    if order.cameras > order.participants {
        return Err(RehearseError::MoreCamerasThanPeople(Box::new(order)));
    }
    let server = order.server.clone().unwrap_or(usual);
    let trust = match &order.certificate {
        Some(file) => Trust::and(file)?,
        None => Trust::default(),
    };
    let credentials = Credentials::ask().map_err(RehearseError::NotAsked)?;
    let interrupted = interruption().map_err(RehearseError::Signals)?;
    let office = Office::sign_in(server.as_str(), &trust, &credentials).await?;
    let from = match order.from {
        Some(from) => from,
        None => address_towards(&server).await,
    };
    let tokens = office.invite(order.session, order.participants).await?;
    let setup = Setup {
        address: from,
        way: order.over.into(),
        camera: player::camera(),
        ..Setup::default()
    };
    let scene = Scene {
        server: server.to_string(),
        trust,
        setup,
        speakers: tokens.len().min(SPEAKERS),
        begins: Instant::now(),
    };
    let fine = perform(&order, scene, tokens, &office, interrupted).await;
    if let Err(error) = office.dismiss(order.session).await {
        eprintln!("yunqiao: the stand-ins are still in the plan: {error}");
    }
    Ok(fine)
}

/// Becomes true when somebody wants it to end.
fn interruption() -> io::Result<watch::Receiver<bool>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let (tell, told) = watch::channel(false);
    tokio::spawn(async move {
        for _ in 0..2 {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            if tell.send_replace(true) {
                eprintln!(
                    "yunqiao: asked twice, gone at once; the stand-ins are still in the plan"
                );
                std::process::exit(1);
            }
        }
    });
    Ok(told)
}

/// The address of this machine that leads to a service; where that cannot be told, its own.
async fn address_towards(server: &Origin) -> IpAddr {
    let (host, port) = server.host_and_port();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let Ok(addresses) = lookup_host((host, port)).await else {
        return Ipv4Addr::LOCALHOST.into();
    };
    let mut addresses: Vec<_> = addresses.collect();
    // A name for both is one that listens on IPv4 for certain.
    addresses.sort_by_key(|address| address.is_ipv6());
    for address in addresses {
        let any: IpAddr = if address.is_ipv6() {
            Ipv6Addr::UNSPECIFIED.into()
        } else {
            Ipv4Addr::UNSPECIFIED.into()
        };
        // Nothing is sent: the kernel says where it would leave.
        let Ok(socket) = UdpSocket::bind((any, 0)).await else {
            continue;
        };
        if socket.connect(address).await.is_ok()
            && let Ok(local) = socket.local_addr()
        {
            return local.ip();
        }
    }
    Ipv4Addr::LOCALHOST.into()
}

/// From the first who comes to the last word printed.
async fn perform(
    order: &Order,
    scene: Scene,
    tokens: Vec<String>,
    office: &Office,
    mut interrupted: watch::Receiver<bool>,
) -> bool {
    let server = scene.server.clone();
    let begins = scene.begins;
    let (curtain, fallen) = watch::channel(false);
    let seats: Vec<Seat> = tokens.iter().map(|_| Seat::default()).collect();
    let mut players = JoinSet::new();
    let scene = Arc::new(scene);
    for ((number, token), seat) in tokens.into_iter().enumerate().zip(&seats) {
        let part = Part {
            number,
            token,
            enters_at: Duration::from_secs(order.within.into()) * number as u32
                / u32::from(order.participants),
            has_camera: number < usize::from(order.cameras),
        };
        players.spawn(play(Arc::clone(&scene), part, seat.clone(), fallen.clone()));
    }
    let mut watcher = Watcher::new(order, office, begins).await;
    let end = begins + Duration::from_secs(order.within.into()) + order.minutes;
    tokio::select! {
        () = watcher.watch(&seats) => {}
        () = sleep_until(end) => {}
        _ = interrupted.wait_for(|it| *it) => say("Ended early."),
    }
    watcher.look(&seats).await;
    curtain.send_replace(true);
    let left = async { while players.join_next().await.is_some() {} };
    if tokio::time::timeout(LEAVING, left).await.is_err() {
        players.abort_all();
    }
    let guests = guests(&seats);
    let summary = Summary {
        server: &server,
        cameras: order.cameras.into(),
        lasted: watcher.lasted,
        guests: &guests,
        average: watcher.rates.average,
        peak: watcher.rates.peak,
        server_load: watcher.server_load(),
        machine: watcher.machine.as_ref().map(MachineMeter::load),
    };
    let faults = report::faults(&summary);
    say(&format!("\n{}", report::table(&summary)));
    say(&report::verdict(&summary, &faults));
    faults.is_empty()
}

fn guests(seats: &[Seat]) -> Vec<Guest> {
    seats.iter().map(|seat| seat.guest().clone()).collect()
}

/// Whoever reads along may have stopped reading: that ends nothing.
fn say(text: &str) {
    let _ = writeln!(io::stdout(), "{text}");
}

/// Looks on while it runs.
struct Watcher<'a> {
    office: &'a Office,
    begins: Instant,
    within: Duration,
    lasted: Duration,
    rates: RateMeter,
    server: Result<ServerMeter, String>,
    machine: Option<MachineMeter>,
}

impl<'a> Watcher<'a> {
    async fn new(order: &Order, office: &'a Office, begins: Instant) -> Self {
        let account = account(office).await;
        Self {
            office,
            begins,
            within: Duration::from_secs(order.within.into()),
            lasted: Duration::ZERO,
            rates: RateMeter::default(),
            server: account.map(|account| ServerMeter::new(account, Instant::now())),
            machine: MachineMeter::start(),
        }
    }

    /// A line now and then, without end.
    async fn watch(&mut self, seats: &[Seat]) {
        let mut clock = interval(LINE);
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        clock.tick().await;
        loop {
            clock.tick().await;
            self.look(seats).await;
        }
    }

    async fn look(&mut self, seats: &[Seat]) {
        if let Ok(meter) = &mut self.server {
            match account(self.office).await {
                Ok(account) => {
                    meter.note(account, Instant::now());
                }
                Err(why) => self.server = Err(why),
            }
        }
        if let Some(machine) = &mut self.machine {
            machine.look();
        }
        let tally = Tally::of(&guests(seats));
        self.lasted = self.begins.elapsed();
        let rates = self.rates.note(tally.flow, self.lasted, self.within);
        say(&report::line(
            self.lasted,
            &tally,
            rates,
            &self.server_load(),
        ));
    }

    fn server_load(&self) -> Result<ServerLoad, String> {
        let meter = self.server.as_ref();
        meter.map(ServerMeter::load).map_err(String::clone)
    }
}

async fn account(office: &Office) -> Result<Account, String> {
    Account::read(&office.metrics().await?)
}
