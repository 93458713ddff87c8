//! The small grammars held against second implementations that share nothing with the first.

#![cfg(test)]

use std::net::IpAddr;
use std::sync::LazyLock;

use ipnet::IpNet;
use meshwright_api::MeshVersion;
use meshwright_policy::lists::ports::{Port, PortList};
use meshwright_policy::lists::ranges::{IpRange, RangeList};
use meshwright_policy::rule::Keywords;
use meshwright_policy::rules;
use regex::Regex;
use serde_json::Value;

/// Every text of up to `length` letters of `alphabet`.
fn texts(alphabet: &str, length: u32) -> impl Iterator<Item = String> {
    let letters: Vec<char> = alphabet.chars().collect();
    (0..=length).flat_map(move |length| {
        let letters = letters.clone();
        (0..letters.len().pow(length)).map(move |mut number| {
            let mut text = String::new();
            for _ in 0..length {
                text.push(letters[number % letters.len()]);
                number /= letters.len();
            }
            text
        })
    })
}

/// The texts one slip away from `text`: a letter more, less, or another one.
fn slips(text: &str, alphabet: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut all = vec![text.to_owned()];
    for at in 0..=letters.len() {
        let (before, after) = letters.split_at(at);
        let join = |middle: &[char], after: &[char]| {
            before.iter().chain(middle).chain(after).collect::<String>()
        };
        all.push(join(&[], after.get(1..).unwrap_or_default()));
        for letter in alphabet.chars() {
            all.push(join(&[letter], after));
            all.push(join(&[letter], after.get(1..).unwrap_or_default()));
        }
    }
    all
}

fn ports_are_readable(text: &str) -> bool {
    PortList::read(text).bad().next().is_none()
}

fn ranges_are_readable(text: &str) -> bool {
    RangeList::read(text).bad().next().is_none()
}

/// Decides by arithmetic on the letters, from the back, what the parser decides by parsing.
fn second_port(text: &str) -> Option<u32> {
    let mut sum = 0_u64;
    for (place, letter) in text.chars().rev().enumerate() {
        let digit = u64::from("0123456789".find(letter).map(u32::try_from)?.ok()?);
        let weight = if place < 6 {
            10_u64.pow(u32::try_from(place).ok()?)
        } else {
            1_000_000
        };
        sum = sum.saturating_add(digit * weight);
    }
    u32::try_from(sum)
        .ok()
        .filter(|port| (1..65_536).contains(port))
}

#[test]
fn every_short_list_of_ports_reads_as_the_second_reader_reads_it() {
    let mut good = 0_u32;
    for text in texts("0156,*+- x", 5) {
        let expected = text.is_empty()
            || text == "*"
            || text.split(',').all(|port| second_port(port).is_some());
        assert_eq!(ports_are_readable(&text), expected, "{text:?}");
        good += u32::from(expected);
    }
    assert!(good > 1_000, "{good}");
}

#[test]
fn every_port_and_its_neighbours_read_as_the_second_reader_reads_them() {
    for number in 0..=70_000_u32 {
        for text in [
            format!("{number}"),
            format!("0{number}"),
            format!("00000{number}"),
        ] {
            let port = text
                .parse::<Port>()
                .ok()
                .map(|port| u32::from(port.number()));
            assert_eq!(port, second_port(&text), "{text}");
        }
    }
}

static PADDED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"/0[0-9]|/[^0-9]|(^|[.:])0[0-9]+[.]|[.]0[0-9]").expect("a pattern")
});

/// What `ipnet` reads, without the spellings that readers understand differently.
fn second_range(text: &str) -> Option<IpNet> {
    let net: IpNet = text.parse().ok()?;
    let mapped = match net.addr() {
        IpAddr::V6(address) => address.segments().starts_with(&[0, 0, 0, 0, 0, 0xffff]),
        IpAddr::V4(_) => false,
    };
    // A gap stands for at least one group; `ipnet` takes none as well.
    let groups = text.split([':', '/']).filter(|group| !group.is_empty());
    let groups = groups.count() - 1 + usize::from(text.contains('.'));
    let idle_gap = text.contains("::") && groups > 7;
    (!mapped && !idle_gap && !PADDED.is_match(text)).then_some(net)
}

fn assert_same_range(text: &str) {
    let first = text.parse::<IpRange>().ok();
    let second = second_range(text);
    assert_eq!(first.is_some(), second.is_some(), "{text:?}");
    if let (Some(first), Some(second)) = (first, second) {
        assert_eq!(
            first.masked().to_string(),
            second.trunc().to_string(),
            "{text:?}"
        );
    }
}

#[test]
fn short_ranges_read_as_the_second_reader_reads_them() {
    for head in [
        "",
        "1.",
        "1.2.3.",
        "::",
        "f:",
        "10.0.0.0/",
        "::/",
        "fd00::/1",
    ] {
        for text in texts("01.:/f", 5) {
            assert_same_range(&format!("{head}{text}"));
        }
    }
}

#[test]
fn ranges_two_slips_away_from_good_ones_read_as_the_second_reader_reads_them() {
    let seeds = [
        "10.0.0.0/8",
        "1.2.3.4/32",
        "255.255.255.255/0",
        "fd00::/8",
        "::/0",
        "::1/128",
        "2001:db8::a:b/64",
        "1:2:3:4:5:6:7:8/127",
        "1:2:3:4:5:6:7::/16",
        "::ffff:10.0.0.0/104",
        "::ffff:a00:0/104",
        "64:ff9b::1.2.3.4/96",
        "fe80::1%e/64",
    ];
    for seed in seeds {
        for once in slips(seed, "019.:/f% ") {
            for twice in slips(&once, "0.:/f") {
                assert_same_range(&twice);
            }
        }
    }
}

#[test]
fn lists_of_ranges_are_as_good_as_their_entries() {
    let entries = ["10.0.0.0/8", "fd00::/8", "10.0.0.0", "*", "", " 10.0.0.0/8"];
    for first in entries {
        for second in entries {
            let text = format!("{first},{second}");
            let expected = [first, second]
                .iter()
                .all(|entry| second_range(entry).is_some());
            assert_eq!(ranges_are_readable(&text), expected, "{text:?}");
        }
    }
}

#[test]
fn ranges_contain_what_the_second_reader_contains() {
    let addresses = [
        "0.0.0.0",
        "10.0.0.0",
        "10.1.2.3",
        "255.255.255.255",
        "::",
        "fd00::1",
        "fd00:1::",
        "a00::",
    ];
    let ranges: Vec<String> = addresses
        .iter()
        .flat_map(|address| {
            let longest = if address.contains(':') { 128 } else { 32 };
            (0..=longest).map(move |prefix| format!("{address}/{prefix}"))
        })
        .collect();
    for a in &ranges {
        for b in &ranges {
            let first = a.parse::<IpRange>().unwrap().contains(b.parse().unwrap());
            let (net, other) = (a.parse::<IpNet>().unwrap(), b.parse::<IpNet>().unwrap());
            assert_eq!(first, net.contains(&other.trunc()), "{a} {b}");
        }
    }
}

#[test]
fn entries_know_their_bytes() {
    for text in ["80,,443", ",", "a,ü,b", "*,1", " 1 ,2"] {
        let list = PortList::read(text);
        let spans: Vec<&str> = list
            .entries()
            .iter()
            .map(|(item, _)| text.get(item.span.clone()).unwrap())
            .collect();
        assert_eq!(spans, text.split(',').collect::<Vec<_>>(), "{text:?}");
    }
}

static VERSION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^v?0*([0-9]+)\.0*([0-9]+)(\.[0-9]+)?(-r[0-9]+)?$").expect("a pattern")
});

/// Reads a version with a pattern and compares with text, never with machine integers.
fn second_series(text: &str) -> Option<(String, String)> {
    let parts = VERSION.captures(text)?;
    // Numbers of one length compare as texts.
    let long = |text: &str| format!("{text:0>40}");
    Some((long(&parts[1]), long(&parts[2])))
}

#[test]
fn versions_stand_to_their_bounds_as_the_second_reader_says() {
    let seeds = [
        "1.15",
        "1.14.9",
        "1.9",
        "2.0",
        "1.100",
        "1.18.7-r5",
        "v1.15",
        "01.015",
        "1.99999999999999999999",
    ];
    let near = seeds.iter().flat_map(|seed| slips(seed, "01589.-rv "));
    for text in near.chain(texts("01.9v-r", 5)) {
        let first = text.parse::<MeshVersion>().ok().map(MeshVersion::series);
        let second = second_series(&text);
        assert_eq!(first.is_some(), second.is_some(), "{text:?}");
        for bound in [(1, 15), (1, 18)] {
            let written = (format!("{:0>40}", bound.0), format!("{:0>40}", bound.1));
            assert_eq!(
                first.map(|series| series >= bound),
                second.as_ref().map(|series| *series >= written),
                "{text:?}"
            );
        }
    }
}

/// The pattern in the first schema keywords of a rule.
fn pattern_of(code: &str) -> Regex {
    let keywords = match rules::find(code).unwrap().schema[0].keywords {
        Keywords::Json(text) => text,
        Keywords::Implies(implication) => implication.holds,
        other => panic!("{code} has no pattern in {other:?}"),
    };
    let keywords: Value = serde_json::from_str(keywords).unwrap();
    let negated = keywords.get("not").unwrap_or(&keywords);
    Regex::new(negated["pattern"].as_str().unwrap()).unwrap()
}

#[test]
fn the_patterns_of_ports_say_exactly_what_the_reader_says() {
    let (starred, plain) = (pattern_of("MR0503"), pattern_of("MR0504"));
    let wide = (0..=70_000).map(|number| format!("0{number},1"));
    for text in texts("0156,*+- x", 5).chain(wide) {
        let readable = ports_are_readable(&text);
        assert_eq!(starred.is_match(&text), readable, "{text:?}");
        assert_eq!(plain.is_match(&text), readable && text != "*", "{text:?}");
    }
}

#[test]
fn the_patterns_of_ranges_refuse_nothing_that_the_reader_reads() {
    let (starred, plain) = (pattern_of("MR0501"), pattern_of("MR0502"));
    let seeds = [
        "10.0.0.0/8,fd00::/8",
        "255.255.255.255/32",
        "64:ff9b::1.2.3.4/128",
        "*",
    ];
    let near = seeds.iter().flat_map(|seed| slips(seed, "0129.:/f%*, "));
    for text in near
        .chain(texts("01.:/f", 6))
        .chain(texts("0123/", 5).map(|end| format!("1.2.3.4{end}")))
    {
        let readable = ranges_are_readable(&text);
        assert!(starred.is_match(&text) || !readable, "{text:?}");
        assert!(
            plain.is_match(&text) || !readable || text == "*",
            "{text:?}"
        );
        if !text.contains(':') {
            assert_eq!(starred.is_match(&text), readable, "{text:?}");
        }
    }
}

#[test]
fn the_patterns_of_versions_say_exactly_what_the_bounds_say() {
    let [zipkin, apm, disputed] = ["MR0620", "MR0631", "MR0632"].map(pattern_of);
    let seeds = [
        "1.15",
        "1.18.7-r5",
        "v1.18.0",
        "1.18",
        "2.0.1",
        "0.99",
        "1.100",
        "10.0",
        "1.019.0-r1",
    ];
    let once = seeds.iter().flat_map(|seed| slips(seed, "01589.-rv "));
    for text in once.flat_map(|text| slips(&text, "018.-")) {
        let version = text.parse::<MeshVersion>().ok();
        let since = |bound| version.is_some_and(|version| version.series() >= bound);
        let patch = version
            .filter(|version| version.series() == (1, 18))
            .and_then(|version| version.patch);
        assert_eq!(zipkin.is_match(&text), since((1, 15)), "{text:?}");
        assert_eq!(disputed.is_match(&text), patch > Some(0), "{text:?}");
        assert_eq!(
            apm.is_match(&text),
            since((1, 19)) || patch > Some(0),
            "{text:?}"
        );
    }
}
