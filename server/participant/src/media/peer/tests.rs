use super::*;
use crate::media::Kind;

/// The kind and direction of each m-line, in order.
fn lines(sdp: &str) -> Vec<(String, String)> {
    let sections = sdp.split("\r\nm=").skip(1);
    let read = sections.map(|section| {
        let kind = section.split(' ').next().unwrap_or_default();
        let direction = (section.lines())
            .find(|line| ["a=sendonly", "a=recvonly", "a=sendrecv"].contains(line))
            .unwrap_or_default();
        (kind.to_owned(), direction.to_owned())
    });
    read.collect()
}

#[tokio::test]
async fn the_offer_has_its_lines_in_order() {
    let peer = Peer::new(Setup::default()).await.unwrap();
    let sdp = peer.offer().await.unwrap();
    let lines = lines(&sdp);
    let expect = |range: std::ops::Range<usize>, kind: &str, direction: &str| {
        for line in range {
            assert_eq!(lines[line], (kind.to_owned(), direction.to_owned()));
        }
    };
    assert_eq!(lines.len(), 17);
    expect(0..1, "audio", "a=sendonly");
    expect(1..3, "video", "a=sendonly");
    expect(3..4, "audio", "a=sendonly");
    expect(4..8, "audio", "a=recvonly");
    expect(8..17, "video", "a=recvonly");
    assert_eq!(sdp.matches("a=simulcast:send q;h;f").count(), 1);
}

/// The other side: takes what is sent, on whichever line.
struct Answerer {
    connection: Arc<dyn PeerConnection>,
    reports: watch::Sender<Reports>,
    tracks: mpsc::UnboundedReceiver<Arc<dyn TrackRemote>>,
}

impl Answerer {
    async fn answer(offer: String) -> (Self, String) {
        let (tracks, arriving) = mpsc::unbounded_channel();
        let state = watch::Sender::new(RTCPeerConnectionState::New);
        let events = Arc::new(Events { state, tracks });
        let requests = KeyFrameRequests::default();
        let connection = connect(&Setup::default(), &requests, events).await.unwrap();
        let offer = RTCSessionDescription::offer(offer).unwrap();
        connection.set_remote_description(offer).await.unwrap();
        let answer = connection.create_answer(None).await.unwrap();
        connection.set_local_description(answer).await.unwrap();
        let mut gathered = String::new();
        while !gathered.contains("a=candidate") {
            tokio::task::yield_now().await;
            gathered = connection.local_description().await.unwrap().sdp;
        }
        let answerer = Self {
            connection,
            reports: watch::Sender::new(Reports::default()),
            tracks: arriving,
        };
        (answerer, gathered)
    }

    async fn take_track(&mut self) {
        let track = self.tracks.recv().await.unwrap();
        let mids = Arc::from([]);
        tokio::spawn(listen(track, mids, self.reports.clone()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_peer_sees_the_colour_and_hears_the_tone() {
    let signature = Signature::new(7);
    let setup = Setup {
        signature,
        sound_slots: 0,
        picture_slots: 0,
        camera: Camera::filled_to(3000),
        ..Setup::default()
    };
    let mut peer = Peer::new(setup).await.unwrap();
    let (mut other, answer) = Answerer::answer(peer.offer().await.unwrap()).await;
    peer.accept(answer).await.unwrap();
    peer.connected(Duration::from_secs(20)).await.unwrap();
    peer.send(true, true);
    other.take_track().await;
    other.take_track().await;
    let enough = |reports: &Reports| {
        reports.frames_of(signature, Kind::Sound) > 10
            && reports.frames_of(signature, Kind::Picture) > 10
    };
    let mut reports = other.reports.subscribe();
    let arrived = tokio::time::timeout(Duration::from_secs(20), reports.wait_for(enough));
    assert!(arrived.await.is_ok(), "{:?}", *other.reports.borrow());
    other.connection.close().await.unwrap();
    peer.close().await;
}
