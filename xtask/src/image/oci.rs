//! An image in the OCI layout, in one tar.
//!
//! Blobs are named by their digests; the index names the manifest, the manifest names the configuration
//! and the layers. A `manifest.json` beside them says the same to a `docker load` that knows no OCI
//! layout. Only pure functions: what is in the layers and where the tar goes is said by [`super`].

use std::io;

use serde_json::{Value, json};

use super::digest::sha256;
use super::pack::{self, File, Layer};

const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";

/// What an image says of itself.
pub(super) struct Image<'a> {
    pub(super) version: &'a str,
    /// The commit.
    pub(super) revision: &'a str,
    /// When the commit was made, as RFC 3339 has it.
    pub(super) created: &'a str,
    /// As Go calls it.
    pub(super) architecture: &'a str,
}

/// An image, ready to be written.
pub(super) struct Archive {
    pub(super) bytes: Vec<u8>,
    /// The manifest's digest, in hexadecimal: what a registry calls the image.
    pub(super) manifest: String,
    /// The configuration's digest, in hexadecimal: what engines call the image's id.
    pub(super) config: String,
}

impl Archive {
    /// The digest of the whole file.
    pub(super) fn digest(&self) -> String {
        format!("sha256:{}", sha256(&self.bytes))
    }
}

/// Bytes that others name by their digest.
struct Blob<'a> {
    media_type: &'static str,
    digest: String,
    bytes: std::borrow::Cow<'a, [u8]>,
}

impl<'a> Blob<'a> {
    fn new(media_type: &'static str, bytes: impl Into<std::borrow::Cow<'a, [u8]>>) -> Self {
        let bytes = bytes.into();
        Self {
            media_type,
            digest: sha256(&bytes),
            bytes,
        }
    }

    fn descriptor(&self) -> Value {
        json!({
            "mediaType": self.media_type,
            "digest": format!("sha256:{}", self.digest),
            "size": self.bytes.len(),
        })
    }

    fn path(&self) -> String {
        format!("blobs/sha256/{}", self.digest)
    }
}

impl Image<'_> {
    /// The image of these layers, the lowest first.
    pub(super) fn archive(&self, layers: &[Layer]) -> io::Result<Archive> {
        let config = Blob::new(CONFIG, self.config(layers).to_string().into_bytes());
        let layers: Vec<Blob<'_>> = layers
            .iter()
            .map(|layer| Blob::new(LAYER, layer.blob.as_slice()))
            .collect();
        let manifest = json!({
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": config.descriptor(),
            "layers": layers.iter().map(Blob::descriptor).collect::<Vec<_>>(),
            "annotations": self.labels(),
        });
        let manifest = Blob::new(MANIFEST, manifest.to_string().into_bytes());
        let mut files = vec![
            text("oci-layout", &json!({"imageLayoutVersion": "1.0.0"})),
            text("index.json", &self.index(&manifest)),
            text("manifest.json", &self.docker_manifest(&config, &layers)),
        ];
        let blobs = layers.iter().chain([&config, &manifest]);
        files.extend(blobs.map(|blob| File::new(blob.path(), 0o644, blob.bytes.to_vec())));
        Ok(Archive {
            bytes: pack::tar(files)?,
            manifest: manifest.digest,
            config: config.digest,
        })
    }

    fn config(&self, layers: &[Layer]) -> Value {
        let diff_ids = layers
            .iter()
            .map(|layer| format!("sha256:{}", layer.diff_id));
        let history = layers
            .iter()
            .map(|layer| json!({"created": self.created, "created_by": layer.about}));
        json!({
            "architecture": self.architecture,
            "os": "linux",
            "created": self.created,
            "config": {
                "User": "65532:65532",
                "Entrypoint": ["/meshwright"],
                "WorkingDir": "/",
                "ExposedPorts": {"9443/tcp": {}, "9444/tcp": {}},
                "Labels": self.labels(),
            },
            "rootfs": {"type": "layers", "diff_ids": diff_ids.collect::<Vec<_>>()},
            "history": history.collect::<Vec<_>>(),
        })
    }

    fn labels(&self) -> Value {
        json!({
            "org.opencontainers.image.title": "meshwright",
            "org.opencontainers.image.description": "One table of rules about service meshes, as a linter and as an admission webhook",
            "org.opencontainers.image.licenses": "Apache-2.0",
            "org.opencontainers.image.version": self.version,
            "org.opencontainers.image.revision": self.revision,
            "org.opencontainers.image.created": self.created,
        })
    }

    fn index(&self, manifest: &Blob<'_>) -> Value {
        let mut descriptor = manifest.descriptor();
        descriptor["platform"] = json!({"architecture": self.architecture, "os": "linux"});
        descriptor["annotations"] = json!({
            "org.opencontainers.image.ref.name": self.version,
            // A name without a registry, as containerd spells it out; the kubelet asks for it so.
            "io.containerd.image.name": format!("docker.io/library/{}", self.name()),
        });
        json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": [descriptor]})
    }

    fn docker_manifest(&self, config: &Blob<'_>, layers: &[Blob<'_>]) -> Value {
        json!([{
            "Config": config.path(),
            "RepoTags": [self.name()],
            "Layers": layers.iter().map(Blob::path).collect::<Vec<_>>(),
        }])
    }

    /// As `deploy/base` calls it.
    fn name(&self) -> String {
        format!("meshwright:{}", self.version)
    }
}

fn text(path: &str, value: &Value) -> File {
    File::new(path, 0o644, value.to_string().into_bytes())
}

#[cfg(test)]
mod tests;
