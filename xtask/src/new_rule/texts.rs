//! The texts of a new rule.

use meshwright_policy::Group;
use serde_json::json;

use super::Base;

/// The rule's file.
pub(super) fn rule(code: &str, group: Group, name: &str, base: Base) -> String {
    let group = format!("{group:?}");
    let kind = kind(base);
    let annotation = annotation(name);
    format!(
        r#"use meshwright_api::{{{kind}, path}};

use crate::rule::{{Category, Check, Group, Status}};
use crate::{{Context, Fault, Faults, Level, Points}};

/// Stands in for the defect until the rule is written.
const ANNOTATION: &str = "{annotation}";

crate::rule! {{
    /// One sentence that names the defect.
    ///
    /// # What it refuses
    ///
    /// The annotation `{annotation}`.
    ///
    /// # Why
    ///
    /// The reason.
    ///
    /// # What to do instead
    ///
    /// The way out.
    {code} {{
        name: "{name}",
        group: Group::{group},
        category: Category::Semantic,
        level: Level::Warn,
        points: Points::of("- L - - -"),
        status: Status::Preview,
        check: Check::{kind}(check),
    }}
}}

fn check(mesh: &{kind}, _: &Context<'_>, faults: &mut Faults<'_>) {{
    let annotations = mesh.metadata.and(|metadata| &metadata.annotations);
    if annotations.is_some_and(|annotations| annotations.text(ANNOTATION).is_some()) {{
        let place = path!["metadata", "annotations", ANNOTATION];
        faults.add(Fault::forbidden(place, "this rule is not written yet").help("write the rule"));
    }}
}}
"#
    )
}

/// The rule's vectors.
pub(super) fn vectors(code: &str, name: &str, base: Base) -> String {
    let base = match base {
        Base::Mesh => "mesh",
        Base::ServiceMesh => "service-mesh",
    };
    let pointer = format!(
        "/metadata/annotations/{}",
        annotation(name).replace('/', "~1")
    );
    let set = json!({"set": {pointer: "x"}});
    let (valid, invalid) = (json!([]), json!([code]));
    format!(
        r#"{{
  "rule": "{code}",
  "base": "{base}",
  "cases": [
    {{"name": "the base itself", "expect": {valid}}},
    {{"name": "the defect", "set": {}, "expect": {invalid}}}
  ]
}}
"#,
        set["set"]
    )
}

/// An example of the rule.
pub(super) fn example(code: &str, name: &str, base: Base, invalid: bool) -> String {
    let annotations = if invalid {
        format!(
            "  annotations:\n    {}: x # expect: {code}\n",
            annotation(name)
        )
    } else {
        String::new()
    };
    match base {
        Base::ServiceMesh => format!(
            "apiVersion: istio.alibabacloud.com/v1beta1\nkind: ServiceMesh\nmetadata:\n  name: mesh\n\
             {annotations}spec:\n  name: advanced-service-mesh\n  clusterSpec: Enterprise\n"
        ),
        Base::Mesh => format!(
            "apiVersion: v1\nkind: Mesh\nmetadata:\n  name: mesh-test-api\n{annotations}{MESH}"
        ),
    }
}

const MESH: &str = "\
spec:
  type: InCluster
  version: 1.18.7-r5
  extendParams:
    clusters:
      - clusterID: cb0ef541-a1b2-c3d4-e5f6-0255ac1001b7
        installation:
          nodes:
            fieldSelector:
              key: UID
              operator: In
              values: [1c531b0c-a1b2-c3d4-e5f6-0255ac100b08]
";

fn annotation(name: &str) -> String {
    format!("example.meshwright.dev/{name}")
}

const fn kind(base: Base) -> &'static str {
    match base {
        Base::Mesh => "Mesh",
        Base::ServiceMesh => "ServiceMesh",
    }
}
