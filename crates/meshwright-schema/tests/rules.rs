//! Schemas held against the rules they are made from, on every vector: exact cells equal, weaker cells
//! implied, nothing stricter.

#![cfg(test)]

use meshwright_api::shape::Shape;
use meshwright_api::{Mesh, ServiceMesh, Wire as _, mesh::ErrorBody};
use meshwright_policy::{Category, Cell, Check, Document, Kind, Report, Rule, Surface, rules};
use meshwright_schema::{alone, exists};
use meshwright_testkit::vectors::{Vector, document, judge_alone, vectors};
use serde_json::Value;

const SURFACES: [Surface; 3] = [Surface::Lint, Surface::Admission, Surface::Rest];

/// Rules whose schema keywords come from the shapes.
const FROM_SHAPES: [&str; 3] = ["GX0011", "GX0012", "GX0014"];

/// A vector with the verdicts on its document alone, by surface.
struct Case {
    vector: Vector,
    document: Document,
    reports: Vec<(Surface, Report)>,
}

/// The vectors that schemas made for the default policy can be held against.
fn cases() -> Vec<Case> {
    let plain = |vector: &Vector| vector.policy.is_none() && !vector.delete;
    let case = |vector: Vector| {
        let document = document(vector.document.clone());
        let reports = SURFACES.map(|at| (at, judge_alone(&document, at)));
        Case {
            vector,
            document,
            reports: reports.into(),
        }
    };
    vectors().into_iter().filter(plain).map(case).collect()
}

impl Case {
    /// Whether a rule speaks at its own level, on any surface. A rule about requests is asked where
    /// everything is a request.
    fn speaks(&self, rule: &Rule) -> bool {
        let asked = |at: Surface| !rule.requests_only || at == Surface::Rest;
        self.reports
            .iter()
            .filter(|(at, _)| asked(*at))
            .any(|(at, report)| {
                let mut own = report.at(rule.level_on(*at));
                own.any(|found| found.code() == rule.code)
            })
    }

    /// With a wrong type elsewhere a rule may be silent where keywords see a fault, or the other way
    /// round: the document is refused by its types in any case.
    fn has_wrong_type(&self) -> bool {
        self.reports
            .iter()
            .any(|(_, report)| report.codes().contains(&"GX0011"))
    }

    /// What is wrong with a rule's own schema here.
    fn judge(&self, rule: &Rule, schema: &jsonschema::Validator) -> Option<String> {
        let refused = !schema.is_valid(&self.vector.document);
        let spoke = self.speaks(rule);
        let exact = rule.points.schema == Cell::Exact;
        let stricter = refused && !spoke && !self.has_wrong_type();
        let missed = exact && spoke && !refused;
        let Vector {
            rule: file, name, ..
        } = &self.vector;
        let fault = if stricter {
            "is stricter than the rule"
        } else {
            "misses the fault"
        };
        (stricter || missed).then(|| format!("{} {fault}: {file} {name:?}", rule.code))
    }
}

fn validator(schema: &Value) -> jsonschema::Validator {
    // The linear engine: it refuses look-around, as an API server does.
    let options = jsonschema::draft202012::options();
    options
        .with_pattern_options(jsonschema::PatternOptions::regex())
        .build(schema)
        .unwrap()
}

#[test]
fn a_rule_has_keywords_exactly_where_its_table_says_so() {
    for rule in rules::all()
        .iter()
        .filter(|rule| !FROM_SHAPES.contains(&rule.code))
    {
        let (j, c) = (
            rule.points.schema != Cell::None,
            rule.points.crd != Cell::None,
        );
        let has = !rule.schema.is_empty();
        let admits = matches!(rule.check, Check::Admits);
        assert!(has || !j || admits, "{} has no keywords", rule.code);
        assert!(!has || j || c, "{} has keywords for nobody", rule.code);
        assert!(
            rule.category != Category::Transition || !j || admits,
            "{}",
            rule.code
        );
    }
}

#[test]
fn the_keywords_of_a_rule_follow_it_as_closely_as_it_says() {
    let cases = cases();
    let mut wrong = Vec::new();
    for rule in rules::all()
        .iter()
        .filter(|rule| rule.points.schema != Cell::None)
    {
        let Some(schema) = alone(rule) else { continue };
        let schema = validator(&schema);
        let of_kind = cases
            .iter()
            .filter(|case| rule.kinds().contains(&case.document.kind()));
        wrong.extend(of_kind.filter_map(|case| case.judge(rule, &schema)));
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_places_that_rules_name_exist() {
    for rule in rules::all() {
        let root: Shape = match rule.kinds().first() {
            Some(Kind::ServiceMesh) => ServiceMesh::SHAPE,
            Some(Kind::Mesh) => Mesh::SHAPE,
            Some(Kind::ErrorBody) => ErrorBody::SHAPE,
            _ => continue,
        };
        let fragments = rule.schema.iter().map(|fragment| fragment.at);
        for at in fragments.chain(rule.types.iter().copied()) {
            assert!(exists(&root, at), "{}: {at}", rule.code);
        }
    }
}
