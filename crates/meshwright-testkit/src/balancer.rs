//! A balancer of connections, like the one that the nodes of a cluster are for a Service.
//!
//! It chooses one of the endpoints for every new connection and copies bytes from then on: a connection
//! that is open is never touched, whatever becomes of its endpoint. An endpoint is who answers `/readyz`
//! with 200, and that somebody does so no more is noticed late, as it is in a cluster.

use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::wait::{self, PATIENCE, TICK};

/// How many looks in a row must find a replica not ready before it gets no more connections.
const LATE: u32 = 5;

/// Where a replica listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replica {
    /// For connections.
    pub serving: SocketAddr,
    /// For probes, without TLS.
    pub admin: SocketAddr,
}

impl Replica {
    /// What it answers to `/readyz?verbose`: a page with a line for each of its parts, head and all.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn readiness(&self) -> io::Result<String> {
        let mut stream = TcpStream::connect(self.admin)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(
            b"GET /readyz?verbose HTTP/1.1\r\nHost: probe\r\nConnection: close\r\n\r\n",
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }

    fn is_ready(&self) -> bool {
        self.readiness()
            .is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
    }
}

/// A balancer; dropped, it accepts no more.
#[derive(Debug)]
pub struct Balancer {
    address: SocketAddr,
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    members: Mutex<Vec<Member>>,
    turn: AtomicUsize,
    over: AtomicBool,
}

#[derive(Debug)]
struct Member {
    replica: Replica,
    /// How many looks in a row found it not ready.
    misses: u32,
    open: Arc<AtomicUsize>,
}

impl Balancer {
    /// A balancer without replicas, at a port of the loopback address.
    ///
    /// # Panics
    /// When the machine refuses a port.
    pub fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("a bound listener");
        let shared = Arc::new(Shared::default());
        let (probing, accepting) = (Arc::clone(&shared), Arc::clone(&shared));
        Self {
            address,
            shared,
            threads: vec![
                thread::spawn(move || probing.probe()),
                thread::spawn(move || accepting.accept(&listener)),
            ],
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Makes a replica known, and returns when it gets connections.
    ///
    /// # Panics
    /// When it does not become ready in time.
    pub fn add(&self, replica: Replica) {
        self.shared.members().push(Member {
            replica,
            misses: LATE,
            open: Arc::default(),
        });
        wait::until("a replica to be ready", || {
            self.gets_connections(replica).then_some(())
        });
    }

    /// Returns when a replica that is not ready any more gets no more connections.
    ///
    /// # Panics
    /// When that is not so in time.
    pub fn wait_until_withdrawn(&self, replica: Replica) {
        wait::until("a replica to be withdrawn", || {
            (!self.gets_connections(replica)).then_some(())
        });
    }

    /// Returns when no connection to a replica is open, or after the time of `longest`.
    pub fn wait_until_left(&self, replica: Replica, longest: Duration) {
        let deadline = Instant::now() + longest;
        while self.connections(replica) > 0 && Instant::now() < deadline {
            thread::park_timeout(TICK);
        }
    }

    /// How many connections to a replica are open.
    pub fn connections(&self, replica: Replica) -> usize {
        let members = self.shared.members();
        let member = members.iter().find(|member| member.replica == replica);
        member.map_or(0, |member| member.open.load(Ordering::Acquire))
    }

    /// Forgets a replica.
    pub fn remove(&self, replica: Replica) {
        let mut members = self.shared.members();
        members.retain(|member| member.replica != replica);
    }

    fn gets_connections(&self, replica: Replica) -> bool {
        let members = self.shared.members();
        let mut endpoints = members.iter().filter(|member| member.is_endpoint());
        endpoints.any(|member| member.replica == replica)
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::Release);
        // Wakes who accepts.
        drop(TcpStream::connect(self.address));
        for thread in self.threads.drain(..) {
            // A thread that panicked has said so itself.
            drop(thread.join());
        }
    }
}

impl Member {
    fn is_endpoint(&self) -> bool {
        self.misses < LATE
    }
}

impl Shared {
    fn members(&self) -> MutexGuard<'_, Vec<Member>> {
        self.members.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::Acquire)
    }

    fn probe(&self) {
        while !self.is_over() {
            let replicas: Vec<Replica> = self.members().iter().map(|it| it.replica).collect();
            for replica in replicas {
                // Nobody waits for the lock while a replica is asked.
                let ready = replica.is_ready();
                let mut members = self.members();
                let member = members.iter_mut().find(|it| it.replica == replica);
                if let Some(member) = member {
                    let misses = member.misses.saturating_add(1).min(LATE);
                    member.misses = if ready { 0 } else { misses };
                }
            }
            thread::park_timeout(TICK);
        }
    }

    fn accept(&self, listener: &TcpListener) {
        loop {
            let accepted = listener.accept();
            if self.is_over() {
                return;
            }
            // Nobody to send it to: it is closed, as a node refuses it.
            if let (Ok((client, _)), Some((replica, open))) = (accepted, self.choose()) {
                thread::spawn(move || drop(join(&client, replica, &open)));
            }
        }
    }

    /// One after the other.
    fn choose(&self) -> Option<(SocketAddr, Arc<AtomicUsize>)> {
        let members = self.members();
        let endpoints: Vec<&Member> = members.iter().filter(|it| it.is_endpoint()).collect();
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let chosen = endpoints.get(turn.checked_rem(endpoints.len())?)?;
        // Open from now on: whoever waits for the last one to end must not miss this one.
        chosen.open.fetch_add(1, Ordering::AcqRel);
        Some((chosen.replica.serving, Arc::clone(&chosen.open)))
    }
}

/// Copies both ways until both ends are through.
fn join(client: &TcpStream, replica: SocketAddr, open: &AtomicUsize) -> io::Result<()> {
    let both = TcpStream::connect(replica).and_then(|replica| {
        client.set_nodelay(true)?;
        replica.set_nodelay(true)?;
        thread::scope(|scope| {
            scope.spawn(|| copy(client, &replica));
            copy(&replica, client);
        });
        Ok(())
    });
    open.fetch_sub(1, Ordering::AcqRel);
    both
}

/// One way: an end is passed on as an end, and anything else ends both ways.
fn copy(mut from: &TcpStream, mut to: &TcpStream) {
    let ended = io::copy(&mut from, &mut to).is_ok();
    // Either may be closed already.
    drop(to.shutdown(if ended {
        Shutdown::Write
    } else {
        Shutdown::Both
    }));
    if !ended {
        drop(from.shutdown(Shutdown::Both));
    }
}
