//! Two control planes: one with another vendor's loose definition, where the webhook stands alone, and one
//! with ours, whose CEL speaks before the webhook does.

use std::path::Path;
use std::sync::OnceLock;

use meshwright_testkit::control_plane::{ControlPlane, Options, shared};
use meshwright_testkit::open_definition;
use serde_json::json;

/// With a definition that lets everything through; audited.
pub(crate) fn loose() -> &'static ControlPlane {
    static PLANE: OnceLock<ControlPlane> = OnceLock::new();
    PLANE.get_or_init(|| {
        let options = Options::new()
            .audited()
            .user("alice", &["developers"])
            .user("bob", &["platform"])
            .user("operator", &["operators"]);
        let plane = ControlPlane::start(&options).unwrap();
        plane.apply(&open_definition().to_string());
        for user in ["alice", "bob", "operator"] {
            plane
                .kubectl(&[
                    "create",
                    "clusterrolebinding",
                    user,
                    "--clusterrole=cluster-admin",
                    &format!("--user={user}"),
                ])
                .run()
                .expect_success();
        }
        plane
    })
}

/// With two versions of the resource served, of which the webhook knows the first.
pub(crate) fn two_versions() -> &'static ControlPlane {
    static PLANE: OnceLock<ControlPlane> = OnceLock::new();
    PLANE.get_or_init(|| {
        let plane = ControlPlane::start(&Options::new()).unwrap();
        let mut definition = open_definition();
        let versions = definition["spec"]["versions"].as_array_mut().unwrap();
        let mut second = versions[0].clone();
        second["name"] = json!("v1beta2");
        second["storage"] = json!(false);
        versions.push(second);
        plane.apply(&definition.to_string());
        plane
    })
}

/// With the generated definition.
pub(crate) fn strict() -> &'static ControlPlane {
    static DEFINED: OnceLock<()> = OnceLock::new();
    DEFINED.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let file = root.join("deploy/crds/servicemesh.istio.alibabacloud.com.yaml");
        shared().apply(&std::fs::read_to_string(file).unwrap());
    });
    shared()
}
