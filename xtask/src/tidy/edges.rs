//! Which crate may lean on which: an allow-list of the edges between our own crates, what the pure ones
//! must never reach, and what nobody may bring in.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use serde_json::Value;

use crate::run;

/// The edges of the workspace, tests aside.
const EDGES: &[(&str, &[&str])] = &[
    ("meshwright-api", &[]),
    ("meshwright-policy", &["meshwright-api"]),
    ("meshwright-manifest", &["meshwright-api"]),
    (
        "meshwright-schema",
        &["meshwright-api", "meshwright-policy"],
    ),
    (
        "meshwright-lint",
        &["meshwright-api", "meshwright-manifest", "meshwright-policy"],
    ),
    (
        "meshwright-differential",
        &[
            "meshwright-api",
            "meshwright-policy",
            "meshwright-runtime",
            "meshwright-schema",
            "meshwright-testkit",
            "meshwright-webhook",
        ],
    ),
    (
        "meshwright-testkit",
        &["meshwright-api", "meshwright-policy"],
    ),
    ("meshwright-runtime", &[]),
    (
        "meshwright-cluster",
        &["meshwright-api", "meshwright-policy"],
    ),
    (
        "meshwright-webhook",
        &[
            "meshwright-api",
            "meshwright-cluster",
            "meshwright-manifest",
            "meshwright-policy",
            "meshwright-runtime",
        ],
    ),
    (
        "meshwright",
        &[
            "meshwright-api",
            "meshwright-cluster",
            "meshwright-lint",
            "meshwright-manifest",
            "meshwright-policy",
            "meshwright-runtime",
            "meshwright-schema",
            "meshwright-webhook",
        ],
    ),
    (
        "xtask",
        &[
            "meshwright-manifest",
            "meshwright-policy",
            "meshwright-schema",
            "meshwright-testkit",
        ],
    ),
];

/// Crates without IO: what they reach, they could use.
const PURE: &[&str] = &[
    "meshwright-api",
    "meshwright-policy",
    "meshwright-manifest",
    "meshwright-schema",
];

/// What a pure crate must not reach.
const IMPURE: &[&str] = &[
    "tokio",
    "hyper",
    "axum",
    "rustls",
    "kube-client",
    "reqwest",
    "mio",
];

/// What must not be in the tree at all.
const BANNED: &[&str] = &[
    "openssl-sys",
    "native-tls",
    "serde_yaml",
    "aws-lc-rs",
    "aws-lc-sys",
];

/// What others may bring along and we do not ask for: the standard library has it.
const REFUSED: &[&str] = &["once_cell", "lazy_static", "chrono"];

/// The dependency graph as cargo resolved it for this machine.
pub(super) fn metadata() -> anyhow::Result<Value> {
    let mut cargo = run::cargo(["metadata", "--offline", "--locked", "--format-version", "1"]);
    let text = run::output(cargo.args(["--filter-platform", &run::rustc("host")?]))?;
    serde_json::from_str(&text).context("cargo metadata is JSON")
}

/// The names of our own crates.
pub(super) fn members(metadata: &Value) -> BTreeSet<String> {
    let graph = Graph::read(metadata);
    graph
        .members
        .iter()
        .filter_map(|id| graph.names.get(id))
        .cloned()
        .collect()
}

/// Everything that is wrong with the graph.
pub(super) fn check(metadata: &Value) -> Vec<String> {
    let graph = Graph::read(metadata);
    let mut wrong = Vec::new();
    for id in &graph.members {
        wrong.extend(graph.edges_of(id));
        wrong.extend(graph.impurities_of(id));
    }
    let banned = graph
        .names
        .values()
        .filter(|name| BANNED.contains(&name.as_str()));
    wrong.extend(banned.map(|name| format!("{name} is in the tree and is banned")));
    wrong
}

/// Packages by id, with the dependencies that ship.
struct Graph {
    members: Vec<String>,
    names: BTreeMap<String, String>,
    normal: BTreeMap<String, Vec<String>>,
}

impl Graph {
    fn read(metadata: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let packages = list(&metadata["packages"]);
        let nodes = list(&metadata["resolve"]["nodes"]);
        let normal = |node: &Value| {
            let ships = |dependency: &&Value| {
                list(&dependency["dep_kinds"])
                    .iter()
                    .any(|kind| kind["kind"].is_null())
            };
            list(&node["deps"])
                .iter()
                .filter(ships)
                .map(|dep| text(&dep["pkg"]))
                .collect()
        };
        Self {
            members: list(&metadata["workspace_members"])
                .iter()
                .map(text)
                .collect(),
            names: packages
                .iter()
                .map(|p| (text(&p["id"]), text(&p["name"])))
                .collect(),
            normal: nodes
                .iter()
                .map(|node| (text(&node["id"]), normal(node)))
                .collect(),
        }
    }

    fn name<'a>(&'a self, id: &'a str) -> &'a str {
        self.names.get(id).map_or(id, String::as_str)
    }

    fn next(&self, id: &str) -> impl Iterator<Item = &String> {
        self.normal.get(id).into_iter().flatten()
    }

    fn edges_of(&self, id: &str) -> Vec<String> {
        let name = self.name(id);
        let Some((_, allowed)) = EDGES.iter().find(|(from, _)| *from == name) else {
            return vec![format!(
                "{name} is not in the list of edges (xtask/src/tidy/edges.rs)"
            )];
        };
        let ours = |to: &&str| to.starts_with("meshwright") || REFUSED.contains(to);
        let leans = self.next(id).map(|to| self.name(to)).filter(ours);
        leans
            .filter(|to| !allowed.contains(to))
            .map(|to| format!("{name} must not depend on {to}"))
            .collect()
    }

    fn impurities_of(&self, id: &str) -> Vec<String> {
        let name = self.name(id);
        if !PURE.contains(&name) {
            return Vec::new();
        }
        let mut reached = BTreeSet::from([id]);
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            open.extend(
                self.next(id)
                    .map(String::as_str)
                    .filter(|id| reached.insert(id)),
            );
        }
        let impure = reached
            .iter()
            .map(|id| self.name(id))
            .filter(|name| IMPURE.contains(name));
        impure
            .map(|found| format!("{name} is pure and reaches {found}"))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn graph(from: &str, to: &str, kind: &Value) -> Value {
        json!({
            "workspace_members": ["a"],
            "packages": [{"id": "a", "name": from}, {"id": "b", "name": to}],
            "resolve": {"nodes": [{"id": "a", "deps": [{"pkg": "b", "dep_kinds": [{"kind": kind}]}]}]},
        })
    }

    #[test]
    fn an_edge_that_is_not_listed_is_named() {
        let wrong = check(&graph("meshwright-api", "meshwright-policy", &Value::Null));
        assert_eq!(
            wrong,
            ["meshwright-api must not depend on meshwright-policy"]
        );
    }

    #[test]
    fn a_pure_crate_reaches_no_runtime_except_in_tests() {
        let wrong = check(&graph("meshwright-policy", "tokio", &Value::Null));
        assert_eq!(wrong, ["meshwright-policy is pure and reaches tokio"]);
        assert!(check(&graph("meshwright-policy", "tokio", &json!("dev"))).is_empty());
    }

    #[test]
    fn a_banned_crate_is_named_wherever_it_comes_from() {
        assert_eq!(check(&graph("xtask", "serde_yaml", &json!("dev"))).len(), 1);
    }
}
