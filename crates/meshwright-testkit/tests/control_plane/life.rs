//! It starts, answers as the rights of a user allow, survives SIGKILL, and leaves nothing behind.

use std::path::Path;
use std::process::{Command, Stdio};

use meshwright_testkit::control_plane::{ControlPlane, Options, Process, shared};
use meshwright_testkit::wait;
use serde_json::json;

fn own(options: &Options) -> ControlPlane {
    ControlPlane::start(options).expect("a control plane")
}

fn lives(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // What nobody has waited for yet is dead all the same.
    !stat.is_empty() && !stat.contains(") Z ")
}

#[test]
fn it_says_its_version() {
    let version = shared().admin().get("/version").json();
    assert_eq!(version["gitVersion"], "v1.36.4");
    assert_eq!(version["minor"], "36");
}

#[test]
fn kubectl_reads_what_the_client_wrote() {
    let sandbox = shared().sandbox();
    let path = format!("/api/v1/namespaces/{}/configmaps", sandbox.namespace());
    let body = json!({"metadata": {"name": "note"}, "data": {"word": "hello"}});
    assert_eq!(sandbox.plane().admin().post(&path, &body).code, 201);
    let arguments = [
        "-n",
        sandbox.namespace(),
        "get",
        "cm",
        "note",
        "-o",
        "jsonpath={.data.word}",
    ];
    assert_eq!(sandbox.plane().kubectl(&arguments).run().stdout, "hello");
}

#[test]
fn a_user_may_do_what_a_role_says_and_no_more() {
    let plane = own(&Options::new().user("reader", &["viewers"]).audited());
    let secrets = "/api/v1/namespaces/default/secrets";
    assert_eq!(plane.client("reader").get(secrets).code, 403);
    // Not `view`: a controller that nobody runs here would have to gather its rules.
    for words in [
        "create clusterrole viewers --verb=get,list --resource=configmaps",
        "create clusterrolebinding viewers --clusterrole=viewers --group=viewers",
    ] {
        let words: Vec<&str> = words.split(' ').collect();
        plane.kubectl(&words).run().expect_success();
    }
    let reader = plane.client("reader");
    let maps = "/api/v1/namespaces/default/configmaps";
    wait::until("the role to be known", || {
        reader.get(maps).is_success().then_some(())
    });
    assert_eq!(reader.get(secrets).code, 403);
    let acting = plane.admin().acting_as("somebody", &["viewers"]);
    assert_eq!(
        (acting.get(maps).code, acting.get(secrets).code),
        (200, 403)
    );
    let output = plane
        .kubectl_as(
            "reader",
            &[
                "auth",
                "whoami",
                "-o",
                "jsonpath={.status.userInfo.username}",
            ],
        )
        .run();
    assert_eq!(output.stdout, "reader");
    wait::until("the audit event", || {
        let made = |event: &serde_json::Value| event["objectRef"]["name"] == "viewers";
        plane.audit().iter().any(made).then_some(())
    });
}

#[test]
fn what_was_written_survives_the_death_of_either_process() {
    let plane = own(&Options::new());
    let path = "/api/v1/namespaces/default/configmaps";
    plane
        .admin()
        .post(path, &json!({"metadata": {"name": "kept"}}))
        .expect_success();
    for process in [Process::ApiServer, Process::Etcd] {
        let before = plane.pid(process);
        plane.kill(process);
        assert!(!lives(before));
        plane.revive(process).unwrap();
        assert_ne!(plane.pid(process), before);
        plane.wait_until_serving().unwrap();
        assert_eq!(
            plane.admin().get(&format!("{path}/kept")).code,
            200,
            "{process:?}"
        );
    }
}

#[test]
fn dropped_it_leaves_no_process_and_no_folder() {
    let plane = own(&Options::new());
    let pids = [Process::ApiServer, Process::Etcd].map(|process| plane.pid(process));
    let folder = plane.folder().to_owned();
    assert!(pids.into_iter().all(lives) && folder.is_dir());
    drop(plane);
    assert!(!pids.into_iter().any(lives) && !folder.exists());
}

/// Not a test of its own: the process that the test below kills.
#[test]
fn a_process_that_was_told_to_holds_a_control_plane_until_it_is_killed() {
    let Some(note) = std::env::var_os(HOLD) else {
        return;
    };
    let plane = own(&Options::new());
    let [first, second] = [Process::ApiServer, Process::Etcd].map(|process| plane.pid(process));
    let text = format!("{first} {second} {}\n", plane.folder().display());
    std::fs::write(note, text).unwrap();
    loop {
        std::thread::park();
    }
}

const HOLD: &str = "MESHWRIGHT_TEST_HOLD";

#[test]
fn a_killed_test_leaves_no_process_and_no_folder() {
    let name = format!("meshwright-note-{}", std::process::id());
    let note = std::env::temp_dir().join(name);
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "life::a_process_that_was_told_to_holds_a_control_plane_until_it_is_killed",
        ])
        .env(HOLD, &note)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let text = wait::until("the victim's note", || {
        let text = std::fs::read_to_string(&note).ok()?;
        text.ends_with('\n').then_some(text)
    });
    std::fs::remove_file(&note).unwrap();
    let words: Vec<&str> = text.split_whitespace().collect();
    let pids = [words[0], words[1]].map(|pid| pid.parse::<u32>().unwrap());
    assert!(pids.into_iter().all(lives));
    victim.kill().unwrap();
    victim.wait().unwrap();
    wait::until("the end of its processes", || {
        let gone = !pids.into_iter().any(lives) && !Path::new(words[2]).exists();
        gone.then_some(())
    });
}
