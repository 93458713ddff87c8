//! Replicas that come and go, and authorities that do, while a real API server asks all the time.

#![cfg(test)]

mod restarts;
mod rotation;

use std::collections::VecDeque;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use meshwright_runtime::stages::Drained;
use meshwright_testkit::{Balancer, ControlPlane, Replica, Service};
use meshwright_webhook::{Certificate, Core, Running, Settings, start};
use tokio::runtime::{Builder, Runtime};

const REPLICAS: usize = 3;
/// Threads that write meshes.
const WRITERS: usize = 4;
/// How long a replica goes on accepting, and how long it has for what is under way, by default.
const DELAY: Duration = Duration::from_secs(10);
const DRAIN: Duration = Duration::from_secs(35);

/// The replicas of a Service, which come and go.
struct Rollout {
    service: Arc<Service>,
    replicas: VecDeque<Running>,
    leaving: Vec<JoinHandle<()>>,
    runtime: Arc<Runtime>,
}

impl Rollout {
    fn new(plane: &ControlPlane) -> Self {
        let mut runtime = Builder::new_multi_thread();
        let runtime = runtime.worker_threads(2).enable_all().build().unwrap();
        Self {
            service: Arc::new(Service::new(plane)),
            replicas: VecDeque::new(),
            leaving: Vec::new(),
            runtime: Arc::new(runtime),
        }
    }

    /// One more replica, which gets connections.
    fn come(&mut self, settings: Settings) {
        let core = |policies| Core::new(policies, || None);
        let running = self.runtime.block_on(start(settings, core)).unwrap();
        self.service.balancer().add(seen(&running));
        self.replicas.push_back(running);
    }

    /// The oldest replica leaves, beside what happens next.
    fn go(&mut self) -> Replica {
        let running = self.replicas.pop_front().unwrap();
        let replica = seen(&running);
        let (runtime, service) = (Arc::clone(&self.runtime), Arc::clone(&self.service));
        let leave = move || leave(&runtime, service.balancer(), &running);
        self.leaving.push(thread::spawn(leave));
        replica
    }

    /// Returns when everybody who was leaving has left.
    fn wait_until_left(&mut self) {
        for leaving in self.leaving.drain(..) {
            leaving.join().unwrap();
        }
    }
}

/// Goes the way of SIGTERM. A replica goes on accepting until the delay is over; here it may go as soon
/// as nobody is connected any more, which is what the delay is for.
fn leave(runtime: &Runtime, balancer: &Balancer, running: &Running) {
    running.stages.begin();
    balancer.wait_until_withdrawn(seen(running));
    balancer.wait_until_left(seen(running), DELAY);
    let end = runtime.block_on(running.stages.finish(DRAIN));
    assert_eq!(end, Drained::Whole);
    balancer.remove(seen(running));
}

fn seen(running: &Running) -> Replica {
    Replica {
        serving: running.address,
        admin: running.admin_address,
    }
}

/// At any free ports of this machine, with everything but the certificate as usual.
fn settings(certificate: Certificate) -> Settings {
    let any = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
    Settings::new(any, any, certificate)
}
