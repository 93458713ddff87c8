//! `meshwright crd` and `meshwright schema`: what is made from the rules for other programs.

use crate::args::{CrdArgs, SchemaArgs};
use crate::streams;

/// Prints the definition of the `ServiceMesh` resource, or the admission policies.
pub(crate) fn crd(args: &CrdArgs) -> anyhow::Result<()> {
    let text = if args.policies {
        meshwright_schema::policies::policies()
    } else {
        meshwright_schema::crd()
    };
    streams::print(&text)
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
