use meshwright_api::mesh::{NamespaceName, Selects};
use meshwright_api::{List, Mesh, TextType};

use crate::rule::{Category, Check, Group, json};
use crate::{Context, Fault, Faults, Level, Points, mesh, words};

crate::rule! {
    /// A namespace name that cannot exist.
    ///
    /// # What it refuses
    ///
    /// In a selector of namespaces by `Name`: a value that is no DNS label. A label has 1 to 63 characters,
    /// lower-case letters, digits and hyphens, and starts and ends with a letter or a digit.
    ///
    /// # Why
    ///
    /// Kubernetes lets no namespace have such a name, so it would never get a sidecar.
    ///
    /// # What to do instead
    ///
    /// Write the name as `kubectl get namespaces` shows it.
    MR0418 {
        name: "bad-namespace-name",
        group: Group::Clusters,
        category: Category::Semantic,
        level: Level::Deny,
        points: Points::mesh("W L C P J"),
        schema: &[json(
            mesh::NAMESPACES,
            r#"{
                "if": {"properties": {"key": {"const": "Name"}}, "required": ["key"]},
                "then": {"properties": {"values": {"items": {
                    "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "maxLength": 63
                }}}}
            }"#,
        )],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    for (at, selects, selector) in mesh::field_selectors(mesh) {
        let by_name = selector.key.get().is_some_and(|key| key.as_str() == "Name");
        if selects != Selects::Namespaces || !by_name {
            continue;
        }
        for (index, value) in selector.values.get().into_iter().flat_map(List::iter) {
            if let Err(fault) = NamespaceName::parse(value.as_str()) {
                let value = words::quoted(value.as_str());
                let message = format!("{value} cannot be the name of a namespace ({fault})");
                let help = "write 1 to 63 lower-case letters, digits and hyphens, no hyphen first or last";
                faults.add(Fault::invalid(at.join("values").join(index), message).help(help));
            }
        }
    }
}
