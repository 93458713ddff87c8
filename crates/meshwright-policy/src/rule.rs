//! A rule is a value: what it refuses and why, where it holds, and one function that looks.
//!
//! Every product is made from these values: findings, causes, schemas, CEL, pages. A check cannot fail,
//! wait, read a clock or a file; it looks and adds faults. The rules themselves stand in
//! [`rules`](crate::rules), one file each.

use meshwright_api::mesh::ErrorBody;
use meshwright_api::shape::TextShape;
use meshwright_api::{Mesh, Safety, ServiceMesh};

use crate::context::Context;
use crate::crd::CustomResourceDefinition;
use crate::faults::Faults;
use crate::implication::Implication;
use crate::level::Level;
use crate::points::Points;
use crate::subject::{Document, Kind, Noticed};

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// `SM0201`: two letters for the document, two digits for the area, two for the rule. Never reused.
    pub code: &'static str,
    /// Named for the defect: "allow *name*" reads as English.
    pub name: &'static str,
    /// The page: a summary line, then what it refuses, why, and what to do instead.
    pub docs: &'static str,
    /// What it is about.
    pub group: Group,
    /// What kind of knowledge it needs.
    pub category: Category,
    /// What its findings do by default.
    pub level: Level,
    /// Surfaces where its findings do something else by default.
    pub level_at: &'static [(Surface, Level)],
    /// Where it is enforced, and how closely.
    pub points: Points,
    /// Reasons for cells that are not exact, where the general reason does not fit: the letter of the
    /// point, and why.
    pub because: &'static [(char, &'static str)],
    /// Which part of a resource it reads; a status write is judged by status rules only.
    pub part: Part,
    /// Whether it speaks of what a client asks for only, and is silent in what the service answers.
    pub requests_only: bool,
    /// Whether an old, untouched fault is lowered to a warning on update.
    pub ratchets: bool,
    /// Fields whose type this rule asks for, as [`Fragment::at`] writes places: GX0011 leaves a value of
    /// another type there to this rule.
    pub types: &'static [&'static str],
    /// How far its fix may be trusted, where it has one.
    pub fix: Option<Safety>,
    /// JSON Schema keywords that say the same.
    pub schema: &'static [Fragment],
    /// CEL expressions that say the same.
    pub cel: &'static [Cel],
    /// CEL expressions of an admission policy, where `cel` cannot say it: of annotations, parameters, who
    /// asks, or of what only warns. With none, the admission policy is made from `cel`.
    pub clauses: &'static [Clause],
    /// Its place in its life.
    pub status: Status,
    /// The release that brought it.
    pub since: &'static str,
    /// The look at the document.
    pub check: Check,
}

/// What the rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names are the areas of the reference")]
pub enum Group {
    Envelope,
    Names,
    Clusters,
    Proxy,
    Tracing,
    Response,
    Edition,
    Identity,
    Annotations,
    Conditions,
    Lifecycle,
    Input,
}

/// What kind of knowledge a rule needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// The reader that Kubernetes uses refuses the text.
    Syntax,
    /// Types, required fields, enums, bounds, unknown and duplicate keys.
    Schema,
    /// Parsing, or several fields.
    Semantic,
    /// The old object.
    Transition,
    /// Taste and tidiness.
    Style,
}

/// A place where documents are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Surface {
    /// Files, offline.
    Lint,
    /// The API server's question.
    Admission,
    /// The REST service's 400.
    Rest,
    /// The controller's pre-check.
    Controller,
}

impl Surface {
    /// All places.
    pub const ALL: [Self; 4] = [Self::Lint, Self::Admission, Self::Rest, Self::Controller];
}

/// Which part of a resource a rule reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Metadata and spec.
    Main,
    /// The status.
    Status,
    /// Every field of every part: a write is told of faults in the part it decides.
    Any,
    /// The finalizers: judged on every write, also where all else about the object is left alone.
    Finalizers,
}

/// A rule's place in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// New: can only warn.
    Preview,
    /// In force.
    Stable,
    /// On its way out, with the reason.
    Deprecated(&'static str),
    /// Gone; the code stays taken. With the reason.
    Removed(&'static str),
}

/// An old object and a new one.
#[derive(Debug)]
pub struct Change<'a, T> {
    /// What is stored.
    pub old: &'a T,
    /// What is asked for.
    pub new: &'a T,
}

/// The look a rule takes. Which variant it is says what it needs.
#[derive(Debug)]
pub enum Check {
    /// One `ServiceMesh`.
    ServiceMesh(fn(&ServiceMesh, &Context<'_>, &mut Faults<'_>)),
    /// One `ServiceMesh`, beside the stored one where this is a change.
    ServiceMeshHistory(fn(&ServiceMesh, Option<&ServiceMesh>, &Context<'_>, &mut Faults<'_>)),
    /// A change of a `ServiceMesh`.
    ServiceMeshChange(fn(&Change<'_, ServiceMesh>, &Context<'_>, &mut Faults<'_>)),
    /// A `ServiceMesh` that is about to be deleted.
    ServiceMeshDelete(fn(&ServiceMesh, &Context<'_>, &mut Faults<'_>)),
    /// A `ServiceMesh` beside the others of its cluster or file.
    ServiceMeshSet(fn(&ServiceMesh, &[&ServiceMesh], &Context<'_>, &mut Faults<'_>)),
    /// One `Mesh`.
    Mesh(fn(&Mesh, &Context<'_>, &mut Faults<'_>)),
    /// A change of a `Mesh`.
    MeshChange(fn(&Change<'_, Mesh>, &Context<'_>, &mut Faults<'_>)),
    /// A `Mesh` beside the others of its project or file.
    MeshSet(fn(&Mesh, &[&Mesh], &Context<'_>, &mut Faults<'_>)),
    /// An error body of the REST contract.
    ErrorBody(fn(&ErrorBody, &Context<'_>, &mut Faults<'_>)),
    /// The definition of the `ServiceMesh` resource.
    Crd(fn(&CustomResourceDefinition, &Context<'_>, &mut Faults<'_>)),
    /// Any document, field by field.
    Every(fn(&Document, &Context<'_>, &mut Faults<'_>)),
    /// What a reader noticed in the bytes.
    Text(fn(&Noticed<'_>, &Context<'_>, &mut Faults<'_>)),
    /// Any document, field by field, and what a reader noticed in its bytes.
    EveryAndText(
        fn(&Document, &Context<'_>, &mut Faults<'_>),
        fn(&Noticed<'_>, &Context<'_>, &mut Faults<'_>),
    ),
    /// Never refuses: the page and the tests hold that nobody does.
    Admits,
    /// A default: [`defaults`](crate::defaults()) writes it.
    Defaults,
    /// Needs facts that only one surface has; the text says who looks, and with which function.
    Elsewhere(&'static str),
}

/// JSON Schema keywords at a place of the document.
#[derive(Debug, Clone, Copy)]
pub struct Fragment {
    /// Dotted path from the root, `[]` for the items of a list, `{}` for the values of a map; empty for
    /// the root.
    pub at: &'static str,
    /// What is said there.
    pub keywords: Keywords,
}

/// What a schema says at a place.
#[derive(Debug, Clone, Copy)]
pub enum Keywords {
    /// The constraints of a text.
    Text(&'static TextShape),
    /// These members must be there and must not be null.
    Required(&'static [&'static str]),
    /// Keywords as JSON text.
    Json(&'static str),
    /// One value asks something of another; [`Implication::keywords`] writes it out.
    Implies(Implication),
}

/// A CEL expression at a place of the document.
#[derive(Debug, Clone, Copy)]
pub struct Cel {
    /// Dotted path from the root, as in [`Fragment::at`]; empty for the root.
    pub at: &'static str,
    /// True for a good document.
    pub rule: &'static str,
    /// What the API server answers, without the code.
    pub message: &'static str,
    /// The cause type.
    pub reason: CelReason,
}

/// The cause types CEL can answer with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    missing_docs,
    clippy::enum_variant_names,
    reason = "the names are Kubernetes'"
)]
pub enum CelReason {
    FieldValueInvalid,
    FieldValueForbidden,
    FieldValueRequired,
}

/// A CEL expression of an admission policy.
#[derive(Debug, Clone, Copy)]
pub struct Clause {
    /// True for a good write. Over `object`, `oldObject`, `request`, and the variables that stand in every
    /// generated policy.
    pub rule: &'static str,
    /// What the API server answers, without the code.
    pub message: &'static str,
    /// What it does, where that is not what the rule does.
    pub level: Option<Level>,
}

/// Shorthand for a [`Clause`] of the rule's own level.
pub const fn clause(rule: &'static str, message: &'static str) -> Clause {
    Clause {
        rule,
        message,
        level: None,
    }
}

/// Shorthand for a [`Fragment`] with an implication.
pub const fn implies(at: &'static str, implication: Implication) -> Fragment {
    Fragment {
        at,
        keywords: Keywords::Implies(implication),
    }
}

/// Shorthand for a [`Fragment`] with the constraints of a text.
pub const fn text(at: &'static str, shape: &'static TextShape) -> Fragment {
    Fragment {
        at,
        keywords: Keywords::Text(shape),
    }
}

/// Shorthand for a [`Fragment`] with required members.
pub const fn required(at: &'static str, members: &'static [&'static str]) -> Fragment {
    Fragment {
        at,
        keywords: Keywords::Required(members),
    }
}

/// Shorthand for a [`Fragment`] with keywords as JSON text.
pub const fn json(at: &'static str, keywords: &'static str) -> Fragment {
    Fragment {
        at,
        keywords: Keywords::Json(keywords),
    }
}

const EVERY_KIND: &[Kind] = &Kind::ALL;

impl Rule {
    /// What most rules have in common; [`rule!`](crate::rule) fills in the rest.
    pub(crate) const BASE: Self = Self {
        code: "",
        name: "",
        docs: "",
        group: Group::Input,
        category: Category::Semantic,
        level: Level::Off,
        level_at: &[],
        points: Points::NONE,
        because: &[],
        part: Part::Main,
        requests_only: false,
        ratchets: true,
        types: &[],
        fix: None,
        schema: &[],
        cel: &[],
        clauses: &[],
        status: Status::Stable,
        since: "0.1.0",
        check: Check::Admits,
    };

    /// The first line of the page.
    pub fn summary(&self) -> &'static str {
        self.docs.lines().next().unwrap_or_default().trim()
    }

    /// The kinds of documents it speaks of.
    pub fn kinds(&self) -> &'static [Kind] {
        match self.check {
            Check::ServiceMesh(_)
            | Check::ServiceMeshChange(_)
            | Check::ServiceMeshHistory(_)
            | Check::ServiceMeshDelete(_)
            | Check::ServiceMeshSet(_) => &[Kind::ServiceMesh],
            Check::Mesh(_) | Check::MeshChange(_) | Check::MeshSet(_) => &[Kind::Mesh],
            Check::ErrorBody(_) => &[Kind::ErrorBody],
            Check::Crd(_) => &[Kind::Crd],
            Check::Every(_) | Check::Text(_) | Check::EveryAndText(..) => EVERY_KIND,
            // No look of its own: the letters of the code say whose rule it is.
            Check::Admits | Check::Defaults | Check::Elsewhere(_) => match self.code.get(..2) {
                Some("SM") => &[Kind::ServiceMesh],
                Some("MR") => &[Kind::Mesh],
                _ => EVERY_KIND,
            },
        }
    }

    /// What a finding does by default at `surface`.
    pub fn level_on(&self, surface: Surface) -> Level {
        self.level_at
            .iter()
            .find(|(at, _)| *at == surface)
            .map_or(self.level, |(_, level)| *level)
    }
}

/// Declares the rule of a file: its doc comment is its page, the fields are those of [`Rule`].
#[macro_export]
#[doc(hidden)]
macro_rules! rule {
    ($(#[doc = $doc:literal])+ $code:ident { $($field:ident : $value:expr),* $(,)? }) => {
        pub(crate) static RULE: $crate::rule::Rule = $crate::rule::Rule {
            code: stringify!($code),
            docs: concat!($($doc, "\n"),+),
            $($field: $value,)*
            ..$crate::rule::Rule::BASE
        };
    };
}
