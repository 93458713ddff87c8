use crate::rule::{Category, Check, Group};

crate::rule! {
    /// A request that lacks what its head must say.
    ///
    /// # What it refuses
    ///
    /// A create request without `Content-Type`, with a type other than `application/json`, without a
    /// project in its path, or with neither a token (`X-Auth-Token`) nor a signature.
    ///
    /// # Why
    ///
    /// The mesh API reference asks for the project (Table 1) and the headers (Table 2). A signed request
    /// needs no token.
    ///
    /// # What to do instead
    ///
    /// Send `Content-Type: application/json`, and sign the request or send a token.
    MR0107 {
        name: "incomplete-request-head",
        group: Group::Envelope,
        category: Category::Semantic,
        check: Check::Elsewhere("the REST service and its clients, with rest::RequestHead::faults"),
    }
}
