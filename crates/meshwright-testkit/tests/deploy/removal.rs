//! Uninstalling: the very commands of docs/deploy.md, after an installation by overlay.

use std::collections::BTreeSet;

use meshwright_testkit::control_plane::Answer;
use serde_json::json;

use crate::cluster::{self, MESHES, mesh, ours, run_with_namespaces_ending, until_answered};
use crate::page::{blocks, kubectl};
use crate::rendered::{apply, deploy, know_cert_manager, overlays, rendered_at};

#[test]
fn the_commands_of_the_page_leave_the_definition_and_the_meshes_and_nothing_else() {
    uninstalls(&parted().1);
}

#[test]
fn the_commands_of_the_page_take_the_policies_away_before_what_they_need() {
    uninstalls(&parted().0);
}

/// The overlays with policies, and the others.
fn parted() -> (Vec<String>, Vec<String>) {
    let all = overlays().into_iter();
    all.partition(|overlay| overlay.starts_with("policies"))
}

fn uninstalls(overlays: &[String]) {
    let plane = cluster::start();
    know_cert_manager(&plane);
    plane.apply(&rendered_at(&plane, &deploy().join("crds")));
    let kept = mesh("kept", &json!({"name": "some-mesh"}));
    plane.admin().post(MESHES, &kept).expect_success();
    let expected: BTreeSet<String> = ours(&plane);
    let blocks = blocks("Uninstalling");
    for overlay in overlays {
        apply(&plane, overlay);
        let mut lines = blocks[0].clone();
        if overlay == "policies-and-defaults" {
            lines[1].clone_from(&blocks[1][0]);
        }
        for line in lines {
            let kubectl = kubectl(&plane, &line);
            run_with_namespaces_ending(&plane, || kubectl.run()).expect_success();
            // After every line: the order is such that nobody is asked who is not there any more.
            let what = format!("{overlay}: nobody to refuse after {line}");
            until_answered(&plane, &what, Answer::is_success);
        }
        assert_eq!(ours(&plane), expected, "{overlay}");
    }
}
