//! The rules as a library: a policy, a file, an admission request.
//!
//! Run it with `cargo run -p meshwright-policy --example library`.

use meshwright_api::{FieldPath, path};
use meshwright_policy::{
    Admission, Context, Diagnostic, Document, Level, Operation, Policy, Report, Requester, Subject,
    Surface, admit, rules, validate,
};
use serde_json::{Value, json};

#[expect(clippy::print_stdout, reason = "an example shows what it finds")]
fn main() -> Result<(), serde_json::Error> {
    let policy = policy();
    let mesh = json!({
        "apiVersion": "istio.alibabacloud.com/v1beta1",
        "kind": "ServiceMesh",
        "metadata": {"name": "mesh"},
        "spec": {"name": "some-mesh", "clusterSpec": "standard"},
    });

    println!("{} rules; as a file:", rules::all().len());
    let report = judge(&mesh, &policy)?;
    report
        .diagnostics()
        .iter()
        .for_each(|fault| println!("  {}", line(fault)));
    let edition: FieldPath = path!["spec", "clusterSpec"];
    let about_edition = report
        .diagnostics()
        .iter()
        .filter(|fault| fault.path == edition);
    println!("  {} of them about {edition}", about_edition.count());

    println!("as a request:");
    for line in ask(mesh, &policy)? {
        println!("  {line}");
    }
    Ok(())
}

/// As a platform team would configure it.
fn policy() -> Policy {
    let mut policy = Policy::default();
    policy.region.alibaba = Some("eu-central-1".to_owned());
    policy.set_level("SM0205", Level::Off);
    policy
}

fn document(value: Value) -> Result<Document, serde_json::Error> {
    Ok(Document::ServiceMesh(serde_json::from_value(value)?))
}

fn judge(mesh: &Value, policy: &Policy) -> Result<Report, serde_json::Error> {
    let document = document(mesh.clone())?;
    Ok(validate(
        &Subject::new(&document),
        &Context::new(policy, Surface::Lint),
    ))
}

fn line(fault: &Diagnostic) -> String {
    let help = fault.help.as_deref().unwrap_or("see its page");
    format!(
        "{} {} {}: {} ({help})",
        fault.level,
        fault.code(),
        fault.path,
        fault.message
    )
}

/// Asks for the mesh as it is, and once more with the edition mended.
fn ask(mut mesh: Value, policy: &Policy) -> Result<Vec<String>, serde_json::Error> {
    let mut said = Vec::new();
    for edition in ["standard", "Ultimate"] {
        mesh["spec"]["clusterSpec"] = edition.into();
        let new = document(mesh.clone())?;
        let requester = Requester {
            username: "alice".to_owned(),
            groups: Vec::new(),
        };
        let admission = Admission {
            operation: Operation::Create,
            subresource: None,
            dry_run: true,
            new: Some(&new),
            old: None,
            requester: &requester,
            siblings: &[],
        };
        let decision = admit(&admission, &Context::new(policy, Surface::Admission));
        let answer = decision.message().unwrap_or_else(|| "allowed".to_owned());
        said.push(format!("{edition}: {answer}"));
        said.extend(
            decision
                .edits
                .iter()
                .map(|edit| format!("{edition}: sets {}", edit.path())),
        );
    }
    Ok(said)
}
