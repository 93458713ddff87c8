//! A client like the API server's: HTTP/1.1 over TLS 1.3 on connections that are kept, and only as much of
//! HTTP as the answers of the measured servers need. It waits for an answer, or looks whether one is there.

use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use rustls::client::Resumption;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

/// What no answer takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// Opens connections.
pub(super) struct Client(Arc<ClientConfig>);

/// An open connection.
pub(super) struct Connection {
    stream: StreamOwned<ClientConnection, TcpStream>,
    buffer: Vec<u8>,
}

impl Client {
    /// Trusts what this authority signed. Sessions are not resumed: an API server does not either.
    pub(super) fn new(authority: &str) -> anyhow::Result<Self> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(authority.as_bytes())?)?;
        let mut config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_protocol_versions(&[&rustls::version::TLS13])?
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        config.resumption = Resumption::disabled();
        Ok(Self(Arc::new(config)))
    }

    /// Opens a connection; its handshake happens with the first question.
    pub(super) fn connect(&self, address: SocketAddr) -> anyhow::Result<Connection> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let name = ServerName::try_from("localhost")?;
        let tls = ClientConnection::new(Arc::clone(&self.0), name)?;
        Ok(Connection {
            stream: StreamOwned::new(tls, stream),
            buffer: Vec::with_capacity(16 * 1024),
        })
    }

    /// Microseconds from nothing to the answer to the first question.
    pub(super) fn first_answer(&self, address: SocketAddr, request: &[u8]) -> anyhow::Result<f64> {
        let begun = Instant::now();
        self.connect(address)?.ask(request)?;
        Ok(begun.elapsed().as_secs_f64() * 1e6)
    }
}

impl Connection {
    /// Asks, waits, and gives the answer: a head and a body, of status 200.
    pub(super) fn ask(&mut self, request: &[u8]) -> anyhow::Result<&str> {
        self.send(request)?;
        while !is_whole(&self.buffer)? {
            self.read().context("reading the answer")?;
        }
        std::str::from_utf8(&self.buffer).context("the answer is text")
    }

    /// From now on nothing waits: who has [sent](Self::send) asks with [`has_answer`](Self::has_answer).
    pub(super) fn never_wait(&self) -> anyhow::Result<()> {
        Ok(self.stream.sock.set_nonblocking(true)?)
    }

    /// Asks, without waiting for the answer.
    pub(super) fn send(&mut self, request: &[u8]) -> anyhow::Result<()> {
        self.buffer.clear();
        self.stream.write_all(request).context("asking")?;
        self.stream.flush().context("asking")
    }

    /// Takes what has come, and says whether that is the whole answer.
    pub(super) fn has_answer(&mut self) -> anyhow::Result<bool> {
        match self.read() {
            Ok(()) => is_whole(&self.buffer),
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(false),
            Err(error) => Err(error).context("reading the answer"),
        }
    }

    fn read(&mut self) -> io::Result<()> {
        let mut chunk = [0; 16 * 1024];
        let count = self.stream.read(&mut chunk)?;
        self.buffer.extend_from_slice(&chunk[..count]);
        match count {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

/// Whether head and body are there.
fn is_whole(answer: &[u8]) -> anyhow::Result<bool> {
    let text = std::str::from_utf8(answer).context("the answer is text")?;
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return Ok(false);
    };
    if !head.starts_with("HTTP/1.1 200 ") {
        bail!("the server answered {text}");
    }
    let length = head.split("\r\n").find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length.then(|| value.trim().parse::<usize>().ok())?
    });
    Ok(body.len() >= length.context("the answer says how long it is")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_whole_with_the_last_byte_of_its_body() {
        let text = b"HTTP/1.1 200 OK\r\nContent-length: 2\r\n\r\nok";
        for end in 0..text.len() {
            assert!(!is_whole(&text[..end]).unwrap());
        }
        assert!(is_whole(text).unwrap());
        assert!(is_whole(b"HTTP/1.1 500 No\r\n\r\n").is_err());
    }
}
