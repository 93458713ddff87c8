use meshwright_api::FieldPath;
use meshwright_api::shape::{ObjectShape, Shape};
use meshwright_api::walk::{Seen, Walk};
use serde_json::{Map, Value};

use crate::diagnostic::Cause;
use crate::rule::{Category, Check, Group, Keywords, Part};
use crate::{Context, Document, Fault, Faults, Kind, Level, Points, bounds, rules};

crate::rule! {
    /// A text, list or map beyond every real size.
    ///
    /// # What it refuses
    ///
    /// A text of more characters, a list of more items or a map of more entries than its field may have. The
    /// bounds are far above any real value; the schemas name them. Where another rule that refuses already
    /// holds a tighter limit at the place, that rule speaks alone.
    ///
    /// # Why
    ///
    /// Without bounds an API server cannot foresee what its checks cost, and refuses the definition.
    ///
    /// # What to do instead
    ///
    /// Make it shorter. If a real value needs the size, tell us: the bound is too low.
    GX0014 {
        name: "over-bound",
        group: Group::Input,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::of("W L c - J").and_api(),
        because: &[('C', "a CRD says nothing about metadata")],
        part: Part::Any,
        check: Check::Every(check),
    }
}

fn check(document: &Document, _: &Context<'_>, faults: &mut Faults<'_>) {
    document.walk(&mut Sizes {
        kind: document.kind(),
        faults,
    });
}

struct Sizes<'a, 'f> {
    kind: Kind,
    faults: &'a mut Faults<'f>,
}

impl Walk for Sizes<'_, '_> {
    fn see(&mut self, path: &FieldPath, shape: &'static Shape, seen: Seen<'_>) {
        let Some(over) = bounds::over(shape, seen) else {
            return;
        };
        if is_limited_elsewhere(self.kind, path) {
            return;
        }
        let cause = if matches!(seen, Seen::Text(_)) {
            Cause::TooLong
        } else {
            Cause::TooMany
        };
        let fault = Fault::new(cause, path.clone(), over.to_string());
        self.faults.add(fault.help("make it shorter"));
    }

    fn see_unknown(&mut self, _: &FieldPath, _: &'static ObjectShape, _: &Value) {}
}

/// Whether a rule of that kind that refuses holds a limit at the place.
fn is_limited_elsewhere(kind: Kind, path: &FieldPath) -> bool {
    let place = path.pattern();
    let mut fragments = rules::all()
        .iter()
        .filter(|rule| rule.code.starts_with(kind.family()) && rule.level == Level::Deny)
        .flat_map(|rule| rule.schema);
    fragments.any(|fragment| {
        fragment.at == place
            && match fragment.keywords {
                Keywords::Text(text) => text.max < text.bound || !text.values.is_empty(),
                Keywords::Json(text) => {
                    serde_json::from_str(text).is_ok_and(|said: Map<String, Value>| {
                        ["enum", "const", "maxLength", "maxItems"]
                            .iter()
                            .any(|keyword| said.contains_key(*keyword))
                    })
                }
                Keywords::Required(_) | Keywords::Implies(_) => false,
            }
    })
}
