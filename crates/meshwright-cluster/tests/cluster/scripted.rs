//! An API server that says what a test wrote down, for what a real one says once in a blue moon.

use std::sync::{Arc, Mutex};

use meshwright_cluster::{Access, Cluster, connect_as_kubectl};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::bench::{PACE, Watched, mesh};

/// Answers in order; the last one again and again.
#[derive(Debug)]
pub(crate) struct Scripted {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Scripted {
    pub(crate) async fn start(answers: Vec<(u16, String)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let heard = Arc::clone(&asked);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let next = heard.lock().unwrap().len().min(answers.len() - 1);
                let line = answer(stream, answers[next].0, &answers[next].1).await;
                heard.lock().unwrap().push(line);
            }
        });
        Self { address, asked }
    }

    /// The first lines of the requests so far.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    pub(crate) async fn cluster(&self) -> Cluster {
        let text = json!({
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "here",
            "contexts": [{"name": "here", "context": {"cluster": "here", "user": "me"}}],
            "clusters": [{"name": "here", "cluster": {"server": format!("http://{}", self.address)}}],
            "users": [{"name": "me", "user": {}}],
        });
        let name = format!("scripted-{}.json", self.address.replace(':', "-"));
        let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::write(&path, text.to_string()).unwrap();
        let access = Access {
            kubeconfig: Some(path),
            context: None,
        };
        connect_as_kubectl(&access).await.unwrap()
    }
}

/// Reads a request, answers it, closes, and gives its first line.
async fn answer(mut stream: TcpStream, status: u16, body: &str) -> String {
    let mut seen = Vec::new();
    while !seen.ends_with(b"\r\n\r\n") {
        seen.push(stream.read_u8().await.unwrap());
    }
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} Scripted\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(body.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let text = String::from_utf8(seen).unwrap();
    text.lines().next().unwrap_or_default().to_owned()
}

fn page(version: &str, names: &[&str]) -> (u16, String) {
    let items: Vec<Value> = names.iter().map(|name| mesh(name, &json!({}))).collect();
    let page = json!({"metadata": {"resourceVersion": version}, "items": items});
    (200, page.to_string())
}

fn expired() -> Value {
    json!({
        "apiVersion": "v1", "kind": "Status", "status": "Failure",
        "message": "too old resource version", "reason": "Expired", "code": 410,
    })
}

fn seen(watched: &Watched, name: &str) {
    watched.until_edition(name, Some(""));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forgotten_changes_are_made_up_for_by_a_new_list() {
    let event = json!({"type": "ERROR", "object": expired()}).to_string();
    let answers = vec![
        page("1", &["first"]),
        (200, event + "\n"),
        page("5", &["second"]),
        (410, expired().to_string()),
        page("9", &["third"]),
    ];
    let script = Scripted::start(answers).await;
    let watched = Watched::start(script.cluster().await, PACE);
    seen(&watched, "third");
    watched.until_edition("first", None);
    let asked = script.asked();
    for (line, words) in [(1, "resourceVersion=1"), (3, "resourceVersion=5")] {
        assert!(asked[line].contains(words), "{asked:?}");
        assert!(
            asked[line].contains("allowWatchBookmarks=true"),
            "{asked:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_watch_begins_where_the_last_bookmark_was() {
    let bookmark = json!({
        "type": "BOOKMARK",
        "object": {
            "apiVersion": "istio.alibabacloud.com/v1beta1",
            "kind": "ServiceMesh",
            "metadata": {"resourceVersion": "7"},
        },
    });
    // Each watch ends in time: half of the pace is over at once.
    let pace = meshwright_cluster::Pace {
        watch: std::time::Duration::ZERO,
        ..PACE
    };
    let answers = vec![
        page("1", &[]),
        (200, bookmark.to_string() + "\n"),
        page("9", &["end"]),
    ];
    let script = Scripted::start(answers).await;
    let watched = Watched::start(script.cluster().await, pace);
    seen(&watched, "end");
    assert!(
        script.asked()[2].contains("resourceVersion=7"),
        "{:?}",
        script.asked()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_object_of_wrong_types_breaks_nothing() {
    let odd =
        json!({"metadata": {"name": "odd", "labels": 7}, "spec": [1, 2.5, null], "status": "x"});
    let list =
        json!({"metadata": {"resourceVersion": "1"}, "items": [odd, mesh("good", &json!({}))]});
    let script = Scripted::start(vec![(200, list.to_string())]).await;
    let watched = Watched::start(script.cluster().await, PACE);
    seen(&watched, "good");
    seen(&watched, "odd");
}
