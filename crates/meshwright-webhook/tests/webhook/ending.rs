//! The end of a webhook, and what its other listener says until then.

use std::net::SocketAddr;
use std::sync::Arc;

use meshwright_runtime::stages::Drained;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::bench::{Bench, mesh, review};
use crate::client::{Client, PATIENCE};

fn body() -> Vec<u8> {
    review("CREATE", &mesh(&json!({})), &Value::Null)
        .to_string()
        .into_bytes()
}

/// What the plain listener answers.
pub(crate) async fn plain(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: admin\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn the_plain_listener_tells_how_everything_is() {
    let bench = Bench::new().await;
    let admin = bench.running.admin_address;
    assert_eq!(bench.ask("/validate", &body()).await.status, 200);
    assert!(plain(admin, "/livez").await.ends_with("ok\n"));
    assert!(plain(admin, "/readyz").await.starts_with("HTTP/1.1 200"));
    let page = plain(admin, "/readyz?verbose").await;
    for part in [
        "[+] certificate ok",
        "[+] listener ok",
        "[+] policy ok",
        "[~] cluster degraded",
        "check passed",
    ] {
        assert!(page.contains(part), "{page}");
    }
    let metrics = plain(admin, "/metrics").await;
    for line in [
        r#"meshwright_webhook_review_duration_seconds_count{path="validate",operation="create",verdict="allowed"} 1"#,
        r#"meshwright_part_state{part="cluster"} 1"#,
        "# EOF",
    ] {
        assert!(metrics.contains(line), "{metrics}");
    }
    assert!(plain(admin, "/other").await.starts_with("HTTP/1.1 404"));
}

/// Asks like an API server: keeps its connection, and opens another where it was asked to.
async fn pooled(address: SocketAddr, trust: Arc<rustls::ClientConfig>) {
    let mut kept = None;
    for _ in 0..40 {
        let mut client = match kept.take() {
            Some(client) => client,
            None => Client::connect(address, Arc::clone(&trust)).await.unwrap(),
        };
        let reply = client.post("/validate", &body()).await.unwrap();
        assert_eq!(reply.status, 200);
        kept = (!reply.head.to_lowercase().contains("connection: close")).then_some(client);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_leaving_is_not_ready_still_answers_and_loses_nothing() {
    let bench = Bench::new().await;
    let (address, stages) = (bench.running.address, &bench.running.stages);
    let mut idle = bench.client().await;
    assert_eq!(idle.post("/validate", &body()).await.unwrap().status, 200);
    let mut clients = JoinSet::new();
    for _ in 0..4 {
        clients.spawn(pooled(address, Arc::clone(&bench.trust)));
    }
    stages.begin();
    assert!(
        plain(bench.running.admin_address, "/readyz")
            .await
            .starts_with("HTTP/1.1 503")
    );
    clients.join_all().await;
    assert_eq!(stages.finish(PATIENCE).await, Drained::Whole);
    idle.closed().await;
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn who_has_just_come_is_answered_all_the_same() {
    let bench = Bench::new().await;
    let mut client = bench.client().await;
    let (end, reply) = tokio::join!(bench.running.stages.finish(PATIENCE), async {
        bench.running.stages.closing().await;
        client.post("/validate", &body()).await.unwrap()
    });
    assert_eq!(reply.response()["allowed"], true);
    assert_eq!(end, Drained::Whole);
}

#[tokio::test]
async fn a_request_under_way_is_finished() {
    let bench = Bench::new().await;
    let mut client = bench.client().await;
    let body = body();
    let head = format!(
        "POST /validate HTTP/1.1\r\nHost: webhook\r\nContent-Type: application/json\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        body.len()
    );
    client.write(head.as_bytes()).await.unwrap();
    // The server has begun to read the body.
    assert_eq!(client.reply().await.unwrap().status, 100);
    let (end, reply) = tokio::join!(bench.running.stages.finish(PATIENCE), async {
        bench.running.stages.closing().await;
        client.write(&body).await.unwrap();
        client.reply().await.unwrap()
    });
    assert_eq!(reply.response()["allowed"], true);
    assert!(reply.head.to_lowercase().contains("connection: close"));
    assert_eq!(end, Drained::Whole);
}
