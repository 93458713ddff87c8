//! The bill of materials, as `CycloneDX` 1.6: every crate whose code is in the binary, and what is linked
//! beside them.
//!
//! It says what `Cargo.lock` says, with no time and no chance in it; its serial number is its own digest.
//! Which crates these are is found by [`graph`].

mod graph;

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use serde_json::{Map, Value, json};

use super::build::{Checkout, Platform};
use super::digest::sha256;
use crate::run;
use graph::{Graph, Id, Package};

/// What is in the binary and in no lock file.
struct Linked {
    name: &'static str,
    version: String,
    licence: &'static str,
}

/// The bill of the binary for that platform, as text.
pub(super) fn bill(checkout: &Checkout, platform: &Platform) -> anyhow::Result<Vec<u8>> {
    let graph = crates(&checkout.root, &platform.triple)?;
    let document = document(&graph, &linked(platform)?);
    let mut text = serde_json::to_vec_pretty(&document)?;
    text.push(b'\n');
    Ok(text)
}

fn crates(root: &Path, triple: &str) -> anyhow::Result<Graph> {
    let lock = root.join("Cargo.lock");
    let lock = fs::read_to_string(&lock).with_context(|| lock.display().to_string())?;
    let tree = run::output(graph::command(triple).current_dir(root))?;
    Graph::read(&tree, &lock)
}

fn linked(platform: &Platform) -> anyhow::Result<[Linked; 2]> {
    let libc = run::output(&mut run::command("getconf", ["GNU_LIBC_VERSION"]))?;
    Ok([
        Linked {
            name: "glibc",
            version: libc.trim().trim_start_matches("glibc ").to_owned(),
            licence: "LGPL-2.1-or-later",
        },
        Linked {
            name: "rust-std",
            version: platform.rustc.clone(),
            licence: "MIT OR Apache-2.0",
        },
    ])
}

fn document(graph: &Graph, linked: &[Linked]) -> Value {
    let crates = graph.packages.iter().filter(|(id, _)| **id != graph.root);
    let components: Vec<Value> = crates
        .map(|(id, package)| component("library", id, package))
        .chain(linked.iter().map(Linked::component))
        .collect();
    let root = component("application", &graph.root, &graph.packages[&graph.root]);
    let mut document = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"lifecycles": [{"phase": "build"}], "component": root},
        "components": components,
        "dependencies": dependencies(graph, linked),
    });
    document["serialNumber"] = serial_number(&document).into();
    document
}

fn component(kind: &str, id: &Id, package: &Package) -> Value {
    let mut component = json!({
        "type": kind,
        "bom-ref": id.to_string(),
        "name": id.name,
        "version": id.version,
        "licenses": [{"expression": package.licence}],
    });
    // What no registry has has no address in one.
    if let Some(checksum) = &package.checksum {
        component["purl"] = id.purl("cargo").into();
        component["hashes"] = json!([{"alg": "SHA-256", "content": checksum}]);
    }
    component
}

impl Linked {
    fn id(&self) -> Id {
        Id::new(self.name, &self.version)
    }

    fn component(&self) -> Value {
        let mut component = component(
            "library",
            &self.id(),
            &Package {
                licence: self.licence.to_owned(),
                ..Package::default()
            },
        );
        component["purl"] = self.id().purl("generic").into();
        component
    }
}

fn dependencies(graph: &Graph, linked: &[Linked]) -> Vec<Value> {
    let line = |id: &Id, needs: Vec<String>| {
        let mut line = Map::new();
        line.insert("ref".to_owned(), id.to_string().into());
        line.insert("dependsOn".to_owned(), needs.into());
        Value::Object(line)
    };
    let crates = graph.packages.iter().map(|(id, package)| {
        let mut needs: Vec<String> = package.needs.iter().map(Id::to_string).collect();
        if *id == graph.root {
            needs.extend(linked.iter().map(|linked| linked.id().to_string()));
        }
        line(id, needs)
    });
    let linked = linked.iter().map(|linked| line(&linked.id(), Vec::new()));
    crates.chain(linked).collect()
}

/// A UUID of version 8 (RFC 9562: of our own making) from the digest of the rest.
fn serial_number(document: &Value) -> String {
    let digest = sha256(document.to_string().as_bytes());
    let part = |from: usize, to: usize| digest.get(from..to).unwrap_or_default();
    format!(
        "urn:uuid:{}-{}-8{}-8{}-{}",
        part(0, 8),
        part(8, 12),
        part(13, 16),
        part(17, 20),
        part(20, 32)
    )
}

#[cfg(test)]
mod tests;
