use super::*;

#[test]
fn every_phase_can_be_reached_from_creating() {
    let mut reached = vec![Phase::Creating];
    let mut at = 0;
    while let Some(phase) = reached.get(at).copied() {
        let new = after(phase).iter().filter(|next| !reached.contains(next));
        let new: Vec<Phase> = new.copied().collect();
        reached.extend(new);
        at += 1;
    }
    reached.sort();
    let mut all = Phase::ALL.to_vec();
    all.sort();
    assert_eq!(reached, all);
}

#[test]
fn a_failed_phase_goes_to_a_retry_or_to_deleting_only() {
    use Phase::{
        CreateFailed, Creating, DeleteFailed, Deleting, RollbackFailed, RollingBack, UpgradeFailed,
        Upgrading,
    };
    for failed in [CreateFailed, UpgradeFailed, RollbackFailed, DeleteFailed] {
        assert!(after(failed).contains(&Deleting), "{failed}");
        let work = [Creating, Upgrading, RollingBack, Deleting];
        assert!(
            after(failed).iter().all(|next| work.contains(next)),
            "{failed}"
        );
    }
}

#[test]
fn nothing_but_a_failure_follows_deleting() {
    assert_eq!(after(Phase::Deleting), [Phase::DeleteFailed]);
}
