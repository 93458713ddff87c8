//! Ways around the gate that somebody may try: another version, letters that look alike, a gate that does
//! not answer.

use std::net::TcpListener;

use meshwright_testkit::control_plane::Answer;
use meshwright_testkit::wait;
use serde_json::{Value, json};

use crate::planes;
use crate::site::{MESHES, Site};

const PREFIX: &str = "operator.istio.alibabacloud.com";
/// Letters that look like the first one, or like nothing at all.
const LOOK_ALIKES: [(&str, &[&str]); 4] = [
    (
        "E",
        &["\u{395}", "\u{415}", "\u{FF25}", "\u{2130}", "\u{1D404}"],
    ),
    (
        "e",
        &["\u{435}", "\u{FF45}", "\u{212F}", "\u{1D41E}", "\u{4BD}"],
    ),
    (
        "a",
        &["\u{430}", "\u{FF41}", "\u{251}", "\u{1D41A}", "\u{3B1}"],
    ),
    (
        "c",
        &["\u{441}", "\u{FF43}", "\u{3F2}", "\u{1D41C}", "\u{217D}"],
    ),
];
/// Controls of direction, and what has no width.
const UNSEEN: [char; 16] = [
    '\u{200B}', '\u{200C}', '\u{200D}', '\u{2060}', '\u{FEFF}', '\u{AD}', '\u{200E}', '\u{200F}',
    '\u{61C}', '\u{202A}', '\u{202B}', '\u{202C}', '\u{202D}', '\u{202E}', '\u{2066}', '\u{2069}',
];

#[test]
fn what_comes_by_another_version_reaches_the_gate() {
    let site = Site::at(planes::two_versions(), &json!({}));
    let second = MESHES.replace("v1beta1", "v1beta2");
    let mesh = |edition: &str| {
        let mut mesh = site.mesh(&json!({"clusterSpec": edition}));
        mesh["apiVersion"] = json!("istio.alibabacloud.com/v1beta2");
        mesh
    };
    let dry = format!("{second}?dryRun=All");
    let refused = site.admin().post(&dry, &mesh("Pro"));
    assert_eq!(Site::codes(&refused), ["SM0201"], "{}", refused.text);
    let made = site
        .admin()
        .post(&second, &mesh("Ultimate"))
        .expect_success();
    assert_eq!(made["apiVersion"], "istio.alibabacloud.com/v1beta2");
    let path = site.path().replace("v1beta1", "v1beta2");
    let change = |kind, patch: Value| {
        site.admin()
            .patch(kind, &format!("{path}?dryRun=All"), &patch)
    };
    let merged = change("merge", json!({"spec": {"clusterSpec": "Pro"}}));
    assert_eq!(Site::codes(&merged), ["SM0201"], "{}", merged.text);
    let added = change(
        "json",
        json!([{"op": "add", "path": "/spec/id", "value": "c1"}]),
    );
    assert_eq!(Site::codes(&added), ["SM0301"], "{}", added.text);
}

#[test]
fn what_looks_like_a_good_value_is_none() {
    let site = Site::new(&json!({}));
    let good = [
        ("/spec/clusterSpec", "Enterprise", "SM0201"),
        ("/spec/name", "advanced-service-mesh", "SM0103"),
        (
            "/metadata/annotations/operator.istio.alibabacloud.com~1deletion-policy",
            "Delete",
            "SM0401",
        ),
    ];
    for (pointer, value, code) in good {
        let seen = said(&site, pointer, value);
        assert!(!seen.contains(code), "{value}: {seen}");
        for other in disguised(value) {
            let seen = said(&site, pointer, &other);
            assert!(seen.contains(code), "{pointer} {other:?}: {seen}");
        }
    }
}

/// The value in other letters, and with something unseen in it.
fn disguised(value: &str) -> Vec<String> {
    let alike = LOOK_ALIKES.iter().flat_map(|(letter, others)| {
        let others = others.iter();
        others.map(move |other| value.replacen(letter, other, 1))
    });
    let mut all: Vec<String> = alike.filter(|other| other != value).collect();
    assert!(all.len() >= 5, "{all:?}");
    let (first, rest) = value.split_at(1);
    for unseen in UNSEEN {
        all.push(format!("{first}{unseen}{rest}"));
        all.push(format!("{value}{unseen}"));
    }
    all
}

/// All that the answer to a dry run says.
fn said(site: &Site, pointer: &str, value: &str) -> String {
    let mut mesh = site.mesh(&json!({"clusterSpec": "Enterprise", "name": "some-mesh"}));
    mesh["metadata"]["annotations"] = json!({format!("{PREFIX}/deletion-policy"): "Retain"});
    *mesh.pointer_mut(pointer).unwrap() = json!(value);
    let answer = site.admin().post(&format!("{MESHES}?dryRun=All"), &mesh);
    let refusal = if answer.is_success() {
        ""
    } else {
        &*answer.text
    };
    format!("{refusal} {:?}", answer.warnings)
}

#[test]
fn a_gate_that_does_not_answer_refuses_under_fail_and_leaves_the_definition_under_ignore() {
    // One takes calls and says nothing; where the other was, there is nobody.
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let gone = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let [at_silent, at_gone] = [&silent, &gone].map(|it| it.local_addr().unwrap());
    drop(gone);
    for (address, why) in [(at_silent, "deadline exceeded"), (at_gone, "refused")] {
        let site = Site::unregistered(planes::strict(), &json!({}), |core| core);
        let mut webhook = site.webhook("validate", &format!("https://{address}/validate"), "");
        webhook["clientConfig"]
            .as_object_mut()
            .unwrap()
            .remove("caBundle");
        webhook
            .as_object_mut()
            .unwrap()
            .remove("reinvocationPolicy");
        webhook["timeoutSeconds"] = json!(1);
        let kind = "validatingwebhookconfigurations";
        let name = site.sandbox.name("validate");
        site.configure(kind, &name, &webhook);
        let good = site.mesh(&json!({"clusterSpec": "Enterprise"}));
        let bad = site.mesh(&json!({"clusterSpec": "Pro"}));
        let post = |mesh: &Value| site.admin().post(&format!("{MESHES}?dryRun=All"), mesh);
        let refused = until(&post, &good, why, |answer| !answer.is_success());
        assert_eq!(refused.code, 500, "{}", refused.text);
        assert!(
            refused.text.contains("failed calling webhook"),
            "{}",
            refused.text
        );
        assert!(refused.text.contains(why), "{}", refused.text);

        let path = format!("/apis/admissionregistration.k8s.io/v1/{kind}/{name}");
        let open =
            json!([{"op": "replace", "path": "/webhooks/0/failurePolicy", "value": "Ignore"}]);
        site.admin().patch("json", &path, &open).expect_success();
        until(&post, &good, "an open gate", Answer::is_success);
        // The definition's own rules need nobody.
        let denied = post(&bad);
        assert_eq!(denied.code, 422, "{}", denied.text);
        assert!(denied.text.contains("SM0201"), "{}", denied.text);
        site.admin().delete(&path).expect_success();
    }
}

fn until(
    post: &impl Fn(&Value) -> Answer,
    mesh: &Value,
    what: &str,
    awaited: impl Fn(&Answer) -> bool,
) -> Answer {
    wait::until(what, || {
        let answer = post(mesh);
        awaited(&answer).then_some(answer)
    })
}
