//! What the rules about tracing share: the providers, and which of them are used.

use std::collections::BTreeSet;

use meshwright_api::mesh::{ExtensionProvider, Tracing};
use meshwright_api::{Field, FieldPath, List, Mesh, MeshVersion, Unchecked, path};

/// The preset of the mesh service that needs no provider of its own.
pub(crate) const APM: &str = "apm-otel";

/// Where the tracing configuration stands.
pub(crate) fn place() -> FieldPath {
    path!["spec", "config", "telemetryConfig", "tracing"]
}

/// The providers that the user defines, each with its path.
pub(crate) fn extensions(mesh: &Mesh) -> impl Iterator<Item = (FieldPath, &ExtensionProvider)> {
    let providers = mesh
        .tracing()
        .and_then(|tracing| tracing.extension_providers.get());
    let at = place().join("extensionProviders");
    let providers = providers.into_iter().flat_map(List::iter);
    providers.map(move |(index, provider)| (at.join(index), provider))
}

/// The names of the providers that traces go to by default, each with its path.
pub(crate) fn defaults(mesh: &Mesh) -> impl Iterator<Item = (FieldPath, &str)> {
    let names = mesh
        .tracing()
        .and_then(|tracing| tracing.default_providers.get());
    let at = place().join("defaultProviders");
    let names = names.into_iter().flat_map(List::iter);
    names.map(move |(index, name)| (at.join(index), name.as_str()))
}

/// The name of a provider, if it has one.
pub(crate) fn name(provider: &ExtensionProvider) -> Option<&str> {
    provider.name.get().map(Unchecked::as_str)
}

/// The providers that the user defines, each with its path and whether traces go to it by default.
pub(crate) fn extensions_in_use(
    mesh: &Mesh,
) -> impl Iterator<Item = (FieldPath, &ExtensionProvider, bool)> {
    let used: BTreeSet<&str> = defaults(mesh).map(|(_, name)| name).collect();
    extensions(mesh).map(move |(at, provider)| {
        (
            at,
            provider,
            name(provider).is_some_and(|name| used.contains(name)),
        )
    })
}

/// Whether every name of a provider can be told: nothing stands where a list, a provider or a name should.
pub(crate) fn names_are_known(tracing: &Tracing) -> bool {
    match &tracing.extension_providers {
        Field::Absent => true,
        Field::Wrong(_) => false,
        Field::Is(providers) => providers.0.iter().all(|provider| {
            provider
                .get()
                .is_some_and(|provider| provider.name.wrong().is_none())
        }),
    }
}

/// Where traces go to the preset by default, and the version of the mesh as it is written; the first
/// place, if there are several.
pub(crate) fn apm_with_version(mesh: &Mesh) -> Option<(FieldPath, &str)> {
    let (at, _) = defaults(mesh).find(|(_, name)| *name == APM)?;
    Some((at, mesh.version()?))
}

/// How a version stands to "later than 1.18", the bound of the preset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AgainstApm {
    /// Not later under any reading, or no version at all.
    TooOld,
    /// A later patch of the 1.18 line: later as a number, not as a series.
    Disputed,
    /// Later under every reading.
    Later,
}

impl AgainstApm {
    /// The standing of a version as it is written.
    pub(crate) fn of(version: &str) -> Self {
        let Ok(version) = version.parse::<MeshVersion>() else {
            return Self::TooOld;
        };
        match (version.series(), version.patch) {
            ((1, 18), Some(1..)) => Self::Disputed,
            (series, _) if series > (1, 18) => Self::Later,
            _ => Self::TooOld,
        }
    }
}
