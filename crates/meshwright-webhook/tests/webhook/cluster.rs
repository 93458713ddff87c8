//! The webhook beside a real API server: asked by it, and watching it.

use std::fs;
use std::path::Path;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use meshwright_cluster::{Pace, connect};
use meshwright_runtime::State;
use meshwright_testkit::control_plane::{Answer, ControlPlane, Options, Process};
use meshwright_testkit::wait;
use serde_json::{Value, json};

use crate::bench::{Bench, mesh, review};

const MESHES: &str = "/apis/istio.alibabacloud.com/v1beta1/servicemesh";
const RBAC: &str = "/apis/rbac.authorization.k8s.io/v1";
const PACE: Pace = Pace {
    watch: Duration::from_secs(2),
    grace: Duration::from_secs(5),
    pause: Duration::from_millis(50),
    longest: Duration::from_millis(400),
    bound: Duration::from_secs(4),
};

/// A control plane with the definition, and the user `webhook`, who may list and watch.
fn plane() -> ControlPlane {
    let plane = ControlPlane::start(&Options::new().user("webhook", &[])).unwrap();
    let path = "../../deploy/crds/servicemesh.istio.alibabacloud.com.yaml";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    plane.apply(&fs::read_to_string(path).unwrap());
    let rule = json!({
        "apiGroups": ["istio.alibabacloud.com"],
        "resources": ["servicemesh"],
        "verbs": ["list", "watch"],
    });
    let role = json!({"metadata": {"name": "webhook"}, "rules": [rule]});
    let binding = json!({
        "metadata": {"name": "webhook"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "webhook"},
        "subjects": [{"kind": "User", "name": "webhook"}],
    });
    let admin = plane.admin();
    admin
        .post(&format!("{RBAC}/clusterroles"), &role)
        .expect_success();
    admin
        .post(&format!("{RBAC}/clusterrolebindings"), &binding)
        .expect_success();
    plane
}

async fn bench(plane: &ControlPlane) -> Bench {
    let kubeconfig = plane.kubeconfig("webhook");
    let cluster = connect(Some(&kubeconfig)).await.unwrap();
    Bench::with(|settings| {
        settings.cluster = Some(cluster);
        settings.pace = PACE;
    })
    .await
}

/// Makes the API server ask the webhook.
fn register(plane: &ControlPlane, bench: &Bench) {
    let port = bench.running.address.port();
    let bundle = STANDARD.encode(fs::read(bench.folder.path("tls.crt")).unwrap());
    let webhook = json!({
        "name": "validate.meshwright.dev",
        "admissionReviewVersions": ["v1"],
        "sideEffects": "None",
        "failurePolicy": "Fail",
        "clientConfig": {"url": format!("https://localhost:{port}/validate"), "caBundle": bundle},
        "rules": [{
            "apiGroups": ["istio.alibabacloud.com"],
            "apiVersions": ["v1beta1"],
            "operations": ["CREATE", "UPDATE"],
            "resources": ["servicemesh"],
        }],
    });
    let configuration = json!({"metadata": {"name": "meshwright"}, "webhooks": [webhook]});
    let path = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
    plane.admin().post(path, &configuration).expect_success();
}

fn named(name: &str) -> Value {
    let mut mesh = mesh(&json!({"clusterSpec": "Enterprise"}));
    mesh["metadata"]["name"] = name.into();
    mesh
}

fn is_ok(bench: &Bench) -> Option<()> {
    let state = bench.running.health.get("cluster");
    matches!(state, Some(State::Ok(_))).then_some(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_api_server_refuses_a_second_object_until_the_first_is_gone() {
    let plane = plane();
    let bench = bench(&plane).await;
    register(&plane, &bench);
    let admin = plane.admin();
    let dry = format!("{MESHES}?dryRun=All");
    wait::until("the first to be taken", || {
        admin
            .post(MESHES, &named("first"))
            .is_success()
            .then_some(())
    });
    let refused = wait::until("the second to be refused", || {
        let answer = admin.post(&dry, &named("second"));
        (!answer.is_success()).then_some(answer)
    });
    assert_eq!(refused.code, 422, "{}", refused.text);
    let (field, message) = refused.causes().remove(0);
    assert_eq!(field, "metadata.name");
    assert!(message.contains("SM0101"), "{message}");
    assert!(message.contains("\"first\""), "{message}");
    admin.delete(&format!("{MESHES}/first")).expect_success();
    wait::until("the second to be taken", || {
        admin
            .post(&dry, &named("second"))
            .is_success()
            .then_some(())
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_hundred_at_once_none_is_wrongly_refused_and_then_every_one_is() {
    const AT_ONCE: usize = 20;
    let plane = plane();
    let bench = bench(&plane).await;
    wait::until("a synced cache", || is_ok(&bench));
    register(&plane, &bench);
    let dry = format!("{MESHES}?dryRun=All");
    wait::until("the gate", || {
        let mut bad = named("bad");
        bad["metadata"]["annotations"] =
            json!({"operator.istio.alibabacloud.com/deletion-policy": "Keep"});
        (!plane.admin().post(&dry, &bad).is_success()).then_some(())
    });
    // What is promised is no more than this: the cache lags behind, so some of a rush may get in together.
    let answers: Vec<(String, Answer)> = std::thread::scope(|scope| {
        let rushes: Vec<_> = (0..AT_ONCE)
            .map(|rush| {
                let admin = plane.admin();
                scope.spawn(move || {
                    let names = (0..200 / AT_ONCE).map(|each| format!("rush-{rush}-{each}"));
                    let create = |name: String| {
                        let answer = admin.post(MESHES, &named(&name));
                        (name, answer)
                    };
                    names.map(create).collect::<Vec<_>>()
                })
            })
            .collect();
        let done = rushes.into_iter().flat_map(|rush| rush.join().unwrap());
        done.collect()
    });
    assert_eq!(answers.len(), 200);
    let (made, refused): (Vec<_>, Vec<_>) =
        answers.iter().partition(|(_, answer)| answer.is_success());
    let made: Vec<&str> = made.iter().map(|(name, _)| &**name).collect();
    assert!(!made.is_empty());
    for (name, answer) in refused {
        let causes = answer.causes();
        let [(field, message)] = causes.as_slice() else {
            panic!("{name}: {}", answer.text);
        };
        assert_eq!(field, "metadata.name", "{name}");
        assert!(message.contains("SM0101"), "{name}: {message}");
        let named = made.iter().any(|one| message.contains(&format!("{one:?}")));
        assert!(
            named,
            "{name} is refused because of one that is there: {message}"
        );
    }
    wait::until("every further one to be refused", || {
        let answers = (0..20).map(|late| plane.admin().post(&dry, &named(&format!("late-{late}"))));
        answers
            .map(|answer| answer.code)
            .all(|code| code == 422)
            .then_some(())
    });
    // Those who got in go on: an update is no second mesh, and each can be taken away.
    for name in &made[1..] {
        plane
            .admin()
            .delete(&format!("{MESHES}/{name}"))
            .expect_success();
    }
    let label = json!({"metadata": {"labels": {"kept": "yes"}}});
    let path = format!("{MESHES}/{}", made[0]);
    plane.admin().patch("merge", &path, &label).expect_success();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn others_who_claim_the_resource_are_told_of_and_what_is_forbidden_degrades_only() {
    let plane = plane();
    let mut held = named("first");
    held["metadata"]["finalizers"] = json!(["servicemeshoperator.finalizers.alibabacloud.com"]);
    let path = format!("{MESHES}?fieldManager=operator");
    plane.admin().post(&path, &held).expect_success();
    let start = async |user: &str| {
        let cluster = connect(Some(&plane.kubeconfig(user))).await.unwrap();
        Bench::with(|settings| {
            settings.cluster = Some(cluster);
            settings.look_for_operators = true;
            settings.pace = PACE;
        })
        .await
    };
    let line = |bench: &Bench, line: &str| {
        let page = bench.running.health.page();
        wait::until(line, || {
            bench.running.health.page().contains(line).then_some(())
        });
        assert!(bench.running.health.is_ready(), "{page}");
    };
    let found =
        "field manager \"operator\": it writes status or finalizers of ServiceMesh \"first\"";
    let whole = start("admin").await;
    line(&whole, &format!("[+] operators ok: {found}\n"));
    let narrow = start("webhook").await;
    line(
        &narrow,
        "[~] operators degraded: customresourcedefinitions not looked at: the API server forbids it",
    );
    line(&narrow, found);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_api_server_degrades_and_makes_weaker_and_serving_goes_on() {
    let plane = plane();
    plane.admin().post(MESHES, &named("first")).expect_success();
    let bench = bench(&plane).await;
    let health = &bench.running.health;
    wait::until("a synced cache", || is_ok(&bench));
    let second = review("CREATE", &named("second"), &Value::Null);

    plane.kill(Process::ApiServer);
    wait::until("a stale cache", || {
        health
            .page()
            .contains("[~] cluster degraded: stale")
            .then_some(())
    });
    assert!(health.is_ready(), "{}", health.page());
    let response = bench.review("/validate", &second).await;
    assert_eq!(response["allowed"], true, "{response}");
    assert_eq!(response["auditAnnotations"]["siblings"], "not known");

    plane.revive(Process::ApiServer).unwrap();
    // It may be stale again for a moment on a busy machine: both say so.
    let refused = loop {
        wait::until("a fresh cache", || is_ok(&bench));
        let response = bench.review("/validate", &second).await;
        if response["allowed"] == false {
            break response;
        }
        assert_eq!(response["auditAnnotations"]["siblings"], "not known");
    };
    assert!(refused.to_string().contains("SM0101"), "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_known_is_measured() {
    let plane = plane();
    plane.admin().post(MESHES, &named("first")).expect_success();
    let bench = bench(&plane).await;
    wait::until("a synced cache", || is_ok(&bench));
    let page = metrics(&bench).await;
    assert!(page.contains("\nmeshwright_cluster_objects 1\n"), "{page}");
    assert!(page.contains("\nmeshwright_cluster_age_seconds "), "{page}");
}

async fn metrics(bench: &Bench) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let address = bench.running.admin_address;
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let request = b"GET /metrics HTTP/1.1\r\nHost: metrics\r\nConnection: close\r\n\r\n";
    stream.write_all(request).await.unwrap();
    let mut page = String::new();
    stream.read_to_string(&mut page).await.unwrap();
    page
}
