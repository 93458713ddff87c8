//! The main job on real input: the documents of both references, as they are and with faults put in.

use meshwright_lint::{Outcome, PolicySource, Settings};

use crate::support::{lint_paths, project};

fn lint(name: &str) -> Outcome {
    let settings = Settings {
        policy: PolicySource::Defaults,
        ..Settings::default()
    };
    lint_paths(&settings, &[&project().join("examples").join(name)])
}

/// `line:column level CODE field` of each finding.
fn told(outcome: &Outcome) -> Vec<String> {
    let tell = |f: &meshwright_lint::Finding| {
        let level = f.level;
        format!("{}:{} {level} {} {}", f.line, f.column, f.code, f.field)
            .trim_end()
            .to_owned()
    };
    outcome.findings.iter().map(tell).collect()
}

#[test]
fn the_bodies_of_the_mesh_api_reference_are_clean() {
    for name in ["mesh-request.json", "mesh-response.json"] {
        let outcome = lint(name);
        assert_eq!(told(&outcome), [""; 0], "{name}");
        assert_eq!(outcome.summary.checked, 1, "{name}");
    }
}

#[test]
fn the_documents_of_the_operator_reference_have_explained_warnings_only() {
    assert_eq!(
        told(&lint("operator-sample.yaml")),
        [
            // Two resources in one file: fine for a page of samples, too many for one cluster.
            "11:9 warn SM0101 metadata.name",
            "46:1 warn GX0007",
            "49:9 warn SM0101 metadata.name",
            // The second sample asks for it on purpose.
            "51:54 warn SM0403 metadata.annotations[operator.istio.alibabacloud.com/deletion-policy]",
        ]
    );
}

#[test]
fn twenty_faults_are_found_at_their_places() {
    let tracing = "spec.config.telemetryConfig.tracing";
    let cluster = "spec.extendParams.clusters";
    let denied = [
        "7:54 SM0401 metadata.annotations[operator.istio.alibabacloud.com/deletion-policy]"
            .to_owned(),
        "9:3 GX0008 spec.ClusterSpec".to_owned(),
        "10:16 SM0201 spec.clusterSpec".to_owned(),
        "11:7 GX0011 spec.id".to_owned(),
        "13:3 GX0001 spec.name".to_owned(),
        "18:13 SM0503 status.conditions[0].status".to_owned(),
        "20:25 SM0507 status.conditions[0].lastTransitionTime".to_owned(),
        "25:9 MR0201 metadata.name".to_owned(),
        "27:9 MR0301 spec.type".to_owned(),
        "28:12 MR0302 spec.version".to_owned(),
        format!("36:23 MR0414 {cluster}[0].installation.nodes.fieldSelector.operator"),
        format!("38:7 MR0403 {cluster}[1].clusterID"),
        format!("40:59 MR0416 {cluster}[1].installation.nodes.fieldSelector.values"),
        "43:38 MR0501 spec.config.proxyConfig.includeIPRanges".to_owned(),
        "44:32 MR0504 spec.config.proxyConfig.excludeInboundPorts".to_owned(),
        format!("47:35 MR0601 {tracing}.randomSamplingPercentage"),
        format!("48:28 MR0603 {tracing}.defaultProviders[0]"),
        format!("51:29 MR0609 {tracing}.extensionProviders[0].zipkin.service"),
        "54:7 GX0013 kind".to_owned(),
        "60:1 GX0010".to_owned(),
    ];
    let outcome = lint("broken.yaml");
    let told = told(&outcome);
    let (found, others): (Vec<&String>, Vec<&String>) =
        told.iter().partition(|finding| finding.contains(" deny "));
    let found: Vec<String> = found
        .iter()
        .map(|finding| finding.replace("deny ", ""))
        .collect();
    assert_eq!(found, denied);
    assert_eq!(
        others,
        [
            "22:1 warn GX0007",
            "31:5 warn MR0420 spec.extendParams.clusters"
        ]
    );
    assert_eq!(outcome.summary.deny, 20);
}

#[test]
fn the_faults_of_a_json_body_are_found_at_their_places() {
    let cluster = "spec.extendParams.clusters";
    assert_eq!(
        told(&lint("broken.json")),
        [
            format!("9:19 warn MR0420 {cluster}"),
            format!("12:82 deny MR0414 {cluster}[0].installation.nodes.fieldSelector.operator"),
            format!("15:24 deny MR0404 {cluster}[1].clusterID"),
            format!("16:28 deny MR0411 {cluster}[1].installation.nodes.fieldSelector"),
            "21:43 warn MR0505 spec.config.proxyConfig.includeIPRanges".to_owned(),
            "21:54 deny MR0501 spec.config.proxyConfig.includeIPRanges".to_owned(),
            "22:67 deny MR0601 spec.config.telemetryConfig.tracing.randomSamplingPercentage"
                .to_owned(),
            "22:93 deny MR0603 spec.config.telemetryConfig.tracing.defaultProviders[0]".to_owned(),
        ]
    );
}
