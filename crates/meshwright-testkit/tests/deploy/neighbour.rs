//! Another vendor's operator in the cluster: how the page finds it.

use meshwright_testkit::control_plane::ControlPlane;
use serde_json::json;

use crate::cluster::{self, MESHES, mesh};
use crate::page::{blocks, kubectl};
use crate::rendered::{deploy, rendered_at};

#[test]
fn who_keeps_the_definition_and_who_writes_the_status_is_named_by_the_commands_of_the_page() {
    let plane = cluster::start();
    let definition = rendered_at(&plane, &deploy().join("crds"));
    plane.apply(&definition);
    let created = plane
        .admin()
        .post(MESHES, &mesh("mesh", &json!({"name": "some-mesh"})));
    created.expect_success();
    assert_eq!(found(&plane), (false, false));

    let by = "--field-manager=their-operator";
    let apply = ["apply", "--server-side", "--force-conflicts", by, "-f", "-"];
    let applied = plane.kubectl(&apply).stdin(&definition).run();
    applied.expect_success();
    assert_eq!(found(&plane), (true, false));
    let path = format!("{MESHES}/mesh/status?fieldManager=their-operator");
    let status = json!({"status": {"serviceMeshId": "mesh-1"}});
    plane
        .admin()
        .patch("merge", &path, &status)
        .expect_success();
    assert_eq!(found(&plane), (true, true));
}

/// Whether the operator is seen at the definition, and at a mesh.
fn found(plane: &ControlPlane) -> (bool, bool) {
    let lines = &blocks("Beside another vendor's operator")[0];
    let says = |line: &str| {
        let output = kubectl(plane, line).run().expect_success();
        output.stdout.contains("their-operator")
    };
    (says(&lines[0]), says(&lines[1]))
}
