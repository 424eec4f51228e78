use super::*;

fn desk() -> MediaDesk {
    let config = sfu::Config {
        listen: "127.0.0.1:0".parse().unwrap(),
        public: Vec::new(),
        threads: 1,
        tcp: None,
    };
    let engine = Engine::start(config, |_| {}).unwrap();
    let (desk, _, _) = MediaDesk::open(SessionId::from_bits(1), engine, Pump::start());
    desk
}

fn enter(desk: &mut MediaDesk, number: u64) -> PeerKey {
    let connection = ConnectionId::from_bits(number);
    let person = PersonId::from_bits(number);
    desk.carry_out(MediaCommand::Enter { connection, person });
    PeerKey(number)
}

/// The slots that are said to stand still.
fn still(message: &ServerMessage) -> Vec<&str> {
    let ServerMessage::Slots { slots } = message else {
        panic!("{message:?} is not of slots");
    };
    let still = slots.iter().filter(|slot| slot.paused);
    still.map(|slot| slot.mid.as_str()).collect()
}

fn told(heard: Heard) -> ServerMessage {
    let Heard::Tell(_, message) = heard else {
        panic!("{heard:?} is not for a device");
    };
    message
}

#[tokio::test]
async fn a_picture_that_stands_still_is_told_and_told_again_to_who_resumes() {
    let mut desk = desk();
    let [watched, viewer] = [1, 2].map(|number| enter(&mut desk, number));
    let picture = Some(Source {
        peer: watched,
        kind: Kind::Camera,
    });
    let slots = vec![("7".to_owned(), picture), ("8".to_owned(), None)];
    let peer = viewer;
    let mapped = Event::Slots { peer, slots };
    assert_eq!(still(&told(desk.hear(mapped.clone()))), [""; 0]);
    let paused = |mids: &[&str]| Event::Paused {
        peer,
        mids: mids.iter().map(|mid| (*mid).to_owned()).collect(),
    };
    assert_eq!(still(&told(desk.hear(paused(&["7", "8"])))), ["7"]);
    assert!(matches!(desk.hear(paused(&["7", "8"])), Heard::Nothing));
    let missed = desk.carry_out(MediaCommand::Adopt {
        from: ConnectionId::from_bits(2),
        to: ConnectionId::from_bits(3),
    });
    let [(to, message)] = &missed[..] else {
        panic!("{missed:?}");
    };
    assert_eq!(*to, ConnectionId::from_bits(3));
    assert_eq!(still(message), ["7"]);
    assert_eq!(still(&told(desk.hear(paused(&[])))), [""; 0]);
    // What stood still belonged to the connection that is lost.
    desk.hear(paused(&["7"]));
    desk.hear(Event::Lost { peer });
    assert_eq!(still(&told(desk.hear(mapped))), [""; 0]);
}
