//! Documents for the tests of wire types: the bodies of the two references, and what proptest makes up.

use meshwright_api::shape::{ObjectShape, Shape};
use meshwright_api::{ErrorBody, Mesh, MeshList, ServiceMesh};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Number, Value};

/// The kinds of documents.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    ServiceMesh,
    Mesh,
    MeshList,
    ErrorBody,
}

impl Kind {
    pub(crate) const ALL: [Self; 4] = [
        Self::ServiceMesh,
        Self::Mesh,
        Self::MeshList,
        Self::ErrorBody,
    ];

    const fn object(self) -> &'static ObjectShape {
        match self {
            Self::ServiceMesh => &ServiceMesh::OBJECT,
            Self::Mesh => &Mesh::OBJECT,
            Self::MeshList => &MeshList::OBJECT,
            Self::ErrorBody => &ErrorBody::OBJECT,
        }
    }
}

/// Bodies as the references show them: name, kind, text.
pub(crate) const BODIES: &[(&str, Kind, &str)] = &[
    ("request", Kind::Mesh, REQUEST),
    ("response", Kind::Mesh, RESPONSE),
    ("list", Kind::MeshList, LIST),
    ("error", Kind::ErrorBody, ERROR),
    ("resource", Kind::ServiceMesh, RESOURCE),
];

const REQUEST: &str = include_str!("../../../../tests/vectors/base/mesh.json");

const RESPONSE: &str = r#"{
  "kind": "Mesh",
  "apiVersion": "v1",
  "metadata": {
    "name": "mesh-test-api",
    "uid": "a1efdc3e-xxxx-xxxx-xxxx-94bef433347e",
    "creationTimestamp": "2025-04-10T07:48:37Z"
  },
  "spec": {
    "type": "InCluster",
    "version": "1.18.7-r5",
    "ipv6Enable": false,
    "config": {
      "telemetryConfig": {"tracing": {
        "randomSamplingPercentage": 1,
        "defaultProviders": ["zipkin"],
        "extensionProviders": [{
          "name": "zipkin",
          "zipkin": {"service": "zipkin.monitoring.svc.cluster.local", "port": 9411}
        }]
      }},
      "proxyConfig": {"includeIPRanges": "10.247.0.0/16"}
    },
    "extendParams": {"clusters": [{"clusterID": "cb0ef541-xxxx-xxxx-xxxx-0255ac1001b7"}]}
  },
  "status": {"phase": "Creating"}
}"#;

const LIST: &str = r#"{
  "apiVersion": "v1",
  "kind": "MeshList",
  "items": [
    {"kind": "Mesh", "apiVersion": "v1", "metadata": {"name": "mesh-a"}, "status": {"phase": "Running"}},
    {"kind": "Mesh", "apiVersion": "v1", "metadata": {"name": "mesh-b"}, "status": {"phase": "Deleting"}}
  ]
}"#;

const ERROR: &str = r#"{
  "errorCode": "ASM.01400001",
  "errorMsg": "MR0301 spec.type: \"inCluster\" is not a type of mesh",
  "faults": [{"rule": "MR0301", "field": "spec.type", "message": "m", "help": "h"}]
}"#;

const RESOURCE: &str = r#"{
  "apiVersion": "istio.alibabacloud.com/v1beta1",
  "kind": "ServiceMesh",
  "metadata": {
    "name": "mesh",
    "uid": "0d6c4b3c-6d4f-4b0e-9d0b-1f5d5d6f0a11",
    "generation": 2,
    "annotations": {"operator.istio.alibabacloud.com/deletion-policy": "Retain"},
    "finalizers": ["servicemeshoperator.finalizers.alibabacloud.com"]
  },
  "spec": {"name": "advanced-service-mesh", "clusterSpec": "Enterprise"},
  "status": {
    "serviceMeshName": "advanced-service-mesh",
    "observedGeneration": 2,
    "conditions": [
      {"type": "PreChecked", "status": "True", "reason": "Passed", "message": "",
       "lastTransitionTime": "2025-04-10T07:48:37Z", "observedGeneration": 2}
    ]
  }
}"#;

/// The JSON pointers of all values below the root.
pub(crate) fn places(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut add = |key: String, inner: &Value| {
        found.push(format!("/{key}"));
        found.extend(places(inner).iter().map(|below| format!("/{key}{below}")));
    };
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(key, inner)| add(key.replace('~', "~0").replace('/', "~1"), inner)),
        Value::Array(items) => (0..).zip(items).for_each(|(index, inner): (usize, _)| {
            add(index.to_string(), inner);
        }),
        _ => {}
    }
    found
}

/// A value without what wire types may change: null members, `managedFields`, the spelling of numbers.
pub(crate) fn normal(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let keep = |(key, value): &(String, Value)| !value.is_null() && key != "managedFields";
            let members = members.into_iter().filter(keep);
            Value::Object(members.map(|(key, value)| (key, normal(value))).collect())
        }
        Value::Array(items) => items.into_iter().map(normal).collect(),
        Value::Number(number) => plain(&number),
        other => other,
    }
}

/// A number without the difference between `1` and `1.0`; beyond 2^53 only the size counts.
fn plain(number: &Number) -> Value {
    const EXACT: i64 = 1 << 53;
    let float = number.as_f64().unwrap();
    #[expect(clippy::cast_precision_loss, reason = "2^53 is exact")]
    let whole = float.fract() == 0.0 && float.abs() <= EXACT as f64;
    match number.as_i64() {
        Some(integer) if integer.abs() <= EXACT => Value::from(integer),
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it has no fraction and is small"
        )]
        None if whole => Value::from(float as i64),
        _ => Value::from(float),
    }
}

/// Any JSON at all, with keys that are often those of a field.
pub(crate) fn json() -> BoxedStrategy<Value> {
    let key = prop_oneof![
        prop::sample::select(vec![
            "metadata",
            "spec",
            "status",
            "items",
            "name",
            "clusters",
            "extendParams",
            "conditions",
            "managedFields",
            "annotations",
            "config",
            "errorCode",
            "values",
        ])
        .prop_map(str::to_owned),
        ".{0,6}",
    ];
    scalar()
        .prop_recursive(5, 48, 5, move |inner| {
            prop_oneof![
                vec(inner.clone(), 0..5).prop_map(Value::from),
                btree_map(key.clone(), inner, 0..5)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
        .boxed()
}

fn scalar() -> BoxedStrategy<Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        prop::num::f64::NORMAL.prop_map(Value::from),
        (-70_000..70_000_i32).prop_map(|number| Value::from(f64::from(number))),
        ".{0,8}".prop_map(Value::from),
    ]
    .boxed()
}

/// Documents of a kind with a value of another type, a null or an unknown key here and there.
pub(crate) fn nearly(kind: Kind) -> BoxedStrategy<Value> {
    object(kind.object())
}

fn of(shape: &Shape) -> BoxedStrategy<Value> {
    let right = match shape {
        Shape::Boolean => any::<bool>().prop_map(Value::from).boxed(),
        Shape::Integer => any::<i32>().prop_map(Value::from).boxed(),
        Shape::Number => (-9e3..9e3_f64).prop_map(Value::from).boxed(),
        Shape::Text(text) => Just(Value::from(text.example)).boxed(),
        Shape::List { item, .. } => vec(of(item), 0..3).prop_map(Value::from).boxed(),
        Shape::Map { value, .. } => btree_map("[a-z./]{1,6}", of(value), 0..3)
            .prop_map(|members| Value::Object(members.into_iter().collect()))
            .boxed(),
        Shape::Object(shape) => object(shape),
        Shape::Any => scalar(),
    };
    prop_oneof![12 => right, 1 => scalar(), 1 => json()].boxed()
}

fn object(shape: &'static ObjectShape) -> BoxedStrategy<Value> {
    let field = |field: &meshwright_api::shape::FieldShape| {
        let name = field.name.to_owned();
        let value = prop::option::weighted(0.7, of(&field.shape));
        value
            .prop_map(move |value| value.map(|value| (name.clone(), value)))
            .boxed()
    };
    let known: Vec<_> = shape.fields.iter().map(field).collect();
    let unknown = prop::option::weighted(0.1, ("x[a-z]{0,4}", json()));
    (known, unknown)
        .prop_map(|(known, unknown)| {
            let members: Map<String, Value> = known.into_iter().flatten().chain(unknown).collect();
            Value::Object(members)
        })
        .boxed()
}
