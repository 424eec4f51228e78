use super::stage::{ALICE, BOB, Stage, key_picture, picture};
use crate::client::{Client, Received, Video};
use crate::rtcp::{self, Message};

/// What the engine has asked a client for.
fn asked(client: &Client) -> Vec<Message> {
    let reports = client.reports.iter();
    reports.flat_map(|report| rtcp::read(report)).collect()
}

fn watching() -> Stage {
    let mut stage = Stage::with(&[ALICE, BOB]);
    stage.view(BOB, &[(ALICE, 320, 180)]);
    stage.show(ALICE, key_picture(0, 0));
    stage
}

#[test]
fn a_picture_that_is_waited_for_is_asked_for_until_it_comes() {
    let mut stage = Stage::with(&[ALICE, BOB]);
    stage.show(ALICE, picture(0, 0));
    stage.view(BOB, &[(ALICE, 320, 180)]);
    stage.run(1000);
    let lost = Message::PictureLost { ssrc: 2000 };
    let requests = asked(stage.client(ALICE))
        .iter()
        .filter(|it| **it == lost)
        .count();
    assert!((3..=4).contains(&requests), "{requests}");
    stage.show(ALICE, key_picture(0, 1));
    stage.client(ALICE).reports.clear();
    stage.run(1000);
    assert!(!asked(stage.client(ALICE)).contains(&lost));
}

#[test]
fn a_receiver_that_lost_its_picture_is_heard() {
    let mut stage = watching();
    stage.run(500);
    stage.client(ALICE).reports.clear();
    let (ssrc, _) = Client::streams_of(&stage.answers[&BOB], 7);
    let loss = rtcp::picture_loss(ssrc).unwrap();
    stage.client(BOB).send_rtcp(&loss);
    stage.run(50);
    let lost = Message::PictureLost { ssrc: 2000 };
    assert!(asked(stage.client(ALICE)).contains(&lost));
}

#[test]
fn what_a_receiver_misses_is_sent_again_on_its_own_stream() {
    let mut stage = watching();
    for number in 1..10 {
        stage.show(ALICE, picture(0, number));
    }
    let sent = stage.client(BOB).received.clone();
    let (ssrc, rtx) = Client::streams_of(&stage.answers[&BOB], 7);
    let missing = [sent[3].sequence, sent[4].sequence];
    for _ in 0..3 {
        let nack = rtcp::nack(ssrc, &missing).unwrap();
        stage.client(BOB).send_rtcp(&nack);
        stage.exchange();
    }
    let again: Vec<Received> = stage.client(BOB).received.split_off(sent.len());
    assert_eq!(again.len(), 2, "asked three times at once, sent once");
    for (again, original) in again.iter().zip(&sent[3..5]) {
        assert_eq!((again.payload_type, Some(again.ssrc)), (97, rtx));
        assert_eq!(again.timestamp, original.timestamp);
        assert_eq!(again.payload[..2], original.sequence.to_be_bytes());
        assert_eq!(again.payload[2..], original.payload);
    }
    assert_eq!(stage.client(BOB).unreadable, 0);
}

#[test]
fn what_was_sent_before_a_change_of_source_can_be_repaired_after_it() {
    let mut stage = watching();
    stage.show(ALICE, picture(0, 1));
    stage.show(ALICE, key_picture(1, 1));
    stage.view(BOB, &[(ALICE, 640, 360)]);
    stage.run(30);
    stage.show(ALICE, key_picture(1, 2));
    let sent = stage.client(BOB).received.clone();
    assert_eq!(
        sent.iter().map(Received::layer).collect::<Vec<_>>(),
        [0, 0, 1]
    );
    let (ssrc, _) = Client::streams_of(&stage.answers[&BOB], 7);
    let nack = rtcp::nack(ssrc, &[sent[1].sequence, sent[2].sequence]).unwrap();
    stage.client(BOB).send_rtcp(&nack);
    stage.exchange();
    let again = stage.client(BOB).received.split_off(3);
    assert_eq!(again[0].payload[2..], sent[1].payload);
    assert_eq!(again[1].payload[2..], sent[2].payload);
}

#[test]
fn what_the_engine_misses_is_asked_for_and_takes_its_place() {
    let mut stage = watching();
    stage.show(ALICE, picture(0, 1));
    stage.show(ALICE, picture(0, 4));
    stage.run(100);
    let missing = Message::Missing {
        ssrc: 2000,
        sequences: vec![2, 3],
    };
    assert!(asked(stage.client(ALICE)).contains(&missing));
    for (repair, number) in [(1, 2), (2, 3)] {
        let repaired = Video {
            repair: Some(repair),
            ..picture(0, number)
        };
        stage.show(ALICE, repaired);
    }
    // A second repetition of the same, as Firefox sends to probe the network.
    let probe = Video {
        repair: Some(3),
        ..picture(0, 3)
    };
    stage.show(ALICE, probe);
    stage.client(ALICE).reports.clear();
    stage.run(300);
    assert!(
        !asked(stage.client(ALICE))
            .iter()
            .any(|it| matches!(it, Message::Missing { .. }))
    );
    let mut received = stage.client(BOB).received.clone();
    assert_eq!(received.len(), 5);
    received.sort_by_key(|packet| packet.sequence);
    let pictures: Vec<u16> = received.iter().map(Received::picture).collect();
    let first = pictures[0];
    assert_eq!(pictures, (first..first + 5).collect::<Vec<_>>());
    assert_eq!(stage.client(BOB).unreadable, 0);
}

#[test]
fn arrivals_and_reports_are_told_to_the_sender() {
    let mut stage = watching();
    for number in 1..40 {
        stage.show(ALICE, picture(0, number));
        stage.run(30);
    }
    stage.run(1000);
    let kinds: Vec<(u8, u8)> = stage
        .client(ALICE)
        .reports
        .iter()
        .map(|report| (report[0] & 31, report[1]))
        .collect();
    let feedback = kinds.iter().filter(|kind| **kind == (15, 205)).count();
    assert!((15..=25).contains(&feedback), "{feedback}");
    assert!(kinds.iter().any(|(_, kind)| *kind == 201));
    let to_receiver: Vec<Message> = asked(stage.client(BOB));
    assert!(
        to_receiver
            .iter()
            .any(|it| matches!(it, Message::SenderReport { .. }))
    );
}
