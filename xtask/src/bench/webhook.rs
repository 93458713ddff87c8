//! `cargo xtask bench webhook`: the admission server side by side with three peers.
//!
//! The floor answers every body with the same bytes; the other two read a review as their libraries do,
//! and allow everything. All of them are asked in turn, several times, in one run on one machine: what
//! counts is the ratio of the medians. Start at [`run`]; the words are in [`report`].

mod bodies;
mod client;
mod load;
mod report;
mod served;
mod watching;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use meshwright_testkit::tls::Authority;

use crate::need::{self, Tool};
use crate::{controlplane, image, run, say};
use bodies::Body;
use client::Client;
use load::Cost;
use report::Measured;
use served::{Program, Served};

/// How often each server is asked each body.
const ROUNDS: usize = 5;

/// How often each server is started.
const STARTS: usize = 15;

/// New connections of one round.
const CONNECTIONS: usize = 100;

/// What is measured of a new connection.
struct Opening {
    cpu: f64,
    first: f64,
}

/// Builds everything, and goes on as a program that is fast enough to ask.
pub(super) fn build() -> anyhow::Result<()> {
    need::check(&[Tool::Rust, Tool::Go, Tool::C])?;
    controlplane::build()?;
    say::step("build");
    image::binary()?;
    let cargo = |arguments: &[&str]| run::done(&mut run::cargo(arguments));
    cargo(&["build", "--release", "--quiet", "--package", "xtask"])?;
    let axum = run::root().join("tests/peers/axum/Cargo.toml");
    let mut build = run::cargo(["build", "--release", "--quiet", "--locked"]);
    build.arg("--manifest-path").arg(axum);
    run::done(
        build
            .arg("--target-dir")
            .arg(run::target().join("peers/axum")),
    )?;
    let mut go = run::command("go", ["build", "-trimpath", "-o"]);
    go.arg(run::target().join("peers/controller-runtime"))
        .arg(".");
    run::done(go.current_dir(run::root().join("tests/peers/controller-runtime")))?;
    let me = run::target().join("release/xtask");
    run::done(&mut run::command(me, ["bench", "webhook", "measure"]))
}

/// Measures what [`build()`] built.
pub(super) fn measure() -> anyhow::Result<()> {
    let folder = run::target().join("bench/webhook");
    let authority = certificate(&folder)?;
    served::pin_this_process()?;
    let client = Client::new(authority.pem())?;
    let programs = programs(&folder)?;
    let bodies = bodies::all();
    say::step(&format!(
        "{ROUNDS} rounds, {} bodies, {} servers, {} connections, {}, load {}",
        bodies.len(),
        programs.len(),
        load::CONNECTIONS,
        served::pinning(),
        served::load_average(),
    ));
    let mut measured: Vec<Measured> = programs.iter().map(|p| Measured::new(p.name)).collect();
    for _ in 0..STARTS {
        for (program, measured) in programs.iter().zip(&mut measured) {
            measured.starts.push(program.start(&client)?.took);
        }
    }
    let servers: Vec<Served> = programs
        .iter()
        .map(|program| program.start(&client))
        .collect::<anyhow::Result<_>>()?;
    for round in 0..=ROUNDS {
        for body in &bodies {
            for (server, measured) in servers.iter().zip(&mut measured) {
                let cost = load::run(server, &client, body)?;
                // The first round only warms up.
                if round > 0 {
                    measured.loads.push((body.name, cost));
                }
            }
        }
        for (server, measured) in servers.iter().zip(&mut measured) {
            measured.openings.push(open(server, &client, &bodies[0])?);
        }
    }
    for (server, measured) in servers.iter().zip(&mut measured) {
        measured.peak = server.peak()?;
    }
    drop(servers);
    let watching = watching::peak(&folder, &client, &bodies)?;
    say::line(&format!("load at the end {}", served::load_average()));
    report::show(&bodies, &measured, watching)
}

/// A certificate for the servers, and who signed it.
fn certificate(folder: &Path) -> anyhow::Result<Authority> {
    std::fs::create_dir_all(folder).context("the folder of the benchmark")?;
    let authority = Authority::new("bench");
    let identity = authority.serving(&["127.0.0.1", "localhost"]);
    for (name, text) in [("tls.crt", identity.certificate), ("tls.key", identity.key)] {
        std::fs::write(folder.join(name), text).context("the certificate")?;
    }
    Ok(authority)
}

fn programs(folder: &Path) -> anyhow::Result<Vec<Program>> {
    let ours = ours(folder, &["--no-cluster"])?;
    let folder = super::text(folder)?;
    let target = run::target();
    let axum: PathBuf = target.join("peers/axum/release/axum-peers");
    let go = target.join("peers/controller-runtime");
    Ok(vec![
        ours,
        program("floor", axum.clone(), &["floor", served::ADDRESS, folder]),
        program("kube", axum, &["kube", served::ADDRESS, folder]),
        program(
            "controller-runtime",
            go,
            &["--port", served::PORT, "--certificates", folder],
        ),
    ])
}

fn program(name: &'static str, path: PathBuf, arguments: &[&str]) -> Program {
    Program {
        name,
        path,
        arguments: arguments.iter().map(|&a| a.to_owned()).collect(),
    }
}

/// Our own server, with `more` arguments.
fn ours(folder: &Path, more: &[&str]) -> anyhow::Result<Program> {
    let folder = super::text(folder)?;
    let (certificate, key) = (format!("{folder}/tls.crt"), format!("{folder}/tls.key"));
    let arguments = [
        "webhook",
        "--listen",
        served::ADDRESS,
        "--admin-listen",
        "127.0.0.1:0",
        "--tls-cert-file",
        &certificate,
        "--tls-key-file",
        &key,
        "--shutdown-delay",
        "0",
    ];
    let arguments = [&arguments, more].concat();
    Ok(program("meshwright", image::place()?, &arguments))
}

/// Opens connection after connection, each for one question.
fn open(server: &Served, client: &Client, body: &Body) -> anyhow::Result<Opening> {
    let before = server.cpu()?;
    let mut times = Vec::with_capacity(CONNECTIONS);
    for _ in 0..CONNECTIONS {
        times.push(client.first_answer(server.address, &body.request)?);
    }
    let spent = server.cpu()? - before;
    Ok(Opening {
        cpu: spent / load::number(CONNECTIONS),
        first: load::percentile(&mut times, 50),
    })
}

/// One line of a table needs the cost of one body.
fn of<'m>(measured: &'m Measured, body: &Body) -> impl Iterator<Item = &'m Cost> {
    let loads = measured.loads.iter();
    loads
        .filter(|(name, _)| *name == body.name)
        .map(|(_, cost)| cost)
}
