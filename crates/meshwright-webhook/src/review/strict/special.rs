//! Where a text may end: eight bytes at a time, since a review is mostly texts of some eight bytes.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// The first place from `at` on of a quote, a backslash or a control character; the length where there is
/// none.
#[inline]
pub(super) fn first(bytes: &[u8], mut at: usize) -> usize {
    while let Some(word) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let found = marks(u64::from_le_bytes(*word));
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
    at + rest.iter().position(special).unwrap_or(rest.len())
}

/// The highest bit of each special byte. A borrow may mark bytes above a special one too; the lowest mark
/// is always right.
const fn marks(word: u64) -> u64 {
    const fn zeros(word: u64) -> u64 {
        word.wrapping_sub(ONES) & !word
    }
    let quotes = zeros(word ^ (ONES * b'"' as u64));
    let backslashes = zeros(word ^ (ONES * b'\\' as u64));
    let controls = word.wrapping_sub(ONES * 0x20) & !word;
    (quotes | backslashes | controls) & HIGHS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_by_one(bytes: &[u8], at: usize) -> usize {
        let special = |byte: &u8| *byte == b'"' || *byte == b'\\' || *byte < 0x20;
        (at..bytes.len())
            .find(|&place| special(&bytes[place]))
            .unwrap_or(bytes.len().max(at))
    }

    #[test]
    fn every_pair_of_bytes_at_every_place_is_found_as_one_by_one() {
        for length in 0..20 {
            for place in 0..length {
                for one in 0..=u8::MAX {
                    for other in [b'a', b'"', b'!', b'\\', b'[', 0x1f, 0x20, 0x7f, 0x80, 0xff] {
                        let mut bytes = vec![b'a'; length];
                        bytes[place] = one;
                        bytes[(place + 1) % length] = other;
                        assert_eq!(first(&bytes, 0), one_by_one(&bytes, 0), "{bytes:?}");
                        assert_eq!(first(&bytes, 3), one_by_one(&bytes, 3), "{bytes:?}");
                    }
                }
            }
        }
    }
}
