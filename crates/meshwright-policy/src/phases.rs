//! The phases a mesh may go through, one after another.
//!
//! The mesh API reference lists the phases and not their order; this is the order that its words imply.

use meshwright_api::mesh::Phase;

/// The phases that may follow `phase`. Staying in a phase is no move; a deleted mesh has no phase.
///
/// ```
/// use meshwright_api::mesh::Phase;
/// use meshwright_policy::phases;
///
/// assert!(phases::after(Phase::Creating).contains(&Phase::Running));
/// assert!(!phases::after(Phase::Running).contains(&Phase::Creating));
/// ```
pub const fn after(phase: Phase) -> &'static [Phase] {
    match phase {
        Phase::Creating => &[Phase::Running, Phase::CreateFailed, Phase::Deleting],
        Phase::CreateFailed => &[Phase::Creating, Phase::Deleting],
        Phase::Running => &[Phase::Upgrading, Phase::Deleting],
        Phase::Upgrading => &[Phase::Running, Phase::UpgradeFailed],
        Phase::UpgradeFailed => &[Phase::Upgrading, Phase::RollingBack, Phase::Deleting],
        Phase::RollingBack => &[Phase::Running, Phase::RollbackFailed],
        Phase::RollbackFailed => &[Phase::RollingBack, Phase::Upgrading, Phase::Deleting],
        Phase::Deleting => &[Phase::DeleteFailed],
        Phase::DeleteFailed => &[Phase::Deleting],
    }
}

#[cfg(test)]
mod tests;
