//! A policy file to a policy, every fault of it with its place.

use meshwright_api::{Observation, Oddity};
use meshwright_manifest::{Node, documents};
use meshwright_policy::Policy;
use meshwright_policy::policy::PolicyFault;

use super::PolicyFile;
use crate::finder::Finder;
use crate::outcome::Fault;
use crate::place::place;
use crate::text::Text;

/// Reads a policy file.
pub(super) fn read(file: &PolicyFile) -> Result<Policy, Vec<Fault>> {
    let text = Text::new(&file.name, &file.bytes);
    let wrong = |message: &str| vec![Fault::configuration(message).in_file(&*file.name)];
    let Some(document) = documents(&file.bytes, text.syntax).next() else {
        return Err(wrong("the policy file holds no document"));
    };
    let Some(root) = document.root() else {
        return Err(document
            .observations()
            .iter()
            .map(|seen| unread(&text, seen))
            .collect());
    };
    Policy::from_document(&root.to_value()).map_err(|faults| {
        faults
            .into_iter()
            .map(|fault| located(&text, root, fault))
            .collect()
    })
}

/// A fault of the policy's text.
fn unread(text: &Text<'_>, seen: &Observation) -> Fault {
    let message = match &seen.what {
        Oddity::Syntax { message } => format!("the policy file does not parse: {message}"),
        _ => "the policy file does not parse".to_owned(),
    };
    Fault {
        place: Some(text.position(seen.span.start)),
        ..Fault::configuration(message).in_file(text.name)
    }
}

/// A fault of the policy, with its place.
fn located(text: &Text<'_>, root: Node<'_>, fault: PolicyFault) -> Fault {
    let span = place(&Finder::new(root), &fault.path, &fault.anchor);
    Fault {
        place: Some(text.position(span.start)),
        help: fault.suggestion.map(|meant| format!("write {meant}")),
        ..Fault::configuration(format!("{}: {}", fault.path, fault.message)).in_file(text.name)
    }
}
