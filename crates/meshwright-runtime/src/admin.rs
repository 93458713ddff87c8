//! The plain listener for kubelet and Prometheus: `/livez`, `/readyz`, `/metrics`.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use prometheus_client::encoding::text::encode;
use prometheus_client::registry::Registry;

use crate::{Handler, Health};

const TEXT: &str = "text/plain; charset=utf-8";
const METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Answers probes and scrapes.
#[derive(Debug)]
pub struct Admin {
    health: Health,
    registry: Arc<Registry>,
}

impl Admin {
    /// Answers from `health` and `registry`.
    pub const fn new(health: Health, registry: Arc<Registry>) -> Self {
        Self { health, registry }
    }

    /// The answer to a request for `path`. `verbose` asks for every part by name.
    fn page(&self, path: &str, verbose: bool) -> (StatusCode, &'static str, String) {
        match path {
            "/livez" => (StatusCode::OK, TEXT, "ok\n".to_owned()),
            "/readyz" => self.readiness(verbose),
            "/metrics" => self.metrics(),
            _ => (
                StatusCode::NOT_FOUND,
                TEXT,
                "there are /livez, /readyz and /metrics\n".to_owned(),
            ),
        }
    }

    fn readiness(&self, verbose: bool) -> (StatusCode, &'static str, String) {
        let ready = self.health.is_ready();
        let status = if ready {
            StatusCode::OK
        } else {
            StatusCode::SERVICE_UNAVAILABLE
        };
        // Whoever is told no wants to know why.
        let page = if verbose || !ready {
            self.health.page()
        } else {
            "ok\n".to_owned()
        };
        (status, TEXT, page)
    }

    fn metrics(&self) -> (StatusCode, &'static str, String) {
        let mut page = String::new();
        match encode(&mut page, &self.registry) {
            Ok(()) => (StatusCode::OK, METRICS, page),
            Err(_) => (
                StatusCode::INTERNAL_SERVER_ERROR,
                TEXT,
                "the metrics could not be written\n".to_owned(),
            ),
        }
    }
}

impl Handler for Admin {
    async fn handle(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let query = request.uri().query().unwrap_or_default();
        let verbose = query
            .split('&')
            .any(|pair| pair == "verbose" || pair.starts_with("verbose="));
        let (status, kind, page) = match *request.method() {
            Method::GET | Method::HEAD => self.page(request.uri().path(), verbose),
            _ => (
                StatusCode::METHOD_NOT_ALLOWED,
                TEXT,
                "only GET is answered here\n".to_owned(),
            ),
        };
        let mut response = Response::new(Full::new(Bytes::from(page)));
        *response.status_mut() = status;
        response
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        response
    }
}
