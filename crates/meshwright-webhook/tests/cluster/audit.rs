//! What the audit log of the API server keeps of an answer.

use meshwright_testkit::wait;
use serde_json::{Value, json};

use crate::site::{MESHES, Site};

/// The annotations of the first event about an object that ended so, once it is there.
fn annotations(site: &Site, name: &str, code: u64) -> Value {
    let name = site.sandbox.name(name);
    let event = wait::until("the audit event", || {
        site.plane().audit().into_iter().find(|event| {
            event["objectRef"]["name"] == *name && event["responseStatus"]["code"] == code
        })
    });
    event["annotations"].clone()
}

#[test]
fn the_audit_log_says_what_was_found_and_by_which_policy() {
    let site = Site::new(&json!({"breakGlassGroups": ["platform"]}));
    let mut mesh = site.mesh(&json!({"clusterSpec": "Pro"}));
    let revision = &*site.daemon.running.policies.current().revision.clone();
    assert_eq!(site.admin().post(MESHES, &mesh).code, 422);
    let denied = annotations(&site, "mesh", 422);
    assert_eq!(
        denied["validate.meshwright.dev/codes"], "SM0201",
        "{denied}"
    );
    assert_eq!(denied["validate.meshwright.dev/policy-revision"], revision);

    mesh["metadata"]["annotations"] =
        json!({"meshwright.dev/break-glass": "2026-11-26 ticket 4711"});
    site.plane()
        .client("bob")
        .post(MESHES, &mesh)
        .expect_success();
    let told = annotations(&site, "mesh", 201);
    assert_eq!(
        told["validate.meshwright.dev/break-glass"], "bob until 2026-11-26: ticket 4711",
        "{told}"
    );
    assert_eq!(told["validate.meshwright.dev/would-deny"], "SM0201");

    let mut other = site.mesh(&json!({"id": "mesh-1"}));
    other["metadata"]["name"] = json!(site.sandbox.name("other"));
    site.admin().post(MESHES, &other).expect_success();
    let filled = annotations(&site, "other", 201);
    assert!(
        filled["mutate.meshwright.dev/defaults"].is_string(),
        "{filled}"
    );
}
