//! What becomes of a question to the API server.

use std::error::Error;
use std::future::Future;
use std::time::Duration;

use meshwright_api::service_mesh::{GROUP, PLURAL};
use thiserror::Error;
use tokio::time::timeout;

/// Why the API server gave no answer that is of use.
#[derive(Debug, Error)]
pub enum AskError {
    /// It does not answer.
    #[error("the API server cannot be reached")]
    Unreachable(#[source] kube::Error),
    /// It said nothing for too long.
    #[error("the API server did not answer within {} s", .0.as_secs())]
    Silent(Duration),
    /// It does not know who asks.
    #[error("the API server does not accept the credentials")]
    Unauthenticated(#[source] kube::Error),
    /// Whoever asks may not.
    #[error("the API server forbids it: {0}")]
    Forbidden(String),
    /// The definition of the resource is not installed.
    #[error("the API server does not serve {PLURAL}.{GROUP}; its definition is not installed")]
    NotServed,
    /// The changes since the last look are forgotten; one has to look anew.
    #[error("the API server has forgotten the changes since the last look")]
    Expired,
    /// Something else is wrong on its side.
    #[error("the API server refuses: {0}")]
    Refused(String),
    /// The answer is not what was asked for.
    #[error("the answer of the API server cannot be read")]
    Unreadable(#[source] kube::Error),
}

impl AskError {
    /// The error with everything that led to it, on one line.
    pub fn told(&self) -> String {
        let mut told = self.to_string();
        let mut source = self.source();
        while let Some(cause) = source {
            let words = cause.to_string();
            if !told.ends_with(&words) {
                told.push_str(": ");
                told.push_str(&words);
            }
            source = cause.source();
        }
        told
    }

    /// By the code of a `Status`, and its words.
    pub(crate) fn of_status(code: u16, message: &str) -> Self {
        match code {
            403 => Self::Forbidden(message.to_owned()),
            404 => Self::NotServed,
            410 => Self::Expired,
            _ => Self::Refused(message.to_owned()),
        }
    }
}

impl From<kube::Error> for AskError {
    fn from(error: kube::Error) -> Self {
        match error {
            kube::Error::Api(status) if status.code == 401 => {
                Self::Unauthenticated(kube::Error::Api(status))
            }
            kube::Error::Api(status) => Self::of_status(status.code, &status.message),
            kube::Error::Auth(_) => Self::Unauthenticated(error),
            kube::Error::SerdeError(_) => Self::Unreadable(error),
            _ => Self::Unreachable(error),
        }
    }
}

/// Waits for an answer at most so long.
pub(crate) async fn within<T>(
    limit: Duration,
    answer: impl Future<Output = Result<T, kube::Error>>,
) -> Result<T, AskError> {
    match timeout(limit, answer).await {
        Ok(answer) => answer.map_err(AskError::from),
        Err(_) => Err(AskError::Silent(limit)),
    }
}
