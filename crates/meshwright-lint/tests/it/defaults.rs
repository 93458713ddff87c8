//! Defaults on request: what is written into a text, and what is left alone.

use meshwright_lint::{Fixing, PolicySource, Settings};

use crate::support::{Folder, HEAD, lint_text};

/// The text with its defaults in `region`.
fn defaulted(region: Option<&str>, text: &str) -> String {
    let folder = Folder::new();
    let policy = region.map_or(PolicySource::Defaults, |region| {
        let spec = format!("spec:\n  region:\n    alibaba: {region}\n");
        let head = "apiVersion: policy.meshwright.dev/v1alpha1\nkind: Policy\n";
        PolicySource::File(folder.write("meshwright.yaml", head.to_owned() + &spec))
    });
    let settings = Settings {
        policy,
        fixing: Some(Fixing {
            defaults: true,
            ..Fixing::default()
        }),
        ..Settings::default()
    };
    let outcome = lint_text(&settings, "mesh.yaml", text);
    assert_eq!(outcome.faults, []);
    outcome.changes.first().map_or_else(
        || text.to_owned(),
        |change| String::from_utf8(change.text.clone()).unwrap(),
    )
}

#[test]
fn the_edition_of_the_region_and_the_deletion_policy_are_written() {
    let text = format!("{HEAD}  name: some-mesh # ours\n");
    let after = defaulted(Some("ap-southeast-1"), &text);
    assert!(after.contains("  name: some-mesh # ours\n"), "{after}");
    assert!(after.contains("  clusterSpec: Enterprise\n"), "{after}");
    assert!(
        after.contains("operator.istio.alibabacloud.com/deletion-policy: Retain\n"),
        "{after}"
    );
    assert_eq!(
        defaulted(Some("ap-southeast-1"), &after),
        after,
        "once is enough"
    );
    assert_eq!(
        defaulted(Some("cn-hangzhou"), &after),
        after,
        "another region rewrites nothing"
    );
}

#[test]
fn without_a_region_no_edition_is_written() {
    let after = defaulted(None, &format!("{HEAD}  name: some-mesh\n"));
    assert!(!after.contains("clusterSpec"), "{after}");
    assert!(after.contains("deletion-policy: Retain"), "{after}");
}
