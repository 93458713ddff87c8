//! Two servers that `cargo xtask bench webhook` compares with, both of axum over rustls.
//!
//! `floor` answers every body with the same bytes: what HTTP over TLS costs, and nothing else. `kube` reads
//! the review as kube reads it, into `AdmissionReview<DynamicObject>`, and allows it.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::post;
use axum::{Json, Router};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use kube::core::DynamicObject;
use kube::core::admission::{AdmissionRequest, AdmissionResponse, AdmissionReview};
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// What the floor answers.
const FIXED: &str = r#"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":"0df28fbd-5f5f-11e8-bc74-36e6bb280816","allowed":true,"auditAnnotations":{"policy-revision":"built-in"}}}"#;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [which, address, folder] = arguments.as_slice() else {
        bail!("usage: axum-peers floor|kube ADDRESS FOLDER");
    };
    let app = match which.as_str() {
        "floor" => paths(post(floor)),
        "kube" => paths(post(decode)),
        _ => bail!("there are floor and kube"),
    };
    let tls = TlsAcceptor::from(Arc::new(config(Path::new(folder))?));
    let address: SocketAddr = address.parse().context("the address")?;
    let listener = TcpListener::bind(address).await.context("listening")?;
    loop {
        let (stream, _) = listener.accept().await.context("accepting")?;
        tokio::spawn(converse(stream, tls.clone(), app.clone()));
    }
}

fn paths(method: axum::routing::MethodRouter) -> Router {
    Router::new()
        .route("/validate", method.clone())
        .route("/mutate", method)
}

async fn floor(_: Bytes) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], FIXED)
}

async fn decode(Json(review): Json<AdmissionReview<DynamicObject>>) -> impl IntoResponse {
    let request: Result<AdmissionRequest<DynamicObject>, _> = review.try_into();
    match request {
        Ok(request) => Ok(Json(AdmissionResponse::from(&request).into_review())),
        Err(_) => Err(StatusCode::BAD_REQUEST),
    }
}

async fn converse(stream: TcpStream, tls: TlsAcceptor, app: Router) {
    // A connection that fails ends; there is nobody to tell.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let Ok(stream) = tls.accept(stream).await else {
        return;
    };
    let service = TowerToHyperService::new(app);
    let builder = auto::Builder::new(TokioExecutor::new());
    drop(builder.serve_connection(TokioIo::new(stream), service).await);
}

fn config(folder: &Path) -> anyhow::Result<ServerConfig> {
    let chain = CertificateDer::pem_file_iter(folder.join("tls.crt"))
        .context("the certificate")?
        .collect::<Result<Vec<_>, _>>()
        .context("the certificate")?;
    let key = PrivateKeyDer::from_pem_file(folder.join("tls.key")).context("the key")?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .context("versions of TLS")?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .context("a certificate with its key")?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}
