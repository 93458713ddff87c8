//! The static binary: for which platform, from which checkout, and free of the machine's paths.
//!
//! Linked with glibc, which the distribution's compiler brings along. See `docs/design/0008-image.md` for
//! what such a binary cannot do, and why none of it is missed.

use std::fs;
use std::os::unix;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::run;

/// What the binary runs on.
pub(super) struct Platform {
    /// As Rust calls it.
    pub(super) triple: String,
    /// As Go, and so the image, calls it.
    pub(super) architecture: &'static str,
    /// The compiler's version.
    pub(super) rustc: String,
    /// The compiler's commit: where it says that the standard library's sources are.
    commit: String,
}

impl Platform {
    /// This machine.
    pub(super) fn host() -> anyhow::Result<Self> {
        let triple = run::rustc("host")?;
        let architecture = match triple.as_str() {
            "x86_64-unknown-linux-gnu" => "amd64",
            "aarch64-unknown-linux-gnu" => "arm64",
            _ => bail!("no image for {triple}: build on Linux with glibc, on x86-64 or arm64"),
        };
        Ok(Self {
            architecture,
            rustc: run::rustc("release")?,
            commit: run::rustc("commit-hash")?,
            triple,
        })
    }
}

/// Sources, and where the build may put things.
pub(super) struct Checkout {
    pub(super) root: PathBuf,
    target: PathBuf,
    cargo_home: PathBuf,
}

impl Checkout {
    /// The one that this program was built from.
    pub(super) fn here() -> anyhow::Result<Self> {
        let home = std::env::home_dir().map(|home| home.join(".cargo"));
        let cargo_home = std::env::var_os("CARGO_HOME").map(PathBuf::from).or(home);
        let root = real(&run::root())?;
        Ok(Self {
            target: root.join(run::target()),
            root,
            cargo_home: cargo_home.context("cargo has a home")?,
        })
    }

    /// Another, of that commit, with all its paths in that folder.
    pub(super) fn elsewhere(folder: &Path, revision: &str) -> anyhow::Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        let folder = real(folder)?;
        let here = Self::here()?;
        let there = Self {
            root: folder.join("checkout"),
            target: folder.join("built"),
            cargo_home: folder.join("home"),
        };
        let mut clone = run::command("git", ["clone", "--quiet", "--shared", "--no-checkout"]);
        run::done(clone.arg(&here.root).arg(&there.root))?;
        let mut checkout = run::command("git", ["checkout", "--quiet", "--detach", revision]);
        run::done(checkout.current_dir(&there.root))?;
        unix::fs::symlink(&here.cargo_home, &there.cargo_home)
            .with_context(|| there.cargo_home.display().to_string())?;
        Ok(there)
    }
}

fn real(path: &Path) -> anyhow::Result<PathBuf> {
    path.canonicalize()
        .with_context(|| path.display().to_string())
}

/// The commit that a checkout has.
pub(super) struct Source {
    /// Its hash, and whether anything differs from it.
    pub(super) revision: String,
    /// When it was made, as RFC 3339 has it.
    pub(super) created: String,
}

impl Source {
    pub(super) fn read(checkout: &Checkout) -> anyhow::Result<Self> {
        let git = |arguments: &[&str]| {
            let mut git = run::command("git", arguments);
            run::output(git.current_dir(&checkout.root).env("TZ", "UTC"))
        };
        let date = "--date=format-local:%Y-%m-%dT%H:%M:%SZ";
        let commit = git(&["log", "-1", "--format=%H %cd", date])?;
        let mut words = commit.split_whitespace().map(str::to_owned);
        let mut word = || words.next().context("git says hash and date of a commit");
        let changed = !git(&["status", "--porcelain"])?.is_empty();
        let mark = if changed { DIRTY } else { "" };
        Ok(Self {
            revision: word()? + mark,
            created: word()?,
        })
    }

    /// Whether there is anything that is not in the commit.
    pub(super) fn is_dirty(&self) -> bool {
        self.revision.ends_with(DIRTY)
    }
}

/// What a revision ends with when it is not quite that revision.
const DIRTY: &str = "-dirty";

/// Where the binary is, once it is built.
pub(super) fn place(checkout: &Checkout, platform: &Platform) -> PathBuf {
    let folder = checkout.target.join(&platform.triple);
    folder.join("dist/meshwright")
}

/// A table of relocations of a few kilobytes in place of one of a megabyte, all of which a start reads.
const SHORT_RELOCATIONS: &str = "-Clink-arg=-Wl,-z,pack-relative-relocs";

/// Builds the binary.
pub(super) fn binary(checkout: &Checkout, platform: &Platform) -> anyhow::Result<()> {
    // Without a target, cargo would build its plugins static as well, and could not load them.
    let arguments = [
        "rustc",
        "--locked",
        "--profile=dist",
        "--package=meshwright",
        "--bin=meshwright",
    ];
    let mut cargo = run::cargo(arguments);
    cargo
        .arg(format!("--target={}", platform.triple))
        .args(["--", SHORT_RELOCATIONS])
        .current_dir(&checkout.root)
        .env("CARGO_HOME", &checkout.cargo_home)
        .env("CARGO_TARGET_DIR", &checkout.target)
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_ENCODED_RUSTFLAGS", flags(checkout, platform)?)
        // No date gets in, not even the commit's: the same sources give the same binary.
        .env("SOURCE_DATE_EPOCH", "0");
    run::done(&mut cargo)
}

/// A static binary, and no path of this machine in it; as cargo takes flags that may hold spaces.
fn flags(checkout: &Checkout, platform: &Platform) -> anyhow::Result<String> {
    let sysroot = run::output(&mut run::command("rustc", ["--print", "sysroot"]))?;
    let library = Path::new(sysroot.trim()).join("lib/rustlib/src/rust");
    // Cargo starts the compiler in a crate's real folder and names its files by the home it was given.
    let cargo_home = real(&checkout.cargo_home)?;
    // The last that fits counts, and the target folder is mostly within the checkout.
    let names = [
        (&checkout.root, "/meshwright".to_owned()),
        (&cargo_home, "/cargo".to_owned()),
        (&checkout.target, "/target".to_owned()),
        (&checkout.cargo_home, "/cargo".to_owned()),
        (&library, format!("/rustc/{}", platform.commit)),
    ];
    let mut flags = vec!["-Ctarget-feature=+crt-static".to_owned()];
    flags
        .extend(names.map(|(path, name)| format!("--remap-path-prefix={}={name}", path.display())));
    Ok(flags.join("\x1f"))
}
