//! What an API server does with a write before and after it asks: each class with twenty writes and more,
//! through the webhook over TLS.

#![cfg(test)]

use std::sync::Mutex;

use meshwright_differential::{Gate, Trial, World};
use meshwright_testkit::control_plane::shared;
use meshwright_testkit::{Answer, Client, wait};
use serde_json::{Value, json};

const OBJECTS: &str = "/apis/istio.alibabacloud.com/v1beta1/servicemesh";
const JSON: &str = "application/json";

/// The tests share one server and its definition: they take turns.
static TURN: Mutex<()> = Mutex::new(());

/// The webhook, in front of a definition that takes everything.
fn gated(test: impl FnOnce(&Client)) {
    let _turn = TURN
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let plane = shared();
    let gate = Gate::start(plane.folder()).unwrap();
    // Nothing to judge: the world is entered, and stays.
    let mut trial = Trial::new(plane.admin().clone(), Vec::new());
    trial.run(&[World::Webhook(&gate)]);
    test(plane.admin());
    Gate::unregister(plane.admin());
}

fn mesh(name: &str, spec: &Value) -> Value {
    json!({"apiVersion": "istio.alibabacloud.com/v1beta1", "kind": "ServiceMesh", "metadata": {"name": name}, "spec": spec})
}

fn post(client: &Client, query: &str, body: &str) -> Answer {
    let path = format!("{OBJECTS}?dryRun=All{query}");
    client.send("POST", &path, Some((JSON, body))).unwrap()
}

fn codes(answer: &Answer) -> Vec<String> {
    let words = answer.causes().into_iter();
    words
        .map(|(_, text)| text.chars().take(6).collect())
        .collect()
}

/// A body whose spec is this text.
fn body(spec: &str) -> String {
    format!(
        r#"{{"apiVersion": "istio.alibabacloud.com/v1beta1", "kind": "ServiceMesh", "metadata": {{"name": "text"}}, "spec": {spec}}}"#
    )
}

#[test]
fn of_a_key_that_stands_twice_the_last_value_is_judged() {
    gated(|client| {
        let editions = [
            "Enterprise",
            "Ultimate",
            "standard",
            "",
            "enterprise",
            "Pro",
            "None",
        ];
        for first in editions {
            for last in editions {
                let text = body(&format!(
                    r#"{{"clusterSpec": "{first}", "clusterSpec": "{last}"}}"#
                ));
                let good = matches!(last, "Enterprise" | "Ultimate");
                let answer = post(client, "&fieldValidation=Ignore", &text);
                assert_eq!(answer.is_success(), good, "{first} {last}: {}", answer.text);
                let answer = post(client, "&fieldValidation=Warn", &text);
                assert_eq!(answer.is_success(), good, "{first} {last}: {}", answer.text);
                assert!(
                    answer
                        .warnings
                        .iter()
                        .any(|text| text.contains("duplicate"))
                );
                let answer = post(client, "&fieldValidation=Strict", &text);
                assert_eq!(answer.code, 400, "{first} {last}: {}", answer.text);
            }
        }
    });
}

#[test]
fn no_number_passes_for_a_text_and_none_is_too_large_to_be_judged() {
    gated(|client| {
        let numbers = [
            "0",
            "-0",
            "1",
            "-1",
            "1.0",
            "1.5",
            "1e2",
            "1E2",
            "1e-2",
            "1e30",
            "1e308",
            "-1e308",
            "2147483647",
            "2147483648",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "-9223372036854775809",
            "18446744073709551615",
            "18446744073709551616",
            "123456789012345678901234567890",
        ];
        for number in numbers {
            for field in ["id", "name", "clusterSpec"] {
                let text = body(&format!(r#"{{"{field}": {number}}}"#));
                let answer = post(client, "", &text);
                assert_eq!(answer.code, 422, "{field} {number}: {}", answer.text);
                assert_eq!(codes(&answer), ["GX0011"], "{field} {number}");
            }
        }
    });
}

#[test]
fn null_is_as_good_as_absent_in_every_member() {
    gated(|client| {
        for id in [r#""id": null,"#, ""] {
            for name in [r#""name": null,"#, ""] {
                for edition in [r#""clusterSpec": null,"#, ""] {
                    for bad in [
                        r#""other": 1"#,
                        r#""other": null"#,
                        r#""clusterSpec": "Pro""#,
                    ] {
                        let text = body(&format!("{{{id}{name}{edition}{bad}}}"));
                        let answer = post(client, "", &text);
                        let good = !bad.contains("Pro");
                        assert_eq!(answer.is_success(), good, "{text}: {}", answer.text);
                        if good {
                            assert_eq!(answer.json()["spec"]["clusterSpec"], "Enterprise");
                        }
                    }
                }
            }
        }
    });
}

#[test]
fn a_generated_name_is_judged_as_any_other() {
    gated(|client| {
        for length in [1, 2, 3, 4, 5, 10, 20, 40, 57, 58, 100, 200] {
            for edition in ["Enterprise", "Pro"] {
                let mut mesh = mesh("", &json!({"clusterSpec": edition}));
                mesh["metadata"] = json!({"generateName": "a".repeat(length)});
                let answer = post(client, "", &mesh.to_string());
                if edition == "Pro" {
                    assert_eq!(codes(&answer), ["SM0201"], "{length}: {}", answer.text);
                    continue;
                }
                let made = answer.expect_success();
                let name = made["metadata"]["name"].as_str().unwrap();
                assert!(name.len() > 5, "{name}");
            }
        }
    });
}

#[test]
fn what_only_a_server_writes_is_overwritten_and_decides_nothing() {
    gated(|client| {
        let forged = [
            ("uid", json!("11111111-2222-3333-4444-555555555555")),
            ("creationTimestamp", json!("2001-01-01T00:00:00Z")),
            ("generation", json!(77)),
            ("selfLink", json!("/x")),
            ("deletionTimestamp", json!("2001-01-01T00:00:00Z")),
            ("deletionGracePeriodSeconds", json!(30)),
            ("managedFields", json!([])),
        ];
        for (key, value) in &forged {
            for edition in ["Enterprise", "Ultimate", "Pro"] {
                let mut mesh = mesh("forged", &json!({"clusterSpec": edition}));
                mesh["metadata"][*key] = value.clone();
                mesh["status"] = json!({"clusterSpec": "none"});
                let answer = post(client, "", &mesh.to_string());
                if edition == "Pro" {
                    assert_eq!(codes(&answer), ["SM0201"], "{key}: {}", answer.text);
                    continue;
                }
                let made = answer.expect_success();
                assert_ne!(&made["metadata"][*key], value, "{key}");
                assert_eq!(made.get("status"), None);
            }
        }
    });
}

#[test]
fn a_dry_run_decides_as_a_write_does_and_deletion_is_told_of_one_by_one() {
    gated(|client| {
        let editions = ["Enterprise", "Ultimate", "Pro", "", "standard", "Standard"];
        let mut made = Vec::new();
        for index in 0..24 {
            let edition = editions[index % editions.len()];
            let name = format!("swept-{index}");
            let mut mesh = mesh(&name, &json!({"clusterSpec": edition}));
            mesh["metadata"]["labels"] = json!({"swept": "yes"});
            let dry = post(client, "", &mesh.to_string());
            let wet = client.post(OBJECTS, &mesh);
            assert_eq!(
                (dry.code, dry.causes()),
                (wet.code, wet.causes()),
                "{edition}"
            );
            if wet.is_success() {
                made.push(name);
            }
        }
        let sweep = format!("{OBJECTS}?labelSelector=swept%3Dyes");
        let answer = client.delete(&format!("{sweep}&dryRun=All"));
        answer.expect_success();
        assert!(
            answer.warnings.iter().any(|text| text.contains("SM0604")),
            "{:?}",
            answer.warnings
        );
        let left = |client: &Client| client.get(&sweep).json()["items"].as_array().unwrap().len();
        assert_eq!(left(client), made.len(), "a dry run sweeps nothing");
        client.delete(&sweep).expect_success();
        wait::until("the objects to go", || (left(client) == 0).then_some(()));
    });
}
