//! Peers that say nothing, or say it too slowly.

use std::time::Duration;

use nix::sys::resource::{Resource, getrlimit, setrlimit};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::bench::{Bench, mesh, review};
use crate::client::PATIENCE;

const MANY: usize = 2_000;
const SEATS: usize = 500;
const DEADLINE: Duration = Duration::from_secs(3);

fn body() -> Vec<u8> {
    review("CREATE", &mesh(&json!({})), &Value::Null)
        .to_string()
        .into_bytes()
}

/// Both ends of every connection are in this process.
fn enough_descriptors() {
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    let need = 8_192;
    assert!(
        hard >= need,
        "this test opens {MANY} sockets twice; raise the limit: ulimit -Hn {need}"
    );
    setrlimit(Resource::RLIMIT_NOFILE, soft.max(need), hard).unwrap();
}

/// Connects, and says `first`.
async fn peers(bench: &Bench, first: &[u8]) -> Vec<TcpStream> {
    let mut peers = Vec::new();
    for _ in 0..MANY {
        let mut peer = TcpStream::connect(bench.running.address).await.unwrap();
        peer.write_all(first).await.unwrap();
        peers.push(peer);
    }
    peers
}

/// Says one byte more to whoever still listens.
fn dribble(peers: &[TcpStream]) {
    for peer in peers {
        // Whoever was cut off already is not talked to.
        drop(peer.try_write(b"\x03"));
    }
}

async fn all_cut_off(peers: Vec<TcpStream>) {
    for mut peer in peers {
        let mut rest = Vec::new();
        // A reset is an end too.
        drop(peer.read_to_end(&mut rest).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_silent_and_slow_peers_are_cut_off_and_hurt_nobody() {
    enough_descriptors();
    let bench = Bench::with(|settings| {
        settings.limits.handshake = DEADLINE;
        settings.limits.connections = SEATS;
        settings.limits.connections_per_peer = SEATS;
    })
    .await;
    let mut kept = bench.client().await;
    assert_eq!(kept.post("/validate", &body()).await.unwrap().status, 200);
    let silent = peers(&bench, b"").await;
    assert_eq!(kept.post("/validate", &body()).await.unwrap().status, 200);
    // The first bytes of a TLS record that never comes to its end.
    let slow = peers(&bench, b"\x16\x03\x01").await;
    dribble(&slow);
    for _ in 0..20 {
        assert_eq!(kept.post("/validate", &body()).await.unwrap().status, 200);
        assert_eq!(bench.ask("/validate", &body()).await.status, 200);
    }
    dribble(&slow);
    let ends = async { tokio::join!(all_cut_off(silent), all_cut_off(slow)) };
    timeout(PATIENCE, ends)
        .await
        .expect("all are cut off in time");
    assert_eq!(kept.post("/validate", &body()).await.unwrap().status, 200);
}

#[tokio::test]
async fn a_peer_that_is_silent_or_slow_after_its_handshake_is_cut_off_and_an_idle_one_is_not() {
    let bench = Bench::with(|settings| {
        settings.limits.first_byte = Duration::from_secs(2);
        settings.limits.head = Duration::from_secs(2);
    })
    .await;
    let mut idle = bench.client().await;
    assert_eq!(idle.post("/validate", &body()).await.unwrap().status, 200);
    let (mut silent, mut slow) = (bench.client().await, bench.client().await);
    slow.write(b"POST /validate HTTP/1.1\r\nHo").await.unwrap();
    tokio::join!(silent.closed(), slow.closed());
    assert_eq!(idle.post("/validate", &body()).await.unwrap().status, 200);
}
