//! Whether aliases stay within what the cluster's reader expands.

use meshwright_api::Oddity;

use crate::build::Fault;
use crate::tree::{ALIAS, Tree};

/// Below so many values nearly all may come from aliases.
const LOW: u32 = 400_000;
/// From so many on only a tenth may.
const HIGH: u32 = 4_000_000;

/// Counts as the cluster's reader does: every value it reads, and which of them it reads through an
/// alias.
///
/// # Errors
///
/// The alias at which the reader gives up.
pub(super) fn check(tree: &Tree<'_>) -> Result<(), Fault> {
    let (mut all, mut aliased) = (1_u32, 0_u32);
    // Ranges of items still to read; those above the bottom are read through an alias.
    let mut open = vec![(0, tree.item(0).next, 0)];
    while let Some((at, end, site)) = open.last_mut() {
        if at >= end {
            open.pop();
            continue;
        }
        let item = tree.item(*at);
        let place = if *site == 0 { *at } else { *site };
        let inside = *site != 0;
        *at += 1;
        all += 1;
        aliased += u32::from(inside);
        if aliased > 100 && all > 1000 && f64::from(aliased) / f64::from(all) > allowed(all) {
            let alias = tree.item(place);
            let what = Oddity::AliasBomb {
                limit: LOW as usize,
            };
            return Err(Fault {
                span: (alias.start, alias.end),
                what,
            });
        }
        if item.has(ALIAS) {
            let target = tree.item(item.link);
            open.push((item.link, target.next.max(item.link + 1), place));
        }
    }
    Ok(())
}

/// Which part of all values may come from aliases.
fn allowed(all: u32) -> f64 {
    match all {
        ..=LOW => 0.99,
        HIGH.. => 0.10,
        _ => 0.99 - 0.89 * (f64::from(all - LOW) / f64::from(HIGH - LOW)),
    }
}
