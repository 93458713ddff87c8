//! Where a rule is enforced, and how closely: the cells of the enforcement table.
//!
//! Exact or weaker, never stricter: an artefact that refuses what the rule admits is a defect.

/// How closely a point enforces a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// Not at all.
    None,
    /// It never refuses what the rule admits, and admits some of what the rule refuses.
    Weaker,
    /// As the rule.
    Exact,
    /// As the rule on API servers from that minor version of Kubernetes 1 on, weaker before.
    ExactFrom(u8),
}

/// The six enforcement points of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Points {
    /// The admission webhook.
    pub webhook: Cell,
    /// The offline linter.
    pub lint: Cell,
    /// The CRD: schema, CEL and defaults.
    pub crd: Cell,
    /// ValidatingAdmissionPolicy and MutatingAdmissionPolicy.
    pub policies: Cell,
    /// JSON Schema: the enforcing one for rules that deny, the advisory one for the others.
    pub schema: Cell,
    /// The 400 of the REST service.
    pub api: Cell,
}

impl Points {
    /// Enforced nowhere by a check.
    pub const NONE: Self = Self {
        webhook: Cell::None,
        lint: Cell::None,
        crd: Cell::None,
        policies: Cell::None,
        schema: Cell::None,
        api: Cell::None,
    };

    /// Reads the reference's notation: one cell each for webhook, lint, CRD, policies and schema; upper
    /// case exact, lower case weaker, `-` none, digits the first Kubernetes 1.x that is exact. The REST
    /// point is exact wherever the webhook's is not none, for rules about a `Mesh` ([`Points::mesh`]).
    pub const fn of(cells: &str) -> Self {
        let bytes = cells.as_bytes();
        let mut cell = [Cell::None; 5];
        let (mut at, mut index) = (0, 0);
        while at < bytes.len() && index < cell.len() {
            match bytes[at] {
                b' ' => index += 1,
                b'-' => {}
                digit @ b'0'..=b'9' => {
                    let tens = match cell[index] {
                        Cell::ExactFrom(minor) => minor * 10,
                        Cell::None | Cell::Weaker | Cell::Exact => 0,
                    };
                    cell[index] = Cell::ExactFrom(tens + (digit - b'0'));
                }
                letter if letter.is_ascii_uppercase() => cell[index] = Cell::Exact,
                _ => cell[index] = Cell::Weaker,
            }
            at += 1;
        }
        let [webhook, lint, crd, policies, schema] = cell;
        Self {
            webhook,
            lint,
            crd,
            policies,
            schema,
            api: Cell::None,
        }
    }

    /// As [`Points::of`], for a rule about a `Mesh`.
    pub const fn mesh(cells: &str) -> Self {
        let points = Self::of(cells);
        let api = if matches!(points.webhook, Cell::None) {
            Cell::None
        } else {
            Cell::Exact
        };
        Self { api, ..points }
    }

    /// The same points, exact at the REST service.
    pub const fn and_api(self) -> Self {
        Self {
            api: Cell::Exact,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notation_reads_cell_by_cell() {
        let points = Points::mesh("W l C31 - j");
        assert_eq!(points.webhook, Cell::Exact);
        assert_eq!(points.lint, Cell::Weaker);
        assert_eq!(points.crd, Cell::ExactFrom(31));
        assert_eq!(points.policies, Cell::None);
        assert_eq!(points.schema, Cell::Weaker);
        assert_eq!(points.api, Cell::Exact);
        assert_eq!(Points::mesh("- L - - -").api, Cell::None);
    }
}
