//! Uninstalling: the very commands of docs/deploy.md, after an installation by overlay.

use std::collections::BTreeSet;

use meshwright_testkit::control_plane::{Answer, ControlPlane};
use serde_json::json;

use crate::cluster::{self, MESHES, mesh, ours, run_with_namespaces_ending, until_answered};
use crate::rendered::{apply, deploy, know_cert_manager, overlays, rendered_at, root};

#[test]
fn the_commands_of_the_page_leave_the_definition_and_the_meshes_and_nothing_else() {
    let plane = cluster::start();
    know_cert_manager(&plane);
    plane.apply(&rendered_at(&plane, &deploy().join("crds")));
    let kept = mesh("kept", &json!({"name": "some-mesh"}));
    plane.admin().post(MESHES, &kept).expect_success();
    let expected: BTreeSet<String> = ours(&plane);
    let [usual, first] = &blocks()[..] else {
        panic!("the page has another number of blocks");
    };
    for overlay in overlays() {
        apply(&plane, &overlay);
        if overlay == "policies-and-defaults" {
            run(&plane, first);
        }
        run(&plane, usual);
        assert_eq!(ours(&plane), expected, "{overlay}");
        until_answered(&plane, "nobody to be asked", Answer::is_success);
    }
}

/// The blocks of commands in the chapter on uninstalling: for everybody, and what some do first.
fn blocks() -> Vec<String> {
    let page = std::fs::read_to_string(root().join("docs/deploy.md")).expect("the page");
    let chapter = page
        .split("\n## ")
        .find(|chapter| chapter.starts_with("Uninstalling\n"));
    let blocks = chapter.expect("the chapter").split("```sh\n").skip(1);
    let inside = blocks.map(|block| block.split("```").next().unwrap_or_default());
    inside.map(ToOwned::to_owned).collect()
}

/// Runs the commands one after the other, as a shell does in a checkout.
fn run(plane: &ControlPlane, block: &str) {
    for line in block.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        assert_eq!(words[0], "kubectl", "{line}");
        run_with_namespaces_ending(plane, || {
            plane.kubectl(&words[1..]).directory(&root()).run()
        })
        .expect_success();
    }
}
