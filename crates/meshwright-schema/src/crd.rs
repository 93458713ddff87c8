//! The definition of the `ServiceMesh` resource: a structural schema with a bound on every text, list
//! and map, and the CEL of the rules.
//!
//! A definition can refuse and cannot warn, so rules that only warn are not in it. Valid from
//! Kubernetes 1.28.

use meshwright_api::service_mesh::{GROUP, KIND, PLURAL, VERSION};
use meshwright_api::{ServiceMesh, Wire};
use meshwright_policy::rule::{Cel, Fragment, Keywords};
use meshwright_policy::{Cell, Kind, Level, Rule, rules};
use serde_json::{Value, json};

use crate::fragments::{self, Takes};
use crate::place::{self, Schema};
use crate::{NOTICE, shapes, yaml};

/// The list whose items are told apart by a key (SM0504).
const CONDITIONS: &str = "status.conditions";

/// The definition, as YAML.
pub fn crd() -> String {
    format!("# {NOTICE}\n{}\n", yaml::emit(&definition()))
}

/// The definition as a template of the Helm chart: kept when the chart goes, upgraded when it is.
pub(crate) fn chart_template() -> String {
    let mut definition = definition();
    definition["metadata"]["annotations"] = json!({"helm.sh/resource-policy": "keep"});
    let text = yaml::emit(&definition);
    // Helm would take a brace pair of ours for its own.
    let text = text.replace("{{", "{{ \"{{\" }}");
    format!("{{{{/* {NOTICE} */}}}}\n{{{{- if .Values.crd.install }}}}\n{text}\n{{{{- end }}}}\n")
}

/// The definition, as a value.
pub fn definition() -> Value {
    json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": format!("{PLURAL}.{GROUP}")},
        "spec": {
            "group": GROUP,
            "names": {
                "kind": KIND,
                "listKind": format!("{KIND}List"),
                "plural": PLURAL,
                "singular": PLURAL,
                "shortNames": ["asm"],
            },
            "scope": "Cluster",
            "versions": [{
                "name": VERSION,
                "served": true,
                "storage": true,
                "subresources": {"status": {}},
                "additionalPrinterColumns": columns(),
                "schema": {"openAPIV3Schema": schema()},
            }],
        },
    })
}

fn columns() -> Value {
    let column = |name: &str, path: &str, about: &str| json!({"name": name, "type": "string", "jsonPath": path, "description": about});
    let ready = ".status.conditions[?(@.type==\"MeshConfigApplied\")].status";
    json!([
        column("Edition", ".spec.clusterSpec", "Edition of the mesh."),
        column("Mesh ID", ".status.serviceMeshId", "Id of the instance."),
        column("Ready", ready, "Whether the last step of reconciliation is done."),
        {"name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp"},
    ])
}

/// The schema of the resource.
pub(crate) fn schema() -> Value {
    let mut schema = shapes::schema(&ServiceMesh::SHAPE);
    leave_to_the_server(&mut schema);
    for rule in rules::all().iter().filter(|rule| is_enforced(rule)) {
        say(&mut schema, rule);
    }
    key_conditions(&mut schema);
    schema.insert(
        "description".to_owned(),
        json!(shapes::prose(ServiceMesh::OBJECT.doc)),
    );
    Value::Object(schema)
}

fn is_enforced(rule: &Rule) -> bool {
    let here = rule.kinds().contains(&Kind::ServiceMesh) && rule.points.crd != Cell::None;
    here && rule.level_on(meshwright_policy::Surface::Admission) == Level::Deny
}

/// The server knows object metadata better than any schema may say.
fn leave_to_the_server(schema: &mut Schema) {
    for (name, r#type) in [
        ("apiVersion", "string"),
        ("kind", "string"),
        ("metadata", "object"),
    ] {
        let property = place::schema_at(schema, name);
        // The server refuses a CRD that says more of metadata than its type, even a description.
        property.retain(|keyword, _| keyword == "description" && name != "metadata");
        property.insert("type".to_owned(), json!(r#type));
    }
}

fn say(schema: &mut Schema, rule: &Rule) {
    for fragment in rule
        .schema
        .iter()
        .filter(|fragment| !is_said_by_cel(rule, fragment))
    {
        fragments::merge(
            place::schema_at(schema, fragment.at),
            fragment,
            Takes::Structural,
        );
    }
    for cel in rule.cel {
        let place = place::schema_at(schema, cel.at);
        place::list(place, "x-kubernetes-validations").push(validation(rule, cel));
    }
}

/// An expression carries the code of its rule, and a keyword would keep the server from looking at any
/// expression at all: where both say the same, the expression speaks.
fn is_said_by_cel(rule: &Rule, fragment: &Fragment) -> bool {
    let listed = matches!(fragment.keywords, Keywords::Text(text) if !text.values.is_empty());
    listed && rule.cel.iter().any(|cel| cel.at == fragment.at)
}

fn validation(rule: &Rule, cel: &Cel) -> Value {
    json!({
        "rule": cel.rule,
        "message": format!("{}: {}", rule.code, cel.message),
        "reason": format!("{:?}", cel.reason),
    })
}

/// The server refuses two conditions of one type; SM0504 says that each has one.
fn key_conditions(schema: &mut Schema) {
    let conditions = place::schema_at(schema, CONDITIONS);
    conditions.insert("x-kubernetes-list-type".to_owned(), json!("map"));
    conditions.insert("x-kubernetes-list-map-keys".to_owned(), json!(["type"]));
}

#[cfg(test)]
mod tests;
