use meshwright_api::mesh::{ErrorBody, ErrorMessage};
use meshwright_api::{TextType, path};

use crate::rule::{Category, Check, Group, required, text};
use crate::{Context, Fault, Faults, Level, Points, presence, words};

crate::rule! {
    /// An error message that is too short or too long.
    ///
    /// # What it refuses
    ///
    /// An error body whose `errorMsg` is absent, or has fewer than 2 or more than 512 characters. A
    /// character is a code point: 512 emoji are fine.
    ///
    /// # Why
    ///
    /// The mesh API reference sets these bounds (Tables 30 to 32), and clients rely on them.
    ///
    /// # What to do instead
    ///
    /// Say what is wrong in one sentence; `rest::error_message` shortens a longer one.
    MR0712 {
        name: "error-message-length",
        group: Group::Response,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::mesh("W L - - J"),
        because: &[('C', "an error body is no resource"), ('P', "an error body is no resource")],
        types: &["errorMsg"],
        schema: &[required("", &["errorMsg"]), text("errorMsg", &ErrorMessage::TEXT)],
        check: Check::ErrorBody(check),
    }
}

fn check(body: &ErrorBody, _: &Context<'_>, faults: &mut Faults<'_>) {
    let (place, shape) = (path!["errorMsg"], ErrorMessage::TEXT);
    let help = format!("write {} to {} characters", shape.min, shape.max);
    let Some(message) = presence::require(&body.error_msg, place.clone(), &help, faults) else { return };
    if let Err(fault) = message.parse() {
        let quoted = words::quoted(message.as_str());
        faults.add(Fault::invalid(place, format!("{quoted} is {fault} for an error message")).help(help));
    }
}
