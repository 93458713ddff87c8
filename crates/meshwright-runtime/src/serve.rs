//! The accept loop: who gets a seat, how long each step may take, and how a connection ends.
//!
//! The protocol is chosen by ALPN, never guessed from the first bytes. A peer that says nothing, or too
//! slowly, loses its connection; where all seats are taken, the one that has waited longest without a
//! request makes room. What a request means is the [`Handler`]'s work.

mod connections;
mod felt;
mod pulse;
mod seats;

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONNECTION, HeaderValue};
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

pub use connections::Connections;
use connections::Ended;
use felt::Felt;
use pulse::Pulse;
use seats::{Seat, Seats};

use crate::Stages;

/// How long nothing is accepted once the system has no more descriptors.
const BREATH: Duration = Duration::from_millis(50);
/// How long a connection that has yet to ask is waited for at the end.
const LINGER: Duration = Duration::from_secs(2);
/// The most bytes of a request's head.
const HEAD: usize = 64 * 1024;

/// Answers requests. It must not fail: what went wrong is a response too.
pub trait Handler: Send + Sync + 'static {
    /// Answers one request.
    fn handle(
        &self,
        request: Request<Incoming>,
    ) -> impl Future<Output = Response<Full<Bytes>>> + Send;
}

/// How many and how long.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Until the TLS handshake is done.
    pub handshake: Duration,
    /// From there until the first byte of a request.
    pub first_byte: Duration,
    /// From the first byte of a request until the end of its head.
    pub head: Duration,
    /// From the head of a request until its answer; an API server gives up after 30 s.
    pub request: Duration,
    /// Between requests. An API server keeps connections for 90 s: whoever closes earlier closes in the
    /// face of a request.
    pub idle: Duration,
    /// Open connections.
    pub connections: usize,
    /// Open connections from one address.
    pub connections_per_peer: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            handshake: Duration::from_secs(5),
            first_byte: Duration::from_secs(10),
            head: Duration::from_secs(5),
            request: Duration::from_secs(35),
            idle: Duration::from_mins(3),
            connections: 2_048,
            connections_per_peer: 1_536,
        }
    }
}

/// A server.
#[derive(Debug)]
pub struct Server<H> {
    /// TLS; plain where there is none.
    pub tls: Option<Arc<ServerConfig>>,
    /// Limits.
    pub limits: Limits,
    /// Who answers.
    pub handler: Arc<H>,
    /// The daemon's end.
    pub stages: Stages,
    /// What is counted.
    pub connections: Connections,
}

impl<H: Handler> Server<H> {
    /// Accepts until the daemon closes. Connections go on as tasks of the daemon's [`Stages`].
    pub async fn run(self, listener: TcpListener) {
        let seats = Seats::new(self.limits.connections, self.limits.connections_per_peer);
        let server = Arc::new(self);
        loop {
            let accepted = tokio::select! {
                biased;
                () = server.stages.closing() => return,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => server.welcome(stream, peer, &seats),
                Err(error) => {
                    server.connections.not_accepted();
                    tracing::warn!(%error, "a connection could not be accepted");
                    sleep(BREATH).await;
                }
            }
        }
    }

    fn welcome(self: &Arc<Self>, stream: TcpStream, peer: SocketAddr, seats: &Arc<Seats>) {
        let Some(seat) = seats.take(peer.ip()) else {
            self.connections.ended(Ended::Refused);
            return;
        };
        // Without it the first answer waits for the peer's delayed acknowledgement, some 40 ms.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "no TCP_NODELAY");
        }
        let server = Arc::clone(self);
        self.stages.spawn(async move {
            let open = server.connections.opened();
            let seat = Arc::new(seat);
            let ended = tokio::select! {
                () = seat.lost() => Ended::Evicted,
                ended = server.converse(stream, &seat) => ended,
            };
            drop(open);
            server.connections.ended(ended);
        });
    }

    async fn converse(self: &Arc<Self>, stream: TcpStream, seat: &Arc<Seat>) -> Ended {
        let Some(config) = &self.tls else {
            return self.http1(stream, seat).await;
        };
        let accept = TlsAcceptor::from(Arc::clone(config)).accept(stream);
        let stream = match timeout(self.limits.handshake, accept).await {
            Ok(Ok(stream)) => Box::new(stream),
            Ok(Err(error)) => {
                tracing::debug!(%error, "handshake");
                return Ended::HandshakeFailed;
            }
            Err(_) => return Ended::HandshakeLate,
        };
        if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
            self.http2(stream, seat).await
        } else {
            self.http1(stream, seat).await
        }
    }

    async fn http1<S>(self: &Arc<Self>, stream: S, seat: &Arc<Seat>) -> Ended
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let pulse = Arc::new(Pulse::new(false));
        let service = service_fn(|request| self.answer(request, &pulse, seat));
        let io = TokioIo::new(Felt::new(stream, Arc::clone(&pulse)));
        // No timer of hyper's: its deadline for heads runs on idle connections too. The pulse has ours.
        let talk = http1::Builder::new()
            .max_buf_size(HEAD)
            .serve_connection(io, service);
        let mut talk = Box::pin(talk);
        let mut leaving = false;
        loop {
            tokio::select! {
                biased;
                done = talk.as_mut() => return Ended::of(&done),
                late = pulse.late(&self.limits) => return late,
                () = self.farewell(&pulse), if !leaving => {
                    leaving = true;
                    talk.as_mut().graceful_shutdown();
                }
            }
        }
    }

    /// Waits until an HTTP/1.1 connection may be closed. Who has just come may have asked already: the
    /// answer will tell it to close, and nothing is lost on the way.
    async fn farewell(&self, pulse: &Pulse) {
        self.stages.closing().await;
        if pulse.is_about_to_ask() {
            sleep(LINGER).await;
        }
    }

    async fn http2<S>(self: &Arc<Self>, stream: S, seat: &Arc<Seat>) -> Ended
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let pulse = Arc::new(Pulse::new(true));
        let (server, felt, held) = (Arc::clone(self), Arc::clone(&pulse), Arc::clone(seat));
        let service = service_fn(move |request| {
            let (server, felt, held) = (Arc::clone(&server), Arc::clone(&felt), Arc::clone(&held));
            async move { server.answer(request, &felt, &held).await }
        });
        let io = TokioIo::new(Felt::new(stream, Arc::clone(&pulse)));
        let talk = http2::Builder::new(TokioExecutor::new())
            .timer(TokioTimer::new())
            .max_concurrent_streams(128)
            .max_header_list_size(32 * 1024)
            .keep_alive_interval(Some(Duration::from_secs(30)))
            .serve_connection(io, service);
        let mut talk = Box::pin(talk);
        let mut leaving = false;
        loop {
            tokio::select! {
                biased;
                done = talk.as_mut() => return Ended::of(&done),
                late = pulse.late(&self.limits) => return late,
                // HTTP/2 has a frame that asks for a new connection and loses no request.
                () = self.stages.leaving(), if !leaving => {
                    leaving = true;
                    talk.as_mut().graceful_shutdown();
                }
            }
        }
    }

    async fn answer(
        &self,
        request: Request<Incoming>,
        pulse: &Pulse,
        seat: &Seat,
    ) -> Result<Response<Full<Bytes>>, Infallible> {
        let asked = pulse.asked();
        seat.earn();
        let mut response = self.handler.handle(request).await;
        if self.stages.is_leaving() && !pulse.is_shared() {
            response
                .headers_mut()
                .insert(CONNECTION, HeaderValue::from_static("close"));
        }
        drop(asked);
        Ok(response)
    }
}
