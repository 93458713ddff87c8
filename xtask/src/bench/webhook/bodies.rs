//! The questions: what an API server sends, of the sizes that the budgets speak of.

use serde_json::{Map, Value, json};

/// A question, as it goes over the wire.
pub(super) struct Body {
    pub(super) name: &'static str,
    /// Head and body.
    pub(super) request: Vec<u8>,
    /// Bytes of the body.
    pub(super) size: usize,
    /// A text that is in our own answer.
    pub(super) answer: &'static str,
}

/// The four questions.
pub(super) fn all() -> Vec<Body> {
    let good = |managed| {
        mesh(
            &json!({"name": "some-mesh", "clusterSpec": "Enterprise"}),
            managed,
        )
    };
    let mut bare = good(70);
    // A deletion policy is what the built-in policy fills in.
    bare["metadata"]["annotations"] = json!({});
    let bad = mesh(&json!({"name": "some-mesh", "clusterSpec": "Gold"}), 70);
    let allowed = r#""allowed":true"#;
    vec![
        body("CREATE", "/validate", &good(70), &Value::Null, allowed),
        body("UPDATE", "/validate", &good(400), &good(400), allowed),
        body(
            "denial",
            "/validate",
            &bad,
            &Value::Null,
            r#""allowed":false"#,
        ),
        body("mutate", "/mutate", &bare, &Value::Null, r#""patch":"#),
    ]
}

fn body(name: &'static str, path: &str, new: &Value, old: &Value, answer: &'static str) -> Body {
    let operation = if old.is_null() { "CREATE" } else { "UPDATE" };
    let text = review(operation, new, old).to_string();
    let head = format!(
        "POST {path}?timeout=10s HTTP/1.1\r\nHost: localhost\r\nUser-Agent: kube-apiserver-admission\r\n\
         Content-Length: {}\r\nAccept: application/json, */*\r\nContent-Type: application/json\r\n\r\n",
        text.len()
    );
    Body {
        name,
        size: text.len(),
        request: (head + &text).into_bytes(),
        answer,
    }
}

fn review(operation: &str, new: &Value, old: &Value) -> Value {
    let kind =
        json!({"group": "istio.alibabacloud.com", "version": "v1beta1", "kind": "ServiceMesh"});
    let options = match operation {
        "UPDATE" => "UpdateOptions",
        _ => "CreateOptions",
    };
    let resource = json!({"group": "istio.alibabacloud.com", "version": "v1beta1", "resource": "servicemeshes"});
    json!({
        "kind": "AdmissionReview",
        "apiVersion": "admission.k8s.io/v1",
        "request": {
            "uid": "0df28fbd-5f5f-11e8-bc74-36e6bb280816",
            "kind": kind,
            "resource": resource,
            "requestKind": kind,
            "requestResource": resource,
            "name": "mesh",
            "operation": operation,
            "userInfo": {
                "username": "alice",
                "groups": ["platform", "system:authenticated"],
                "extra": {"authentication.kubernetes.io/credential-id": ["X509SHA256=0123456789abcdef"]},
            },
            "object": new,
            "oldObject": old,
            "dryRun": false,
            "options": {"kind": options, "apiVersion": "meta.k8s.io/v1", "fieldManager": "kubectl"},
        },
    })
}

fn mesh(spec: &Value, managed: usize) -> Value {
    let fields: Map<String, Value> = (0..managed)
        .map(|n| (format!("f:key-{n}"), json!({})))
        .collect();
    json!({
        "apiVersion": "istio.alibabacloud.com/v1beta1",
        "kind": "ServiceMesh",
        "metadata": {
            "name": "mesh",
            "uid": "9b6f2b66-0d6f-4a4f-9e0e-0f7c2f1d7a11",
            "resourceVersion": "4711",
            "generation": 1,
            "creationTimestamp": "2026-01-09T02:25:00Z",
            "labels": {"team": "platform", "app.kubernetes.io/part-of": "platform"},
            "annotations": {"operator.istio.alibabacloud.com/deletion-policy": "Retain"},
            "managedFields": [{
                "manager": "kubectl",
                "operation": "Apply",
                "apiVersion": "istio.alibabacloud.com/v1beta1",
                "time": "2026-01-09T02:25:00Z",
                "fieldsType": "FieldsV1",
                "fieldsV1": {"f:metadata": {"f:labels": fields}},
            }],
        },
        "spec": spec,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bodies_are_of_the_sizes_that_the_budgets_speak_of() {
        let sizes: Vec<usize> = all().iter().map(|body| body.size).collect();
        assert!((2_300..2_700).contains(&sizes[0]), "{sizes:?}");
        assert!((12_500..14_500).contains(&sizes[1]), "{sizes:?}");
    }
}
