//! Where the programs are: `target/controlplane/<name>`, or where the environment says.

use std::path::{Path, PathBuf};

/// A program of the control plane is not there.
#[derive(Debug, thiserror::Error)]
#[error(
    "{path} is not there: `cargo xtask controlplane` builds it, or name a built one in {variable}"
)]
pub struct Missing {
    path: String,
    variable: String,
}

/// The path of a program.
pub(super) fn find(name: &str) -> Result<PathBuf, Missing> {
    let variable = variable(name);
    let path = std::env::var_os(&variable).map_or_else(|| built(name), PathBuf::from);
    if path.is_file() {
        return Ok(path);
    }
    let path = path.display().to_string();
    Err(Missing { path, variable })
}

/// `MESHWRIGHT_KUBE_APISERVER_BIN`.
fn variable(name: &str) -> String {
    let name = name.replace('-', "_").to_uppercase();
    format!("MESHWRIGHT_{name}_BIN")
}

fn built(name: &str) -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.ancestors().nth(2).unwrap_or(here);
    root.join("target/controlplane").join(name)
}
