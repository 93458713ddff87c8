//! Files into a tar whose bytes depend on nothing but them: sorted, owned by root, as old as the epoch.
//!
//! It takes what it is given and reads no disk.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write as _};

use flate2::{Compression, GzBuilder};
use tar::{Builder, EntryType, Header};

use super::digest::sha256;

/// The byte of a gzip header that says nothing about where it was made.
const UNKNOWN_SYSTEM: u8 = 255;

/// A file to be packed.
pub(super) struct File {
    /// From the root of the tree, without a leading slash.
    path: String,
    mode: u32,
    contents: Vec<u8>,
}

impl File {
    pub(super) fn new(path: impl Into<String>, mode: u32, contents: Vec<u8>) -> Self {
        Self {
            path: path.into(),
            mode,
            contents,
        }
    }
}

/// A layer of an image.
pub(super) struct Layer {
    /// What is in it, for the history of the image.
    pub(super) about: &'static str,
    /// The digest of the tar, in hexadecimal.
    pub(super) diff_id: String,
    /// The tar, compressed.
    pub(super) blob: Vec<u8>,
}

impl Layer {
    pub(super) fn new(about: &'static str, files: Vec<File>) -> io::Result<Self> {
        let tar = tar(files)?;
        let mut gzip = GzBuilder::new()
            .mtime(0)
            .operating_system(UNKNOWN_SYSTEM)
            .write(Vec::new(), Compression::best());
        gzip.write_all(&tar)?;
        Ok(Self {
            about,
            diff_id: sha256(&tar),
            blob: gzip.finish()?,
        })
    }
}

/// The files and the folders above them, in the order of their paths.
pub(super) fn tar(files: Vec<File>) -> io::Result<Vec<u8>> {
    let folders: BTreeSet<String> = files.iter().flat_map(|file| parents(&file.path)).collect();
    let files: BTreeMap<String, File> = files
        .into_iter()
        .map(|file| (file.path.clone(), file))
        .collect();
    let paths: BTreeSet<&String> = folders.iter().chain(files.keys()).collect();
    let mut tar = Builder::new(Vec::new());
    for path in paths {
        match files.get(path) {
            Some(file) => append(
                &mut tar,
                EntryType::Regular,
                path,
                file.mode,
                &file.contents,
            )?,
            None => append(&mut tar, EntryType::Directory, path, 0o755, &[])?,
        }
    }
    tar.into_inner()
}

/// `usr/` and `usr/share/` for `usr/share/x`.
fn parents(path: &str) -> impl Iterator<Item = String> {
    path.match_indices('/')
        .filter_map(|(end, slash)| path.get(..end + slash.len()))
        .map(str::to_owned)
}

fn append(
    tar: &mut Builder<Vec<u8>>,
    kind: EntryType,
    path: &str,
    mode: u32,
    contents: &[u8],
) -> io::Result<()> {
    // A new header is owned by root and as old as the epoch.
    let mut header = Header::new_ustar();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    let size = u64::try_from(contents.len()).map_err(io::Error::other)?;
    header.set_size(size);
    tar.append_data(&mut header, path, contents)
}

#[cfg(test)]
mod tests {
    use flate2::read::GzDecoder;
    use tar::Archive;

    use super::*;

    fn files() -> Vec<File> {
        vec![
            File::new("usr/share/b", 0o644, b"two".to_vec()),
            File::new("a", 0o755, b"one".to_vec()),
        ]
    }

    #[test]
    fn entries_are_sorted_with_the_folders_above_them() {
        let bytes = tar(files()).unwrap();
        let mut archive = Archive::new(bytes.as_slice());
        let found: Vec<_> = archive
            .entries()
            .unwrap()
            .map(|entry| {
                let entry = entry.unwrap();
                let header = entry.header();
                assert_eq!(header.uid().unwrap(), 0);
                assert_eq!(header.gid().unwrap(), 0);
                assert_eq!(header.mtime().unwrap(), 0);
                let path = entry.path().unwrap().to_string_lossy().into_owned();
                (path, header.mode().unwrap())
            })
            .collect();
        let expected = [
            ("a", 0o755),
            ("usr/", 0o755),
            ("usr/share/", 0o755),
            ("usr/share/b", 0o644),
        ];
        assert_eq!(found, expected.map(|(path, mode)| (path.to_owned(), mode)));
    }

    #[test]
    fn the_order_of_the_files_does_not_matter() {
        let mut turned = files();
        turned.reverse();
        assert_eq!(tar(files()).unwrap(), tar(turned).unwrap());
    }

    #[test]
    fn a_path_that_leaves_the_tree_is_refused() {
        assert!(tar(vec![File::new("../a", 0o644, Vec::new())]).is_err());
        assert!(tar(vec![File::new("/a", 0o644, Vec::new())]).is_err());
    }

    #[test]
    fn a_layer_unpacks_to_what_its_diff_id_names() {
        let layer = Layer::new("a test", files()).unwrap();
        let mut tar = Vec::new();
        io::copy(&mut GzDecoder::new(layer.blob.as_slice()), &mut tar).unwrap();
        assert_eq!(sha256(&tar), layer.diff_id);
        assert_eq!(layer.blob, Layer::new("a test", files()).unwrap().blob);
    }
}
