use crate::rule::{Category, Check, Group};

crate::rule! {
    /// An answer that repeats more of a cluster than its id.
    ///
    /// # What it refuses
    ///
    /// Nothing. It says what an answer leaves out: `installation` and `injection` of a cluster, and the
    /// annotations, labels and tags of the mesh. The vendor returns clusters for the Basic edition only.
    ///
    /// # Why
    ///
    /// The tables of the response list the id of a cluster and nothing else (mesh API reference, Table 22).
    /// A client that waits for an echo of its request waits for ever.
    ///
    /// # What to do instead
    ///
    /// Keep the request; compare an answer with `rest::answer` of it.
    MR0419 {
        name: "echoed-cluster",
        group: Group::Clusters,
        category: Category::Semantic,
        check: Check::Elsewhere("the REST service and its clients, with rest::answer"),
    }
}
