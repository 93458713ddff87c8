//! The webhook as `deploy/` starts it: with the arguments of its Deployment, and its account's rights.

use std::path::Path;
use std::process::Command;

use meshwright_testkit::control_plane::{ControlPlane, Options};
use meshwright_testkit::{Balancer, wait};
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::process::Process;

const ACCOUNT: &str = "system:serviceaccount:meshwright-system:meshwright-webhook";
/// One right of each role.
const RIGHTS: [&str; 4] = [
    "watch servicemesh",
    "create servicemesh",
    "update secret/meshwright-webhook-certs --namespace=meshwright-system",
    "patch validatingwebhookconfigurations/meshwright",
];

#[test]
fn what_the_deployment_says_makes_a_webhook_that_lacks_nothing_and_closes_the_gate() {
    let plane = ControlPlane::start(&Options::new()).unwrap();
    let balancer = Balancer::start();
    let objects = install(&plane, &balancer);
    let desk = Desk::new("deployed");
    let mut process = Process::start(command(&desk, &plane, &objects));
    balancer.add(process.replica);
    wait::until("a webhook that lacks nothing", || {
        let page = process.replica.readiness().ok()?;
        let parts = [
            "certificate",
            "cluster",
            "policy",
            "registration",
            "safe-start",
        ];
        let well = parts
            .iter()
            .all(|part| page.contains(&format!("[+] {part} ok")));
        (well && !page.contains("[~]") && !page.contains("[-]")).then_some(())
    });
    wait::until("the gate to be closed", || {
        let path =
            "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/meshwright";
        let gate = plane.admin().get(path).expect_success();
        (gate["webhooks"][0]["failurePolicy"] == "Fail").then_some(())
    });
    process.end();
}

/// Installs the overlay with a Service that leads here, and returns its objects once the rights hold.
fn install(plane: &ControlPlane, balancer: &Balancer) -> Vec<Value> {
    let overlay = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/overlays/safe-start");
    let overlay = overlay.to_string_lossy();
    let rendered = plane
        .kubectl(&["kustomize", &overlay])
        .run()
        .expect_success();
    let mut objects = plane.objects(&rendered.stdout);
    for object in &mut objects {
        if object["kind"] == "Service" {
            object["spec"] = json!({"type": "ExternalName", "externalName": "localhost"});
        }
        if let Some(service) = object.pointer_mut("/webhooks/0/clientConfig/service") {
            service["port"] = json!(balancer.address().port());
        }
    }
    let all = json!({"apiVersion": "v1", "kind": "List", "items": objects});
    plane.apply(&all.to_string());
    for right in RIGHTS {
        let words: Vec<&str> = right.split(' ').collect();
        let asked = [&["auth", "can-i", "--as", ACCOUNT], &words[..]].concat();
        wait::until(right, || {
            plane.kubectl(&asked).run().success().then_some(())
        });
    }
    objects
}

/// What the kubelet would run: the same arguments, with what is mounted in a folder of the test, and
/// addresses and a way to the API server that are this machine's.
fn command(desk: &Desk, plane: &ControlPlane, objects: &[Value]) -> Command {
    let of = |kind: &str| {
        objects
            .iter()
            .find(|object| object["kind"] == kind)
            .unwrap()
    };
    let policy = of("ConfigMap")["data"]["meshwright.yaml"].as_str().unwrap();
    desk.write("meshwright.yaml", policy);
    let container = &of("Deployment")["spec"]["template"]["spec"]["containers"][0];
    let arguments = container["args"].as_array().unwrap().iter();
    let arguments = arguments.map(|argument| argument.as_str().unwrap());
    let mounted = arguments.map(|argument| argument.replace("/etc/meshwright/policy/", ""));
    let kubeconfig = plane.kubeconfig_of_account("meshwright-system", "meshwright-webhook");
    let mut command = desk.command(&[]);
    command.args(mounted).arg("--kubeconfig").arg(kubeconfig);
    command.args([
        "--listen=127.0.0.1:0",
        "--admin-listen=127.0.0.1:0",
        "--shutdown-delay=0",
    ]);
    for variable in container["env"].as_array().unwrap() {
        assert_eq!(
            variable["valueFrom"]["fieldRef"]["fieldPath"],
            "metadata.namespace"
        );
        let namespace = of("Deployment")["metadata"]["namespace"].as_str().unwrap();
        command.env(variable["name"].as_str().unwrap(), namespace);
    }
    command
}
