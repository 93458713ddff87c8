use meshwright_api::service_mesh::Edition;
use meshwright_api::{ServiceMesh, path};

use crate::policy::Policy;
use crate::rule::{Category, Check, Clause, Group, clause};
use crate::{Context, Fault, Faults, Level, Points, words};

crate::rule! {
    /// The Standard edition in a region that does not have it.
    ///
    /// # What it refuses
    ///
    /// `spec.clusterSpec: Standard` where the configured region is one of `regions.other`. A region on
    /// neither list is a warning; without a configured region nothing is said. The lists decide, never the
    /// prefix `cn-`: Hong Kong is not in the mainland, and the finance and government clouds do not have the
    /// edition.
    ///
    /// # Why
    ///
    /// The Standard edition exists in the Chinese mainland only. Elsewhere the creation fails, minutes after
    /// the resource was accepted.
    ///
    /// # What to do instead
    ///
    /// Write `Enterprise` or `Ultimate`, which cost money, or take a mainland region.
    SM0203 {
        name: "standard-outside-mainland",
        group: Group::Edition,
        category: Category::Semantic,
        level: Level::Deny,
        points: Points::of("W L - P -"),
        because: &[('C', "a CRD does not know the region")],
        clauses: &[
            clause(
                "variables.edition != 'Standard' || !(variables.region in variables.otherRegions) || \
                variables.editionAskedBefore == 'Standard'",
                "spec.clusterSpec: this region does not have the Standard edition",
            ),
            Clause {
                level: Some(Level::Warn),
                ..clause(
                    "variables.edition != 'Standard' || variables.region == '' || variables.region in \
                variables.otherRegions || variables.region in variables.standardRegions",
                    "spec.clusterSpec: nothing is known of the editions in this region",
                )
            },
        ],
        check: Check::ServiceMesh(check),
    }
}

fn check(mesh: &ServiceMesh, context: &Context<'_>, faults: &mut Faults<'_>) {
    let edition = mesh.spec.and(|spec| &spec.cluster_spec).and_then(|written| written.parse().ok());
    let (Some(Edition::Standard), Some(region)) = (edition, &context.policy.region.alibaba) else { return };
    let place = path!["spec", "clusterSpec"];
    match offer(context.policy, region) {
        Offer::Standard => {}
        Offer::Other => faults.add(
            Fault::invalid(place, format!("region {} does not have the Standard edition", words::quoted(region)))
                .help("write Enterprise or Ultimate, or take a region of the mainland"),
        ),
        Offer::Unknown => faults.add(
            Fault::invalid(place, format!("nothing is known of the editions in region {}", words::quoted(region)))
                .help("add the region to regions.standard or regions.other of the policy")
                .only(Level::Warn),
        ),
    }
}

/// What a region offers.
pub(crate) enum Offer {
    /// The Standard edition too.
    Standard,
    /// The paid editions.
    Other,
    /// Nobody knows.
    Unknown,
}

/// What `region` offers, by the lists of the policy.
pub(crate) fn offer(policy: &Policy, region: &str) -> Offer {
    let has = |list: &[String]| list.iter().any(|id| id == region);
    if has(&policy.regions.standard) {
        Offer::Standard
    } else if has(&policy.regions.other) {
        Offer::Other
    } else {
        Offer::Unknown
    }
}
