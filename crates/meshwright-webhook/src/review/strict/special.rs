//! Where a text may end: sixteen bytes at a time, since a review is mostly texts of some ten bytes.

use wide::u8x16;

/// How many bytes come before the first quote, backslash or control character; all, where there is none.
#[inline]
pub(super) fn before(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    while let Some((step, after)) = rest.split_first_chunk() {
        let found = marks(u8x16::new(*step));
        if found != 0 {
            return bytes.len() - rest.len() + found.trailing_zeros() as usize;
        }
        rest = after;
    }
    let special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
    let last = rest.iter().position(special).unwrap_or(rest.len());
    bytes.len() - rest.len() + last
}

/// A bit for each special byte.
#[inline]
fn marks(step: u8x16) -> u32 {
    let last_control = u8x16::splat(0x1f);
    let controls = step.min(last_control).simd_eq(step);
    let quotes = step.simd_eq(u8x16::splat(b'"'));
    let backslashes = step.simd_eq(u8x16::splat(b'\\'));
    (quotes | backslashes | controls).to_bitmask()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_by_one(bytes: &[u8]) -> usize {
        let special = |byte: &&u8| **byte == b'"' || **byte == b'\\' || **byte < 0x20;
        bytes.iter().take_while(|byte| !special(byte)).count()
    }

    #[test]
    fn every_pair_of_bytes_at_every_place_is_found_as_one_by_one() {
        for length in 0..40 {
            for place in 0..length {
                for one in 0..=u8::MAX {
                    for other in [b'a', b'"', b'!', b'\\', b'[', 0x1f, 0x20, 0x7f, 0x80, 0xff] {
                        let mut bytes = vec![b'a'; length];
                        bytes[place] = one;
                        bytes[(place + 1) % length] = other;
                        assert_eq!(before(&bytes), one_by_one(&bytes), "{bytes:?}");
                    }
                }
            }
        }
    }
}
