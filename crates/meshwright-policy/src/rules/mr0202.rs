use meshwright_api::{Mesh, path};

use crate::rule::{Category, Check, Group};
use crate::{Context, Fault, Faults, Level, Points, words};

/// The most characters of a label's value, and of a DNS label.
const LABEL: usize = 63;

crate::rule! {
    /// A mesh name too long for a label.
    ///
    /// # What it refuses
    ///
    /// A good `metadata.name` of 64 characters.
    ///
    /// # Why
    ///
    /// The service takes 64 characters, but the value of a Kubernetes label and a part of a DNS name end at
    /// 63. Tools that put the name of the mesh there fail.
    ///
    /// # What to do instead
    ///
    /// Choose a name of at most 63 characters.
    MR0202 {
        name: "mesh-name-longer-than-label",
        group: Group::Names,
        category: Category::Semantic,
        level: Level::Warn,
        points: Points::mesh("W L - P -"),
        because: &[('J', "it speaks of good names only, and what a good name is says MR0201")],
        check: Check::Mesh(check),
    }
}

fn check(mesh: &Mesh, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Some(name) = mesh.metadata.and(|metadata| &metadata.name) else { return };
    // A good name is made of ASCII letters: its bytes are its characters.
    if name.parse().is_ok_and(|name| name.as_str().len() > LABEL) {
        let name = words::quoted(name.as_str());
        let message = format!("{name} is longer than the {LABEL} characters of a label");
        let fault = Fault::invalid(path!["metadata", "name"], message);
        faults.add(fault.help(format!("choose a name of at most {LABEL} characters")));
    }
}
