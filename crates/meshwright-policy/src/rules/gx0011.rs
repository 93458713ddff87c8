use meshwright_api::FieldPath;
use meshwright_api::shape::{ObjectShape, Shape};
use meshwright_api::walk::{Seen, Walk};
use serde_json::Value;

use crate::rule::{Category, Check, Group, Part};
use crate::validate::looks;
use crate::{Context, Document, Fault, Faults, Kind, Level, Points, rules, words};

crate::rule! {
    /// A value of the wrong type.
    ///
    /// # What it refuses
    ///
    /// A value that is there and is not of its field's type, in every field of every kind. Fields whose own
    /// rule already asks for a type are left to that rule.
    ///
    /// # Why
    ///
    /// An API server refuses such a document, and a service cannot read it.
    ///
    /// # What to do instead
    ///
    /// Write a value of the type that the message names; a text that looks like a number or a boolean needs
    /// quotes.
    GX0011 {
        name: "wrong-type",
        group: Group::Input,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::of("W L C - J").and_api(),
        part: Part::Any,
        check: Check::Every(check),
    }
}

fn check(document: &Document, context: &Context<'_>, faults: &mut Faults<'_>) {
    document.walk(&mut Types {
        kind: document.kind(),
        context,
        faults,
    });
}

struct Types<'a, 'f> {
    kind: Kind,
    context: &'a Context<'a>,
    faults: &'a mut Faults<'f>,
}

impl Walk for Types<'_, '_> {
    fn see(&mut self, path: &FieldPath, shape: &'static Shape, seen: Seen<'_>) {
        let Seen::Wrong(value) = seen else { return };
        if !self.asked_elsewhere(path) {
            let fault = Fault::wrong_type(path.clone(), words::type_clash(shape, value));
            self.faults.add(fault.help("write a value of that type"));
        }
    }

    fn see_unknown(&mut self, _: &FieldPath, _: &'static ObjectShape, _: &Value) {}
}

impl Types<'_, '_> {
    /// Whether another rule of that kind asks for the type of the field and looks here: it speaks alone.
    fn asked_elsewhere(&self, path: &FieldPath) -> bool {
        let place = path.pattern();
        let mut rules = rules::all()
            .iter()
            .filter(|rule| rule.code.starts_with(self.kind.family()));
        rules.any(|rule| rule.types.contains(&place.as_str()) && looks(rule, self.context))
    }
}
