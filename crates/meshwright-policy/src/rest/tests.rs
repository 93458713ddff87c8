use serde_json::{Value, json};

use super::*;
use crate::{Context, Document, Policy, Subject, Surface, validate};

const GOOD: RequestHead<'_> = RequestHead {
    project: "719217bc273743ae8bc34480",
    content_type: Some("application/json"),
    token: Some("a token"),
    signed: false,
};

fn request() -> Value {
    serde_json::from_str(include_str!("../../../../tests/vectors/base/mesh.json")).unwrap()
}

fn refusal(request: &Value, existing: &[Value]) -> Option<Refusal> {
    let mesh = |value: &Value| Document::Mesh(serde_json::from_value(value.clone()).unwrap());
    let existing: Vec<Document> = existing.iter().map(mesh).collect();
    let siblings: Vec<&Document> = existing.iter().collect();
    let document = mesh(request);
    let subject = Subject {
        siblings: &siblings,
        ..Subject::new(&document)
    };
    let policy = Policy::default();
    Refusal::of(&validate(&subject, &Context::new(&policy, Surface::Rest)))
}

#[test]
fn a_token_or_a_signature_is_enough() {
    let signed = RequestHead {
        token: None,
        signed: true,
        ..GOOD
    };
    assert_eq!((GOOD.faults(), signed.faults()), (vec![], vec![]));
}

#[test]
fn every_part_of_the_head_is_asked_for_at_once() {
    let head = RequestHead::default();
    let expected = [
        HeadFault::NoProject,
        HeadFault::NoCredentials,
        HeadFault::NoContentType,
    ];
    assert_eq!(head.faults(), expected);
    let first = Refusal::first(head.faults().into_iter().map(HeadFault::refusal));
    assert_eq!(first, Some(Refusal::NotFound));
}

#[test]
fn an_empty_token_is_none() {
    let head = RequestHead {
        token: Some(" "),
        ..GOOD
    };
    assert_eq!(head.faults(), [HeadFault::NoCredentials]);
}

#[test]
fn only_json_in_utf_8_is_taken() {
    let faults = |content_type| {
        RequestHead {
            content_type: Some(content_type),
            ..GOOD
        }
        .faults()
    };
    for good in [
        "application/json;charset=utf-8",
        "application/json; charset=UTF-8",
        "Application/JSON",
    ] {
        assert_eq!(faults(good), [], "{good}");
    }
    for other in [
        "text/plain",
        "application/json;charset=latin1",
        "application/jsonx",
        "application/x-yaml",
    ] {
        assert_eq!(faults(other), [HeadFault::OtherContentType], "{other}");
    }
    assert_eq!(faults(""), [HeadFault::NoContentType]);
}

#[test]
fn a_missing_content_type_is_400_and_another_one_415() {
    assert_eq!(HeadFault::NoContentType.refusal().status(), 400);
    assert_eq!(HeadFault::OtherContentType.refusal().status(), 415);
    assert_eq!(HeadFault::NoCredentials.refusal().status(), 401);
}

#[test]
fn refusals_are_given_in_the_order_of_the_contract() {
    let every = [
        Refusal::Conflict,
        Refusal::Invalid,
        Refusal::UnsupportedMediaType,
        Refusal::TooLarge,
        Refusal::Forbidden,
        Refusal::Unauthenticated,
        Refusal::MethodNotAllowed,
        Refusal::NotFound,
    ];
    let mut possible = every.to_vec();
    let mut given = Vec::new();
    while let Some(first) = Refusal::first(possible.iter().copied()) {
        given.push(first.status());
        possible.retain(|refusal| *refusal != first);
    }
    assert_eq!(given, [404, 405, 401, 403, 413, 415, 400, 409]);
}

#[test]
fn error_codes_carry_their_status_and_keep_the_bounds_of_the_contract() {
    use meshwright_api::mesh::ErrorCode;
    for refusal in [
        Refusal::Invalid,
        Refusal::NotFound,
        Refusal::Locked,
        Refusal::Internal,
        Refusal::UnsupportedMediaType,
    ] {
        let code = refusal.error_code();
        assert!(
            code.starts_with(&format!("ASM.01{}", refusal.status())),
            "{code}"
        );
        assert!(ErrorCode::parse(code).is_ok(), "{code}");
    }
}

#[test]
fn a_good_request_is_not_refused() {
    assert_eq!(refusal(&request(), &[]), None);
}

#[test]
fn a_warning_refuses_nothing() {
    let mut request = request();
    request["metadata"]["uid"] = json!("mine");
    assert_eq!(refusal(&request, &[]), None);
}

#[test]
fn a_fault_of_the_request_is_400() {
    let mut request = request();
    request["spec"]["type"] = json!("inCluster");
    assert_eq!(refusal(&request, &[]), Some(Refusal::Invalid));
}

#[test]
fn a_conflict_alone_is_409() {
    assert_eq!(refusal(&request(), &[request()]), Some(Refusal::Conflict));
}

#[test]
fn a_faulty_request_that_also_conflicts_is_400() {
    let mut faulty = request();
    faulty["spec"]["type"] = json!("inCluster");
    assert_eq!(refusal(&faulty, &[request()]), Some(Refusal::Invalid));
}

#[test]
fn messages_are_cut_between_characters() {
    let long = error_message(&"é".repeat(600));
    assert_eq!(long.as_str().chars().count(), 512);
    assert!(long.as_str().ends_with("é…"));
    assert_eq!(error_message(&"é".repeat(512)).as_str(), "é".repeat(512));
}

#[test]
fn messages_too_short_for_the_contract_are_lengthened() {
    for text in ["", "x"] {
        assert!(error_message(text).as_str().chars().count() >= 2);
    }
    assert_eq!(error_message("ok").as_str(), "ok");
}

#[test]
fn an_answer_shows_the_ids_of_the_clusters_and_nothing_else_of_them() {
    let mut request = request();
    request["metadata"]["labels"] = json!({"team": "a"});
    request["metadata"]["annotations"] = json!({"note": "b"});
    request["spec"]["tags"] = json!([{"key": "k", "value": "v"}]);
    let mesh: Mesh = serde_json::from_value(request.clone()).unwrap();
    let mut expected = request;
    let id = expected["spec"]["extendParams"]["clusters"][0]["clusterID"].take();
    expected["spec"]["extendParams"]["clusters"] = json!([{"clusterID": id}]);
    expected["spec"].as_object_mut().unwrap().remove("tags");
    expected["metadata"]
        .as_object_mut()
        .unwrap()
        .remove("labels");
    expected["metadata"]
        .as_object_mut()
        .unwrap()
        .remove("annotations");
    assert_eq!(serde_json::to_value(answer(&mesh)).unwrap(), expected);
}
