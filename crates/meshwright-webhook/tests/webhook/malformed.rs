//! Questions that cannot be decided: denied with their uid wherever it can be read, and never allowed.

use meshwright_policy::{Admission, Context, Decision};
use meshwright_webhook::{Core, Door, Loaded, Policies, Unreadable, Verdict};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::bench::{Bench, UID, mesh, review, today};

fn core() -> Core {
    Core::new(Policies::new(Loaded::built_in()), today)
}

fn good() -> Value {
    review("CREATE", &mesh(&json!({"name": "mesh"})), &Value::Null)
}

/// The answer to a body, as JSON.
fn answer(body: &[u8]) -> Result<Value, Unreadable> {
    let parse = |body: Vec<u8>| serde_json::from_slice(&body).unwrap();
    let answer = core().answer(Door::Validate, body);
    answer.map(|answer| parse(answer.body))
}

#[track_caller]
fn denied(body: &str, code: u16, why: &str) {
    for door in [Door::Validate, Door::Mutate] {
        let answer = core().answer(door, body.as_bytes()).unwrap();
        assert_eq!(answer.verdict, Verdict::Malformed);
        let review: Value = serde_json::from_slice(&answer.body).unwrap();
        let response = &review["response"];
        assert_eq!(review["kind"], "AdmissionReview");
        assert_eq!(response["uid"], UID);
        assert_eq!(response["allowed"], false);
        assert_eq!(response["status"]["code"], code);
        let message = response["status"]["message"].as_str().unwrap();
        assert!(message.contains(why), "{message}");
    }
}

fn changed(change: impl FnOnce(&mut Value)) -> String {
    let mut review = good();
    change(&mut review);
    review.to_string()
}

#[test]
fn what_is_wrong_with_a_review_is_said_with_its_uid() {
    denied(
        &changed(|r| r["apiVersion"] = "admission.k8s.io/v1beta1".into()),
        400,
        "not of admission.k8s.io/v1",
    );
    denied(
        &changed(|r| r["kind"] = "Pod".into()),
        400,
        "AdmissionReview",
    );
    denied(
        &changed(|r| r["request"]["kind"]["kind"] = "Pod".into()),
        400,
        "this kind",
    );
    denied(
        &changed(|r| r["request"]["kind"]["version"] = "v1".into()),
        400,
        "this kind",
    );
    denied(
        &changed(|r| r["request"]["kind"] = Value::Null),
        400,
        "which kind",
    );
    denied(
        &changed(|r| r["request"]["operation"] = "CONNECT".into()),
        400,
        "operation",
    );
    denied(
        &changed(|r| r["request"]["operation"] = 7.into()),
        400,
        "invalid type",
    );
    denied(
        &changed(|r| r["request"]["object"] = json!([1])),
        400,
        "no JSON object",
    );
    denied(
        &changed(|r| r["request"]["object"]["kind"] = "Pod".into()),
        400,
        "another kind",
    );
    denied(
        &changed(|r| r["request"]["object"]["apiVersion"] = Value::Null),
        400,
        "another kind",
    );
    denied(&(good().to_string() + "x"), 400, "trailing");
    let body = changed(|r| r["request"]["options"] = "?".into()).into_bytes();
    let body: Vec<u8> = body
        .iter()
        .map(|b| if *b == b'?' { 0xff } else { *b })
        .collect();
    assert_eq!(answer(&body).unwrap()["response"]["allowed"], false);
}

#[test]
fn a_key_that_stands_twice_is_refused_wherever_it_is_read() {
    for (one, two) in [
        (r#""operation":"#, r#""operation":"DELETE","operation":"#),
        (r#""spec":{"#, r#""spec":{"id":"a","id":"b","#),
        (
            r#""metadata":{"#,
            r#""metadata":{"labels":{"x":"1","x":"2"},"#,
        ),
    ] {
        denied(&good().to_string().replacen(one, two, 1), 400, "twice");
    }
}

#[test]
fn depth_is_refused_where_it_is_read_and_skipped_where_it_is_not() {
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let with = |place: &str, value: &str| {
        let mut review = good();
        *review.pointer_mut(place).unwrap() = "<deep>".into();
        review.to_string().replace("\"<deep>\"", value)
    };
    denied(
        &with("/request/object/spec", &deep(100_000)),
        400,
        "recursion",
    );
    // Options are none of our business.
    let allowed = answer(with("/request/options", &deep(100_000)).as_bytes()).unwrap();
    assert_eq!(allowed["response"]["allowed"], true);
}

#[test]
fn a_request_without_its_object_is_denied_by_a_rule() {
    for (operation, object, old) in [
        ("CREATE", Value::Null, Value::Null),
        ("UPDATE", mesh(&json!({})), Value::Null),
        ("DELETE", Value::Null, Value::Null),
    ] {
        let review = answer(review(operation, &object, &old).to_string().as_bytes()).unwrap();
        assert_eq!(review["response"]["status"]["code"], 422, "{operation}");
    }
}

#[test]
fn without_a_uid_there_is_nobody_to_answer() {
    for body in [
        "",
        "{}",
        "null",
        "[]",
        r#"{"request":{"uid":""}}"#,
        r#"{"request":"#,
        "\u{0}",
    ] {
        assert!(answer(body.as_bytes()).is_err(), "{body}");
    }
}

#[test]
fn a_panic_is_a_denial() {
    fn defect(_: &Admission<'_>, _: &Context<'_>) -> Decision {
        panic!("injected by a test")
    }
    let core = core().judged_by(defect);
    for door in [Door::Validate, Door::Mutate] {
        let answer = core.answer(door, good().to_string().as_bytes()).unwrap();
        assert_eq!(answer.verdict, Verdict::Failed);
        let review: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(review["response"]["uid"], UID);
        assert_eq!(review["response"]["allowed"], false);
        assert_eq!(review["response"]["status"]["code"], 500);
    }
}

#[tokio::test]
async fn a_panic_leaves_the_server_standing() {
    fn defect(_: &Admission<'_>, _: &Context<'_>) -> Decision {
        panic!("injected by a test")
    }
    let bench = Bench::deciding(
        |_| {},
        |policies| Core::new(policies, today).judged_by(defect),
    )
    .await;
    for _ in 0..3 {
        assert_eq!(bench.review("/validate", &good()).await["allowed"], false);
    }
    assert!(bench.running.health.is_ready());
}

/// A review with some bytes changed, taken out or put in.
fn mangled() -> impl Strategy<Value = Vec<u8>> {
    let cut = (
        any::<prop::sample::Index>(),
        0..40_usize,
        prop::collection::vec(any::<u8>(), 0..6),
    );
    prop::collection::vec(cut, 1..4).prop_map(|cuts| {
        let mut body = good().to_string().into_bytes();
        for (at, count, put) in cuts {
            let from = at.index(body.len());
            let to = (from + count).min(body.len());
            body.splice(from..to, put);
            if body.is_empty() {
                break;
            }
        }
        body
    })
}

/// What any reader makes of a body.
#[derive(serde::Deserialize)]
struct Seen {
    request: SeenRequest,
}

#[derive(serde::Deserialize)]
struct SeenRequest {
    uid: String,
}

/// Holds for every body: allowed only if it is a whole text with a uid, answered if it has one.
fn sound(body: &[u8]) {
    let text = std::str::from_utf8(body).ok();
    let seen: Option<Seen> = text.and_then(|text| serde_json::from_str(text).ok());
    let uid = seen.map(|seen| seen.request.uid);
    match answer(body) {
        Ok(review) => {
            let response = &review["response"];
            assert!(response["uid"].as_str().is_some_and(|uid| !uid.is_empty()));
            if response["allowed"] == true {
                assert_eq!(response["uid"].as_str(), uid.as_deref());
            }
        }
        Err(_) => assert!(
            uid.is_none_or(|uid| uid.is_empty()),
            "the uid was there: {}",
            String::from_utf8_lossy(body)
        ),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    #[test]
    fn nothing_is_allowed_that_cannot_be_read(body in mangled()) {
        sound(&body);
    }

    #[test]
    fn no_bytes_break_it(body in prop::collection::vec(any::<u8>(), 0..200)) {
        sound(&body);
    }
}

#[test]
fn a_review_cut_anywhere_is_never_allowed_and_keeps_its_uid_once_it_is_whole() {
    let body = good().to_string().into_bytes();
    let whole = body
        .windows(UID.len())
        .position(|w| w == UID.as_bytes())
        .unwrap()
        + UID.len()
        + 1;
    for cut in 0..body.len() {
        match answer(&body[..cut]) {
            Ok(review) => assert_eq!(review["response"]["allowed"], false),
            Err(_) => assert!(cut < whole, "cut at {cut}"),
        }
    }
}
