//! A right: what a role grants, and what an event of the audit log made use of.

use std::collections::BTreeSet;
use std::fmt;

use meshwright_testkit::control_plane::ControlPlane;
use serde_json::{Value, json};

/// A verb on a resource, or on one object of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Right {
    pub(super) verb: String,
    pub(super) group: String,
    /// With its subresource, as roles write it.
    pub(super) resource: String,
    pub(super) name: Option<String>,
}

impl Right {
    /// What the roles among these objects grant.
    pub(super) fn granted(objects: &[Value]) -> BTreeSet<Self> {
        let rules = objects.iter().flat_map(|object| list(&object["rules"]));
        rules.flat_map(Self::of_rule).collect()
    }

    /// What a rule of a role grants, one by one.
    pub(super) fn of_rule(rule: &Value) -> Vec<Self> {
        let names = texts(&rule["resourceNames"]).into_iter().map(Some);
        let names: Vec<Option<String>> = names.collect();
        let names = if names.is_empty() { vec![None] } else { names };
        let mut rights = Vec::new();
        for verb in texts(&rule["verbs"]) {
            for group in texts(&rule["apiGroups"]) {
                for resource in texts(&rule["resources"]) {
                    rights.extend(names.iter().map(|name| Self {
                        verb: verb.clone(),
                        group: group.clone(),
                        resource: resource.clone(),
                        name: name.clone(),
                    }));
                }
            }
        }
        rights
    }

    /// What an event made use of, as exactly as one can say it.
    pub(super) fn used(event: &Value) -> Self {
        let text = |value: &Value| value.as_str().map(ToOwned::to_owned);
        let object = &event["objectRef"];
        let resource = text(&object["resource"]).or(text(&event["requestURI"]));
        let subresource = text(&object["subresource"]).map(|it| format!("/{it}"));
        Self {
            verb: text(&event["verb"]).unwrap_or_default(),
            group: text(&object["apiGroup"]).unwrap_or_default(),
            resource: resource.unwrap_or_default() + &subresource.unwrap_or_default(),
            name: text(&object["name"]),
        }
    }

    /// Whether this is the right that the other made use of.
    pub(super) fn covers(&self, used: &Self) -> bool {
        let named = self.name.is_none() || self.name == used.name;
        named
            && (&self.verb, &self.group, &self.resource)
                == (&used.verb, &used.group, &used.resource)
    }

    /// A rule that grants this alone.
    pub(super) fn rule(&self) -> Value {
        let mut rule = json!({
            "apiGroups": [self.group],
            "resources": [self.resource],
            "verbs": [self.verb],
        });
        if let Some(name) = &self.name {
            rule["resourceNames"] = json!([name]);
        }
        rule
    }

    /// Whether the API server lets a user do it.
    pub(super) fn is_allowed(&self, plane: &ControlPlane, user: &str) -> bool {
        // A namespace changes nothing for what has none.
        let attributes = json!({
            "verb": self.verb,
            "group": self.group,
            "resource": self.resource,
            "name": self.name.clone().unwrap_or_default(),
            "namespace": if self.resource == "secrets" { "meshwright-system" } else { "" },
        });
        let review = json!({"spec": {"user": user, "resourceAttributes": attributes}});
        let path = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
        let answer = plane.admin().post(path, &review).expect_success();
        answer["status"]["allowed"] == true
    }
}

impl fmt::Display for Right {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.verb, self.resource)?;
        if !self.group.is_empty() {
            write!(f, ".{}", self.group)?;
        }
        self.name.iter().try_for_each(|name| write!(f, "/{name}"))
    }
}

pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn texts(value: &Value) -> Vec<String> {
    let texts = list(value).iter().filter_map(Value::as_str);
    texts.map(ToOwned::to_owned).collect()
}
