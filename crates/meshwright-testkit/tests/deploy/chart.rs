//! The chart, as the real helm reads it.

use crate::rendered::{deploy, objects, plane};

#[test]
fn a_value_out_of_bounds_is_refused_by_its_name() {
    let chart = deploy().join("charts/meshwright");
    let chart = chart.to_string_lossy();
    for (value, named) in [
        ("replicas=1", "replicas"),
        ("certificates=none", "certificates"),
        ("webhook.timeoutSeconds=11", "timeoutSeconds"),
        ("unknown=1", "unknown"),
    ] {
        let output = plane()
            .helm(&["template", "meshwright", &chart, "--set", value])
            .run();
        assert!(!output.success(), "{value} is taken");
        assert!(output.stderr.contains(named), "{value}: {}", output.stderr);
    }
}

#[test]
fn the_default_values_render_objects_that_kubectl_knows() {
    let chart = deploy().join("charts/meshwright");
    let chart = chart.to_string_lossy();
    let output = plane()
        .helm(&[
            "template",
            "meshwright",
            &chart,
            "--namespace",
            "meshwright-system",
        ])
        .run()
        .expect_success();
    let objects = objects(plane(), &output.stdout);
    for kind in [
        "CustomResourceDefinition",
        "Deployment",
        "ValidatingWebhookConfiguration",
    ] {
        assert!(
            objects.iter().any(|object| object["kind"] == kind),
            "{kind}"
        );
    }
}
