//! The authority is exchanged while a real API server asks: no call fails, at any step.
//!
//! The clock of the replicas is the test's and jumps by hours, that of the API server is not; so what
//! they make is dated back by a day, and holds by both.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use meshwright_cluster::connect;
use meshwright_testkit::control_plane::{ControlPlane, Options, Process};
use meshwright_testkit::service::HOSTS;
use meshwright_testkit::{Load, wait};
use meshwright_webhook::certificates::protocol::{SKEW, Timing};
use meshwright_webhook::registration::Names;
use meshwright_webhook::{Certificate, SelfManaged, Settings, WallClock};
use serde_json::{Value, json};

use crate::{REPLICAS, Rollout, WRITERS, settings};

const SECRETS: &str = "/api/v1/namespaces/meshwright-system/secrets";
const SECRET: &str = "meshwright-webhook-certs";
const CONFIGURATIONS: [&str; 2] = [
    "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/meshwright",
    "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/meshwright",
];
const MINUTE: Duration = Duration::from_mins(1);
const TIMING: Timing = Timing {
    leaf: Duration::from_hours(1),
    authority: Duration::from_hours(3),
    settle: Duration::from_mins(10),
    backdated: Duration::from_hours(24),
};
/// After so long a leaf is old, and still holds.
const OLD: Duration = Duration::from_mins(45);
/// Calls after which the API server has heard of what was written before: its watch is not that slow.
const MANY: usize = 100;

/// The clock of the replicas: that of this machine, and ahead of it.
#[derive(Debug, Clone, Default)]
struct Ahead(Arc<AtomicU64>);

impl Ahead {
    fn wall(&self) -> WallClock {
        let ahead = self.clone();
        WallClock::new(move || SystemTime::now() + ahead.by())
    }

    fn by(&self) -> Duration {
        Duration::from_secs(self.0.load(Ordering::SeqCst))
    }

    fn jump(&self, time: Duration) {
        self.0.fetch_add(time.as_secs(), Ordering::SeqCst);
    }
}

/// Three replicas that look after their certificate, and who looks at what they do.
struct Site {
    plane: ControlPlane,
    rollout: Rollout,
    clock: Ahead,
}

impl Site {
    fn new() -> Self {
        let plane = ControlPlane::start(&Options::new()).unwrap();
        let rollout = Rollout::new(&plane);
        let secret = json!({"metadata": {"name": SECRET}});
        plane.admin().post(SECRETS, &secret).expect_success();
        rollout.service.register("");
        let mut site = Self {
            plane,
            rollout,
            clock: Ahead::default(),
        };
        for _ in 0..REPLICAS {
            site.come();
        }
        site
    }

    /// One more replica.
    fn come(&mut self) {
        let own = SelfManaged {
            namespace: "meshwright-system".to_owned(),
            secret: SECRET.to_owned(),
            hosts: HOSTS.map(ToOwned::to_owned).into(),
            configurations: Names {
                validating: "meshwright".to_owned(),
                mutating: "meshwright".to_owned(),
            },
            timing: TIMING,
            poll: Duration::from_millis(200),
            clock: self.clock.wall(),
        };
        let kubeconfig = self.plane.kubeconfig("admin");
        let cluster = connect(Some(&kubeconfig));
        let cluster = self.rollout.runtime.block_on(cluster).unwrap();
        self.rollout.come(Settings {
            cluster: Some(cluster),
            ..settings(Certificate::SelfManaged(own))
        });
    }

    /// Every replica is replaced by a new one: whoever asks has to connect anew.
    fn restart(&mut self) {
        for _ in 0..REPLICAS {
            self.come();
            let old = self.rollout.go();
            self.rollout.service.balancer().wait_until_withdrawn(old);
        }
    }

    /// An entry of the Secret.
    fn kept(&self, entry: &str) -> Option<String> {
        let secret = self
            .plane
            .admin()
            .get(&format!("{SECRETS}/{SECRET}"))
            .json();
        decoded(&secret["data"][entry])
    }

    /// What both configurations trust, where they trust the same.
    fn trusted(&self) -> Option<Vec<String>> {
        let shown = CONFIGURATIONS.map(|path| {
            let configuration = self.plane.admin().get(path).json();
            decoded(&configuration["webhooks"][0]["clientConfig"]["caBundle"])
        });
        let [one, other] = shown.map(|bundle| bundle.as_deref().map(certificates));
        one.filter(|one| other.as_ref() == Some(one))
    }

    /// Returns what both configurations trust, once that is so many authorities.
    fn wait_until_trusted(&self, count: usize) -> Vec<String> {
        let what = format!("{count} authorities in both configurations");
        wait::until(&what, || self.trusted().filter(|it| it.len() == count))
    }

    /// Lets the leaf get old, and returns when there is another.
    fn age(&self) {
        let leaf = self.kept("tls.crt");
        self.clock.jump(OLD);
        wait::until("a new leaf", || {
            (self.kept("tls.crt") != leaf).then_some(())
        });
    }

    /// Makes both configurations trust something else.
    fn edit(&self, bundle: &str) {
        let path = "/webhooks/0/clientConfig/caBundle";
        let edit = json!([{"op": "replace", "path": path, "value": STANDARD.encode(bundle)}]);
        for configuration in CONFIGURATIONS {
            let answer = self.plane.admin().patch("json", configuration, &edit);
            answer.expect_success();
        }
    }

    /// The API server dies and comes back, later by the clock of the replicas.
    fn kill(&self, load: &Load, later: Duration) {
        load.pause();
        self.plane.kill(Process::ApiServer);
        self.clock.jump(later);
        self.plane.revive(Process::ApiServer).unwrap();
        load.resume();
    }
}

fn decoded(value: &Value) -> Option<String> {
    String::from_utf8(STANDARD.decode(value.as_str()?).ok()?).ok()
}

/// The certificates of a text in PEM, which is what a bundle is.
fn certificates(bundle: &str) -> Vec<String> {
    let parts = bundle.split_inclusive("-----END CERTIFICATE-----");
    let parts = parts.map(|part| part.trim().to_owned());
    parts.filter(|part| !part.is_empty()).collect()
}

fn only(kept: Option<String>) -> String {
    let [one] = <[String; 1]>::try_from(certificates(&kept.unwrap())).unwrap();
    one
}

#[test]
fn the_authority_is_exchanged_under_load_and_no_call_fails() {
    let mut site = Site::new();
    let [first] = <[String; 1]>::try_from(site.wait_until_trusted(1)).unwrap();
    site.rollout.service.wait_until_asked();
    let load = site.rollout.service.load(WRITERS);

    // Two thirds of the authority's life: leaf after leaf, and then the next authority beside it.
    for _ in 0..3 {
        site.age();
        load.goes_on(MANY);
    }
    let both = site.wait_until_trusted(2);
    let next = only(site.kept("next-ca.crt"));
    assert_eq!(both, [first.clone(), next.clone()]);
    assert_eq!(
        only(site.kept("ca.crt")),
        first,
        "the leaf is not switched yet"
    );
    site.restart();
    load.goes_on(MANY);

    // Somebody puts an older bundle back: it is restored, and has to settle again.
    site.edit(&first);
    assert_eq!(site.wait_until_trusted(2), both);
    assert_eq!(only(site.kept("ca.crt")), first);
    load.goes_on(MANY);

    site.kill(&load, TIMING.settle + MINUTE);
    let retired = wait::until("the leaf to be switched", || site.kept("retired-ca.crt"));
    assert_eq!(only(Some(retired)), first);
    assert_eq!(only(site.kept("ca.crt")), next);
    assert_eq!(site.trusted(), Some(both));
    // Whoever connects from now on meets the new leaf.
    site.restart();
    load.goes_on(MANY);

    // Until no leaf of the old authority can hold, by any clock.
    while site.kept("retired-ca.crt").is_some() {
        site.age();
        load.goes_on(MANY);
        assert!(
            site.clock.by() < TIMING.authority * 2 + SKEW,
            "it is never dropped"
        );
    }
    let [last] = <[String; 1]>::try_from(site.wait_until_trusted(1)).unwrap();
    assert_eq!(last, next);
    site.restart();
    load.goes_on(MANY);
    site.rollout.wait_until_left();
    load.finish();
    assert_ne!(last, first);
}
