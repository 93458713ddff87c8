//! The seats of a server: who may stay where there are more connections than seats.
//!
//! A connection earns its seat with its first request. Where all are taken, the connection that has
//! waited longest without one makes room; where everybody has earned a seat, the newcomer is refused.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_util::sync::CancellationToken;

/// The seats of a server.
#[derive(Debug)]
pub(super) struct Seats {
    most: usize,
    most_per_peer: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    next: u64,
    count: usize,
    per_peer: BTreeMap<IpAddr, usize>,
    /// Those who have not asked anything yet, the eldest first.
    waiting: BTreeMap<u64, (IpAddr, CancellationToken)>,
}

/// A seat. Dropping it gives it back.
#[derive(Debug)]
pub(super) struct Seat {
    seats: Arc<Seats>,
    number: u64,
    peer: IpAddr,
    lost: CancellationToken,
}

impl Seats {
    pub(super) fn new(most: usize, most_per_peer: usize) -> Arc<Self> {
        Arc::new(Self {
            most,
            most_per_peer,
            taken: Mutex::default(),
        })
    }

    /// A seat for `peer`, perhaps at the expense of somebody who has asked nothing yet.
    pub(super) fn take(self: &Arc<Self>, peer: IpAddr) -> Option<Seat> {
        let mut taken = self.lock();
        let of_peer = taken.per_peer.get(&peer).copied().unwrap_or_default();
        let room = if of_peer >= self.most_per_peer {
            taken.evict(|whose| whose == peer)
        } else {
            taken.count < self.most || taken.evict(|_| true)
        };
        room.then(|| {
            let lost = CancellationToken::new();
            let number = taken.enter(peer, lost.clone());
            Seat {
                seats: Arc::clone(self),
                number,
                peer,
                lost,
            }
        })
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    fn enter(&mut self, peer: IpAddr, lost: CancellationToken) -> u64 {
        let number = self.next;
        self.next += 1;
        self.count += 1;
        *self.per_peer.entry(peer).or_default() += 1;
        self.waiting.insert(number, (peer, lost));
        number
    }

    fn leave(&mut self, peer: IpAddr) {
        self.count = self.count.saturating_sub(1);
        if let Some(count) = self.per_peer.get_mut(&peer) {
            *count -= 1;
            if *count == 0 {
                self.per_peer.remove(&peer);
            }
        }
    }

    /// Takes a seat from the eldest of those who have asked nothing; `false` where there is nobody.
    fn evict(&mut self, whose: impl Fn(IpAddr) -> bool) -> bool {
        let eldest = self.waiting.iter().find(|(_, (peer, _))| whose(*peer));
        let Some(number) = eldest.map(|(number, _)| *number) else {
            return false;
        };
        if let Some((peer, lost)) = self.waiting.remove(&number) {
            lost.cancel();
            self.leave(peer);
        }
        true
    }
}

impl Seat {
    /// The peer has asked something: the seat is its own.
    pub(super) fn earn(&self) {
        if !self.lost.is_cancelled() {
            self.seats.lock().waiting.remove(&self.number);
        }
    }

    /// Waits until the seat is taken away.
    pub(super) async fn lost(&self) {
        self.lost.cancelled().await;
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.lock();
        taken.waiting.remove(&self.number);
        // Who was evicted has left already.
        if !self.lost.is_cancelled() {
            taken.leave(self.peer);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn peer(last: u8) -> IpAddr {
        Ipv4Addr::new(127, 0, 0, last).into()
    }

    #[test]
    fn the_eldest_that_has_asked_nothing_makes_room() {
        let seats = Seats::new(3, 3);
        let [first, second, third] = [1, 1, 2].map(|last| seats.take(peer(last)).unwrap());
        first.earn();
        let fourth = seats.take(peer(3));
        assert!(fourth.is_some());
        assert!(!first.lost.is_cancelled());
        assert!(second.lost.is_cancelled());
        assert!(!third.lost.is_cancelled());
    }

    #[test]
    fn where_all_have_earned_a_seat_the_newcomer_is_refused_until_one_leaves() {
        let seats = Seats::new(1, 1);
        let first = seats.take(peer(1)).unwrap();
        first.earn();
        assert!(seats.take(peer(2)).is_none());
        drop(first);
        assert!(seats.take(peer(2)).is_some());
    }

    #[test]
    fn a_peer_with_too_many_loses_its_own() {
        let seats = Seats::new(10, 1);
        let (one, other) = (seats.take(peer(1)).unwrap(), seats.take(peer(2)).unwrap());
        let again = seats.take(peer(2)).unwrap();
        assert!(!one.lost.is_cancelled());
        assert!(other.lost.is_cancelled());
        drop((one, other, again));
        let taken = seats.lock();
        assert_eq!(
            (taken.count, taken.per_peer.len(), taken.waiting.len()),
            (0, 0, 0)
        );
    }
}
