//! HTTP/2: what its frames allow a peer to do, and what they must not.

use std::sync::Arc;

use bytes::Bytes;
use h2::client::SendRequest;
use http::{Request, StatusCode};
use meshwright_runtime::stages::Drained;
use rustls::pki_types::ServerName;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::bench::{Bench, mesh, review};
use crate::client::PATIENCE;

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const HEADERS: u8 = 1;
const RESET: u8 = 3;
const SETTINGS: u8 = 4;
const CONTINUATION: u8 = 9;

fn body() -> Bytes {
    review("CREATE", &mesh(&json!({})), &Value::Null)
        .to_string()
        .into()
}

async fn stream(bench: &Bench) -> TlsStream<TcpStream> {
    let mut config = (*bench.trust).clone();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let tcp = TcpStream::connect(bench.running.address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let connector = TlsConnector::from(Arc::new(config));
    connector.connect(name, tcp).await.unwrap()
}

/// A connection, and the task that drives it to its end.
async fn connect(bench: &Bench) -> (SendRequest<Bytes>, JoinHandle<Result<(), h2::Error>>) {
    let (client, connection) = h2::client::handshake(stream(bench).await).await.unwrap();
    (client, tokio::spawn(connection))
}

fn question() -> http::request::Builder {
    Request::post("https://localhost/validate").header("content-type", "application/json")
}

/// Asks on a stream of its own.
async fn ask(
    client: &SendRequest<Bytes>,
    request: Request<()>,
    body: Bytes,
) -> Result<(StatusCode, Vec<u8>), h2::Error> {
    let mut client = client.clone().ready().await?;
    let (response, mut sending) = client.send_request(request, false)?;
    sending.send_data(body, true)?;
    let mut response = timeout(PATIENCE, response)
        .await
        .expect("an answer in time")?;
    let mut bytes = Vec::new();
    while let Some(piece) = response.body_mut().data().await {
        bytes.extend_from_slice(&piece?);
    }
    Ok((response.status(), bytes))
}

async fn is_answered(client: &SendRequest<Bytes>) {
    let (status, bytes) = ask(client, question().body(()).unwrap(), body())
        .await
        .unwrap();
    assert_eq!(status, 200);
    let review: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(review["response"]["allowed"], true);
}

/// A frame as it stands on the wire.
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let head = [&length[1..], &[kind, flags], &stream.to_be_bytes()].concat();
    [&head, payload].concat()
}

/// The header block of a question, none of it compressed by a table.
fn block() -> Vec<u8> {
    let mut block = vec![0x83, 0x87];
    for (index, value) in [(0x44, "/validate"), (0x41, "localhost")] {
        block.push(index);
        block.push(u8::try_from(value.len()).unwrap());
        block.extend_from_slice(value.as_bytes());
    }
    block
}

/// Writes until the server has had enough; the bytes that it took.
async fn flood(bench: &Bench, mut next: impl FnMut(u32) -> Vec<u8>, most: u32) -> u32 {
    let (mut reading, mut writing) = tokio::io::split(stream(bench).await);
    let ended = tokio::spawn(async move {
        let mut rest = Vec::new();
        // However it closes: it does.
        drop(reading.read_to_end(&mut rest).await);
    });
    let begin = [PREFACE, &frame(SETTINGS, 0, 0, &[])].concat();
    writing.write_all(&begin).await.unwrap();
    let mut taken = 0;
    while taken < most && writing.write_all(&next(taken)).await.is_ok() {
        taken += 1;
    }
    timeout(PATIENCE, ended)
        .await
        .expect("an end in time")
        .unwrap();
    taken
}

#[tokio::test]
async fn streams_share_a_connection() {
    let bench = Bench::new().await;
    let (client, _driven) = connect(&bench).await;
    let asked = (0..64).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { is_answered(&client).await })
    });
    for answer in asked.collect::<Vec<_>>() {
        answer.await.unwrap();
    }
}

#[tokio::test]
async fn whoever_is_leaving_says_goaway_and_the_connection_ends_in_order() {
    let bench = Bench::new().await;
    let (client, driven) = connect(&bench).await;
    is_answered(&client).await;
    let drained = bench.running.stages.finish(PATIENCE).await;
    assert_eq!(drained, Drained::Whole);
    // No error: the last frame said that nothing was lost.
    timeout(PATIENCE, driven).await.unwrap().unwrap().unwrap();
    assert!(
        ask(&client, question().body(()).unwrap(), body())
            .await
            .is_err()
    );
}

#[tokio::test]
async fn what_is_too_large_is_refused_on_its_own_stream() {
    let bench = Bench::new().await;
    let (client, _driven) = connect(&bench).await;
    let declared = question()
        .header("content-length", "8388609")
        .body(())
        .unwrap();
    let mut ready = client.clone().ready().await.unwrap();
    let (response, _sending) = ready.send_request(declared, false).unwrap();
    let refused = timeout(PATIENCE, response).await.unwrap().unwrap();
    assert_eq!(refused.status(), 413);
    let long = question()
        .header("x-long", "x".repeat(40_000))
        .body(())
        .unwrap();
    match ask(&client, long, body()).await {
        Ok((status, _)) => assert_eq!(status, 431),
        Err(error) => assert!(error.is_reset() || error.is_go_away(), "{error}"),
    }
    is_answered(&connect(&bench).await.0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn streams_that_are_reset_as_soon_as_they_are_opened_end_the_connection() {
    let bench = Bench::new().await;
    let (healthy, _driven) = connect(&bench).await;
    let block = block();
    let open_and_reset = |number: u32| {
        let stream = 2 * number + 1;
        let reset = frame(RESET, 0, stream, &8u32.to_be_bytes());
        [frame(HEADERS, 4, stream, &block), reset].concat()
    };
    let taken = flood(&bench, open_and_reset, 1_000_000);
    let asked = async {
        for _ in 0..20 {
            is_answered(&healthy).await;
        }
    };
    let (taken, ()) = tokio::join!(taken, asked);
    assert!(taken < 1_000_000, "cut off, {taken} were taken");
    is_answered(&healthy).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_head_that_never_ends_ends_the_connection() {
    let bench = Bench::new().await;
    let (healthy, _driven) = connect(&bench).await;
    let block = block();
    // A header of four kilobytes, not indexed, again and again.
    let value = [&[0x00, 1, b'x', 0x7f, 0x81, 0x1f], &[b'y'; 4_096][..]].concat();
    let endless = |number: u32| match number {
        0 => frame(HEADERS, 0, 1, &block),
        _ => frame(CONTINUATION, 0, 1, &value),
    };
    let taken = flood(&bench, endless, 100_000).await;
    assert!(taken < 100_000, "cut off, {taken} were taken");
    is_answered(&healthy).await;
}
