//! Which versions of TLS are spoken.

use rustls::pki_types::pem::PemObject as _;
use std::sync::Arc;

use rustls::{ClientConfig, ProtocolVersion, RootCertStore};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::bench::{Bench, mesh, review};
use crate::client::{Client, PATIENCE};

#[tokio::test]
async fn a_client_that_knows_only_tls_1_2_is_answered() {
    let bench = Bench::new().await;
    let roots = {
        let mut roots = RootCertStore::empty();
        let pem = std::fs::read(bench.folder.path("tls.crt")).unwrap();
        roots
            .add(rustls::pki_types::CertificateDer::from_pem_slice(&pem).unwrap())
            .unwrap();
        roots
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS12])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let mut client = Client::connect(bench.running.address, Arc::new(config))
        .await
        .unwrap();
    let version = client.stream.get_ref().1.protocol_version();
    assert_eq!(version, Some(ProtocolVersion::TLSv1_2));
    let body = review("CREATE", &mesh(&json!({})), &Value::Null).to_string();
    let reply = client.post("/validate", body.as_bytes()).await.unwrap();
    assert_eq!(reply.status, 200);
}

#[tokio::test]
async fn a_client_that_knows_only_tls_1_1_gets_an_alert() {
    let bench = Bench::new().await;
    // No library speaks it any more: a hello of version 3.2 with one suite, and no extensions.
    let hello = [&[0x03, 0x02][..], &[7; 32], &[0, 0, 2, 0xc0, 0x13, 1, 0]].concat();
    let length = u8::try_from(hello.len()).unwrap();
    let handshake = [&[1, 0, 0, length][..], &hello].concat();
    let record = [&[0x16, 0x03, 0x01, 0, length + 4][..], &handshake].concat();
    let mut stream = TcpStream::connect(bench.running.address).await.unwrap();
    stream.write_all(&record).await.unwrap();
    let mut answer = Vec::new();
    timeout(PATIENCE, stream.read_to_end(&mut answer))
        .await
        .expect("an end in time")
        .unwrap();
    // A fatal alert: of the version, or of a handshake without the extensions that 1.2 needs.
    assert_eq!(answer.first(), Some(&0x15), "{answer:?}");
    assert!(matches!(answer[5..], [2, 70 | 40]), "{answer:?}");
}
