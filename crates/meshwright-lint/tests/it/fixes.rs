//! Fixes: what they change, and what they leave alone.

use std::fs;

use meshwright_api::Safety;
use meshwright_lint::{Fixing, Outcome, Settings};
use proptest::prelude::*;

use crate::support::{Folder, HEAD, lint_paths, lint_text, only};

fn fixing(trust: Safety) -> Settings {
    Settings {
        fixing: Some(Fixing {
            trust: Some(trust),
            ..Fixing::default()
        }),
        ..only(&["SM0201", "SM0401", "MR0414"])
    }
}

fn fixed(settings: &Settings, text: &str) -> (String, Outcome) {
    let outcome = lint_text(settings, "mesh.yaml", text);
    let text = String::from_utf8(outcome.changes[0].text.clone()).unwrap();
    (text, outcome)
}

#[test]
fn a_safe_fix_changes_its_bytes_and_no_others() {
    let text = format!("\u{feff}# head\n{HEAD}  clusterSpec:   'standard'   # why\n")
        .replace('\n', "\r\n");
    let (after, outcome) = fixed(&fixing(Safety::Safe), &text);
    assert_eq!(after, text.replace("standard", "Standard"));
    assert_eq!((outcome.summary.fixed, outcome.summary.deny), (1, 0));
}

#[test]
fn an_unsafe_fix_waits_for_those_who_ask() {
    let text = HEAD.replace(
        "  name: mesh\n",
        "  annotations:\n    operator.istio.alibabacloud.com/deletion-policy: delete\n",
    ) + "  clusterSpec: Standard\n";
    let (safe, _) = fixed(&fixing(Safety::Safe), &text);
    assert_eq!(safe, text);
    let (all, _) = fixed(&fixing(Safety::Unsafe), &text);
    assert_eq!(all, text.replace("policy: delete", "policy: Delete"));
}

#[test]
fn a_suppressed_finding_is_not_fixed() {
    let text = format!("{HEAD}  clusterSpec: standard # meshwright: ignore[SM0201] a trial\n");
    assert_eq!(fixed(&fixing(Safety::Safe), &text).0, text);
}

#[test]
fn a_file_is_written_with_its_permissions_and_only_when_it_changes() {
    let folder = Folder::new();
    let bad = folder.write("bad.yaml", format!("{HEAD}  clusterSpec: standard\n"));
    let good = folder.write("good.yaml", format!("{HEAD}  clusterSpec: Standard\n"));
    #[cfg(unix)]
    fs::set_permissions(&bad, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let permissions = fs::metadata(&bad).unwrap().permissions();
    let before = fs::metadata(&good).unwrap().modified().unwrap();
    let outcome = lint_paths(&fixing(Safety::Safe), &[folder.path()]);
    assert!(folder.read("bad.yaml").contains("Standard"));
    assert_eq!(fs::metadata(&bad).unwrap().permissions(), permissions);
    assert_eq!(fs::metadata(&good).unwrap().modified().unwrap(), before);
    assert_eq!((outcome.changes.len(), outcome.summary.fixed), (1, 1));
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        2,
        "nothing is left over"
    );
}

#[test]
fn a_diff_writes_nothing() {
    let folder = Folder::new();
    let text = format!("{HEAD}  clusterSpec: standard\n");
    let file = folder.write("bad.yaml", &text);
    let mut settings = fixing(Safety::Safe);
    settings.fixing = settings.fixing.map(|fixing| Fixing {
        diff: true,
        ..fixing
    });
    let outcome = lint_paths(&settings, &[&file]);
    assert_eq!(folder.read("bad.yaml"), text);
    let diff = outcome.changes[0].diff.as_ref().unwrap();
    assert!(
        diff.contains("-  clusterSpec: standard\n+  clusterSpec: Standard\n"),
        "{diff}"
    );
    assert_eq!((outcome.summary.deny, outcome.summary.fixed), (1, 0));
}

#[test]
fn fixes_that_meet_at_one_place_are_applied_one_after_the_other() {
    let text = "{apiVersion: v1, kind: Mesh, metadata: {name: mesh-one}, spec: {type: InCluster, version: 1.18.7-r5, config: {proxyConfig: {includeIPRanges: \"10.1.2.3/8,10.9.9.9/24\", excludeInboundPorts: \"080, 0443\"}}}}\n";
    let settings = Settings {
        fixing: Some(Fixing {
            trust: Some(Safety::Safe),
            ..Fixing::default()
        }),
        ..only(&["MR0504", "MR0505", "MR0509"])
    };
    let (after, outcome) = fixed(&settings, text);
    assert!(
        after.contains("\"10.0.0.0/8,10.9.9.0/24\", excludeInboundPorts: \"80,443\""),
        "{after}"
    );
    assert!(outcome.findings.is_empty(), "{:?}", outcome.findings);
}

#[test]
fn a_fix_that_would_add_a_denial_is_undone() {
    // Under its right name the key is the second one of that name.
    let text = format!("{HEAD}  clusterSpec: Standard\n  ClusterSpec: pro\n");
    let settings = Settings {
        fixing: Some(Fixing {
            trust: Some(Safety::Unsafe),
            ..Fixing::default()
        }),
        ..only(&["GX0008", "SM0201", "GX0001"])
    };
    let (after, outcome) = fixed(&settings, &text);
    assert_eq!(after, text);
    assert_eq!(outcome.summary.fixed, 0);
}

/// Settings that mend what is safe.
fn all_safe() -> Settings {
    Settings {
        fixing: Some(Fixing {
            trust: Some(Safety::Safe),
            ..Fixing::default()
        }),
        ..only(&[])
    }
}

#[test]
fn what_a_fix_uncovers_is_mended_too() {
    let text = format!("{HEAD}  clusterspec: standard # why\n");
    let (after, outcome) = fixed(&all_safe(), &text);
    assert_eq!(
        after,
        text.replace("clusterspec: standard", "clusterSpec: Standard")
    );
    assert_eq!((outcome.summary.fixed, outcome.summary.deny), (2, 0));
    assert_eq!(fixed(&all_safe(), &after).0, after);
}

#[test]
fn a_fix_that_uncovers_what_nothing_mends_is_undone() {
    let text = format!("{HEAD}  clusterspec: nonsense\n");
    let (after, outcome) = fixed(&all_safe(), &text);
    assert_eq!(after, text);
    assert_eq!(outcome.summary.fixed, 0);
}

#[test]
fn only_the_guilty_of_many_fixes_are_undone() {
    let document = |spec: &str| format!("{HEAD}  {spec}\n");
    let many = |guilty: &str, spec: &str| {
        let specs = (0..40).map(|index| document(if index % 13 == 5 { guilty } else { spec }));
        specs.collect::<Vec<_>>().join("---\n")
    };
    let guilty = "clusterspec: nonsense";
    let (after, outcome) = fixed(&all_safe(), &many(guilty, "clusterspec: standard"));
    assert_eq!(after, many(guilty, "clusterSpec: Standard"));
    assert_eq!(outcome.summary.fixed, 74);
    assert_eq!(fixed(&all_safe(), &after).0, after);
}

#[test]
fn bytes_that_are_no_text_are_left_alone() {
    let text = [HEAD.as_bytes(), b"  clusterSpec: standard # \xff\n"].concat();
    let outcome = lint_text(&fixing(Safety::Safe), "mesh.yaml", text);
    assert!(outcome.changes.is_empty());
}

/// A document in one of many spellings, and the same with its faults mended.
fn spelled() -> impl Strategy<Value = (String, String)> {
    let edition = prop_oneof![
        Just("standard"),
        Just("ULTIMATE"),
        Just("Enterprise"),
        Just("enterPrise")
    ];
    let quote = prop_oneof![Just(""), Just("'"), Just("\"")];
    let blank = prop_oneof![Just(" "), Just("  "), Just("\t")];
    let tail = prop_oneof![Just(""), Just(" # why"), Just("   #ünsere Wahl ")];
    let end = prop_oneof![Just("\n"), Just("\r\n")];
    let more = prop::collection::vec(
        prop_oneof![Just("  # note"), Just(""), Just("  name: a-mesh")],
        0..2,
    );
    (edition, quote, blank, tail, end, more).prop_map(|(edition, quote, blank, tail, end, more)| {
        let write = |edition: &str| {
            let lines = more.iter().fold(String::new(), |lines, line| {
                lines
                    + line
                    + "
"
            });
            format!("{HEAD}{lines}  clusterSpec:{blank}{quote}{edition}{quote}{tail}\n")
                .replace('\n', end)
        };
        let mended = match edition {
            "standard" => "Standard",
            "ULTIMATE" => "Ultimate",
            _ => "Enterprise",
        };
        (write(edition), write(mended))
    })
}

proptest! {
    #[test]
    fn a_fix_is_exact_and_fixing_again_changes_nothing((before, wanted) in spelled()) {
        let settings = fixing(Safety::Safe);
        let (after, outcome) = fixed(&settings, &before);
        prop_assert_eq!(&after, &wanted);
        prop_assert!(outcome.findings.is_empty());
        prop_assert_eq!(fixed(&settings, &after).0, wanted);
    }
}
