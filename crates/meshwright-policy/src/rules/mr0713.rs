use crate::rule::{Category, Check, Group};

crate::rule! {
    /// An answer with a status code that does not fit.
    ///
    /// # What it refuses
    ///
    /// An answer whose status code does not follow from the verdict. 201 says that the creation has
    /// started, not that it is done. Every fault of the request is 400; only a mesh that conflicts with an
    /// existing one (MR0714) is 409. Where several answers are possible the first of 404, 405, 401, 403,
    /// 413, 415, 400, 409 is given. A missing `Content-Type` is 400, a wrong one 415.
    ///
    /// # Why
    ///
    /// The mesh API reference gives the codes a meaning (201, 400, 409, 500); clients retry, mend or give up
    /// by them.
    ///
    /// # What to do instead
    ///
    /// Let `rest::Refusal` choose the answer.
    MR0713 {
        name: "wrong-status-code",
        group: Group::Response,
        category: Category::Semantic,
        check: Check::Elsewhere("the REST service, with rest::Refusal::of and rest::Refusal::first"),
    }
}
