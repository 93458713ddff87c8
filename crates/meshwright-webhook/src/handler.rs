//! The two paths: HTTP in, HTTP out, and everything that is turned away before it is a question.

mod body;

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{ALLOW, CONNECTION, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use meshwright_runtime::Handler;

use crate::{Answer, Core, Door, Metrics, deadline, trace};
use body::Bodies;

/// The most bytes of a body. An update carries two objects of up to 3 MiB.
pub const BODY: usize = 8 * 1024 * 1024;

/// Answers the API server.
#[derive(Debug)]
pub struct Webhook {
    core: Core,
    metrics: Metrics,
    bodies: Bodies,
}

/// A request that is no question, or comes at a bad moment.
#[derive(Debug, Clone, PartialEq, Eq)]
struct TurnedAway {
    status: StatusCode,
    reason: &'static str,
    words: String,
}

impl TurnedAway {
    fn new(status: StatusCode, reason: &'static str, words: impl Into<String>) -> Self {
        Self {
            status,
            reason,
            words: words.into(),
        }
    }

    /// Overload, or too late to be of use: the caller's failure policy decides.
    fn shed(words: &'static str) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "shed", words)
    }

    fn response(self) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(Bytes::from(self.words + "\n")));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("text/plain; charset=utf-8"),
        );
        match self.status {
            StatusCode::METHOD_NOT_ALLOWED => {
                headers.insert(ALLOW, HeaderValue::from_static("POST"));
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
            }
            // The rest of the body is not read.
            StatusCode::PAYLOAD_TOO_LARGE => {
                headers.insert(CONNECTION, HeaderValue::from_static("close"));
            }
            _ => {}
        }
        response
    }
}

impl Webhook {
    /// Answers by `core`, counted in `metrics`.
    pub fn new(core: Core, metrics: Metrics) -> Self {
        Self {
            core,
            metrics,
            bodies: Bodies::default(),
        }
    }

    async fn review(&self, request: Request<Incoming>) -> Result<Answer, TurnedAway> {
        let begun = Instant::now();
        let door = door(&request)?;
        let (head, body) = request.into_parts();
        let wait = deadline::of(head.uri.query());
        let body = self.bodies.read(&head, body, wait).await?;
        if begun.elapsed() >= wait {
            return Err(TurnedAway::shed("the caller has given up by now"));
        }
        let answer = self.core.answer(door, &body).map_err(|unreadable| {
            TurnedAway::new(
                StatusCode::BAD_REQUEST,
                "unreadable",
                unreadable.to_string(),
            )
        })?;
        let took = begun.elapsed();
        self.metrics.answered(door, &answer, took);
        log(&answer, &head.headers, took);
        Ok(answer)
    }
}

impl Handler for Webhook {
    async fn handle(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        match self.review(request).await {
            Ok(answer) => {
                let mut response = Response::new(Full::new(Bytes::from(answer.body)));
                response
                    .headers_mut()
                    .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
                response
            }
            Err(away) => {
                self.metrics.turned_away(away.reason);
                tracing::debug!(reason = away.reason, words = away.words, "turned away");
                away.response()
            }
        }
    }
}

/// The door that was asked, in the right way.
fn door<B>(request: &Request<B>) -> Result<Door, TurnedAway> {
    let door = match request.uri().path() {
        "/validate" => Door::Validate,
        "/mutate" => Door::Mutate,
        _ => {
            let words = "there are /validate and /mutate";
            return Err(TurnedAway::new(StatusCode::NOT_FOUND, "path", words));
        }
    };
    if request.method() != Method::POST {
        let words = "reviews are sent by POST";
        return Err(TurnedAway::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method",
            words,
        ));
    }
    if !is_json(request.headers()) {
        let words = "a review is of Content-Type application/json";
        return Err(TurnedAway::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "media type",
            words,
        ));
    }
    Ok(door)
}

fn is_json(headers: &HeaderMap) -> bool {
    let written = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let kind = written.and_then(|kind| kind.split(';').next());
    kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// One line for what is not simply allowed.
fn log(answer: &Answer, headers: &HeaderMap, took: Duration) {
    let Some(note) = &answer.note else { return };
    let parent = trace::parent(headers);
    let codes: Vec<&str> = answer.faults.iter().map(|(code, _)| *code).collect();
    tracing::info!(
        verdict = answer.verdict.as_str(),
        uid = note.uid,
        name = note.name,
        user = note.username,
        codes = codes.join(","),
        trace_id = parent.map(|parent| parent.trace),
        parent_id = parent.map(|parent| parent.span),
        microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        "{}",
        note.message,
    );
}
