//! The enforcement table of a rule in words: where, how closely, and why not exactly.

use meshwright_policy::{Cell, Check, Level, Rule};

/// An enforcement point on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Point {
    /// The letter of the reference's table.
    pub(crate) letter: char,
    /// The name.
    pub(crate) name: &'static str,
}

/// The points, in the order of the reference's table.
pub(crate) const POINTS: [Point; 6] = [
    Point {
        letter: 'W',
        name: "admission webhook",
    },
    Point {
        letter: 'L',
        name: "`meshwright lint`",
    },
    Point {
        letter: 'C',
        name: "CRD",
    },
    Point {
        letter: 'P',
        name: "admission policies",
    },
    Point {
        letter: 'J',
        name: "JSON Schema",
    },
    Point {
        letter: 'A',
        name: "REST service",
    },
];

/// How closely a rule is enforced at a point.
pub(crate) const fn cell(rule: &Rule, point: Point) -> Cell {
    let points = &rule.points;
    match point.letter {
        'W' => points.webhook,
        'L' => points.lint,
        'C' => points.crd,
        'P' => points.policies,
        'J' => points.schema,
        _ => points.api,
    }
}

/// How closely, in words.
pub(crate) fn closely(cell: Cell) -> String {
    match cell {
        Cell::None => "not".to_owned(),
        Cell::Weaker => "weaker".to_owned(),
        Cell::Exact => "exactly".to_owned(),
        Cell::ExactFrom(minor) => format!("exactly from Kubernetes 1.{minor} on, weaker before"),
    }
}

/// Why a cell is not exact: the rule's own reason, or the one that its nature gives.
pub(crate) fn reason(rule: &Rule, point: Point) -> &'static str {
    let own = rule
        .because
        .iter()
        .find(|(letter, _)| *letter == point.letter);
    match (own, cell(rule, point)) {
        (Some((_, reason)), _) => reason,
        (None, Cell::Exact) => "",
        (None, Cell::ExactFrom(_)) => "older servers lack the functions it needs",
        (None, Cell::Weaker) => "it can say a part of the rule only",
        (None, Cell::None) => nature(rule, point),
    }
}

const fn nature(rule: &Rule, point: Point) -> &'static str {
    match (point.letter, &rule.check) {
        (_, Check::Elsewhere(who)) => who,
        (_, Check::Admits) => "nothing is refused",
        ('C' | 'J' | 'P', Check::Text(_)) => "it never sees the bytes",
        ('W' | 'A', Check::Text(_)) => "it sees the decoded document only",
        ('J', Check::ServiceMeshChange(_) | Check::MeshChange(_) | Check::ServiceMeshDelete(_)) => {
            "a schema sees one document, not a change"
        }
        ('J' | 'C' | 'P', Check::ServiceMeshSet(_) | Check::MeshSet(_)) => {
            "it sees one document, not its siblings"
        }
        ('C', _) if !matches!(rule.level, Level::Deny) => "a CRD can refuse and cannot warn",
        (
            'A',
            Check::ServiceMesh(_)
            | Check::ServiceMeshChange(_)
            | Check::ServiceMeshDelete(_)
            | Check::ServiceMeshSet(_)
            | Check::Crd(_),
        ) => "no such document arrives there",
        ('C' | 'J' | 'P', _) => "it cannot be said there",
        _ => "it is judged elsewhere",
    }
}
