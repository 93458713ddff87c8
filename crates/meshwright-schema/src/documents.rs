//! The JSON Schemas, one table of them.
//!
//! Three flavours of a document: what is refused (`enforcing`), what is only warned about (`advisory`),
//! and what is refused together with every unknown key (`strict`).

use meshwright_api::mesh::ErrorBody;
use meshwright_api::shape::{ObjectShape, Shape};
use meshwright_api::{Mesh, MeshList, ServiceMesh};
use meshwright_policy::{Cell, Kind, Level, Rule, rules};
use serde_json::{Value, json};

use crate::fragments::{self, Takes};
use crate::place::{self, Schema};
use crate::{NOTICE, findings, nulls, policy, shapes};

/// What a schema says of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// Types, bounds, and what the rules refuse: as much of it as a schema can say, and nothing more.
    Enforcing,
    /// What the rules warn about or record, and nothing else.
    Advisory,
    /// As enforcing, and no unknown keys.
    Strict,
}

/// A kind of document that has a schema.
#[derive(Debug)]
struct Described {
    title: &'static str,
    object: &'static ObjectShape,
    /// Where in it the document stands that the rules speak of.
    prefix: &'static str,
    kind: Kind,
    /// Whose words it is, where that matters.
    says: Says,
}

/// Whose words a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    /// A client's: rules that the service does not hold requests to are silent.
    Client,
    /// The service's: rules about requests are silent.
    Service,
    /// Anybody's.
    Anybody,
}

/// What a schema is made from.
#[derive(Debug)]
enum Source {
    Document(&'static Described, Flavour),
    Other(fn() -> Value),
}

/// A schema with its name.
#[derive(Debug)]
pub struct SchemaFile {
    /// The name in commands: `mesh-request.strict`.
    pub name: &'static str,
    source: Source,
}

static SERVICE_MESH: Described = Described {
    title: "ServiceMesh",
    object: &ServiceMesh::OBJECT,
    prefix: "",
    kind: Kind::ServiceMesh,
    says: Says::Anybody,
};
static MESH_REQUEST: Described = Described {
    title: "Mesh, as a client asks for it",
    object: &Mesh::OBJECT,
    prefix: "",
    kind: Kind::Mesh,
    says: Says::Client,
};
static MESH_RESPONSE: Described = Described {
    title: "Mesh, as the service answers",
    says: Says::Service,
    ..MESH_REQUEST_SHAPE
};
static MESH_LIST: Described = Described {
    title: "MeshList",
    object: &MeshList::OBJECT,
    prefix: "items[]",
    says: Says::Service,
    ..MESH_REQUEST_SHAPE
};
static ERROR_BODY: Described = Described {
    title: "Error body of the mesh service",
    object: &ErrorBody::OBJECT,
    prefix: "",
    kind: Kind::ErrorBody,
    says: Says::Service,
};
const MESH_REQUEST_SHAPE: Described = Described {
    title: "",
    object: &Mesh::OBJECT,
    prefix: "",
    kind: Kind::Mesh,
    says: Says::Client,
};

macro_rules! table {
    ($($name:literal => $source:expr,)*) => { &[$(SchemaFile { name: $name, source: $source }),*] };
}

static SCHEMAS: &[SchemaFile] = {
    use Flavour::{Advisory, Enforcing, Strict};
    use Source::{Document, Other};
    table! {
        "service-mesh" => Document(&SERVICE_MESH, Enforcing),
        "service-mesh.advisory" => Document(&SERVICE_MESH, Advisory),
        "service-mesh.strict" => Document(&SERVICE_MESH, Strict),
        "mesh-request" => Document(&MESH_REQUEST, Enforcing),
        "mesh-request.advisory" => Document(&MESH_REQUEST, Advisory),
        "mesh-request.strict" => Document(&MESH_REQUEST, Strict),
        "mesh-response" => Document(&MESH_RESPONSE, Enforcing),
        "mesh-response.advisory" => Document(&MESH_RESPONSE, Advisory),
        "mesh-response.strict" => Document(&MESH_RESPONSE, Strict),
        "mesh-list" => Document(&MESH_LIST, Enforcing),
        "error-body" => Document(&ERROR_BODY, Enforcing),
        "policy" => Other(policy::schema),
        "findings" => Other(findings::schema),
    }
};

/// All schemas.
pub fn schemas() -> &'static [SchemaFile] {
    SCHEMAS
}

/// The schema of that name.
pub fn find(name: &str) -> Option<&'static SchemaFile> {
    SCHEMAS.iter().find(|schema| schema.name == name)
}

impl SchemaFile {
    /// The schema as a value.
    pub fn schema(&self) -> Value {
        match self.source {
            Source::Document(described, flavour) => described.schema(flavour),
            Source::Other(make) => finish(as_object(make()), None),
        }
    }

    /// The schema as it stands in its file.
    pub fn text(&self) -> String {
        format!("{:#}\n", self.schema())
    }

    /// The file's name.
    pub fn file(&self) -> String {
        format!("{}.schema.json", self.name)
    }
}

impl Described {
    fn schema(&self, flavour: Flavour) -> Value {
        let mut schema = match flavour {
            Flavour::Enforcing | Flavour::Strict => shapes::schema(&Shape::Object(self.object)),
            Flavour::Advisory => Schema::new(),
        };
        let denies = flavour != Flavour::Advisory;
        for rule in rules::all().iter().filter(|rule| self.has(rule)) {
            if (rule.level == Level::Deny) == denies && rule.level != Level::Off {
                self.say(&mut schema, rule);
            }
        }
        if denies {
            shapes::bound_integers(&mut schema);
        }
        if flavour == Flavour::Strict {
            shapes::close(&mut schema);
        }
        nulls::allow(&mut schema);
        let title = match flavour {
            Flavour::Enforcing => self.title.to_owned(),
            Flavour::Advisory => format!("{}: what is only warned about", self.title),
            Flavour::Strict => format!("{}, without unknown keys", self.title),
        };
        schema.insert("title".to_owned(), json!(title));
        finish(schema, Some(self.object.doc))
    }

    /// Whether a rule's keywords belong here.
    fn has(&self, rule: &Rule) -> bool {
        let said = match self.says {
            Says::Client => rule.points.api != Cell::None,
            Says::Service => !rule.requests_only,
            Says::Anybody => true,
        };
        said && rule.points.schema != Cell::None && rule.kinds().contains(&self.kind)
    }

    /// Adds what a rule says. A rule that asks for types itself needs them said: an advisory schema has
    /// no others.
    fn say(&self, schema: &mut Schema, rule: &Rule) {
        if !rule.schema.is_empty() {
            for at in rule.types {
                let at = place::below(self.prefix, at);
                if let Some(name) = self.shape_at(&at).and_then(|shape| shape.json_type()) {
                    place::schema_at(schema, &at).insert("type".to_owned(), json!(name));
                }
            }
        }
        for fragment in rule.schema {
            let at = place::below(self.prefix, fragment.at);
            fragments::merge(place::schema_at(schema, &at), fragment, Takes::All);
        }
    }

    fn shape_at(&self, at: &str) -> Option<Shape> {
        place::shape_at(&Shape::Object(self.object), at)
    }
}

/// The schema that says what one rule says, and nothing else: how closely it follows the rule is for
/// tests to hold.
pub fn alone(rule: &Rule) -> Option<Value> {
    let described = [&SERVICE_MESH, &MESH_REQUEST, &ERROR_BODY]
        .into_iter()
        .find(|described| rule.kinds().contains(&described.kind))?;
    let mut schema = Schema::new();
    described.say(&mut schema, rule);
    nulls::allow(&mut schema);
    (!rule.schema.is_empty()).then_some(Value::Object(schema))
}

fn finish(mut schema: Schema, doc: Option<&str>) -> Value {
    schema.insert("$comment".to_owned(), json!(NOTICE));
    let dialect = "https://json-schema.org/draft/2020-12/schema";
    schema.insert("$schema".to_owned(), json!(dialect));
    if let Some(doc) = doc {
        schema.insert("description".to_owned(), json!(shapes::prose(doc)));
    }
    Value::Object(schema)
}

fn as_object(value: Value) -> Schema {
    match value {
        Value::Object(schema) => schema,
        _ => Schema::new(),
    }
}
