//! What travels on wires: the [`ServiceMesh`] resource, the [`Mesh`] document of the REST contract,
//! field paths and edits.
//!
//! Wire types never refuse: a value of a wrong type is kept ([`Field::Wrong`]), an unknown member too,
//! and `null` equals absent. There are no rules here, no IO and no clients; `meshwright-policy` judges
//! these types, `meshwright-manifest` finds their fields in a text.
//!
//! ```
//! use meshwright_api::{Field, ServiceMesh};
//!
//! let text = r#"{"spec": {"clusterSpec": ["Pro"], "id": null}}"#;
//! let mesh: ServiceMesh = serde_json::from_str(text).unwrap();
//! let spec = mesh.spec.get().unwrap();
//! assert!(spec.cluster_spec.wrong().is_some());
//! assert!(spec.id.is_absent());
//! ```

#[macro_use]
pub mod text_type;
#[macro_use]
pub mod object;

pub mod edit;
pub mod field;
pub mod mesh;
pub mod meta;
pub mod path;
pub mod scalar;
pub mod service_mesh;
pub mod shape;
pub mod text;
pub mod version;
pub mod walk;

pub use edit::{Edit, Safety};
pub use field::{Field, Wire};
pub use mesh::{ErrorBody, Mesh, MeshList};
pub use meta::ObjectMeta;
pub use path::{FieldPath, Segment};
pub use scalar::{List, Map};
pub use service_mesh::ServiceMesh;
pub use text::{Observation, Oddity};
pub use text_type::{TextType, Unchecked};
pub use version::MeshVersion;
