//! Puts the rules' examples (`tests/rules/<CODE>/*`) into the binary, so that `explain` shows them offline.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let home = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let folder = Path::new(&home).join("../../tests/rules");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut table = "&[\n".to_owned();
    for rule in entries(&folder)?.iter().filter(|path| path.is_dir()) {
        for file in entries(rule)?.iter().filter(|path| path.is_file()) {
            let path = fs::canonicalize(file)?.to_string_lossy().into_owned();
            writeln!(
                table,
                "({:?}, {:?}, include_str!({path:?})),",
                name(rule),
                name(file)
            )
            .map_err(io::Error::other)?;
        }
    }
    table.push(']');
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("examples.rs"), table)
}

/// What is in a folder, by name; nothing where there is no folder.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<_>>()?;
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
