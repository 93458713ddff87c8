//! The webhook, as far as it can be seen without a cluster.

use crate::desk::Desk;

const FILES: [&str; 5] = [
    "webhook",
    "--tls-cert-file",
    "tls.crt",
    "--tls-key-file",
    "tls.key",
];

#[test]
fn without_a_way_to_a_cluster_both_ways_out_are_named() {
    let ran = Desk::new("webhook-nowhere").run(&FILES);
    assert_eq!(ran.code, 2, "{}", ran.err);
    for words in ["this is not a Pod", "--kubeconfig FILE", "--no-cluster"] {
        assert!(ran.err.contains(words), "{words}: {}", ran.err);
    }
}

#[test]
fn a_kubeconfig_that_is_none_is_named() {
    let desk = Desk::new("webhook-no-kubeconfig");
    let ran = desk.run(&[&FILES[..], &["--kubeconfig", "faulty.yaml"]].concat());
    assert_eq!(ran.code, 2, "{}", ran.err);
    let words = "faulty.yaml is not a usable kubeconfig";
    assert!(ran.err.contains(words), "{}", ran.err);
}

#[test]
fn no_cluster_outdoes_a_kubeconfig() {
    let desk = Desk::new("webhook-no-cluster");
    let more = ["--kubeconfig", "missing.yaml", "--no-cluster"];
    let ran = desk.run(&[&FILES[..], &more].concat());
    let words = "no certificate to show";
    assert!(ran.err.contains(words), "it got further: {}", ran.err);
}
