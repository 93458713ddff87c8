//! One control plane for all tests of a binary, and a corner of it for each.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::json;

use super::{ControlPlane, Options};

/// The control plane of this test binary, started by the first that asks; it goes with the process.
///
/// # Panics
/// When it does not come up.
pub fn shared() -> &'static ControlPlane {
    static SHARED: OnceLock<ControlPlane> = OnceLock::new();
    SHARED.get_or_init(|| {
        ControlPlane::start(&Options::new()).unwrap_or_else(|error| panic!("{error:?}"))
    })
}

/// A test's own corner of a control plane: a namespace of its own, and names that no other test uses.
///
/// When its test fails, the logs are shown. The namespace stays: nothing here could remove it.
#[derive(Debug)]
pub struct Sandbox<'a> {
    plane: &'a ControlPlane,
    namespace: String,
}

impl ControlPlane {
    /// A corner for one test.
    ///
    /// # Panics
    /// When the API server refuses the namespace.
    pub fn sandbox(&self) -> Sandbox<'_> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let namespace = format!("test-{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let body = json!({"metadata": {"name": namespace}});
        self.admin()
            .post("/api/v1/namespaces", &body)
            .expect_success();
        Sandbox {
            plane: self,
            namespace,
        }
    }
}

impl Sandbox<'_> {
    /// The control plane it is part of.
    pub fn plane(&self) -> &ControlPlane {
        self.plane
    }

    /// The namespace.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// A name for an object without a namespace.
    pub fn name(&self, name: &str) -> String {
        format!("{name}-{}", self.namespace)
    }
}

impl Drop for Sandbox<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.plane.show_logs();
        }
    }
}
