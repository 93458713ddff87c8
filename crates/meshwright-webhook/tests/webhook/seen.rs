//! What operators see: metrics that users cannot multiply, and a line for each denial.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use meshwright_runtime::logs::{self, Format};
use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;

use crate::bench::{Bench, UID, mesh, review};
use crate::ending::plain;

/// How many series there are.
async fn series(bench: &Bench) -> usize {
    let page = plain(bench.running.admin_address, "/metrics").await;
    page.lines()
        .filter(|line| line.starts_with("meshwright_"))
        .count()
}

/// A denial in which everything that a user writes is another.
fn denied(number: usize) -> Value {
    let mut object =
        mesh(&json!({"clusterSpec": format!("edition-{number}"), format!("field{number}"): 1}));
    object["metadata"]["name"] = json!(format!("mesh-{number}"));
    let mut review = review("CREATE", &object, &Value::Null);
    let request = &mut review["request"];
    request["name"] = json!(format!("mesh-{number}"));
    request["uid"] = json!(format!("uid-{number}"));
    request["userInfo"] =
        json!({"username": format!("user-{number}"), "groups": [format!("group-{number}")]});
    review
}

#[tokio::test]
async fn nothing_that_a_user_writes_adds_a_series() {
    let bench = Bench::new().await;
    let mut client = bench.client().await;
    let mut before = 0;
    for number in 0..400 {
        let body = denied(number).to_string();
        let query = format!("/validate?timeout={}s&x={number}", 1 + number % 29);
        let reply = client.post(&query, body.as_bytes()).await.unwrap();
        assert_eq!(reply.response()["allowed"], false);
        let path = format!("/other-{number}");
        assert_eq!(client.post(&path, b"{}").await.unwrap().status, 404);
        if number == 0 {
            before = series(&bench).await;
        }
    }
    assert!(before > 20, "{before}");
    assert_eq!(series(&bench).await, before);
}

#[tokio::test]
async fn the_first_bucket_of_a_histogram_ends_at_25_microseconds() {
    let bench = Bench::new().await;
    let body = denied(1).to_string();
    bench.ask("/validate", body.as_bytes()).await;
    let page = plain(bench.running.admin_address, "/metrics").await;
    let first = page
        .lines()
        .find(|line| line.contains("_duration_seconds_bucket"))
        .unwrap();
    assert!(
        first.contains(r#"le="0.000025""#) || first.contains(r#"le="2.5e-5""#),
        "{first}"
    );
}

/// A log that is kept.
#[derive(Debug, Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Kept {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

impl Kept {
    /// The log of a denied review and of one that is allowed.
    async fn of(format: Format) -> Vec<String> {
        let kept = Self::default();
        let log = logs::to(format, tracing::Level::INFO, kept.clone());
        // The runtime of a test has one thread, and this is its log.
        let _log = tracing::subscriber::set_default(log);
        let bench = Bench::new().await;
        let mut client = bench.client().await;
        let body = review(
            "CREATE",
            &mesh(&json!({"clusterSpec": "Pro", "name": 7})),
            &Value::Null,
        )
        .to_string();
        let request = format!(
            "POST /validate HTTP/1.1\r\nHost: webhook\r\nContent-Type: application/json\r\n\
             traceparent: 00-{TRACE}-{SPAN}-01\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        client.write(request.as_bytes()).await.unwrap();
        assert_eq!(client.reply().await.unwrap().response()["allowed"], false);
        let good = review("CREATE", &mesh(&json!({})), &Value::Null).to_string();
        client.post("/validate", good.as_bytes()).await.unwrap();
        let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        let lines = text.lines().filter(|line| line.contains(UID));
        lines.map(ToOwned::to_owned).collect()
    }
}

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN: &str = "00f067aa0ba902b7";

#[tokio::test]
async fn a_denial_is_one_line_of_json_with_uid_codes_and_trace() {
    let lines = Kept::of(Format::Json).await;
    let [line] = &lines[..] else {
        panic!("{lines:?}")
    };
    let event: Value = serde_json::from_str(line).unwrap();
    for (key, value) in [
        ("verdict", "denied"),
        ("uid", UID),
        ("codes", "SM0201,GX0011"),
        ("user", "alice"),
        ("trace_id", TRACE),
        ("parent_id", SPAN),
    ] {
        assert_eq!(event[key], value, "{key}: {event}");
    }
}

#[tokio::test]
async fn a_denial_is_one_line_of_text_too() {
    let lines = Kept::of(Format::Text).await;
    let [line] = &lines[..] else {
        panic!("{lines:?}")
    };
    for part in [UID, "SM0201,GX0011", TRACE, SPAN] {
        assert!(line.contains(part), "{line}");
    }
}
