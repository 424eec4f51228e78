//! One stand-in: comes by its link as a browser would, sends, looks and listens, and leaves.

use std::sync::Arc;
use std::time::Duration;

use meeting::id::PersonId;
use meeting::plan::Role;
use meeting::protocol::{Command, Picture, Track, View as Wish, Wanted};
use participant::media::{Camera, FREEZE, Kind, Reports, Setup, SlotReport};
use participant::{Error, Media, Model, Options, Participant, Signature, Trust};
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};

use super::guest::{Arrival, Flow, Gaps, Seat, View};

/// How often a stand-in looks around.
const LOOK: Duration = Duration::from_millis(250);
/// Tiles on one page of the meeting.
const TILES: usize = 9;
/// Whoever is looked at first has a large tile. The pictures of stand-ins are half as wide as those
/// of cameras, and so are their tiles, so that the same layers are sent.
const LARGE: (u16, u16) = (640, 360);
const SMALL: (u16, u16) = (320, 180);
/// Of all layers together.
const CAMERA_BITS: u32 = 1_200_000;
/// How long one speaks.
const TURN: Duration = Duration::from_secs(5);
/// Whoever is not in after so long, when all others leave, would have been late.
const LATE: Duration = Duration::from_secs(3);
/// How long saying goodbye may take.
const GOODBYE: Duration = Duration::from_secs(5);

/// What is the same for all.
#[derive(Debug)]
pub(super) struct Scene {
    pub(super) server: String,
    pub(super) trust: Trust,
    pub(super) setup: Setup,
    pub(super) speakers: usize,
    pub(super) begins: Instant,
}

/// Who one is.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) number: usize,
    pub(super) token: String,
    /// After the beginning.
    pub(super) enters_at: Duration,
    pub(super) has_camera: bool,
}

struct Player {
    scene: Arc<Scene>,
    part: Part,
    seat: Seat,
    participant: Participant,
    /// When the link was opened.
    knocked: Instant,
    looks_at: Vec<PersonId>,
    /// What flowed on media connections before this one.
    before: Flow,
}

/// Plays one part until the curtain falls.
pub(super) async fn play(
    scene: Arc<Scene>,
    part: Part,
    seat: Seat,
    mut curtain: watch::Receiver<bool>,
) {
    let late = scene.begins + part.enters_at + LATE;
    let entered = tokio::select! {
        entered = enter(scene, part, seat.clone()) => entered,
        () = fallen(&mut curtain) => {
            if Instant::now() > late {
                let reason = "was still not in when it ended".to_owned();
                seat.guest().arrival = Arrival::Failed(reason);
            }
            return;
        }
    };
    let mut player = match entered {
        Ok(player) => player,
        Err(error) => {
            seat.guest().arrival = Arrival::Failed(reason(&error));
            return;
        }
    };
    tokio::select! {
        () = player.stay() => {}
        () = fallen(&mut curtain) => {}
    }
    player.look();
    // Whoever does not get away is put out with their link.
    let _ = timeout(GOODBYE, player.participant.leave()).await;
}

async fn fallen(curtain: &mut watch::Receiver<bool>) {
    // The one who holds it is gone: that ends the play too.
    let _ = curtain.wait_for(|fallen| *fallen).await;
}

async fn enter(scene: Arc<Scene>, part: Part, seat: Seat) -> Result<Player, Error> {
    sleep((scene.begins + part.enters_at).saturating_duration_since(Instant::now())).await;
    let speaks = part.number < scene.speakers;
    let media = if speaks || part.has_camera {
        Media::Sends
    } else {
        Media::Listens
    };
    let options = Options {
        media,
        signature: Signature::new((part.number % 256) as u8),
        trust: scene.trust.clone(),
        setup: scene.setup.clone(),
        ..Options::default()
    };
    let knocked = Instant::now();
    let mut participant = Participant::join(&scene.server, &part.token, options).await?;
    let name = participant.ticket().person.name.pick("en").to_owned();
    seat.guest().name = name;
    participant.enter().await?;
    if media == Media::Sends {
        participant.set_media(speaks, part.has_camera).await?;
    }
    seat.guest().arrival = Arrival::Joined(knocked.elapsed());
    Ok(Player {
        scene,
        part,
        seat,
        participant,
        knocked,
        looks_at: Vec::new(),
        before: Flow::default(),
    })
}

impl Player {
    async fn stay(&mut self) {
        let mut clock = interval(LOOK);
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            clock.tick().await;
            let model = self.participant.model();
            if !model.connected && self.come_back().await.is_err() {
                return;
            }
            self.admit(&model).await;
            self.choose(&model).await;
            let turn = self.scene.begins.elapsed().as_secs() / TURN.as_secs();
            let whose = turn % self.scene.speakers.max(1) as u64;
            self.participant.speak(whose == self.part.number as u64);
            self.look();
        }
    }

    /// A lost connection is resumed, as browsers do.
    async fn come_back(&mut self) -> Result<(), Error> {
        let until_now = self.flow(&self.participant.reports(), &self.participant.model());
        let sent = self.participant.sent();
        self.seat.guest().drops += 1;
        self.participant.resume().await?;
        if self.participant.sent() < sent {
            self.before = until_now;
        }
        Ok(())
    }

    /// The one who is host lets the other stand-ins in; real people wait for a real one.
    async fn admit(&self, model: &Model) {
        let (Some(you), Some(room)) = (model.you, &model.room) else {
            return;
        };
        let us = model.person(you.person).map(|me| me.delegation);
        let at_the_door = room.lobby.iter().filter(|one| Some(one.delegation) == us);
        for one in at_the_door.filter(|_| you.role == Role::Host) {
            let admit = Command::Admit { person: one.id };
            if let Err(error) = self.participant.request(admit).await {
                tracing::debug!(%error, "admitting");
            }
        }
    }

    /// Looks at whoever has a camera on, as many as one page of the meeting shows.
    async fn choose(&mut self, model: &Model) {
        let chosen = cameras(model, self.participant.id());
        if chosen == self.looks_at {
            return;
        }
        let sources = chosen
            .iter()
            .zip(std::iter::once(LARGE).chain(std::iter::repeat(SMALL)));
        let view = Wish {
            sources: sources
                .map(|(person, tile)| wanted(*person, tile))
                .collect(),
            audio_only: false,
        };
        // Whoever is asked for may just have left; then the next look is another.
        if self.participant.request(Command::View(view)).await.is_ok() {
            self.looks_at = chosen;
        }
    }

    /// Writes down what is seen and heard now.
    fn look(&self) {
        let (reports, model) = (self.participant.reports(), self.participant.model());
        let now = Instant::now();
        let slots: Vec<&SlotReport> = mapped(&reports, &model).collect();
        let of = |kind: Kind| slots.iter().filter(move |slot| slot.kind == kind);
        let moves = |slot: &SlotReport| slot.still(now).is_some_and(|still| still <= FREEZE);
        let pictures = of(Kind::Picture).filter(|slot| moves(slot)).count();
        let first = of(Kind::Picture).filter_map(|slot| slot.first).min();
        let is_held_back = held_back(&reports, &model, now);
        let mut guest = self.seat.guest();
        guest.was_held_back |= is_held_back;
        guest.view = View {
            wanted: self.looks_at.len(),
            moving: pictures,
            is_frozen: of(Kind::Picture).any(|slot| frozen(slot, now).is_some()),
            voices: of(Kind::Sound).filter(|slot| moves(slot)).count(),
        };
        guest.first_picture = guest
            .first_picture
            .or(first.map(|first| first.saturating_duration_since(self.knocked)));
        guest.flow = self.flow(&reports, &model);
    }

    fn flow(&self, reports: &Reports, model: &Model) -> Flow {
        let now = Instant::now();
        let sums = reports.iter().map(|(_, slot)| slot_flow(slot));
        let lasting = mapped(reports, model).filter_map(|slot| frozen(slot, now));
        let lasting = lasting.map(|still| Flow {
            picture: Gaps {
                count: 1,
                together: still,
                longest: still,
            },
            ..Flow::default()
        });
        let sent = Flow {
            sent: self.participant.sent(),
            ..Flow::default()
        };
        sums.chain(lasting).fold(self.before.and(sent), Flow::and)
    }
}

fn wanted(person: PersonId, (width, height): (u16, u16)) -> Wanted {
    Wanted {
        person,
        kind: Picture::Camera,
        width,
        height,
    }
}

fn cameras(model: &Model, me: PersonId) -> Vec<PersonId> {
    let people = model.room.iter().flat_map(|room| &room.people);
    let on = people.filter(|person| person.id != me && person.camera != Track::Off);
    on.map(|person| person.id).take(TILES).collect()
}

/// The slots that the service says carry somebody.
fn mapped<'a>(reports: &'a Reports, model: &'a Model) -> impl Iterator<Item = &'a SlotReport> {
    let slots = reports.iter();
    let carries = |mid: &str| model.slots.get(mid).is_some_and(Option::is_some);
    slots
        .filter(move |(mid, _)| carries(mid))
        .map(|(_, slot)| slot)
}

/// Whether a picture stands still for lack of room on the line, as the service sees it.
fn held_back(reports: &Reports, model: &Model, now: Instant) -> bool {
    let paused = model.paused.iter().filter_map(|mid| reports.slot(mid));
    paused.into_iter().any(|slot| frozen(slot, now).is_some())
}

/// How long a picture has been standing still, if that is too long.
fn frozen(slot: &SlotReport, now: Instant) -> Option<Duration> {
    let still = slot.still(now).filter(|_| slot.kind == Kind::Picture);
    still.filter(|still| *still > FREEZE)
}

fn slot_flow(slot: &SlotReport) -> Flow {
    let gaps = Gaps {
        count: slot.gaps,
        together: slot.in_gaps,
        longest: slot.longest_gap,
    };
    let (picture, sound) = match slot.kind {
        Kind::Picture => (gaps, Gaps::default()),
        Kind::Sound => (Gaps::default(), gaps),
    };
    let (expected, lost) = slot.expected_and_lost();
    Flow {
        picture,
        sound,
        expected,
        lost,
        sent: 0,
        received: slot.bytes,
    }
}

/// What a stand-in's camera sends.
pub(super) fn camera() -> Camera {
    Camera::of_bitrate(CAMERA_BITS)
}

/// Why somebody did not get in, in a few words.
fn reason(error: &Error) -> String {
    match error {
        Error::Http { status: 429, .. } => {
            "too many joined from one address in a minute (limits.join_attempts)".to_owned()
        }
        Error::Http { code, .. } => format!("the service refused the link ({code})"),
        Error::Unreachable(_) => "the service was not reached".to_owned(),
        Error::Refused(why) => format!("refused ({why:?})"),
        Error::Goodbye(why) => format!("turned away ({why:?})"),
        Error::TimedOut { awaited, .. } => format!("waited in vain for {awaited}"),
        Error::Media(_) | Error::Lost | Error::Disorder(_) | Error::NotUnderstood(_) => {
            error.to_string()
        }
        Error::Certificate(_) => error.to_string(),
    }
}
