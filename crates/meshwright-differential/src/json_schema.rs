//! The JSON Schema as a judge of whole documents.

use std::sync::LazyLock;

use jsonschema::Validator;
use meshwright_policy::{Cell, Rule};
use serde_json::Value;

use crate::compare::Held;
use crate::verdict::Verdict;

/// What it is held to.
pub const HELD: Held = Held {
    name: "JSON Schema",
    cell,
    says: |_, _| false,
    in_own_words: false,
    advises: None,
};

fn cell(rule: &Rule) -> Cell {
    rule.points.schema
}

/// What the schema says; it names no rules.
pub fn verdict(document: &Value) -> Verdict {
    static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
        let schema =
            meshwright_schema::find("service-mesh").expect("it is in the table of schemas");
        jsonschema::draft202012::new(&schema.schema()).expect("it is a schema")
    });
    let Err(error) = SCHEMA.validate(document) else {
        return Verdict::admitted();
    };
    Verdict {
        refused: true,
        text: format!("{}: {error}", error.instance_path()),
        ..Verdict::default()
    }
}
