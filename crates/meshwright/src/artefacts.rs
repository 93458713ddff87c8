//! `meshwright crd` and `meshwright schema`: what is made from the rules for other programs.

use crate::args::SchemaArgs;
use crate::streams;

/// Prints the definition of the `ServiceMesh` resource.
pub(crate) fn crd() -> anyhow::Result<()> {
    streams::print(&meshwright_schema::crd())
}

/// Prints a schema, or the names of all.
pub(crate) fn schema(args: &SchemaArgs) -> anyhow::Result<()> {
    if let Some(file) = args.name {
        return streams::print(&file.text());
    }
    let names = meshwright_schema::schemas()
        .iter()
        .map(|file| format!("{}\n", file.name));
    streams::print(&names.collect::<String>())
}
