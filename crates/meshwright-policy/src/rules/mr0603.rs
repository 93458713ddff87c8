use std::collections::BTreeSet;

use meshwright_api::Mesh;

use crate::rule::{Category, Check, Group};
use crate::tracing::{self, APM};
use crate::{Context, Fault, Faults, Level, Points, words};

/// The most names looked at for a suggestion.
const SUGGESTED: usize = 64;

crate::rule! {
    /// A default provider that does not exist.
    ///
    /// # What it refuses
    ///
    /// An entry of `tracing.defaultProviders` that is neither the name of one of the `extensionProviders`,
    /// letter by letter, nor the preset `apm-otel`.
    ///
    /// # Why
    ///
    /// The mesh API reference (Table 15) asks for it: there is nowhere to send the traces.
    ///
    /// # What to do instead
    ///
    /// Write the name of a provider as it stands in `extensionProviders`, or add the provider.
    MR0603 {
        name: "unresolved-default-provider",
        group: Group::Tracing,
        category: Category::Semantic,
        level: Level::Deny,
        points: Points::mesh("W L C P -"),
        because: &[('J', "JSON Schema cannot compare two fields")],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    if !mesh.tracing().is_some_and(tracing::names_are_known) {
        return;
    }
    let names: BTreeSet<&str> =
        tracing::extensions(mesh).filter_map(|(_, provider)| tracing::name(provider)).chain([APM]).collect();
    for (at, name) in tracing::defaults(mesh).filter(|(_, name)| !names.contains(name)) {
        let message = format!("{} names no provider", words::quoted(name));
        let help = match words::nearest(name, names.iter().copied().take(SUGGESTED)) {
            Some(near) => format!("write {near}, or add that provider to extensionProviders"),
            None => "write the name of an extension provider, or apm-otel".to_owned(),
        };
        faults.add(Fault::not_supported(at, message).help(help));
    }
}
