//! What becomes of writes while the webhook is broken or gone.

use meshwright_policy::{Admission, Context, Decision};
use meshwright_testkit::wait;
use serde_json::json;

use crate::planes;
use crate::site::{MESHES, Site};

#[test]
fn a_defect_is_a_denial() {
    fn defect(_: &Admission<'_>, _: &Context<'_>) -> Decision {
        panic!("injected by a test")
    }
    let site = Site::unregistered(planes::loose(), &json!({}), |core| core.judged_by(defect));
    // Open where it cannot be reached: a denial is an answer all the same.
    site.register(|webhook| webhook["failurePolicy"] = json!("Ignore"));
    let good = site.mesh(&json!({"id": "mesh-1", "clusterSpec": "Enterprise"}));
    let answer = wait::until("the webhook to be asked", || {
        let answer = site.admin().post(&format!("{MESHES}?dryRun=All"), &good);
        (!answer.is_success()).then_some(answer)
    });
    assert_eq!(answer.code, 500, "{}", answer.text);
    assert!(
        answer.text.contains("defect of meshwright"),
        "{}",
        answer.text
    );
}

#[test]
fn while_it_is_gone_its_own_objects_are_refused_and_no_others() {
    let site = Site::new(&json!({}));
    let running = &site.daemon.running;
    site.daemon
        .runtime
        .block_on(running.stages.finish(wait::PATIENCE));
    let good = site.mesh(&json!({"id": "mesh-1", "clusterSpec": "Enterprise"}));
    let refused = site.admin().post(MESHES, &good);
    assert_eq!(refused.code, 500, "{}", refused.text);
    assert!(
        refused.text.contains("failed calling webhook"),
        "{}",
        refused.text
    );
    let mut foreign = good;
    foreign["metadata"]["labels"] = json!({});
    site.admin().post(MESHES, &foreign).expect_success();
}
