//! A client that writes and reads bytes, so that it can also do what no library does.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// No answer takes so long, on any machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

/// A connection.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) stream: TlsStream<TcpStream>,
    seen: Vec<u8>,
}

/// Trusts `root`, and offers HTTP/1.1 as an API server does.
pub(crate) fn config(root: &CertificateDer<'static>) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add(root.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Arc::new(config)
}

impl Client {
    pub(crate) async fn connect(
        address: SocketAddr,
        config: Arc<ClientConfig>,
    ) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let name = ServerName::try_from("localhost").unwrap();
        let shake = TlsConnector::from(config).connect(name, stream);
        let stream = timeout(PATIENCE, shake)
            .await
            .expect("a handshake in time")?;
        Ok(Self {
            stream,
            seen: Vec::new(),
        })
    }

    pub(crate) async fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.stream.write_all(bytes).await?;
        self.stream.flush().await
    }

    /// Posts a review to `path`.
    pub(crate) async fn post(&mut self, path: &str, body: &[u8]) -> std::io::Result<Reply> {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: webhook\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        self.write(&[head.as_bytes(), body].concat()).await?;
        self.reply().await
    }

    /// Reads an answer.
    pub(crate) async fn reply(&mut self) -> std::io::Result<Reply> {
        timeout(PATIENCE, self.read())
            .await
            .expect("an answer in time")
    }

    /// Waits until the server has closed.
    pub(crate) async fn closed(&mut self) {
        let mut rest = Vec::new();
        // However it closes: it does.
        drop(
            timeout(PATIENCE, self.stream.read_to_end(&mut rest))
                .await
                .expect("an end in time"),
        );
    }

    async fn read(&mut self) -> std::io::Result<Reply> {
        let head = loop {
            if let Some(end) = find(&self.seen, b"\r\n\r\n") {
                let rest = self.seen.split_off(end + 4);
                break String::from_utf8(std::mem::replace(&mut self.seen, rest)).unwrap();
            }
            self.more().await?;
        };
        let length = head
            .lines()
            .find_map(|line| {
                line.to_lowercase()
                    .strip_prefix("content-length: ")
                    .map(str::to_owned)
            })
            .map_or(0, |length| length.parse().unwrap());
        while self.seen.len() < length {
            self.more().await?;
        }
        let rest = self.seen.split_off(length);
        let body = std::mem::replace(&mut self.seen, rest);
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Ok(Reply { status, head, body })
    }

    async fn more(&mut self) -> std::io::Result<()> {
        let mut piece = [0; 4096];
        match self.stream.read(&mut piece).await? {
            0 => Err(std::io::ErrorKind::UnexpectedEof.into()),
            count => {
                self.seen.extend_from_slice(&piece[..count]);
                Ok(())
            }
        }
    }
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{self:?}"))
    }

    /// The `response` of the review.
    pub(crate) fn response(&self) -> Value {
        self.json()["response"].clone()
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}
