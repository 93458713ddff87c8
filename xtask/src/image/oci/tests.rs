use std::collections::BTreeMap;
use std::io::Read as _;

use flate2::read::GzDecoder;

use super::*;

const IMAGE: Image<'_> = Image {
    version: "1.2.3",
    revision: "c0ffee",
    created: "2026-01-02T03:04:05Z",
    architecture: "amd64",
};

fn layers() -> [Layer; 2] {
    super::super::layers(b"a binary".to_vec(), b"{}".to_vec()).unwrap()
}

fn archive() -> Archive {
    IMAGE.archive(&layers()).unwrap()
}

type Entries = BTreeMap<String, (u32, Vec<u8>)>;

/// Every file and folder of a tar, with its mode; refuses what no image of ours may hold.
fn entries(tar: &[u8]) -> Entries {
    let mut found = Entries::new();
    let mut archive = tar::Archive::new(tar);
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let path = entry.path().unwrap().to_str().unwrap().to_owned();
        let mode = entry.header().mode().unwrap();
        assert!(!path.starts_with('/') && !path.contains(".."), "{path}");
        assert_eq!(mode & 0o7022, 0, "{path}: setuid, or others may write it");
        let last = found.last_key_value().map(|(last, _)| last.clone());
        assert!(last.is_none_or(|last| last < path), "{path} is not sorted");
        let mut contents = Vec::new();
        entry.read_to_end(&mut contents).unwrap();
        found.insert(path, (mode, contents));
    }
    found
}

fn parse(entries: &Entries, path: &str) -> Value {
    serde_json::from_slice(&entries[path].1).unwrap()
}

/// The blob that a descriptor names, after a look at its digest and size.
fn blob<'a>(entries: &'a Entries, descriptor: &Value) -> &'a [u8] {
    let digest = descriptor["digest"].as_str().unwrap();
    let hex = digest.strip_prefix("sha256:").unwrap();
    let (_, bytes) = &entries[&format!("blobs/sha256/{hex}")];
    assert_eq!(sha256(bytes), hex);
    assert_eq!(descriptor["size"], bytes.len());
    bytes
}

fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut plain).unwrap();
    plain
}

#[test]
fn every_descriptor_names_a_blob_of_its_digest_and_size() {
    let archive = archive();
    let entries = entries(&archive.bytes);
    assert_eq!(parse(&entries, "oci-layout")["imageLayoutVersion"], "1.0.0");
    let descriptor = &parse(&entries, "index.json")["manifests"][0];
    let manifest: Value = serde_json::from_slice(blob(&entries, descriptor)).unwrap();
    assert_eq!(descriptor["digest"], format!("sha256:{}", archive.manifest));
    let config: Value = serde_json::from_slice(blob(&entries, &manifest["config"])).unwrap();
    let layers = manifest["layers"].as_array().unwrap();
    let diff_ids: Vec<String> = layers
        .iter()
        .map(|layer| format!("sha256:{}", sha256(&gunzip(blob(&entries, layer)))))
        .collect();
    assert_eq!(config["rootfs"]["diff_ids"], json!(diff_ids));
    let blobs = entries
        .keys()
        .filter(|path| path.starts_with("blobs/sha256/") && !path.ends_with('/'));
    assert_eq!(blobs.count(), layers.len() + 2, "nothing that no one names");
}

#[test]
fn an_engine_that_knows_no_layout_finds_the_same_image() {
    let archive = archive();
    let entries = entries(&archive.bytes);
    let docker = &parse(&entries, "manifest.json")[0];
    assert_eq!(docker["RepoTags"], json!(["meshwright:1.2.3"]));
    assert_eq!(docker["Config"], format!("blobs/sha256/{}", archive.config));
    let layers = docker["Layers"].as_array().unwrap();
    assert!(
        layers
            .iter()
            .all(|layer| entries.contains_key(layer.as_str().unwrap()))
    );
}

#[test]
fn the_image_holds_the_binary_its_user_and_the_bill_and_nothing_else() {
    let files: Entries = layers()
        .iter()
        .flat_map(|layer| entries(&gunzip(&layer.blob)))
        .filter(|(path, _)| !path.ends_with('/'))
        .collect();
    let paths: Vec<(&str, u32)> = files
        .iter()
        .map(|(path, (mode, _))| (path.as_str(), *mode))
        .collect();
    assert_eq!(
        paths,
        [
            ("etc/group", 0o644),
            ("etc/passwd", 0o644),
            ("meshwright", 0o755),
            ("usr/share/sbom/meshwright.cdx.json", 0o644),
        ]
    );
}

#[test]
fn the_configuration_runs_the_binary_as_the_user_that_the_manifests_name() {
    let config = IMAGE.config(&layers());
    assert_eq!(config["config"]["User"], "65532:65532");
    assert_eq!(config["config"]["Entrypoint"], json!(["/meshwright"]));
    assert_eq!(config["architecture"], "amd64");
    let labels = &config["config"]["Labels"];
    assert_eq!(labels["org.opencontainers.image.revision"], "c0ffee");
    assert_eq!(labels["org.opencontainers.image.version"], "1.2.3");
    assert_eq!(labels["org.opencontainers.image.licenses"], "Apache-2.0");
}

#[test]
fn an_archive_of_the_same_layers_is_the_same_bytes() {
    assert_eq!(archive().bytes, archive().bytes);
}
