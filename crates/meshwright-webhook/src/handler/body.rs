//! Bodies: read within the caller's time, and never more memory than there is.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::CONTENT_LENGTH;
use http::request::Parts;
use http::{StatusCode, Version};
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::{BODY, TurnedAway};

/// Bytes that a connection may hold without asking: its own one small review.
const SMALL: usize = 64 * 1024;
/// Bytes that all larger bodies may hold together.
const LARGE: usize = 64 * 1024 * 1024;

/// The room for bodies.
#[derive(Debug)]
pub(super) struct Bodies {
    room: Arc<Semaphore>,
}

/// A body, and the room it takes.
#[derive(Debug)]
pub(super) struct Body {
    bytes: Bytes,
    _room: Option<OwnedSemaphorePermit>,
}

impl std::ops::Deref for Body {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Default for Bodies {
    fn default() -> Self {
        Self {
            room: Arc::new(Semaphore::new(LARGE)),
        }
    }
}

impl Bodies {
    /// Reads a body within `wait`.
    pub(super) async fn read(
        &self,
        head: &Parts,
        body: Incoming,
        wait: Duration,
    ) -> Result<Body, TurnedAway> {
        let most = expected(head, &body)?;
        let room = self.room(head.version, most)?;
        let read = timeout(wait, collect(body, most)).await;
        let bytes = read.map_err(|_elapsed| {
            TurnedAway::new(
                StatusCode::REQUEST_TIMEOUT,
                "slow body",
                "the body came too slowly",
            )
        })??;
        Ok(Body { bytes, _room: room })
    }

    /// Room for a body of `size`, or a refusal that leaves the small ones alone.
    fn room(
        &self,
        version: Version,
        size: usize,
    ) -> Result<Option<OwnedSemaphorePermit>, TurnedAway> {
        // Requests that share a connection are as many as the peer likes.
        if size <= SMALL && version != Version::HTTP_2 {
            return Ok(None);
        }
        let permits = u32::try_from(size).unwrap_or(u32::MAX);
        let room = Arc::clone(&self.room).try_acquire_many_owned(permits);
        room.map(Some)
            .map_err(|_taken| TurnedAway::shed("too many large reviews at once"))
    }
}

/// How large the body will be at most.
fn expected(head: &Parts, body: &Incoming) -> Result<usize, TurnedAway> {
    let declared = head.headers.contains_key(CONTENT_LENGTH);
    match body.size_hint().exact().map(usize::try_from) {
        Some(Ok(size)) if size <= BODY => Ok(size),
        None if !declared => Ok(BODY),
        _ => Err(too_large()),
    }
}

async fn collect(mut body: Incoming, most: usize) -> Result<Bytes, TurnedAway> {
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| {
            TurnedAway::new(StatusCode::BAD_REQUEST, "broken body", error.to_string())
        })?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        if first.len() + rest.len() + data.len() > most {
            return Err(too_large());
        }
        if first.is_empty() && rest.is_empty() {
            // A small body comes in one piece and is not copied.
            first = data;
            continue;
        }
        if rest.is_empty() {
            rest.reserve(most.min(SMALL.max(first.len() + data.len())));
            rest.extend_from_slice(&std::mem::take(&mut first));
        }
        rest.extend_from_slice(&data);
    }
    Ok(if rest.is_empty() {
        first
    } else {
        rest.freeze()
    })
}

fn too_large() -> TurnedAway {
    let words = format!("a review is at most {BODY} bytes long");
    TurnedAway::new(StatusCode::PAYLOAD_TOO_LARGE, "too large", words)
}
