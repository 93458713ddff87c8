//! `cargo xtask cluster`: a real control plane for a person, until Ctrl-C.

use anyhow::Context as _;
use meshwright_testkit::{ControlPlane, Options};

use crate::{controlplane, say};

/// Starts it, says how to reach it, and waits for Ctrl-C.
///
/// After Ctrl-C nothing of us runs; the watchdog of the control plane clears up.
pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    let options = options(arguments)?;
    controlplane::build()?;
    let plane = ControlPlane::start(&options).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let kubeconfig = plane.kubeconfig("admin");
    say::line(&format!("serving on   {}", plane.server()));
    say::line(&format!("kubeconfig   {}", kubeconfig.display()));
    say::line(&format!(
        "kubectl      {} --kubeconfig {}",
        plane.kubectl_path().display(),
        kubeconfig.display()
    ));
    say::line("logs         beside the kubeconfig; Ctrl-C ends it");
    wait()
}

/// `--emulate 34` for an older version.
fn options(arguments: &[String]) -> anyhow::Result<Options> {
    match arguments {
        [] => Ok(Options::new()),
        [flag, minor] if flag == "--emulate" => {
            let minor = minor.strip_prefix("1.").unwrap_or(minor);
            let minor = minor.parse().context("--emulate takes 33 to 36")?;
            Ok(Options::new().emulating(minor))
        }
        _ => anyhow::bail!("cargo xtask cluster [--emulate MINOR]"),
    }
}

/// Only a signal ends it: started in the background, its input may end at once.
fn wait() -> ! {
    loop {
        std::thread::park();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> anyhow::Result<Options> {
        let owned: Vec<String> = arguments.iter().map(|&word| word.to_owned()).collect();
        options(&owned)
    }

    #[test]
    fn an_older_version_is_named_with_or_without_its_major_number() {
        assert_eq!(
            read(&["--emulate", "34"]).unwrap(),
            Options::new().emulating(34)
        );
        assert_eq!(
            read(&["--emulate", "1.34"]).unwrap(),
            Options::new().emulating(34)
        );
        assert!(read(&["--emulate", "old"]).is_err());
        assert!(read(&["--emulate"]).is_err());
    }
}
