//! A small blocking client of the API server: JSON in, JSON out, warnings beside.

use std::sync::Arc;

use serde_json::Value;
use ureq::http::{HeaderMap, Request};
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};
use ureq::{Agent, Body};

use crate::wait::PATIENCE;

/// Talks to one API server as one user; clones share their connections.
#[derive(Debug, Clone)]
pub struct Client {
    agent: Agent,
    server: String,
    /// Besides the content type.
    headers: Vec<(&'static str, String)>,
}

/// What the API server answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub code: u16,
    /// The texts of the `Warning` headers.
    pub warnings: Vec<String>,
    /// The body.
    pub text: String,
}

/// There was no answer.
#[derive(Debug, thiserror::Error)]
#[error("{method} {path}: no answer")]
pub struct SendError {
    method: String,
    path: String,
    source: Box<ureq::Error>,
}

impl Client {
    /// A client that trusts one authority, in PEM, and shows a token.
    pub(super) fn new(server: &str, authority: &str, token: &str) -> Self {
        let authority = Certificate::from_pem(authority.as_bytes()).expect("our own certificate");
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .root_certs(RootCerts::new_with_certs(&[authority]))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .proxy(None)
            .http_status_as_error(false)
            .max_idle_connections_per_host(16)
            .timeout_global(Some(PATIENCE))
            .build();
        let bare = Self {
            agent: config.into(),
            server: server.to_owned(),
            headers: Vec::new(),
        };
        bare.with_token(token)
    }

    /// The same client with the rights of another user of the token file.
    pub(super) fn with_token(&self, token: &str) -> Self {
        let headers = vec![("authorization", format!("Bearer {token}"))];
        Self {
            headers,
            ..self.clone()
        }
    }

    /// The same client, without a token, of another server.
    pub(super) fn elsewhere(&self, server: &str) -> Self {
        Self {
            server: server.to_owned(),
            headers: Vec::new(),
            agent: self.agent.clone(),
        }
    }

    /// The same client in the place of somebody else; the admin may do that.
    pub fn acting_as(&self, user: &str, groups: &[&str]) -> Self {
        let mut client = self.clone();
        client.headers.push(("impersonate-user", user.to_owned()));
        let groups = groups
            .iter()
            .map(|&group| ("impersonate-group", group.to_owned()));
        client.headers.extend(groups);
        client
    }

    /// GET.
    ///
    /// # Panics
    /// When there is no answer; so do the others below.
    pub fn get(&self, path: &str) -> Answer {
        self.expect("GET", path, None)
    }

    /// POST of a JSON document.
    ///
    /// # Panics
    /// When there is no answer.
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.expect("POST", path, Some(("application/json", &body.to_string())))
    }

    /// PUT of a JSON document.
    ///
    /// # Panics
    /// When there is no answer.
    pub fn put(&self, path: &str, body: &Value) -> Answer {
        self.expect("PUT", path, Some(("application/json", &body.to_string())))
    }

    /// PATCH; the kind is the middle of its media type: `merge`, `json`, `strategic-merge`, `apply`.
    ///
    /// # Panics
    /// When there is no answer.
    pub fn patch(&self, kind: &str, path: &str, body: &Value) -> Answer {
        let media_type = match kind {
            "apply" => "application/apply-patch+yaml".to_owned(),
            kind => format!("application/{kind}-patch+json"),
        };
        self.expect("PATCH", path, Some((&media_type, &body.to_string())))
    }

    /// DELETE.
    ///
    /// # Panics
    /// When there is no answer.
    pub fn delete(&self, path: &str) -> Answer {
        self.expect("DELETE", path, None)
    }

    /// GET from a server that may be gone.
    ///
    /// # Errors
    /// When there is no answer.
    pub fn try_get(&self, path: &str) -> Result<Answer, SendError> {
        self.send("GET", path, None)
    }

    /// Any request: method, path with query, media type and body.
    ///
    /// # Errors
    /// When there is no answer; every status code is one.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        body: Option<(&str, &str)>,
    ) -> Result<Answer, SendError> {
        self.exchange(method, path, body)
            .map_err(|source| SendError {
                method: method.to_owned(),
                path: path.to_owned(),
                source: Box::new(source),
            })
    }

    fn exchange(
        &self,
        method: &str,
        path: &str,
        body: Option<(&str, &str)>,
    ) -> Result<Answer, ureq::Error> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.server))
            .header("accept", "application/json");
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let response = match body {
            None => self.agent.run(request.body(())?)?,
            Some((media_type, body)) => {
                let request = request.header("content-type", media_type);
                self.agent.run(request.body(body)?)?
            }
        };
        read(response)
    }

    fn expect(&self, method: &str, path: &str, body: Option<(&str, &str)>) -> Answer {
        self.send(method, path, body)
            .unwrap_or_else(|error| panic!("{error}: {}", error.source))
    }
}

fn read(response: ureq::http::Response<Body>) -> Result<Answer, ureq::Error> {
    let (head, mut body) = response.into_parts();
    let text = body.with_config().limit(64 << 20).read_to_string()?;
    Ok(Answer {
        code: head.status.as_u16(),
        warnings: warnings(&head.headers),
        text,
    })
}

/// `299 - "text"`, with `"` and `\` escaped.
fn warnings(headers: &HeaderMap) -> Vec<String> {
    let texts = headers
        .get_all("warning")
        .iter()
        .filter_map(|value| std::str::from_utf8(value.as_bytes()).ok());
    texts
        .map(|text| unquoted(text.split_once(" - ").map_or(text, |(_, quoted)| quoted)))
        .collect()
}

fn unquoted(text: &str) -> String {
    let inner = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or(text);
    let mut out = String::new();
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        out.extend(if letter == '\\' {
            letters.next()
        } else {
            Some(letter)
        });
    }
    out
}

impl Answer {
    /// Whether the code is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.code)
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text)
            .unwrap_or_else(|error| panic!("{error}: {}: {}", self.code, self.text))
    }

    /// The body as JSON, of an answer that must be 2xx.
    ///
    /// # Panics
    /// When it is not.
    pub fn expect_success(&self) -> Value {
        assert!(self.is_success(), "{}: {}", self.code, self.text);
        self.json()
    }

    /// The causes of a refusal: field and message.
    pub fn causes(&self) -> Vec<(String, String)> {
        let body: Value = serde_json::from_str(&self.text).unwrap_or_default();
        let causes = body.pointer("/details/causes").and_then(Value::as_array);
        let text = |cause: &Value, key| cause[key].as_str().unwrap_or_default().to_owned();
        causes
            .into_iter()
            .flatten()
            .map(|cause| (text(cause, "field"), text(cause, "message")))
            .collect()
    }
}
