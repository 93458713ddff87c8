use meshwright_api::mesh::Selects;
use meshwright_api::{List, Mesh};

use crate::mesh::selectors;
use crate::rule::{Category, Check, Group, json};
use crate::{Context, Fault, Faults, Level, Points, mesh};

crate::rule! {
    /// A selector that selects nothing.
    ///
    /// # What it refuses
    ///
    /// An empty list of `values`. For nodes it is refused; for namespaces it is a warning.
    ///
    /// # Why
    ///
    /// `In` over an empty list selects nothing. Without a node the mesh cannot be installed; without a
    /// namespace it works, and no workload takes part.
    ///
    /// # What to do instead
    ///
    /// List the ids of the nodes, or the names of the namespaces. To inject nowhere, leave `injection` out.
    MR0416 {
        name: "empty-selector-values",
        group: Group::Clusters,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::mesh("W L C P J"),
        schema: &[json(selectors!("values")[0], r#"{"minItems": 1}"#)],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    for (at, selects, selector) in mesh::field_selectors(mesh) {
        if !selector.values.get().is_some_and(List::is_empty) {
            continue;
        }
        let place = at.join("values");
        faults.add(match selects {
            Selects::Nodes => Fault::invalid(place, "no node is selected, the mesh cannot be installed")
                .help("list the id of at least one node"),
            Selects::Namespaces => Fault::invalid(place, "no namespace is selected, nothing gets a sidecar")
                .help("list the names of the namespaces, or leave injection out")
                .only(Level::Warn),
        });
    }
}
