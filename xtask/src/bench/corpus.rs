//! The documents of the benchmark: `ServiceMesh` resources as a cluster would show them, half of them with
//! a status, with comments and quotes. Most are without fault, as most of a repository is; a few get a
//! warning. The same bytes on every machine.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// How many files.
const FILES: usize = 20_000;

/// How many documents in the stream: about 50 MB.
const DOCUMENTS: usize = 57_000;

/// Of so many documents one is something to talk about.
const ODD: usize = 500;

/// Files in one folder.
const FOLDER: usize = 500;

/// The inputs on disk.
pub(super) struct Corpus {
    pub(super) root: PathBuf,
    pub(super) files: PathBuf,
    pub(super) stream: PathBuf,
    bytes: [usize; 2],
}

impl Corpus {
    /// Writes the inputs below `root`, where they are not there yet.
    pub(super) fn make(root: &Path) -> anyhow::Result<Self> {
        let (files, stream) = (root.join("files"), root.join("stream.yaml"));
        let documents: Vec<String> = (0..FILES).map(document).collect();
        let stream_text = (0..DOCUMENTS)
            .map(document)
            .collect::<Vec<_>>()
            .join("---\n");
        for (index, text) in documents.iter().enumerate() {
            let folder = files.join(format!("{:02}", index / FOLDER));
            if index % FOLDER == 0 {
                fs::create_dir_all(&folder).context("the folders of the corpus")?;
            }
            write(&folder.join(format!("mesh-{index:05}.yaml")), text)?;
        }
        write(&stream, &stream_text)?;
        let bytes = [documents.iter().map(String::len).sum(), stream_text.len()];
        Ok(Self {
            root: root.to_owned(),
            files,
            stream,
            bytes,
        })
    }

    pub(super) fn describe(&self) -> String {
        let [files, stream] = self.bytes.map(|bytes| bytes / 100_000);
        format!(
            "{FILES} files of {}.{} MB, and {DOCUMENTS} documents in one stream of {}.{} MB",
            files / 10,
            files % 10,
            stream / 10,
            stream % 10
        )
    }
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    if fs::metadata(path).is_ok_and(|there| there.len() == text.len() as u64) {
        return Ok(());
    }
    fs::write(path, text).with_context(|| path.display().to_string())
}

/// A document; the number makes it differ.
fn document(index: usize) -> String {
    let edition = match index % ODD {
        7 => "Standard",
        rest => ["Enterprise", "Ultimate"][rest % 2],
    };
    let policy = if index.is_multiple_of(ODD) {
        "Delete"
    } else {
        "Retain"
    };
    let head = format!(
        "# The mesh of team {team}, kept by the platform group.\n\
         apiVersion: istio.alibabacloud.com/v1beta1\n\
         kind: ServiceMesh\n\
         metadata:\n  \
           name: mesh-{index:05}\n  \
           labels:\n    \
             team: \"team-{team}\" # who to ask\n    \
             app.kubernetes.io/part-of: 'platform'\n  \
           annotations:\n    \
             operator.istio.alibabacloud.com/deletion-policy: {policy}\n\
         spec:\n  \
           name: \"service-mesh-{index:05}\" # as it is called in the cloud\n  \
           clusterSpec: {edition}\n",
        team = index % 97,
    );
    if index.is_multiple_of(2) {
        head + &status(index, edition)
    } else {
        head + PADDING
    }
}

fn status(index: usize, edition: &str) -> String {
    let steps = [
        ("PreChecked", "Passed"),
        ("ServiceMeshAvailable", "Available"),
        ("ClusterEnrolled", "Succeeded"),
        ("MeshConfigApplied", "Succeeded"),
    ];
    let condition = |(second, (step, reason)): (usize, &(&str, &str))| {
        format!(
            "  - type: {step}\n    status: \"True\"\n    reason: {reason}\n    message: \"\"\n    \
             lastTransitionTime: \"2026-01-09T02:25:{second:02}Z\"\n"
        )
    };
    let conditions: String = steps.iter().enumerate().map(condition).collect();
    format!(
        "status:\n  serviceMeshName: service-mesh-{index:05}\n  serviceMeshId: c{index:032x}\n  \
         clusterSpec: {edition}\n  conditions:\n{conditions}"
    )
}

/// Comments, as long as a status is.
const PADDING: &str = "\
  # The edition decides how many pods the mesh may hold and what it costs.
  # Ask the platform group before you change it; a larger one costs more from the first day on.
  # The name cannot be taken by two meshes of one account; it is shown in the console of the cloud.
  # The id is left out: the mesh is made with this resource and goes, or stays, as the annotation says.
  # See the guide of the platform group for the regions in which each edition can be had.
";

/// Reads every byte below a path, and gives their number.
pub(super) fn read(path: &Path) -> anyhow::Result<usize> {
    if path.is_dir() {
        let entries = fs::read_dir(path).context("a folder of the corpus")?;
        return entries
            .map(|entry| read(&entry.context("an entry")?.path()))
            .sum();
    }
    let mut file = fs::File::open(path).context("a file of the corpus")?;
    let (mut buffer, mut sum) = (vec![0; 1 << 16], 0);
    loop {
        match file.read(&mut buffer).context("a file of the corpus")? {
            0 => return Ok(sum),
            count => sum += count,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documents_differ_and_are_of_the_size_they_say() {
        assert_ne!(document(1), document(2));
        let bytes: usize = (0..1_000).map(|index| document(index).len()).sum();
        assert!((850_000..1_000_000).contains(&bytes), "{bytes}");
    }
}
