//! Requests that are no questions.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::bench::{Bench, mesh, review};

async fn status(bench: &Bench, request: &str) -> (u16, String) {
    let mut client = bench.client().await;
    client.write(request.as_bytes()).await.unwrap();
    let reply = client.reply().await.unwrap();
    (reply.status, reply.head.to_lowercase())
}

#[tokio::test]
async fn path_method_type_and_size_are_looked_at_before_the_body() {
    let bench = Bench::new().await;
    let json = "Content-Type: application/json\r\n";
    for (line, headers, code, header) in [
        ("POST /other", json, 404, ""),
        ("GET /validate", json, 405, "allow: post"),
        ("POST /validate", "", 415, ""),
        ("POST /validate", "Content-Type: text/json\r\n", 415, ""),
        (
            "POST /validate",
            "Content-Type: application/json\r\nContent-Length: 8388609\r\n",
            413,
            "connection: close",
        ),
        ("POST /validate", json, 400, ""),
        (
            "POST /mutate?timeout=10s",
            "Content-Type: application/JSON; charset=utf-8\r\nContent-Length: 2\r\n",
            400,
            "",
        ),
    ] {
        let request = format!("{line} HTTP/1.1\r\nHost: webhook\r\n{headers}\r\n{{}}");
        let (status, head) = status(&bench, &request).await;
        assert_eq!(status, code, "{line} {headers}");
        assert!(head.contains(header), "{head}");
    }
}

#[tokio::test]
async fn a_body_in_pieces_is_read_and_one_that_grows_too_large_is_not() {
    let bench = Bench::new().await;
    let head = "POST /validate HTTP/1.1\r\nHost: webhook\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    let body = review("CREATE", &mesh(&json!({})), &Value::Null).to_string();
    let mut pieces = head.to_owned();
    for piece in body.as_bytes().chunks(97) {
        let piece = std::str::from_utf8(piece).unwrap();
        write!(pieces, "{:x}\r\n{piece}\r\n", piece.len()).unwrap();
    }
    pieces.push_str("0\r\n\r\n");
    let mut client = bench.client().await;
    client.write(pieces.as_bytes()).await.unwrap();
    assert_eq!(client.reply().await.unwrap().response()["allowed"], true);

    let mut client = bench.client().await;
    client.write(head.as_bytes()).await.unwrap();
    let piece = format!("100000\r\n{}\r\n", " ".repeat(1 << 20));
    for _ in 0..8 {
        client.write(piece.as_bytes()).await.unwrap();
    }
    // One byte too many, and nothing after it that the server would leave unread.
    client.write(b"1\r\n").await.unwrap();
    client.write(b" ").await.unwrap();
    assert_eq!(client.reply().await.unwrap().status, 413);
}

#[tokio::test]
async fn a_large_review_is_answered() {
    let bench = Bench::new().await;
    let mut object = mesh(&json!({"name": "mesh"}));
    let fields: serde_json::Map<String, Value> =
        (0..60_000).map(|n| (format!("f:{n}"), json!({}))).collect();
    object["metadata"]["managedFields"] = json!([{"manager": "x", "fieldsV1": fields}]);
    let body = review("CREATE", &object, &Value::Null).to_string();
    assert!(body.len() > 700_000);
    let reply = bench.ask("/validate", body.as_bytes()).await;
    assert_eq!(reply.response()["allowed"], true);
}

#[tokio::test]
async fn a_body_that_comes_too_slowly_for_the_caller_is_given_up() {
    let bench = Bench::new().await;
    let mut client = bench.client().await;
    let head = "POST /validate?timeout=50ms HTTP/1.1\r\nHost: webhook\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
    client.write(head.as_bytes()).await.unwrap();
    assert_eq!(client.reply().await.unwrap().status, 408);
}
