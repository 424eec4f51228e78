use super::stage::{ALICE, BOB, Stage};
use super::viewer::Broadcast;
use crate::api::Event;
use crate::congestion::bitrate::Bitrate;

fn stood_still(stage: &Stage) -> Vec<usize> {
    let paused = |event: &Event| {
        let Event::Paused { peer: BOB, mids } = event else {
            return None;
        };
        Some(mids.len())
    };
    stage.events.iter().filter_map(paused).collect()
}

#[test]
fn a_link_that_narrows_is_followed_down_and_up_again() {
    let mut show = Broadcast::new(1, 1280, 720);
    show.link.rate = Some(Bitrate::kilobits(3_000));
    show.run(15.0);
    assert_eq!(show.viewer.layer(), 2, "{:?}", show.viewer.layers);
    assert!(
        show.viewer.changes_since(4_000_000) == 0,
        "{:?}",
        show.viewer.layers
    );
    show.viewer.freeze = 0;
    let sounds = show.viewer.sounds;
    show.link.rate = Some(Bitrate::kilobits(300));
    show.run(3.0);
    assert!(show.target() < 300.0, "{}", show.target());
    show.run(20.0);
    assert_eq!(show.viewer.layer(), 0, "{:?}", show.viewer.layers);
    assert!(show.viewer.freeze < 1_000_000, "{}", show.viewer.freeze);
    let heard = show.viewer.sounds - sounds;
    assert!(heard > 23 * 50 * 95 / 100, "{heard}");
    let returned = show.now;
    show.link.rate = Some(Bitrate::kilobits(3_000));
    show.run(15.0);
    assert_eq!(show.viewer.layer(), 2, "{:?}", show.viewer.layers);
    let (_, settled) = *show.viewer.layers.last().unwrap();
    assert!(settled > returned);
    show.run(60.0);
    assert!(
        show.viewer.changes_since(settled) <= 2,
        "{:?}",
        show.viewer.layers
    );
    assert!(show.viewer.freeze < 1_000_000, "{}", show.viewer.freeze);
    assert_eq!(stood_still(&show.stage), []);
}

#[test]
fn what_there_is_no_room_for_is_left_out_by_its_sender_and_asked_for_when_there_is() {
    let mut show = Broadcast::new(8, 1280, 720);
    show.heeds = true;
    show.run(10.0);
    assert_eq!(show.viewer.layer(), 2, "{:?}", show.viewer.layers);
    assert_eq!(show.sent, [true, false, true]);
    show.link.rate = Some(Bitrate::kilobits(300));
    show.run(10.0);
    assert_eq!(show.viewer.layer(), 0, "{:?}", show.viewer.layers);
    assert_eq!(show.sent, [true, false, false]);
    show.viewer.freeze = 0;
    show.link.rate = Some(Bitrate::kilobits(3_000));
    show.run(20.0);
    assert_eq!(show.viewer.layer(), 2, "{:?}", show.viewer.layers);
    assert_eq!(show.sent, [true, false, true]);
    assert!(show.viewer.freeze < 1_000_000, "{}", show.viewer.freeze);
}

#[test]
fn a_layer_that_never_was_sent_is_found_when_there_is_room() {
    let mut show = Broadcast::new(9, 1280, 720);
    show.heeds = true;
    show.sent = [true, false, false];
    show.stage.view(BOB, &[]);
    show.run(5.0);
    show.stage.view(BOB, &[(ALICE, 1280, 720)]);
    show.run(20.0);
    assert_eq!(show.viewer.layer(), 2, "{:?}", show.viewer.layers);
}

#[test]
fn a_picture_for_which_there_is_no_room_is_sent_in_its_least_layer_only() {
    let mut show = Broadcast::new(10, 1280, 720);
    show.heeds = true;
    show.run(5.0);
    show.link.rate = Some(Bitrate::kilobits(60));
    show.run(20.0);
    assert_eq!(stood_still(&show.stage).last(), Some(&1));
    assert_eq!(show.sent, [true, false, false]);
}

#[test]
fn a_lossy_link_keeps_its_picture() {
    let mut show = Broadcast::new(2, 1280, 720);
    show.run(10.0);
    show.link.loss = 0.05;
    show.back.loss = 0.05;
    show.viewer.freeze = 0;
    let before = show.now;
    show.run(40.0);
    assert_eq!(show.viewer.layer(), 2, "{:?}", show.viewer.layers);
    assert!(
        show.viewer.changes_since(before) <= 2,
        "{:?}",
        show.viewer.layers
    );
    assert!(show.viewer.freeze < 500_000, "{}", show.viewer.freeze);
}

#[test]
fn where_even_the_least_does_not_fit_the_picture_stands_still_and_the_sound_goes_on() {
    let mut show = Broadcast::new(3, 320, 180);
    show.link.rate = Some(Bitrate::kilobits(90));
    show.run(20.0);
    let sounds = show.viewer.sounds;
    show.run(10.0);
    let heard = show.viewer.sounds - sounds;
    assert!(heard > 480, "{heard}");
    assert!(stood_still(&show.stage).contains(&1));
    show.link.rate = None;
    show.run(20.0);
    let pictures = show.viewer.pictures;
    show.run(2.0);
    assert!(show.viewer.pictures - pictures > 50);
    assert_eq!(stood_still(&show.stage).last(), Some(&0));
}

#[test]
fn fewer_pictures_a_second_where_the_smallest_is_too_much() {
    let mut show = Broadcast::new(4, 320, 180);
    show.run(5.0);
    let pictures = show.viewer.pictures;
    show.run(10.0);
    let all = show.viewer.pictures - pictures;
    show.link.rate = Some(Bitrate::kilobits(170));
    show.run(20.0);
    let pictures = show.viewer.pictures;
    show.viewer.freeze = 0;
    show.run(10.0);
    let fewer = show.viewer.pictures - pictures;
    assert!(fewer < all * 9 / 10 && fewer > all / 8, "{fewer} of {all}");
    assert_eq!(show.viewer.gaps, 0);
    assert!(show.viewer.freeze < 1_000_000, "{}", show.viewer.freeze);
}

#[test]
fn probes_fill_the_line_only_while_more_is_wanted() {
    let mut show = Broadcast::new(5, 1280, 720);
    show.run(5.0);
    let padding = show.stage.client(BOB).padding;
    assert!(padding > 10, "{padding}");
    assert_eq!(show.viewer.layer(), 2);
    show.run(20.0);
    assert_eq!(show.stage.client(BOB).padding, padding);
    assert_eq!(show.stage.client(BOB).unreadable, 0);
}

#[test]
fn a_client_that_never_tells_of_arrivals_gets_its_picture_all_the_same() {
    let mut show = Broadcast::new(6, 320, 180);
    show.tells = false;
    show.run(10.0);
    assert!(show.viewer.pictures > 200, "{}", show.viewer.pictures);
    assert!(show.viewer.freeze < 500_000, "{}", show.viewer.freeze);
}

#[test]
fn a_picture_within_the_target_leaves_at_once_and_a_huge_one_in_pieces() {
    let mut show = Broadcast::new(7, 1280, 720);
    show.run(5.02);
    assert!(show.target() > 2_500.0, "{}", show.target());
    assert_eq!(show.burst(10), 10);
    show.run(0.5);
    let at_once = show.burst(60);
    assert!((10..40).contains(&at_once), "{at_once}");
    let pictures = show.viewer.pictures;
    show.viewer.freeze = 0;
    show.run(0.5);
    assert!(show.viewer.pictures - pictures > 60);
    assert!(show.viewer.freeze < 150_000, "{}", show.viewer.freeze);
    assert_eq!(show.viewer.gaps, 0);
}
