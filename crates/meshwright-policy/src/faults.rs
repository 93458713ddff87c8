//! Where a check puts what it finds.

use meshwright_api::{Edit, FieldPath, Safety};

use crate::diagnostic::{Anchor, Cause, Diagnostic, Fix};
use crate::level::Level;
use crate::rule::Rule;

/// What one rule finds in one document.
#[derive(Debug)]
pub struct Faults<'a> {
    rule: &'static Rule,
    /// The level of the rule here, unless the fault says less.
    level: Level,
    /// Whether the configuration fixed the level, whatever the fault says.
    fixed: bool,
    found: &'a mut Vec<Diagnostic>,
}

/// A fault on its way into [`Faults`].
#[derive(Debug)]
#[must_use = "a fault counts once it is added"]
pub struct Fault {
    path: FieldPath,
    anchor: Anchor,
    cause: Cause,
    level: Option<Level>,
    message: String,
    help: Option<String>,
    fix: Option<Fix>,
}

impl<'a> Faults<'a> {
    pub(crate) const fn new(
        rule: &'static Rule,
        level: Level,
        fixed: bool,
        found: &'a mut Vec<Diagnostic>,
    ) -> Self {
        Self {
            rule,
            level,
            fixed,
            found,
        }
    }

    /// Adds a fault.
    pub fn add(&mut self, fault: Fault) {
        let level = match fault.level {
            Some(own) if !self.fixed => own.min(self.level),
            _ => self.level,
        };
        self.found.push(Diagnostic {
            rule: self.rule,
            level,
            path: fault.path,
            anchor: fault.anchor,
            cause: fault.cause,
            message: fault.message,
            help: fault.help,
            fix: fault.fix,
        });
    }
}

impl Fault {
    /// A fault of that cause at a field.
    pub fn new(cause: Cause, path: FieldPath, message: impl Into<String>) -> Self {
        let anchor = if matches!(cause, Cause::Required) {
            Anchor::Missing
        } else {
            Anchor::Value
        };
        Self {
            path,
            anchor,
            cause,
            level: None,
            message: message.into(),
            help: None,
            fix: None,
        }
    }

    /// A malformed value.
    pub fn invalid(path: FieldPath, message: impl Into<String>) -> Self {
        Self::new(Cause::Invalid, path, message)
    }

    /// A missing field: `path` is the field's own path.
    pub fn required(path: FieldPath, message: impl Into<String>) -> Self {
        Self::new(Cause::Required, path, message)
    }

    /// A value of the wrong type.
    pub fn wrong_type(path: FieldPath, message: impl Into<String>) -> Self {
        Self::new(Cause::TypeInvalid, path, message)
    }

    /// A value that is none of the supported ones.
    pub fn not_supported(path: FieldPath, message: impl Into<String>) -> Self {
        Self::new(Cause::NotSupported, path, message)
    }

    /// A value that must not stand there, or must not change.
    pub fn forbidden(path: FieldPath, message: impl Into<String>) -> Self {
        Self::new(Cause::Forbidden, path, message)
    }

    /// A value that stands twice.
    pub fn duplicate(path: FieldPath, message: impl Into<String>) -> Self {
        Self::new(Cause::Duplicate, path, message)
    }

    /// Speaks of another part of the field than its value.
    pub fn at(mut self, anchor: Anchor) -> Self {
        self.anchor = anchor;
        self
    }

    /// Lowers this fault below the level of its rule.
    pub const fn only(mut self, level: Level) -> Self {
        self.level = Some(level);
        self
    }

    /// Adds the way out.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a fix.
    pub fn fix(mut self, safety: Safety, edits: impl IntoIterator<Item = Edit>) -> Self {
        self.fix = Some(Fix {
            safety,
            edits: edits.into_iter().collect(),
        });
        self
    }
}
