//! The generated definition of `ServiceMesh`, on a real API server: registered without a word, and as
//! strict as the rules, never stricter.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use meshwright_policy::points::Cell;
use meshwright_policy::rule::Part;
use meshwright_policy::{Diagnostic, Level, Rule, Surface, rules};
use meshwright_testkit::control_plane::{Answer, ControlPlane, Options, Sandbox, shared};
use meshwright_testkit::vectors::{Vector, document, judge_alone, vectors};
use serde_json::{Value, json};

const MESHES: &str = "/apis/istio.alibabacloud.com/v1beta1/servicemesh";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn definition() -> String {
    let path = root().join("deploy/crds/servicemesh.istio.alibabacloud.com.yaml");
    std::fs::read_to_string(path).expect("the definition is committed")
}

/// The shared control plane, which knows the definition.
fn plane() -> &'static ControlPlane {
    static DEFINED: OnceLock<()> = OnceLock::new();
    DEFINED.get_or_init(|| {
        let output = shared().apply(&definition());
        assert_eq!(output.stderr, "", "registered without a warning");
    });
    shared()
}

fn mesh(sandbox: &Sandbox<'_>, spec: &Value) -> Value {
    json!({
        "apiVersion": "istio.alibabacloud.com/v1beta1",
        "kind": "ServiceMesh",
        "metadata": {"name": sandbox.name("mesh")},
        "spec": spec,
    })
}

/// A sentence for a case where the server and the rules disagree about a part of the object.
fn disagreement(vector: &Vector, answer: &Answer, part: Part) -> Option<String> {
    let report = judge_alone(&document(vector.document.clone()), Surface::Admission);
    let of_status = |fault: &Diagnostic| fault.path.to_string().starts_with("status");
    let denials: Vec<&Rule> = report
        .at(Level::Deny)
        .filter(|fault| of_status(fault) == (part == Part::Status))
        .map(|fault| fault.rule)
        .collect();
    let must_refuse = denials.iter().find(|rule| rule.points.crd == Cell::Exact);
    let verdict = match (must_refuse, answer.is_success()) {
        (Some(rule), true) => format!("admitted against {}", rule.code),
        (None, false) if denials.is_empty() && !of_metadata(answer) => {
            format!("refused: {}", answer.text)
        }
        _ => return None,
    };
    Some(format!("{}, {}: {verdict}", vector.rule, vector.name))
}

/// Whether the server's own rules about names and annotations refused it, which no definition changes.
fn of_metadata(answer: &Answer) -> bool {
    let causes = answer.causes();
    !causes.is_empty()
        && causes
            .iter()
            .all(|(field, _)| field.starts_with("metadata"))
}

/// Vectors about one `ServiceMesh` alone, under the default policy.
fn alone() -> impl Iterator<Item = Vector> {
    let kind = json!("ServiceMesh");
    let version = json!("istio.alibabacloud.com/v1beta1");
    vectors().into_iter().filter(move |vector| {
        let head = (&vector.document["kind"], &vector.document["apiVersion"]);
        let bare = vector.old.is_none() && vector.policy.is_none() && !vector.delete;
        bare && head == (&kind, &version) && vector.document["metadata"].is_object()
    })
}

#[test]
fn a_new_object_is_refused_exactly_where_the_rules_say_so() {
    let sandbox = plane().sandbox();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for mut vector in alone() {
        vector.document["metadata"]["name"] = json!(sandbox.name("mesh"));
        let path = format!("{MESHES}?dryRun=All");
        let answer = plane().admin().post(&path, &vector.document);
        wrong.extend(disagreement(&vector, &answer, Part::Main));
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 100, "only {count} cases");
}

#[test]
fn a_status_is_refused_exactly_where_the_rules_say_so() {
    let sandbox = plane().sandbox();
    let stored = create(&sandbox, &json!({"name": "mesh-name"}));
    let path = format!("{MESHES}/{}/status?dryRun=All", sandbox.name("mesh"));
    let (mut wrong, mut count) = (Vec::new(), 0);
    for mut vector in alone().filter(|vector| vector.document.get("status").is_some()) {
        vector.document["metadata"] = stored["metadata"].clone();
        let answer = plane().admin().put(&path, &vector.document);
        wrong.extend(disagreement(&vector, &answer, Part::Status));
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 50, "only {count} cases");
}

fn create(sandbox: &Sandbox<'_>, spec: &Value) -> Value {
    let body = mesh(sandbox, spec);
    plane().admin().post(MESHES, &body).expect_success()
}

/// The field and the code of each cause.
fn refusal(answer: &Answer) -> Vec<(String, String)> {
    assert_eq!(answer.code, 422, "{}", answer.text);
    let code = |message: &str| {
        message
            .split(": ")
            .find(|part| rules::find(part).is_some())
            .unwrap_or_default()
            .to_owned()
    };
    let causes = answer.causes().into_iter();
    causes
        .map(|(field, message)| (field, code(&message)))
        .collect()
}

#[test]
fn the_id_cannot_be_changed_in_any_way() {
    let sandbox = plane().sandbox();
    let stored = create(&sandbox, &json!({"id": "mesh-1"}));
    let admin = plane().admin();
    let path = format!("{MESHES}/{}", sandbox.name("mesh"));
    let changed = |change: fn(&mut Value)| {
        let mut document = stored.clone();
        change(&mut document);
        document
    };
    let answers = [
        admin.patch("merge", &path, &json!({"spec": {"id": "mesh-2"}})),
        admin.patch("merge", &path, &json!({"spec": {"id": null}})),
        admin.patch("merge", &path, &json!({"spec": null})),
        admin.patch("json", &path, &json!([{"op": "remove", "path": "/spec"}])),
        admin.put(
            &path,
            &changed(|document| document["spec"]["id"] = json!("mesh-2")),
        ),
        admin.put(&path, &changed(|document| document["spec"] = json!({}))),
    ];
    for answer in &answers {
        let immutable = refusal(answer)
            .into_iter()
            .any(|(_, code)| code == "SM0301");
        assert!(immutable, "{}", answer.text);
    }
    let harmless = admin.patch(
        "merge",
        &path,
        &json!({"spec": {"clusterSpec": "Ultimate"}}),
    );
    assert!(harmless.is_success(), "{}", harmless.text);
}

#[test]
fn kubectl_shows_every_denial_as_people_will_read_it() {
    let sandbox = plane().sandbox();
    let name = sandbox.name("mesh");
    let apply = |id: &str, edition: &str| {
        let body = mesh(&sandbox, &json!({"id": id, "clusterSpec": edition}));
        plane()
            .kubectl(&["apply", "-f", "-"])
            .stdin(&body.to_string())
            .run()
    };
    apply("mesh-1", "Standard").expect_success();
    let denials = [apply("mesh-2", "Standard"), apply("mesh-1", "Tiny")];
    assert!(
        denials
            .iter()
            .all(|denial| denial.code == Some(1) && denial.stdout.is_empty())
    );
    let said: String = denials
        .iter()
        .map(|denial| denial.stderr.replace(&name, "NAME"))
        .collect();
    assert_eq!(said, include_str!("denial.txt"));
}

#[test]
fn every_good_example_goes_through_kubectl() {
    let mut arguments = vec!["create".to_owned(), "--dry-run=server".to_owned()];
    for (path, text) in examples() {
        if !text.contains("kind: CustomResourceDefinition\n") {
            arguments.extend(["-f".to_owned(), path]);
        }
    }
    assert!(arguments.len() > 20);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    plane().kubectl(&arguments).run().expect_success();
}

/// `valid*.yaml` of the rules about a `ServiceMesh`.
fn examples() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for rule in rules::all()
        .iter()
        .filter(|rule| rule.code.starts_with("SM"))
    {
        let folder = root().join("tests/rules").join(rule.code);
        // Some rules cannot be shown by a document.
        let entries = std::fs::read_dir(folder).into_iter().flatten();
        for path in entries.map(|entry| entry.expect("an entry").path()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with("valid") && name.ends_with(".yaml") {
                let text = std::fs::read_to_string(&path).expect("an example");
                found.push((path.display().to_string(), text));
            }
        }
    }
    found.sort();
    found
}

fn registers(minor: u8) {
    let plane = ControlPlane::start(&Options::new().emulating(minor)).expect("a control plane");
    assert_eq!(plane.apply(&definition()).stderr, "");
    let bad = json!({"apiVersion": "istio.alibabacloud.com/v1beta1", "kind": "ServiceMesh", "metadata": {"name": "mesh"}, "spec": {"clusterSpec": "Tiny"}});
    let answer = plane.admin().post(MESHES, &bad);
    let (field, _) = &answer.causes()[0];
    assert_eq!((answer.code, field.as_str()), (422, "spec.clusterSpec"));
    let version = plane.admin().get("/version").json();
    assert_eq!(version["emulationMinor"], minor.to_string());
}

#[test]
fn kubernetes_1_33_takes_the_definition() {
    registers(33);
}

#[test]
fn kubernetes_1_34_takes_the_definition() {
    registers(34);
}

#[test]
fn kubernetes_1_35_takes_the_definition() {
    registers(35);
}

#[test]
fn kubernetes_1_36_takes_the_definition() {
    registers(36);
}
