//! Versions, held against an independent reading: a regular expression and plain text arithmetic.

#![cfg(test)]

use meshwright_api::MeshVersion;
use regex::Regex;

/// The numbers of a version as texts, by a regular expression.
struct Oracle(Regex);

impl Oracle {
    fn new() -> Self {
        let form = "^v?([0-9]+)\\.([0-9]+)(?:\\.([0-9]+))?(?:-r([0-9]+))?$";
        Self(Regex::new(form).unwrap())
    }

    /// The version written out again, leading zeros dropped; `None` where it is no version.
    fn canonical(&self, text: &str) -> Option<String> {
        let parts = self.0.captures(text)?;
        let number = |index| {
            let digits: &str = parts.get(index)?.as_str();
            let bare = digits.trim_start_matches('0');
            Some(if bare.is_empty() { "0" } else { bare })
        };
        let patch = number(3).map_or_else(String::new, |patch| format!(".{patch}"));
        let revision = number(4).map_or_else(String::new, |revision| format!("-r{revision}"));
        Some(format!("{}.{}{patch}{revision}", number(1)?, number(2)?))
    }
}

/// Calls `look` with every text of at most `longest` letters of `alphabet`.
fn every_text(alphabet: &[char], longest: usize, look: &mut impl FnMut(&str)) {
    fn extend(text: &mut String, alphabet: &[char], left: usize, look: &mut impl FnMut(&str)) {
        look(text);
        if left > 0 {
            for letter in alphabet {
                text.push(*letter);
                extend(text, alphabet, left - 1, look);
                text.pop();
            }
        }
    }
    extend(&mut String::new(), alphabet, longest, look);
}

#[test]
fn every_short_text_reads_as_the_regular_expression_reads_it() {
    let oracle = Oracle::new();
    let (mut all, mut good) = (0_u32, 0_u32);
    every_text(&['0', '1', '.', '-', 'r', 'v'], 7, &mut |text| {
        let read = text.parse::<MeshVersion>().ok();
        assert_eq!(
            read.map(|version| version.to_string()),
            oracle.canonical(text),
            "{text:?}"
        );
        all += 1;
        good += u32::from(read.is_some());
    });
    assert_eq!(all, (6_u32.pow(8) - 1) / 5);
    assert!(good > 1_000, "{good} versions are too few to tell");
}

#[test]
fn longer_texts_put_together_from_parts_read_alike_too() {
    let oracle = Oracle::new();
    let parts = [
        "", "v", "1", "18", "007", "9", ".", "-r", "-r5", "-", " ", "+1", "V", "١", "-rc1",
    ];
    for a in parts {
        for b in parts {
            for c in parts {
                for d in parts {
                    let text = format!("{a}.{b}{c}{d}");
                    let read = text.parse::<MeshVersion>().ok();
                    assert_eq!(
                        read.map(|version| version.to_string()),
                        oracle.canonical(&text),
                        "{text:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_leading_v_changes_nothing() {
    let bare: MeshVersion = "1.18.7-r5".parse().unwrap();
    assert_eq!("v1.18.7-r5".parse(), Ok(bare));
    assert!("vv1.18".parse::<MeshVersion>().is_err());
    assert!("V1.18".parse::<MeshVersion>().is_err());
}

#[test]
fn series_compare_as_numbers_at_every_pair() {
    for major in 0..3_u64 {
        for minor in (0..120_u64).step_by(7) {
            for other in (0..120_u64).step_by(5) {
                let series = |minor: u64, rest: &str| {
                    format!("{major}.{minor}{rest}")
                        .parse::<MeshVersion>()
                        .unwrap()
                        .series()
                };
                assert_eq!(series(minor, ".9-r9") < series(other, ""), minor < other);
            }
        }
    }
}

#[test]
fn a_revision_is_no_pre_release() {
    let version = |text: &str| text.parse::<MeshVersion>().unwrap();
    assert!(version("1.15.0-r1").series() >= (1, 15));
    assert!(version("1.15.0-r1") > version("1.15.0"));
    assert!(version("1.18.7-r10") > version("1.18.7-r9"));
}

#[test]
fn a_number_too_large_to_hold_is_as_large_as_can_be() {
    let beyond = format!("1.{}0", u64::MAX).parse::<MeshVersion>().unwrap();
    assert_eq!(beyond.minor, u64::MAX);
    assert!(beyond.series() > (1, 15));
}
