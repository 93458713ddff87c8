//! What travels on wires.
pub mod edit;
pub mod path;
pub mod text;
pub use edit::{Edit, Safety};
pub use path::{FieldPath, Segment};
pub use text::{Observation, Oddity};
