//! What the vectors of the proxy and tracing rules do not show: levels, places, fixes, words.

#![cfg(test)]

use std::path::Path;

use meshwright_api::{Edit, Mesh, Safety};
use meshwright_policy::{
    Anchor, Context, Diagnostic, Document, Level, Policy, Report, Subject, Surface, validate,
};
use serde_json::{Value, json};

fn judge(document: &Value, policy: &Policy) -> Report {
    let mesh: Mesh = serde_json::from_value(document.clone()).unwrap();
    let document = Document::Mesh(Box::new(mesh));
    validate(
        &Subject::new(&document),
        &Context::new(policy, Surface::Lint),
    )
}

/// The example of the reference with another version, and this in its configuration.
fn mesh(version: &str, config: &Value) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/base/mesh.json");
    let mut document: Value =
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    document["spec"]["version"] = json!(version);
    document["spec"]["config"] = config.clone();
    document
}

fn proxy(field: &str, list: &str) -> Value {
    mesh("1.18.7-r5", &json!({"proxyConfig": {field: list}}))
}

fn tracing(version: &str, tracing: &Value) -> Value {
    mesh(version, &json!({"telemetryConfig": {"tracing": tracing}}))
}

fn levels(document: &Value, policy: &Policy) -> Vec<(&'static str, Level)> {
    let report = judge(document, policy);
    let of = |found: &Diagnostic| (found.code(), found.level);
    report.diagnostics().iter().map(of).collect()
}

/// The document after the first fix of that rule.
fn mended(document: &Value, code: &str) -> Option<Value> {
    let report = judge(document, &Policy::default());
    let mut own = report
        .diagnostics()
        .iter()
        .filter(|found| found.code() == code);
    let fix = own.find_map(|found| found.fix.as_ref())?;
    assert_eq!(fix.safety, Safety::Safe);
    Some(fix.edits.iter().fold(document.clone(), edited))
}

fn edited(mut document: Value, edit: &Edit) -> Value {
    let patch = Value::from(edit.json_patch(&document));
    let patch: json_patch::Patch = serde_json::from_value(patch).unwrap();
    json_patch::patch(&mut document, &patch).unwrap();
    document
}

fn mended_list(field: &str, list: &str, code: &str) -> Option<String> {
    let document = mended(&proxy(field, list), code)?;
    let list = document["spec"]["config"]["proxyConfig"][field].as_str()?;
    Some(list.to_owned())
}

#[test]
fn a_fault_of_an_entry_points_at_its_bytes() {
    let lists = [
        (
            "includeIPRanges",
            "10.0.0.0/8,x, 11.0.0.0/8",
            "MR0501",
            ["x", " 11.0.0.0/8"].as_slice(),
        ),
        ("excludeIPRanges", ",10.0.0.0/8", "MR0502", &[""]),
        ("includeInboundPorts", "ü,80,+80", "MR0503", &["ü", "+80"]),
        ("excludeOutboundPorts", "0,80,80 ", "MR0504", &["0", "80 "]),
        (
            "includeIPRanges",
            "10.0.0.0/8,10.1.2.3/16",
            "MR0505",
            &["10.1.2.3/16"],
        ),
        (
            "includeIPRanges",
            "10.1.0.0/16,10.0.0.0/8",
            "MR0506",
            &["10.1.0.0/16"],
        ),
        (
            "excludeIPRanges",
            "10.0.0.0/8,fd00::/8",
            "MR0507",
            &["fd00::/8"],
        ),
        ("includeOutboundPorts", "80,0443", "MR0509", &["0443"]),
        (
            "includeOutboundPorts",
            "80,15001,15090",
            "MR0511",
            &["15001", "15090"],
        ),
    ];
    for (field, list, code, expected) in lists {
        let report = judge(&proxy(field, list), &Policy::default());
        let own = report
            .diagnostics()
            .iter()
            .filter(|found| found.code() == code);
        let mut spans: Vec<_> = own
            .map(|found| match &found.anchor {
                Anchor::Item(span) => span.clone(),
                other => panic!("{code} points at {other:?}"),
            })
            .collect();
        spans.sort_by_key(|span| span.start);
        let found: Vec<&str> = spans
            .into_iter()
            .map(|span| list.get(span).unwrap())
            .collect();
        assert_eq!(found, expected, "{code} {list:?}");
    }
}

#[test]
fn a_clash_points_at_the_included_entry() {
    let config =
        json!({"proxyConfig": {"includeOutboundPorts": "1,2", "excludeOutboundPorts": "2"}});
    let report = judge(&mesh("1.18.7", &config), &Policy::default());
    let [found] = report.diagnostics() else {
        panic!("{report:?}")
    };
    assert_eq!(
        found.path.to_string(),
        "spec.config.proxyConfig.includeOutboundPorts"
    );
    assert_eq!(found.anchor, Anchor::Item(2..3));
}

#[test]
fn of_equal_ranges_the_first_one_stays() {
    let report = judge(
        &proxy("excludeIPRanges", "10.0.0.0/8,11.0.0.0/8,10.0.0.0/8"),
        &Policy::default(),
    );
    let [found] = report.diagnostics() else {
        panic!("{report:?}")
    };
    assert_eq!(
        (found.code(), &found.anchor),
        ("MR0506", &Anchor::Item(22..32))
    );
}

#[test]
fn fixes_write_the_whole_list_and_touch_nothing_else_in_it() {
    let cases = [
        (
            "includeOutboundPorts",
            " 80,\t443 ,81",
            "MR0504",
            Some("80,443,81"),
        ),
        (
            "excludeInboundPorts",
            "0 ,x, 080",
            "MR0504",
            Some("0 ,x,080"),
        ),
        (
            "excludeInboundPorts",
            "080 ,0 ,x",
            "MR0504",
            Some("080,0 ,x"),
        ),
        ("excludeOutboundPorts", " ", "MR0504", None),
        ("excludeOutboundPorts", "8 0", "MR0504", None),
        ("includeInboundPorts", "80, 443", "MR0503", None),
        (
            "includeIPRanges",
            "10.1.2.3/8,x,11.0.0.1/8,12.0.0.0/8",
            "MR0505",
            Some("10.0.0.0/8,x,11.0.0.0/8,12.0.0.0/8"),
        ),
        (
            "excludeIPRanges",
            "FD00::1/8,FE00::/8",
            "MR0505",
            Some("fd00::/8,FE00::/8"),
        ),
        ("includeIPRanges", "1.2.3.4/0", "MR0505", Some("0.0.0.0/0")),
        (
            "includeInboundPorts",
            "0080,443,00,x",
            "MR0509",
            Some("80,443,00,x"),
        ),
    ];
    for (field, list, code, expected) in cases {
        assert_eq!(
            mended_list(field, list, code).as_deref(),
            expected,
            "{code} {list:?}"
        );
    }
}

#[test]
fn a_fix_takes_its_findings_away_and_adds_none() {
    let cases = [
        ("includeOutboundPorts", " 80,\t443 ,81", "MR0504"),
        ("excludeInboundPorts", "080 ,0 ,x", "MR0504"),
        (
            "includeIPRanges",
            "10.1.2.3/8,x,11.0.0.1/8,10.1.0.0/16",
            "MR0505",
        ),
        ("excludeOutboundPorts", "0080,443,00,x", "MR0509"),
    ];
    for (field, list, code) in cases {
        let before = judge(&proxy(field, list), &Policy::default());
        let after = judge(
            &mended(&proxy(field, list), code).unwrap(),
            &Policy::default(),
        );
        let count = |report: &Report| {
            let fixable = |found: &&Diagnostic| found.code() == code && found.fix.is_some();
            report.diagnostics().iter().filter(fixable).count()
        };
        assert_eq!(count(&after), 0, "{list:?}");
        assert!(
            after.diagnostics().len()
                <= before.diagnostics().len() - count(&before) + usize::from(code == "MR0504"),
            "{list:?}"
        );
    }
}

#[test]
fn some_faults_are_milder_than_their_rule() {
    let zipkin = json!({"service": "zipkin", "port": 9411});
    let cases = [
        (
            json!([{"name": "apm-otel", "zipkin": zipkin}]),
            "MR0606",
            Level::Deny,
        ),
        (
            json!([{"name": "envoy", "zipkin": zipkin}]),
            "MR0606",
            Level::Warn,
        ),
        (json!([{"name": "used"}]), "MR0608", Level::Deny),
        (
            json!([{"name": "used", "zipkin": zipkin}, {"name": "idle"}]),
            "MR0608",
            Level::Warn,
        ),
        (
            json!([{"name": "used", "zipkin": {"port": 9411, "service": "a_b"}}]),
            "MR0609",
            Level::Deny,
        ),
        (
            json!([{"name": "used", "zipkin": {"port": 9411, "service": "ab."}}]),
            "MR0609",
            Level::Warn,
        ),
        (
            json!([{"name": "used", "zipkin": {"port": 9411}}]),
            "MR0611",
            Level::Deny,
        ),
        (
            json!([{"name": "used", "zipkin": zipkin}, {"name": "idle", "zipkin": {"service": "z"}}]),
            "MR0611",
            Level::Warn,
        ),
    ];
    for (providers, code, level) in cases {
        let used = if providers[0]["name"] == "used" {
            json!(["used"])
        } else {
            json!([])
        };
        let document = tracing(
            "1.18.7",
            &json!({"defaultProviders": used, "extensionProviders": providers}),
        );
        assert_eq!(
            levels(&document, &Policy::default()),
            [(code, level)],
            "{providers}"
        );
    }
}

#[test]
fn a_configured_level_counts_for_the_milder_faults_too() {
    let mut policy = Policy::default();
    assert!(policy.set_level("MR0608", Level::Deny));
    let document = tracing("1.18.7", &json!({"extensionProviders": [{"name": "idle"}]}));
    assert_eq!(levels(&document, &policy), [("MR0608", Level::Deny)]);
}

#[test]
fn the_preset_is_refused_only_where_the_region_is_known_to_lack_it() {
    let document = tracing("1.19.0-r1", &json!({"defaultProviders": ["apm-otel"]}));
    let judged = |apm: &[&str], region: Option<&str>| {
        let mut policy = Policy::default();
        policy.regions.apm = apm.iter().map(|&id| id.to_owned()).collect();
        policy.region.huawei = region.map(str::to_owned);
        levels(&document, &policy)
    };
    let (deny, warn) = ([("MR0633", Level::Deny)], [("MR0633", Level::Warn)]);
    assert_eq!(judged(&["cn-north-4"], Some("cn-north-4")), []);
    assert_eq!(judged(&["cn-north-4"], Some("cn-east-3")), deny);
    assert_eq!(judged(&["cn-north-4"], None), warn);
    assert_eq!(judged(&[], Some("cn-north-4")), warn);
    assert_eq!(judged(&[], None), warn);
}

#[test]
fn the_disputed_versions_do_what_the_reading_says_and_quote_both() {
    let document = tracing("1.18.7-r5", &json!({"defaultProviders": ["apm-otel"]}));
    let mut policy = Policy::default();
    policy.levels.insert("MR0633", Level::Off);
    assert_eq!(levels(&document, &policy), [("MR0632", Level::Warn)]);
    let message = judge(&document, &policy)
        .into_diagnostics()
        .remove(0)
        .message;
    for words in [
        "\"1.18.7-r5\"",
        "later than 1.18",
        "as a number",
        "as a series",
    ] {
        assert!(message.contains(words), "{message}");
    }
    policy.levels.insert("MR0632", Level::Deny);
    assert_eq!(levels(&document, &policy), [("MR0632", Level::Deny)]);
    policy.levels.insert("MR0632", Level::Off);
    assert_eq!(levels(&document, &policy), []);
}

#[test]
fn a_missing_provider_is_told_with_the_name_that_was_probably_meant() {
    let given = json!({"defaultProviders": ["Zipkin"], "extensionProviders": [
        {"name": "zipkin", "zipkin": {"service": "zipkin", "port": 9411}},
    ]});
    let found = judge(&tracing("1.18.7", &given), &Policy::default())
        .into_diagnostics()
        .remove(0);
    assert_eq!(found.code(), "MR0603");
    assert!(found.help.unwrap().starts_with("write zipkin,"));
}

#[test]
fn every_reason_is_told_in_its_own_words() {
    let lists = [
        (
            "includeIPRanges",
            "10.0.0.1,10.0.0.0/33,x/8,*,, 1.0.0.0/8,fe80::1%e/64,::ffff:1.0.0.0/104",
            8,
        ),
        ("includeInboundPorts", "x,0,*,, 80,80-90", 6),
    ];
    for (field, list, count) in lists {
        let report = judge(&proxy(field, list), &Policy::default());
        let mut reasons: Vec<&str> = report
            .diagnostics()
            .iter()
            .filter_map(|found| found.message.split_once(": ").map(|(_, reason)| reason))
            .collect();
        reasons.sort_unstable();
        reasons.dedup();
        assert_eq!(reasons.len(), count, "{reasons:?}");
    }
}

#[test]
fn a_list_over_its_bound_is_one_fault() {
    let list = "1.2.3.4/8,x,".repeat(100_000);
    assert_eq!(
        levels(&proxy("includeIPRanges", &list), &Policy::default()),
        [("GX0014", Level::Deny)]
    );
}
