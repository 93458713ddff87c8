//! The parameters of the admission policies, spoilt in every way: a write is refused, and the refusal says
//! why.

use meshwright_testkit::control_plane::{Answer, ControlPlane};
use meshwright_testkit::wait;
use serde_json::{Value, json};

use crate::cluster::{self, MESHES, mesh};
use crate::rendered::{apply, deploy, rendered_at};

const MAPS: &str = "/api/v1/namespaces/meshwright-system/configmaps";
const NAME: &str = "meshwright-parameters";
const POLICY: &str = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";

#[test]
fn parameters_that_are_gone_renamed_or_of_another_kind_refuse_and_say_so() {
    let plane = cluster::start();
    apply(&plane, "files");
    for kind in ["validating", "mutating"] {
        let path =
            format!("/apis/admissionregistration.k8s.io/v1/{kind}webhookconfigurations/meshwright");
        plane.admin().delete(&path).expect_success();
    }
    plane.apply(&rendered_at(&plane, &deploy().join("policies/validating")));
    let good = format!("{MAPS}/{NAME}");
    let map = plane.admin().get(&good).expect_success();

    plane.admin().delete(&good).expect_success();
    refused(&plane, "parameterNotFoundAction");
    let mut renamed = json!({"metadata": {"name": "renamed"}, "data": map["data"]});
    plane.admin().post(MAPS, &renamed).expect_success();
    refused(&plane, "parameterNotFoundAction");
    renamed["metadata"]["name"] = json!(NAME);
    plane.admin().post(MAPS, &renamed).expect_success();
    answered(
        &plane,
        "good parameters to be good again",
        Answer::is_success,
    );

    let nothing = json!({"metadata": {"name": NAME}, "data": null});
    plane.admin().put(&good, &nothing).expect_success();
    // Nothing is known then, which refuses nothing by itself; what needs no parameters goes on.
    answered(&plane, "empty parameters to do", Answer::is_success);
    let bad = mesh("mesh", &json!({"clusterSpec": "Pro"}));
    let bad = plane.admin().post(&format!("{MESHES}?dryRun=All"), &bad);
    assert!(bad.text.contains("SM0201"), "{}", bad.text);
    plane.admin().put(&good, &renamed).expect_success();

    for policy in with_parameters(&plane) {
        let kind = json!({"spec": {"paramKind": {"apiVersion": "v1", "kind": "Nothing"}}});
        plane
            .admin()
            .patch("merge", &format!("{POLICY}/{policy}"), &kind)
            .expect_success();
    }
    refused(&plane, "paramKind");
}

/// The names of the policies that ask for parameters.
fn with_parameters(plane: &ControlPlane) -> Vec<String> {
    let all = plane.admin().get(POLICY).expect_success();
    let items = all["items"].as_array().expect("a list").iter();
    let asking = items.filter(|it| it["spec"]["paramKind"].is_object());
    let names = asking.filter_map(|it| it["metadata"]["name"].as_str());
    let names: Vec<String> = names.map(ToOwned::to_owned).collect();
    assert!(!names.is_empty());
    names
}

fn refused(plane: &ControlPlane, why: &str) {
    answered(plane, why, |answer| {
        !answer.is_success() && answer.text.contains(why)
    });
}

/// A write that needs the parameters to be judged.
fn answered(plane: &ControlPlane, what: &str, awaited: impl Fn(&Answer) -> bool) {
    let mesh: Value = mesh(
        "mesh",
        &json!({"clusterSpec": "Enterprise", "name": "some-mesh"}),
    );
    wait::until(what, || {
        let answer = plane.admin().post(&format!("{MESHES}?dryRun=All"), &mesh);
        awaited(&answer).then_some(())
    });
}
