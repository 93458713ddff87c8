//! The generated admission policies in a real API server: taken without a warning, and each of their
//! expressions speaks where its rule does.

#![cfg(test)]

use std::collections::BTreeSet;

use meshwright_policy::defaults::{Operation, defaults};
use meshwright_policy::{Level, Policy};
use meshwright_schema::policies::{
    NAMESPACE, PARAMETERS, expressions, mutating, parameters, validating,
};
use meshwright_testkit::{Answer, Client, ControlPlane, Options, wait};
use serde_json::{Value, json};

const OBJECTS: &str = "/apis/istio.alibabacloud.com/v1beta1/servicemesh";
const PREFIX: &str = "operator.istio.alibabacloud.com";
const FINALIZER: &str = "servicemeshoperator.finalizers.alibabacloud.com";

/// An API server, its policies in force.
struct World {
    plane: ControlPlane,
}

impl World {
    /// The policies with the parameters of `policy`, over a definition without expressions of its own. The
    /// objects in `stored` were there before.
    fn new(options: &Options, policy: &Policy, stored: &[Value]) -> Self {
        let plane = ControlPlane::start(options).unwrap();
        let world = Self { plane };
        world.apply(&silenced(meshwright_schema::definition()));
        world.apply(
            &json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}),
        );
        for object in stored {
            wait::until("the definition to be served", || {
                world
                    .admin()
                    .post(OBJECTS, object)
                    .is_success()
                    .then_some(())
            });
        }
        world.apply(&parameters(policy));
        for object in validating() {
            world.apply(&object);
        }
        wait::until("the policies to be in force", || {
            let deletion = annotated("deletion-policy", "Keep");
            let said = |object: &Value| codes(&world.create(object));
            let known = said(&deletion).contains("SM0401");
            let informed = said(&mesh(&json!({"clusterSpec": "Standard"}))).contains("SM0203");
            (known && (informed || policy.region.alibaba.is_none())).then_some(())
        });
        world
    }

    fn admin(&self) -> &Client {
        self.plane.admin()
    }

    /// Applies an object as kubectl does, which must cause no warning.
    fn apply(&self, object: &Value) {
        let text = |key: &str| object[key].as_str().unwrap().to_owned();
        let [version, kind] = [text("apiVersion"), text("kind")];
        let group = if version.contains('/') { "apis" } else { "api" };
        let namespace = object
            .pointer("/metadata/namespace")
            .and_then(Value::as_str);
        let namespace = namespace.map_or(String::new(), |name| format!("namespaces/{name}/"));
        let name = object["metadata"]["name"].as_str().unwrap();
        let plural = kind.to_lowercase().replace("policy", "policie") + "s";
        let plural = plural.replace("policiebindings", "policybindings");
        let path = format!(
            "/{group}/{version}/{namespace}{plural}/{name}?fieldManager=test&force=true&fieldValidation=Strict"
        );
        let answer = self.admin().patch("apply", &path, object);
        answer.expect_success();
        assert!(
            answer.warnings.is_empty(),
            "{kind} {name}: {:?}",
            answer.warnings
        );
    }

    fn create(&self, object: &Value) -> Answer {
        self.admin().post(&format!("{OBJECTS}?dryRun=All"), object)
    }
}

fn change(who: &Client, place: &str, patch: &Value) -> Answer {
    who.patch("merge", &format!("{OBJECTS}/{place}?dryRun=All"), patch)
}

/// A definition without what refuses before the policies are asked.
fn silenced(mut value: Value) -> Value {
    match &mut value {
        Value::Object(members) => {
            members.retain(|key, _| !key.starts_with("x-kubernetes-"));
            for member in members.values_mut() {
                *member = silenced(member.take());
            }
        }
        Value::Array(items) => {
            for item in items {
                *item = silenced(item.take());
            }
        }
        _ => {}
    }
    value
}

fn mesh(spec: &Value) -> Value {
    named("mesh", &json!({}), spec)
}

fn annotated(key: &str, value: &str) -> Value {
    named(
        "mesh",
        &json!({format!("{PREFIX}/{key}"): value}),
        &json!({}),
    )
}

fn named(name: &str, annotations: &Value, spec: &Value) -> Value {
    json!({
        "apiVersion": "istio.alibabacloud.com/v1beta1",
        "kind": "ServiceMesh",
        "metadata": {"name": name, "annotations": annotations, "finalizers": [FINALIZER]},
        "spec": spec,
    })
}

/// The codes that an answer says, in its refusal and in its warnings.
fn codes(answer: &Answer) -> BTreeSet<String> {
    let refusal = if answer.is_success() {
        ""
    } else {
        &answer.text
    };
    let texts = answer.warnings.iter().map(String::as_str).chain([refusal]);
    let known = expressions();
    texts
        .flat_map(|text| known.iter().filter(move |one| text.contains(&one.message)))
        .map(|one| one.code.to_owned())
        .collect()
}

fn said(answer: &Answer) -> Vec<String> {
    codes(answer).into_iter().collect()
}

fn policy() -> Policy {
    let spec = json!({
        "region": {"alibaba": "ap-southeast-1"},
        "controllers": ["controller"],
        "breakGlassGroups": ["rescuers"],
    });
    Policy::from_spec(&spec).unwrap()
}

/// A status that is in order.
fn recorded() -> Value {
    json!({"serviceMeshName": "mesh-a", "serviceMeshId": "c1", "clusterSpec": "Ultimate"})
}

fn condition(r#type: &str, status: &str, reason: &str, message: &str) -> Value {
    json!({"type": r#type, "status": status, "reason": reason, "message": message})
}

/// Objects, and the rule that speaks of each.
fn creates() -> Vec<(&'static str, Value)> {
    vec![
        ("SM0103", mesh(&json!({"name": "A"}))),
        ("SM0105", mesh(&json!({"name": "a-mesh", "id": "c1"}))),
        ("SM0201", mesh(&json!({"clusterSpec": "Pro"}))),
        ("SM0203", mesh(&json!({"clusterSpec": "Standard"}))),
        ("SM0401", annotated("deletion-policy", "delete")),
        ("SM0403", annotated("deletion-policy", "Delete")),
        ("SM0404", annotated("retry-at", "now")),
        ("SM0405", annotated("deletion-polcy", "Retain")),
    ]
}

/// Changes of the status, and the rule that speaks of each.
fn statuses() -> Vec<(&'static str, Value)> {
    let conditions = |conditions: Value| json!({"status": {"conditions": conditions}});
    vec![
        ("SM0302", json!({"status": {"serviceMeshName": "mesh-b"}})),
        ("SM0303", json!({"status": {"serviceMeshId": "c2"}})),
        (
            "SM0501",
            conditions(json!([condition("Foo", "True", "Passed", "")])),
        ),
        (
            "SM0502",
            conditions(json!([condition("Retried", "True", "OK", "")])),
        ),
        (
            "SM0503",
            conditions(json!([condition("Retried", "true", "Retried", "")])),
        ),
        (
            "SM0504",
            conditions(json!([
                condition("Retried", "True", "Retried", ""),
                condition("Retried", "True", "Retried", "")
            ])),
        ),
        (
            "SM0505",
            conditions(json!([
                condition("ClusterEnrolled", "True", "Succeeded", ""),
                condition("PreChecked", "True", "Passed", "")
            ])),
        ),
        (
            "SM0506",
            conditions(json!([condition("PreChecked", "True", "Available", "")])),
        ),
        (
            "SM0507",
            conditions(
                json!([{"type": "PreChecked", "status": "True", "lastTransitionTime": "now"}]),
            ),
        ),
        ("SM0508", json!({"status": {"observedGeneration": 7}})),
        (
            "SM0509",
            conditions(json!([condition("PreChecked", "False", "Failed", "")])),
        ),
        ("SM0510", json!({"status": {"clusterSpec": "Pro"}})),
    ]
}

#[test]
fn every_expression_speaks_where_its_rule_does() {
    let options = Options::new().audited();
    let world = World::new(
        &options,
        &policy(),
        &[named(
            "old",
            &json!({}),
            &json!({"clusterSpec": "Ultimate", "id": "c1"}),
        )],
    );
    let controller = world.admin().acting_as("controller", &["system:masters"]);
    let answer = controller.patch(
        "merge",
        &format!("{OBJECTS}/old/status"),
        &json!({"status": recorded()}),
    );
    answer.expect_success();
    assert_eq!(said(&answer), [""; 0]);

    let mut seen = BTreeSet::from(["SM0106".to_owned()]);
    let mut expect = |code: &str, answer: &Answer| {
        assert_eq!(said(answer), [code], "{answer:?}");
        seen.insert(code.to_owned());
    };
    for (code, object) in creates() {
        expect(code, &world.create(&object));
    }
    for (code, patch) in [
        ("SM0206", json!({"spec": {"clusterSpec": "Enterprise"}})),
        ("SM0301", json!({"spec": {"id": "c2"}})),
        ("SM0602", json!({"metadata": {"finalizers": null}})),
    ] {
        expect(code, &change(world.admin(), "old", &patch));
    }
    expect(
        "SM0306",
        &change(
            world.admin(),
            "old/status",
            &json!({"status": {"serviceMeshId": "c1", "observedGeneration": 1}}),
        ),
    );
    for (code, patch) in statuses() {
        expect(code, &change(&controller, "old/status", &patch));
    }
    let all: BTreeSet<String> = expressions()
        .iter()
        .map(|one| one.code.to_owned())
        .collect();
    assert_eq!(seen, all, "every rule with an expression has a write here");

    world.create(&mesh(&json!({"id": "x"}))).expect_success();
    wait::until("the audit log to name SM0106", || {
        let log = world.plane.audit();
        log.iter()
            .any(|event| event.to_string().contains("SM0106"))
            .then_some(())
    });
}

#[test]
fn those_who_may_are_let_through_and_old_faults_may_stay() {
    let faulty = named(
        "old",
        &json!({format!("{PREFIX}/deletion-policy"): "Keep"}),
        &json!({"clusterSpec": "Pro"}),
    );
    let world = World::new(&Options::new(), &policy(), &[faulty]);
    let admits = |who: &Client, patch: Value| {
        let answer = change(who, "old", &patch);
        assert!(answer.is_success(), "{patch}: {answer:?}");
    };
    let free = json!({"metadata": {"finalizers": null}});
    admits(
        &world.admin().acting_as("controller", &["system:masters"]),
        free.clone(),
    );
    admits(
        &world
            .admin()
            .acting_as("somebody", &["system:masters", "rescuers"]),
        free,
    );
    admits(world.admin(), json!({"metadata": {"labels": {"a": "b"}}}));
    admits(world.admin(), json!({"spec": {"name": "another-mesh"}}));
    let worse =
        json!({"metadata": {"annotations": {format!("{PREFIX}/deletion-policy"): "Keep2"}}});
    assert_eq!(said(&change(world.admin(), "old", &worse)), ["SM0401"]);
    assert_eq!(
        said(&change(
            world.admin(),
            "old",
            &json!({"spec": {"clusterSpec": "Pro2"}})
        )),
        ["SM0201"]
    );
}

#[test]
fn parameters_that_change_count_and_those_that_are_missing_refuse() {
    let world = World::new(&Options::new(), &policy(), &[]);
    let standard = mesh(&json!({"clusterSpec": "Standard"}));
    let mut elsewhere = policy();
    elsewhere.region.alibaba = Some("mars-1".to_owned());
    world.apply(&parameters(&elsewhere));
    wait::until("the unknown region to be warned of", || {
        let answer = world.create(&standard);
        (answer.is_success() && said(&answer) == ["SM0203"]).then_some(())
    });
    elsewhere.region.alibaba = Some("cn-hangzhou".to_owned());
    world.apply(&parameters(&elsewhere));
    wait::until("the mainland to be quiet", || {
        let answer = world.create(&standard);
        (answer.is_success() && said(&answer).is_empty()).then_some(())
    });
    let path = format!("/api/v1/namespaces/{NAMESPACE}/configmaps/{PARAMETERS}");
    world.admin().delete(&path).expect_success();
    wait::until("missing parameters to refuse", || {
        let answer = world.create(&standard);
        (!answer.is_success() && answer.text.contains("parameterNotFoundAction")).then_some(())
    });
}

#[test]
fn the_defaults_of_the_policies_are_those_of_the_rules() {
    let old = named("old", &json!({}), &json!({"clusterSpec": "Ultimate"}));
    let world = World::new(&Options::new(), &policy(), &[old]);
    for object in mutating() {
        world.apply(&object);
    }
    wait::until("the defaults to be written", || {
        let written = world.create(&mesh(&json!({}))).json();
        let edition = written.pointer("/spec/clusterSpec") == Some(&json!("Enterprise"));
        (edition && written.to_string().contains("Retain")).then_some(())
    });
    for object in [
        mesh(&json!({})),
        mesh(&json!({"name": "a-mesh"})),
        mesh(&json!({"id": "c1"})),
        mesh(&json!({"clusterSpec": "Ultimate"})),
        annotated("deletion-policy", "Delete"),
        annotated("retry-at", ""),
        json!({"apiVersion": "istio.alibabacloud.com/v1beta1", "kind": "ServiceMesh", "metadata": {"name": "mesh"}}),
    ] {
        let written = world.create(&object).expect_success();
        assert_eq!(
            decided(&written),
            decided(&filled(&object, None)),
            "{object}"
        );
    }
    let emptied = change(
        world.admin(),
        "old",
        &json!({"spec": {"clusterSpec": null}}),
    );
    assert_eq!(emptied.expect_success()["spec"]["clusterSpec"], "Ultimate");
}

#[test]
fn servers_before_the_mutating_policies_take_the_validating_ones() {
    for minor in [33, 35] {
        let world = World::new(&Options::new().emulating(minor), &policy(), &[]);
        assert_eq!(
            said(&world.create(&mesh(&json!({"clusterSpec": "Pro"})))),
            ["SM0201"]
        );
        let path = "/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies";
        assert_eq!(world.admin().get(path).code, 404);
    }
}

#[test]
fn the_expressions_are_of_the_levels_of_their_rules() {
    let denied: BTreeSet<&str> = expressions()
        .iter()
        .filter(|one| one.level == Level::Deny)
        .map(|one| one.code)
        .collect();
    let expected = [
        "SM0201", "SM0203", "SM0301", "SM0302", "SM0306", "SM0401", "SM0503", "SM0504", "SM0507",
        "SM0510", "SM0602",
    ];
    assert_eq!(denied, BTreeSet::from(expected));
}

/// The object with the defaults of the rules.
fn filled(object: &Value, old: Option<&Value>) -> Value {
    let read = |value: &Value| serde_json::from_value(value.clone()).unwrap();
    let old = old.map(read);
    let mut object = object.clone();
    for default in defaults(&read(&object), old.as_ref(), Operation::Create, &policy()) {
        if let Some(edit) = default.edit {
            let patch: json_patch::Patch =
                serde_json::from_value(Value::from(edit.json_patch(&object))).unwrap();
            json_patch::patch(&mut object, &patch).unwrap();
        }
    }
    object
}

fn decided(object: &Value) -> (Value, Value) {
    (
        object["spec"].clone(),
        object["metadata"]["annotations"].clone(),
    )
}
