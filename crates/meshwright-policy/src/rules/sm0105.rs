use meshwright_api::{ServiceMesh, path};

use crate::rule::{Category, Check, Group, clause};
use crate::{Context, Fault, Faults, Level, Points, words};

crate::rule! {
    /// A name beside an id.
    ///
    /// # What it refuses
    ///
    /// Nothing: it warns where `spec.id` and `spec.name` are both set.
    ///
    /// # Why
    ///
    /// The id wins and the name is ignored. Whoever wrote the name expects something of it.
    ///
    /// # What to do instead
    ///
    /// Keep the one you mean: the id to join a mesh that exists, the name to create one.
    SM0105 {
        name: "name-beside-id",
        group: Group::Identity,
        category: Category::Semantic,
        level: Level::Warn,
        points: Points::of("W L - P -"),
        clauses: &[
            clause(
                "variables.name == '' || object.?spec.?id.orValue('') == ''",
                "spec.name is ignored, since an id is set",
            ),
        ],
        check: Check::ServiceMesh(check),
    }
}

fn check(mesh: &ServiceMesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Some(spec) = mesh.spec.get() else { return };
    let (Some(id), Some(name)) = (spec.id.get(), spec.name.get()) else { return };
    if id.as_str().is_empty() || name.as_str().is_empty() {
        return;
    }
    let message = format!("{} is ignored, since an id is set", words::quoted(name.as_str()));
    faults.add(Fault::invalid(path!["spec", "name"], message).help("take the name out, or the id"));
}
