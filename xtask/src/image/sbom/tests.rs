use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::*;

/// Of this machine's binary. Made once: each making asks cargo, which others may keep waiting.
static BILL: LazyLock<Value> = LazyLock::new(|| {
    let graph = crates(&run::root(), &run::rustc("host").unwrap()).unwrap();
    let linked = Linked {
        name: "glibc",
        version: "2.36".to_owned(),
        licence: "LGPL-2.1-or-later",
    };
    document(&graph, &[linked])
});

/// A text that must be there.
fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    let text = value[name].as_str().unwrap_or_default();
    assert!(!text.is_empty(), "no {name} in {value}");
    text
}

/// The components, the binary itself among them.
fn components(bill: &Value) -> Vec<&Value> {
    let others = bill["components"].as_array().unwrap();
    others
        .iter()
        .chain([&bill["metadata"]["component"]])
        .collect()
}

#[test]
fn the_bill_has_what_the_format_asks_for() {
    let bill = &*BILL;
    assert_eq!(bill["bomFormat"], "CycloneDX");
    assert_eq!(bill["specVersion"], "1.6");
    let serial = text(bill, "serialNumber")
        .strip_prefix("urn:uuid:")
        .unwrap();
    let lengths: Vec<usize> = serial.split('-').map(str::len).collect();
    assert_eq!(lengths, [8, 4, 4, 4, 12]);
    for component in components(bill) {
        assert!(["library", "application"].contains(&text(component, "type")));
        text(component, "name");
        text(&component["licenses"][0], "expression");
    }
}

#[test]
fn every_crate_is_in_the_lock_file_with_its_checksum_or_is_ours() {
    let bill = &*BILL;
    let lock = fs::read_to_string(run::root().join("Cargo.lock")).unwrap();
    for component in components(bill) {
        let (name, version) = (text(component, "name"), text(component, "version"));
        if name == "glibc" {
            continue;
        }
        let entry = format!("name = \"{name}\"\nversion = \"{version}\"\n");
        let entry = lock
            .split("[[package]]")
            .find(|package| package.contains(&entry));
        let entry = entry.unwrap_or_default();
        assert!(
            !entry.is_empty(),
            "{name} {version} is not in the lock file"
        );
        let is_ours = name == "meshwright" || name.starts_with("meshwright-");
        assert_eq!(component.get("purl").is_none(), is_ours, "{name}");
        let checksum = component["hashes"][0]["content"].as_str();
        assert_eq!(checksum.is_none(), is_ours, "{name}");
        assert!(entry.contains(checksum.unwrap_or(name)), "{name}");
    }
}

#[test]
fn the_edges_are_between_components_and_reach_all_of_them() {
    let bill = &*BILL;
    let known: BTreeSet<&str> = components(bill)
        .iter()
        .map(|component| text(component, "bom-ref"))
        .collect();
    let edges = bill["dependencies"].as_array().unwrap();
    let mut reached = BTreeSet::new();
    let mut next = vec![text(&bill["metadata"]["component"], "bom-ref")];
    while let Some(from) = next.pop() {
        if reached.insert(from) {
            let edge = edges.iter().find(|edge| edge["ref"] == from);
            let needs = edge.unwrap()["dependsOn"].as_array().unwrap();
            next.extend(needs.iter().filter_map(Value::as_str));
        }
    }
    assert_eq!(reached, known);
    assert_eq!(edges.len(), known.len());
}

#[test]
fn what_only_tests_tasks_and_macros_need_is_not_in_the_bill() {
    let bill = &*BILL;
    let names: BTreeSet<&str> = components(bill)
        .iter()
        .map(|component| text(component, "name"))
        .collect();
    for absent in [
        "proptest",
        "syn",
        "serde_derive",
        "meshwright-testkit",
        "tar",
        "xtask",
    ] {
        assert!(!names.contains(absent), "{absent}");
    }
    for present in [
        "meshwright-policy",
        "rustls",
        "ring",
        "kube-client",
        "glibc",
    ] {
        assert!(names.contains(present), "{present}");
    }
}

#[test]
fn the_serial_number_follows_from_the_rest() {
    let mut rest = BILL.clone();
    let serial = rest
        .as_object_mut()
        .unwrap()
        .remove("serialNumber")
        .unwrap();
    assert_eq!(serial, serial_number(&rest));
    rest["version"] = 2.into();
    assert_ne!(serial, serial_number(&rest));
}
