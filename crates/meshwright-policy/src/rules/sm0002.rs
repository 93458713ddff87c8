use meshwright_api::service_mesh::{GROUP, KIND, PLURAL};
use meshwright_api::text_type::Unchecked;
use meshwright_api::{FieldPath, path};

use crate::crd::CustomResourceDefinition;
use crate::rule::{Category, Check, Group};
use crate::{Context, Fault, Faults, Level, Points, words};

/// Name of the definition: plural and group.
const NAME: &str = "servicemesh.istio.alibabacloud.com";

crate::rule! {
    /// A definition of `ServiceMesh` under another name.
    ///
    /// # What it refuses
    ///
    /// A CustomResourceDefinition of the group `istio.alibabacloud.com` and the kind `ServiceMesh` whose
    /// plural is not `servicemesh`, or whose name is not `servicemesh.istio.alibabacloud.com`. A scope other
    /// than `Cluster` is a warning.
    ///
    /// # Why
    ///
    /// The operator reference names the definition so. Code generators make the plural `servicemeshes`; a
    /// cluster would then hold two resources of one kind, and clients would read the wrong one.
    ///
    /// # What to do instead
    ///
    /// Set the plural by hand, and name the definition after it.
    SM0002 {
        name: "wrong-crd-identity",
        group: Group::Envelope,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::of("- L C - -"),
        because: &[
            ('W', "the webhook is asked about ServiceMesh resources, not about their definition"),
            ('C', "the definition that is generated here has this identity"),
        ],
        check: Check::Crd(check),
    }
}

fn check(crd: &CustomResourceDefinition, _: &Context<'_>, faults: &mut Faults<'_>) {
    let Some(spec) = crd.spec.get() else { return };
    let Some(names) = spec.names.get() else { return };
    let group = spec.group.get().map(Unchecked::as_str);
    let kind = names.kind.get().map(Unchecked::as_str);
    if group != Some(GROUP) || kind != Some(KIND) {
        return;
    }
    let name = crd.metadata.and(|metadata| &metadata.name).map(Unchecked::as_str);
    let plural = names.plural.get().map(Unchecked::as_str);
    expect(PLURAL, plural, path!["spec", "names", "plural"], faults);
    expect(NAME, name, path!["metadata", "name"], faults);
    if let Some(scope) = spec.scope.get().map(Unchecked::as_str).filter(|scope| *scope != "Cluster") {
        let message = format!("the resource belongs to the cluster, not to a scope {}", words::quoted(scope));
        faults.add(
            Fault::invalid(path!["spec", "scope"], message).help("write Cluster").only(Level::Warn),
        );
    }
}

fn expect(good: &str, found: Option<&str>, place: FieldPath, faults: &mut Faults<'_>) {
    let Some(found) = found.filter(|found| *found != good) else { return };
    let message = format!("the definition of ServiceMesh is known as {good}, not as {}", words::quoted(found));
    faults.add(Fault::invalid(place, message).help(format!("write {good}")));
}
