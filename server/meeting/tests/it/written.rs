//! `PROTOCOL.md` is true: every example is read and written back by the Rust types, and nothing
//! that can be said is missing from it.

use std::collections::BTreeSet;

use meeting::protocol::{
    Change, ClientMessage, Command, FilmCommand, FloorCommand, Goodbye, NoteCommand, PhotoCommand,
    Reason, ServerMessage, SigningCommand, StageCommand, TrialAnswer, TrialRequest, VoteCommand,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use ts_rs::{Config, TS};

const PAGE: &str = include_str!("../../../PROTOCOL.md");

#[test]
fn every_example_is_what_the_types_write() {
    for example in examples("client") {
        reads_and_writes::<ClientMessage>(example);
    }
    for example in examples("server") {
        reads_and_writes::<ServerMessage>(example);
    }
    for example in examples("test") {
        reads_and_writes::<TrialRequest>(example);
    }
    for example in examples("test-answer") {
        reads_and_writes::<TrialAnswer>(example);
    }
}

#[test]
fn every_message_has_an_example() {
    let client: Vec<Value> = examples("client").map(parse).collect();
    let server: Vec<Value> = examples("server").map(parse).collect();
    let said = |messages: &[Value], path: &str, tag: &str| -> BTreeSet<String> {
        let values = messages.iter().filter_map(|message| message.pointer(path));
        let tags = values.filter_map(|value| Some(value.get(tag)?.as_str()?.to_owned()));
        tags.collect()
    };
    assert_eq!(said(&client, "", "type"), variants::<ClientMessage>("type"));
    assert_eq!(said(&client, "/command", "do"), variants::<Command>("do"));
    let acts = |of: &str| -> BTreeSet<String> {
        let commands = client.iter().filter_map(|message| message.get("command"));
        let commands = commands.filter(|command| command["do"] == of);
        let acts = commands.filter_map(|command| Some(command.get("act")?.as_str()?.to_owned()));
        acts.collect()
    };
    assert_eq!(acts("floor"), variants::<FloorCommand>("act"));
    assert_eq!(acts("vote"), variants::<VoteCommand>("act"));
    assert_eq!(acts("note"), variants::<NoteCommand>("act"));
    assert_eq!(acts("stage"), variants::<StageCommand>("act"));
    assert_eq!(acts("signing"), variants::<SigningCommand>("act"));
    assert_eq!(acts("photo"), variants::<PhotoCommand>("act"));
    assert_eq!(acts("film"), variants::<FilmCommand>("act"));
    assert_eq!(said(&server, "", "type"), variants::<ServerMessage>("type"));
    assert_eq!(
        said(&server, "/change", "change"),
        variants::<Change>("change")
    );
    let test: Vec<Value> = examples("test").map(parse).collect();
    let answer: Vec<Value> = examples("test-answer").map(parse).collect();
    assert_eq!(said(&test, "", "type"), variants::<TrialRequest>("type"));
    assert_eq!(said(&answer, "", "type"), variants::<TrialAnswer>("type"));
}

#[test]
fn every_reason_has_a_meaning() {
    let table = |heading: &str| -> BTreeSet<String> {
        let (_, rest) = PAGE.split_once(heading).expect("the heading");
        let rows = rest.lines().skip_while(|line| !line.starts_with("| `"));
        let rows = rows.take_while(|line| line.starts_with('|'));
        rows.map(|row| row.split('`').nth(1).unwrap().to_owned())
            .collect()
    };
    assert_eq!(table("### Why a request is refused"), codes::<Reason>());
    assert_eq!(table("## Going"), codes::<Goodbye>());
}

fn examples(who: &'static str) -> impl Iterator<Item = &'static str> {
    let blocks = PAGE.split("\n```json ").skip(1);
    blocks.filter_map(move |block| {
        let (head, body) = block.split_once('\n')?;
        let (body, _) = body.split_once("\n```").expect("a closed block");
        (head == who).then_some(body)
    })
}

fn parse(example: &str) -> Value {
    serde_json::from_str(example).expect("JSON")
}

fn reads_and_writes<T: Serialize + DeserializeOwned>(example: &str) {
    let read: T = serde_json::from_str(example).unwrap_or_else(|why| panic!("{why}: {example}"));
    let written = serde_json::to_value(read).unwrap();
    assert_eq!(written, parse(example), "{example}");
}

/// The values that a tag can have, from the generated declaration.
fn variants<T: TS>(tag: &str) -> BTreeSet<String> {
    let declaration = T::decl(&Config::new());
    let pattern = format!("\"{tag}\": \"");
    let values = declaration.split(pattern.as_str()).skip(1);
    let values = values.map(|rest| rest.split('"').next().unwrap().to_owned());
    values.collect()
}

/// The words of an enum that is written as one word.
fn codes<T: TS>() -> BTreeSet<String> {
    let declaration = T::decl(&Config::new());
    let words = declaration.split('"').skip(1).step_by(2);
    words.map(str::to_owned).collect()
}
