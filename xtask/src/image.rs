//! `cargo xtask image`: the container image as an OCI archive, made without a daemon.
//!
//! One static binary, a user to run it, and the bill of what is in it; no shell and no package manager.
//! The same commit, compilers and libc give the same bytes, in whichever folder: `--check` makes the
//! image a second time elsewhere and compares. Nothing is pushed anywhere. [`build`] makes the binary,
//! [`sbom`] the bill, [`pack`] a layer, and [`oci`] the archive of them.

mod build;
mod digest;
mod oci;
mod pack;
mod sbom;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::{run, say};
use build::{Checkout, Platform, Source};
use oci::{Archive, Image};
use pack::{File, Layer};

/// The version of everything in the workspace.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Whom the binary runs as when nobody says otherwise; the manifests in `deploy/` say the same.
const PASSWD: &str = "nonroot:x:65532:65532:nonroot:/:/sbin/nologin\n";
const GROUP: &str = "nonroot:x:65532:\n";

/// An image, and what there is to say of it.
struct Made {
    archive: Archive,
    bill: Vec<u8>,
    binary_size: usize,
    layer_sizes: Vec<usize>,
}

/// Makes the image, and with `--check` makes it again.
pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let twice = match words.as_slice() {
        [] => false,
        ["--check"] => true,
        _ => bail!("usage: cargo xtask image [--check]"),
    };
    let folder = run::target().join("image");
    let platform = Platform::host()?;
    let here = Checkout::here()?;
    let source = Source::read(&here)?;
    if twice && source.is_dirty() {
        bail!("a second checkout has only what is committed: commit or stash your changes first");
    }
    say::step("build");
    let made = make(&here, &source, &platform)?;
    let path = made.write(&folder, &platform)?;
    made.report(&path);
    if twice {
        say::step("build again, elsewhere");
        again(&made, &source.revision, &folder.join("again"), &platform)?;
    }
    Ok(())
}

/// Builds the binary as it is in the image, for those who measure what ships.
pub(crate) fn binary() -> anyhow::Result<PathBuf> {
    build::binary(&Checkout::here()?, &Platform::host()?)?;
    place()
}

/// Where that binary is.
pub(crate) fn place() -> anyhow::Result<PathBuf> {
    Ok(build::place(&Checkout::here()?, &Platform::host()?))
}

fn make(checkout: &Checkout, source: &Source, platform: &Platform) -> anyhow::Result<Made> {
    build::binary(checkout, platform)?;
    let place = build::place(checkout, platform);
    let binary = fs::read(&place).with_context(|| place.display().to_string())?;
    let bill = sbom::bill(checkout, platform)?;
    let binary_size = binary.len();
    let layers = layers(binary, bill.clone())?;
    let layer_sizes = layers.iter().map(|layer| layer.blob.len()).collect();
    let image = Image {
        version: VERSION,
        revision: &source.revision,
        created: &source.created,
        architecture: platform.architecture,
    };
    Ok(Made {
        archive: image.archive(&layers)?,
        bill,
        binary_size,
        layer_sizes,
    })
}

/// The bill is a layer of its own: it can be fetched without the binary.
fn layers(binary: Vec<u8>, bill: Vec<u8>) -> anyhow::Result<[Layer; 2]> {
    let program = Layer::new(
        "the static binary and its user",
        vec![
            File::new("meshwright", 0o755, binary),
            File::new("etc/passwd", 0o644, PASSWD.into()),
            File::new("etc/group", 0o644, GROUP.into()),
        ],
    )?;
    let bill = Layer::new(
        "the bill of materials",
        vec![File::new("usr/share/sbom/meshwright.cdx.json", 0o644, bill)],
    )?;
    Ok([program, bill])
}

/// Makes the image from another checkout of that commit, with its paths in that folder, and compares.
fn again(first: &Made, revision: &str, folder: &Path, platform: &Platform) -> anyhow::Result<()> {
    let checkout = Checkout::elsewhere(folder, revision)?;
    let second = make(&checkout, &Source::read(&checkout)?, platform)?;
    let path = second.write(folder, platform)?;
    say::line(&format!("first  {}", first.archive.digest()));
    say::line(&format!("second {}", second.archive.digest()));
    if first.archive.bytes != second.archive.bytes {
        bail!("the archives differ; the second is {}", path.display());
    }
    fs::remove_dir_all(folder).with_context(|| folder.display().to_string())?;
    say::line("the same bytes");
    Ok(())
}

impl Made {
    /// Writes the archive, with the bill beside it, and gives the archive's path.
    fn write(&self, folder: &Path, platform: &Platform) -> anyhow::Result<PathBuf> {
        let stem = format!("meshwright-{VERSION}-{}", platform.architecture);
        let archive = folder.join(format!("{stem}.oci.tar"));
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        for (path, bytes) in [
            (&archive, &self.archive.bytes),
            (&folder.join(format!("{stem}.cdx.json")), &self.bill),
        ] {
            fs::write(path, bytes).with_context(|| path.display().to_string())?;
        }
        Ok(archive)
    }

    fn report(&self, path: &Path) {
        let layers: Vec<String> = self.layer_sizes.iter().copied().map(megabytes).collect();
        let path = path.strip_prefix(run::root()).unwrap_or(path).display();
        say::line(&format!("{path}"));
        say::line(&format!(
            "binary {}, layers {}, archive {}",
            megabytes(self.binary_size),
            layers.join(" and "),
            megabytes(self.archive.bytes.len())
        ));
        say::line(&format!("archive  {}", self.archive.digest()));
        say::line(&format!("manifest sha256:{}", self.archive.manifest));
        say::line(&format!("image id sha256:{}", self.archive.config));
        say::line("next, one of");
        for next in [
            format!("docker load --input {path}"),
            format!("kind load image-archive {path}"),
            format!("skopeo copy oci-archive:{path} docker://REGISTRY/meshwright:{VERSION}"),
        ] {
            say::line(&format!("  {next}"));
        }
    }
}

/// In millions of bytes, as registries show it.
fn megabytes(bytes: usize) -> String {
    let tenths = bytes.div_ceil(100_000);
    format!("{}.{} MB", tenths / 10, tenths % 10)
}
