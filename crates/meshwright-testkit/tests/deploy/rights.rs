//! The rights of each mode: enough for all that it promises, and none that it does not use.

mod right;
mod site;

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use meshwright_runtime::State;
use meshwright_runtime::tls::files;
use meshwright_testkit::wait;
use meshwright_webhook::certificates::keeper;
use meshwright_webhook::{Running, daemon, safe_start};
use serde_json::{Value, json};

use right::{Right, list};
use site::{ACCOUNT, CONFIGURATIONS, SECRET, Site, seen};

const MESHES: &str = "servicemesh";
const SECRETS: &str = "secrets";
const VALIDATING: &str = "validatingwebhookconfigurations";
const MUTATING: &str = "mutatingwebhookconfigurations";

/// Without a right: the part of the health that says which is missing, and whether the webhook is ready.
/// With a new Secret, so that a certificate has to be made.
const WITHOUT: [(&str, &str, &str, bool); 9] = [
    ("list", MESHES, daemon::CLUSTER, true),
    ("watch", MESHES, daemon::CLUSTER, true),
    ("create", MESHES, safe_start::PART, true),
    ("get", SECRETS, files::PART, false),
    ("update", SECRETS, files::PART, false),
    ("get", VALIDATING, keeper::PART, false),
    ("get", MUTATING, keeper::PART, false),
    ("patch", VALIDATING, keeper::PART, true),
    ("patch", MUTATING, keeper::PART, true),
];

#[test]
fn a_mode_does_all_that_it_promises_with_its_rights_and_uses_each_of_them() {
    let site = Site::new();
    for overlay in ["files", "self-managed", "webhook-only", "safe-start"] {
        let granted = Right::granted(&site.install(overlay));
        let before = site.plane.audit().len();
        let running = site.start(overlay);
        site.balancer.add(seen(&running));
        wait_until_well(&running);
        if overlay != "files" {
            both_configurations_trust_the_authority(&site);
        }
        if overlay == "safe-start" {
            wait::until("the gate to be closed", || is_closed(&site).then_some(()));
        }
        for right in &granted {
            wait::until(&format!("{overlay}: anybody to {right}"), || {
                let mut used = used(&site, before).into_iter();
                used.any(|it| right.covers(&it)).then_some(())
            });
        }
        site.stop(&running);
        for right in used(&site, before) {
            let allowed = granted.iter().any(|it| it.covers(&right));
            assert!(allowed, "{overlay} grants no right to {right}");
        }
    }
}

#[test]
fn a_right_that_is_missing_is_seen_and_named() {
    let site = Site::new();
    let granted = Right::granted(&site.install("safe-start"));
    let known = |right: &Right| {
        let mut cases = WITHOUT.iter();
        cases.any(|(verb, resource, ..)| (*verb, *resource) == (&*right.verb, &*right.resource))
    };
    assert!(granted.iter().all(known), "{granted:?}");
    assert_eq!(granted.len(), WITHOUT.len());
    for (verb, resource, part, ready) in WITHOUT {
        let objects = site.install("safe-start");
        take_away(&site, &objects, verb, resource);
        let running = site.start("safe-start");
        let words = format!("cannot {verb} resource \"{resource}\"");
        let why = wait::until(&words, || told(&running, part, &words));
        wait::until("what becomes of it", || {
            (running.health.is_ready() == ready).then_some(())
        });
        assert!(!matches!(why, State::Ok(_)), "{verb} {resource}: {why:?}");
        site.stop(&running);
    }
}

/// Nothing is degraded, nothing has failed.
fn wait_until_well(running: &Running) {
    wait::until("a webhook that lacks nothing", || {
        let page = running.health.page();
        (!page.contains("[~]") && !page.contains("[-]")).then_some(())
    });
}

fn both_configurations_trust_the_authority(site: &Site) {
    let authority = site.plane.admin().get(SECRET).expect_success()["data"]["ca.crt"].clone();
    let pem = STANDARD.decode(authority.as_str().expect("a certificate"));
    assert!(pem.is_ok_and(|pem| pem.starts_with(b"-----BEGIN CERTIFICATE")));
    for path in CONFIGURATIONS {
        let configuration = site.plane.admin().get(path).expect_success();
        let shown = &configuration["webhooks"][0]["clientConfig"]["caBundle"];
        assert_eq!(*shown, authority, "{path}");
    }
}

fn is_closed(site: &Site) -> bool {
    CONFIGURATIONS.into_iter().all(|path| {
        let gate = site.plane.admin().get(path).expect_success();
        gate["webhooks"][0]["failurePolicy"] == "Fail"
    })
}

/// What our account has asked for since the audit log was so long, all of which it may.
fn used(site: &Site, before: usize) -> BTreeSet<Right> {
    let events = site.plane.audit().split_off(before);
    let ours = events
        .iter()
        .filter(|event| event["user"]["username"] == ACCOUNT);
    ours.map(|event| {
        assert_ne!(event["responseStatus"]["code"], 403, "{event}");
        Right::used(event)
    })
    .collect()
}

/// Applies the role that grants the right without it, and returns when the API server knows.
fn take_away(site: &Site, objects: &[Value], verb: &str, resource: &str) {
    let is_it = |right: &Right| right.verb == verb && right.resource == resource;
    for object in objects {
        let rights: Vec<Right> = list(&object["rules"])
            .iter()
            .flat_map(Right::of_rule)
            .collect();
        let Some(missing) = rights.iter().find(|right| is_it(right)) else {
            continue;
        };
        let rules = rights.iter().filter(|right| !is_it(right)).map(Right::rule);
        let mut role = object.clone();
        role["rules"] = json!(rules.collect::<Vec<_>>());
        site.plane.apply(&role.to_string());
        wait::until("the right to be gone", || {
            (!missing.is_allowed(&site.plane, ACCOUNT)).then_some(())
        });
    }
}

fn told(running: &Running, part: &str, words: &str) -> Option<State> {
    let state = running.health.get(part)?;
    let (State::Ok(text) | State::Degraded(text) | State::Failed(text)) = &state;
    text.contains(words).then_some(state)
}
