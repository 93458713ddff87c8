//! Each flag reaches the linter: what it changes shows in the codes that come out.

use crate::desk::{Desk, FAULTY};

/// The codes and levels that are reported, in order.
fn codes(desk: &Desk, args: &[&str]) -> Vec<String> {
    let ran = desk.run(&[&["lint", "--output", "concise", "--quiet"], args].concat());
    assert!(ran.code < 2, "{args:?}\n{}", ran.err);
    let code = |line: &str| line.split(' ').nth(1).unwrap_or_default().to_owned();
    ran.out.lines().map(code).collect()
}

fn service_mesh(spec: &str) -> String {
    format!(
        "apiVersion: istio.alibabacloud.com/v1beta1\nkind: ServiceMesh\nmetadata: {{name: mesh}}\nspec: {spec}\n"
    )
}

#[test]
fn a_region_is_heard() {
    let desk = Desk::new("region");
    desk.write("mesh.yaml", &service_mesh("{clusterSpec: Standard}"));
    let select = ["mesh.yaml", "--select", "SM0203", "--region"];
    assert_eq!(
        codes(&desk, &[&select[..], &["alibaba=cn-hongkong"]].concat()),
        ["deny[SM0203]"]
    );
    assert_eq!(
        codes(&desk, &[&select[..], &["alibaba=cn-hangzhou"]].concat()),
        [""; 0]
    );
    // The other cloud's region of the same name is another place.
    assert_eq!(
        codes(&desk, &[&select[..], &["huawei=cn-hongkong"]].concat()),
        [""; 0]
    );
}

#[test]
fn an_old_state_is_compared_with() {
    let desk = Desk::new("against");
    desk.write(
        "old.yaml",
        &service_mesh("{id: c6490deb776cc458c82c4c22a69315bae}"),
    );
    desk.write(
        "new.yaml",
        &service_mesh("{id: c0f1e2d3c4b5a697887766554433221100}"),
    );
    let select = ["new.yaml", "--select", "SM0301"];
    assert_eq!(codes(&desk, &select), [""; 0]);
    assert_eq!(
        codes(&desk, &[&select[..], &["--against", "old.yaml"]].concat()),
        ["deny[SM0301]"]
    );
}

#[test]
fn files_of_one_cluster_are_judged_together() {
    let desk = Desk::new("same-cluster");
    desk.write("a.yaml", &service_mesh("{}"));
    desk.write(
        "b.yaml",
        &service_mesh("{}").replace("name: mesh", "name: other"),
    );
    let select = ["a.yaml", "b.yaml", "--select", "SM0101"];
    assert_eq!(codes(&desk, &select), [""; 0]);
    let together = [&select[..], &["--same-cluster", "*.yaml"]].concat();
    assert_eq!(codes(&desk, &together), ["deny[SM0101]"; 2]);
}

#[test]
fn a_policy_is_found_beside_the_file_or_named() {
    let desk = Desk::new("policy");
    let policy = "apiVersion: policy.meshwright.dev/v1alpha1\nkind: Policy\nspec:\n  levels: {SM0201: warn}\n";
    assert_eq!(codes(&desk, &["faulty.yaml"]), ["deny[SM0201]"]);
    desk.write("mine.yaml", policy);
    assert_eq!(
        codes(&desk, &["faulty.yaml", "--policy", "mine.yaml"]),
        ["warn[SM0201]"]
    );
    desk.write("meshwright.yaml", policy);
    assert_eq!(codes(&desk, &["faulty.yaml"]), ["warn[SM0201]"]);
    assert_eq!(
        codes(&desk, &["faulty.yaml", "--level", "SM0201=audit"]),
        ["audit[SM0201]"]
    );
}

#[test]
fn an_exemption_ends_on_its_last_day() {
    let desk = Desk::new("today");
    desk.write(
        "meshwright.yaml",
        "apiVersion: policy.meshwright.dev/v1alpha1\nkind: Policy\nspec:\n  exemptions:\n  - {rules: [SM0201], reason: migration, expires: \"2026-06-30\"}\n",
    );
    let select = ["faulty.yaml", "--select", "SM0201", "--today"];
    assert_eq!(
        codes(&desk, &[&select[..], &["2026-06-30"]].concat()),
        [""; 0]
    );
    assert_eq!(
        codes(&desk, &[&select[..], &["2026-07-01"]].concat()),
        ["deny[SM0201]"]
    );
}

#[test]
fn a_baseline_holds_what_is_known() {
    let desk = Desk::new("baseline");
    let baseline = ["faulty.yaml", "--baseline", "known.json"];
    let written = desk.run(&[&["lint"], &baseline[..], &["--write-baseline"]].concat());
    assert_eq!(written.code, 0, "{}", written.err);
    assert_eq!(codes(&desk, &baseline), [""; 0]);
    desk.write(
        "faulty.yaml",
        &format!("# moved\n{}", FAULTY.replace("enterprise", "Pro")),
    );
    assert_eq!(codes(&desk, &baseline)[0], "deny[SM0201]");
}
