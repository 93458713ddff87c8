use meshwright_api::mesh::{ErrorBody, ErrorCode};
use meshwright_api::{TextType, path};

use crate::rule::{Category, Check, Group, required, text};
use crate::{Context, Fault, Faults, Level, Points, presence, words};

crate::rule! {
    /// An error code that is too short or too long.
    ///
    /// # What it refuses
    ///
    /// An error body whose `errorCode` is absent, or has fewer than 8 or more than 36 characters.
    ///
    /// # Why
    ///
    /// The mesh API reference sets these bounds (Tables 30 to 32), and clients rely on them.
    ///
    /// # What to do instead
    ///
    /// Write a code such as `ASM.01400001`.
    MR0711 {
        name: "error-code-length",
        group: Group::Response,
        category: Category::Schema,
        level: Level::Deny,
        points: Points::mesh("W L - - J"),
        because: &[('C', "an error body is no resource"), ('P', "an error body is no resource")],
        types: &["errorCode"],
        schema: &[required("", &["errorCode"]), text("errorCode", &ErrorCode::TEXT)],
        check: Check::ErrorBody(check),
    }
}

fn check(body: &ErrorBody, _: &Context<'_>, faults: &mut Faults<'_>) {
    let (place, shape) = (path!["errorCode"], ErrorCode::TEXT);
    let help = format!("write a code such as {}", shape.example);
    let Some(code) = presence::require(&body.error_code, place.clone(), &help, faults) else { return };
    if let Err(fault) = code.parse() {
        let code = words::quoted(code.as_str());
        let (min, max) = (shape.min, shape.max);
        let message = format!("{code} is {fault}, an error code has {min} to {max} characters");
        faults.add(Fault::invalid(place, message).help(help));
    }
}
