//! Which exemption lets a fault through.

use super::{ExemptKind, Exemption, Policy};
use crate::context::Date;
use crate::diagnostic::Diagnostic;
use crate::subject::Kind;

/// Whose fault it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target<'a> {
    /// The kind of the document.
    pub kind: Kind,
    /// The name of the object, if it has one.
    pub name: Option<&'a str>,
    /// The path of the file from the folder of the policy, where there is a file.
    pub path: Option<&'a str>,
}

impl Policy {
    /// The first exemption that covers a fault, with its index.
    ///
    /// An exemption that has expired holds no more; where the day is not known, one that expires at all
    /// does not hold.
    ///
    /// ```
    /// use meshwright_policy::policy::Target;
    /// use meshwright_policy::{Context, Date, Document, Kind, Policy, Subject, Surface, validate};
    /// use serde_json::json;
    ///
    /// let policy = Policy::from_spec(&json!({"exemptions": [
    ///     {"rules": ["edition"], "names": ["old-*"], "reason": "gone in spring", "expires": "2027-03-31"},
    /// ]}))
    /// .unwrap();
    /// let mesh = json!({"metadata": {"name": "old-mesh"}, "spec": {"clusterSpec": "Pro"}});
    /// let document = Document::ServiceMesh(serde_json::from_value(mesh).unwrap());
    /// let report = validate(&Subject::new(&document), &Context::new(&policy, Surface::Lint));
    /// let fault = &report.diagnostics()[0];
    ///
    /// let target = Target { kind: Kind::ServiceMesh, name: document.name(), path: None };
    /// assert!(policy.exempts(fault, target, Date::parse("2027-03-31")).is_some());
    /// assert!(policy.exempts(fault, target, Date::parse("2027-04-01")).is_none());
    /// ```
    pub fn exempts(
        &self,
        fault: &Diagnostic,
        target: Target<'_>,
        today: Option<Date>,
    ) -> Option<(usize, &Exemption)> {
        let mut each = self.exemptions.iter().enumerate();
        each.find(|(_, exemption)| exemption.covers(fault, target, today))
    }
}

impl Exemption {
    fn covers(&self, fault: &Diagnostic, target: Target<'_>, today: Option<Date>) -> bool {
        let any = |patterns: &[super::Pattern], text: Option<&str>| {
            patterns.is_empty()
                || text.is_some_and(|text| patterns.iter().any(|pattern| pattern.matches(text)))
        };
        let kind = |kind: &ExemptKind| kind.as_str() == target.kind.as_str();
        self.rules.contains(&fault.code())
            && (self.kinds.is_empty() || self.kinds.iter().any(kind))
            && any(&self.names, target.name)
            && any(&self.paths, target.path)
            && self.holds_on(today)
    }

    /// Whether it has not expired on that day.
    pub fn holds_on(&self, today: Option<Date>) -> bool {
        self.expires
            .is_none_or(|last| today.is_some_and(|today| today <= last))
    }
}
