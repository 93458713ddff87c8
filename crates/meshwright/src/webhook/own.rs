//! From flags to what the server looks after itself: certificates and `failurePolicy`.

use std::collections::BTreeSet;
use std::env;
use std::time::Duration;

use meshwright_webhook::certificates::protocol::Timing;
use meshwright_webhook::registration::Names;
use meshwright_webhook::{SafeStart, SelfManaged, WallClock};

use crate::args::OwnArgs;

/// Where a deployment puts us, if nothing tells otherwise.
const NAMESPACE: &str = "meshwright-system";
/// How often the Secret and the configurations are looked at.
const POLL: Duration = Duration::from_secs(10);
/// How long a proof may fail before `Ignore` comes back.
const PATIENCE: Duration = Duration::from_mins(1);

/// What `--self-managed-certs` asks for.
pub(super) fn certificates(args: &OwnArgs) -> SelfManaged {
    let namespace = args.namespace.clone();
    let namespace = namespace
        .or_else(|| env::var("POD_NAMESPACE").ok())
        .unwrap_or_else(|| NAMESPACE.to_owned());
    SelfManaged {
        hosts: hosts(args, &namespace),
        namespace,
        secret: args.secret_name.clone(),
        configurations: configurations(args),
        timing: Timing::default(),
        poll: POLL,
        clock: WallClock::default(),
    }
}

/// What `--safe-start` asks for.
pub(super) fn safe_start(args: &OwnArgs) -> SafeStart {
    SafeStart {
        configurations: configurations(args),
        every: POLL,
        patience: PATIENCE,
        clock: WallClock::default(),
    }
}

/// An API server calls `<service>.<namespace>.svc`.
fn hosts(args: &OwnArgs, namespace: &str) -> BTreeSet<String> {
    let service = format!("{}.{namespace}.svc", args.service_name);
    args.dns_names.iter().cloned().chain([service]).collect()
}

fn configurations(args: &OwnArgs) -> Names {
    Names {
        validating: args.validating_configuration.clone(),
        mutating: args.mutating_configuration.clone(),
    }
}
