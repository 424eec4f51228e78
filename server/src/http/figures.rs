//! Requests counted and timed by route, and noted in the log without anything personal: the route's
//! pattern stands for the path, and nothing of query, headers or body is written.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use crate::app::now;
use crate::process;

/// One line of the exposition: methods and routes are those of the router, so there are few.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    route: String,
    method: &'static str,
    status: u16,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    count: u64,
    time: Duration,
}

#[derive(Debug, Default)]
pub(super) struct Figures(Mutex<BTreeMap<Line, Sum>>);

impl Figures {
    fn count(&self, line: Line, took: Duration) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let sum = lines.entry(line).or_default();
        sum.count += 1;
        sum.time += took;
    }

    /// In Prometheus' text format.
    pub(super) fn write(&self, out: &mut String) {
        let lines = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        out.push_str(
            "# HELP yunqiao_http_request_seconds Time from a request's head to its answer's.\n",
        );
        out.push_str("# TYPE yunqiao_http_request_seconds summary\n");
        for (line, sum) in lines {
            let labels = format!(
                "route=\"{}\",method=\"{}\",status=\"{}\"",
                line.route, line.method, line.status
            );
            let seconds = sum.time.as_secs_f64();
            // Writing to a String does not fail.
            let _ = writeln!(
                out,
                "yunqiao_http_request_seconds_sum{{{labels}}} {seconds}"
            );
            let _ = writeln!(
                out,
                "yunqiao_http_request_seconds_count{{{labels}}} {}",
                sum.count
            );
        }
    }
}

/// A counter of the media engine: name, what it counts, and its value under each rule (or none).
type MediaCounter = (
    &'static str,
    &'static str,
    fn(&sfu::Figures) -> Vec<(&'static str, u64)>,
);

const MEDIA_COUNTERS: [MediaCounter; 11] = [
    (
        "received_packets_total",
        "Authentic media packets from clients.",
        |it| vec![("", it.received.packets)],
    ),
    ("received_bytes_total", "Bytes of these packets.", |it| {
        vec![("", it.received.bytes)]
    }),
    (
        "forwarded_packets_total",
        "Media packets sent, one for each receiver.",
        |it| vec![("", it.forwarded.packets)],
    ),
    ("forwarded_bytes_total", "Bytes of these packets.", |it| {
        vec![("", it.forwarded.bytes)]
    }),
    (
        "retransmitted_packets_total",
        "Media packets sent again.",
        |it| vec![("", it.retransmitted.packets)],
    ),
    (
        "retransmitted_bytes_total",
        "Bytes of these packets.",
        |it| vec![("", it.retransmitted.bytes)],
    ),
    (
        "dropped_packets_total",
        "Media packets that went no further, by rule.",
        |it| {
            vec![
                (",rule=\"not_allowed\"", it.dropped.not_allowed),
                (",rule=\"unknown_stream\"", it.dropped.unknown_stream),
                (",rule=\"repeated\"", it.dropped.repeated),
                (",rule=\"padding\"", it.dropped.padding),
            ]
        },
    ),
    (
        "nacks_total",
        "Requests of receivers for packets they miss.",
        |it| vec![("", it.nacks)],
    ),
    (
        "key_frame_requests_total",
        "Requests to senders for a key frame.",
        |it| vec![("", it.key_frame_requests)],
    ),
    (
        "unauthenticated_datagrams_total",
        "Datagrams of no known client, forged or damaged.",
        |it| vec![("", it.unauthenticated)],
    ),
    (
        "faults_total",
        "Faults of the engine itself, each of which cost at most one client its connection.",
        |it| vec![("", it.faults)],
    ),
];

/// What the process uses, under the names that Prometheus' own libraries give it.
pub(super) fn write_process(out: &mut String) {
    if let Some(time) = process::cpu_time() {
        let _ = writeln!(
            out,
            "# HELP process_cpu_seconds_total CPU time used, user and system.\n\
             # TYPE process_cpu_seconds_total counter\n\
             process_cpu_seconds_total {}",
            time.as_secs_f64()
        );
    }
    if let Some(bytes) = process::memory() {
        let _ = writeln!(
            out,
            "# HELP process_resident_memory_bytes Memory in use.\n\
             # TYPE process_resident_memory_bytes gauge\n\
             process_resident_memory_bytes {bytes}"
        );
    }
}

/// What the threads of the media engine have counted, in Prometheus' text format.
pub(super) fn write_media(out: &mut String, threads: &[sfu::Figures]) {
    let connections = |it: &sfu::Figures| vec![("", it.connections)];
    write_metric(
        out,
        ("connections", "Media connections now.", connections),
        "gauge",
        threads,
    );
    for counter in MEDIA_COUNTERS {
        write_metric(out, counter, "counter", threads);
    }
}

fn write_metric(
    out: &mut String,
    (name, help, values): MediaCounter,
    kind: &str,
    threads: &[sfu::Figures],
) {
    // Writing to a String does not fail.
    let _ = writeln!(
        out,
        "# HELP yunqiao_media_{name} {help}\n# TYPE yunqiao_media_{name} {kind}"
    );
    for (thread, figures) in threads.iter().enumerate() {
        for (rule, value) in values(figures) {
            let _ = writeln!(
                out,
                "yunqiao_media_{name}{{thread=\"{thread}\"{rule}}} {value}"
            );
        }
    }
}

pub(super) async fn measure(
    State(figures): State<Arc<Figures>>,
    request: Request,
    next: Next,
) -> Response {
    let started = now().instant;
    let method = method_name(request.method());
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "client".to_owned(), |path| path.as_str().to_owned());
    let response = next.run(request).await;
    let took = now().instant.since(started);
    log(method, &route, response.status(), took);
    let line = Line {
        route,
        method,
        status: response.status().as_u16(),
    };
    figures.count(line, took);
    response
}

fn log(method: &str, route: &str, status: StatusCode, took: Duration) {
    let status = status.as_u16();
    let milliseconds = took.as_secs_f64() * 1000.0;
    if route.starts_with("/api/") {
        tracing::info!(method, route, status, milliseconds, "request");
    } else {
        tracing::debug!(method, route, status, milliseconds, "request");
    }
}

/// Anybody may invent a method; what is not known is one label.
fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_is_told_by_thread_and_rule() {
        let mut busy = sfu::Figures::default();
        busy.forwarded.packets = 7;
        busy.dropped.padding = 3;
        let mut out = String::new();
        write_media(&mut out, &[sfu::Figures::default(), busy]);
        for line in [
            "# TYPE yunqiao_media_connections gauge",
            "# TYPE yunqiao_media_forwarded_packets_total counter",
            "yunqiao_media_forwarded_packets_total{thread=\"0\"} 0",
            "yunqiao_media_forwarded_packets_total{thread=\"1\"} 7",
            "yunqiao_media_dropped_packets_total{thread=\"1\",rule=\"padding\"} 3",
        ] {
            assert!(out.lines().any(|told| told == line), "{line} in\n{out}");
        }
    }
}
