//! The corpus: realistic and unusual manifests, mutated with a fixed seed.

/// A small generator of our own, so that the corpus never changes with a library.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next()).expect("53 bits") % limit.max(1)
    }

    pub(crate) fn pick<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        &among[self.below(among.len())]
    }
}

pub(crate) const SOURCES: [&str; 11] = [
    include_str!("../corpus/servicemesh.yaml"),
    include_str!("../corpus/mesh.yaml"),
    include_str!("../corpus/mesh.json"),
    include_str!("../corpus/blocks.yaml"),
    include_str!("../corpus/anchors.yaml"),
    include_str!("../corpus/tags.yaml"),
    include_str!("../corpus/scalars.yaml"),
    include_str!("../corpus/wide.yaml"),
    include_str!("../corpus/list.yaml"),
    include_str!("../corpus/crlf.yaml"),
    include_str!("../corpus/flow.yaml"),
];

const MARKS: [&str; 46] = [
    ":", ": ", " ", "  ", "\n", "\t", "-", "- ", "#", " #", "\"", "'", "{", "}", "[", "]", ",",
    "&a ", "*a", "*base", "!", "!!str ", "|", ">", "|-\n", "%", "@", "`", "?", "? ", "<<: ", "---",
    "\n---\n", "\n...\n", "\r", "\\", "\u{85}", "\u{2028}", "\u{feff}", "\u{1}", "~", "null", "on",
    "017", "1e3", "é",
];

/// `count` mutated documents; the sources themselves come first.
pub(crate) fn corpus(count: usize) -> Vec<Vec<u8>> {
    let mut random = Random::new(7);
    let mut texts: Vec<Vec<u8>> = SOURCES
        .iter()
        .map(|text| text.as_bytes().to_vec())
        .collect();
    while texts.len() < count {
        let mut text = (*random.pick(&SOURCES)).to_owned();
        if random.below(4) == 0 {
            text = fragment(&text, &mut random);
        }
        for _ in 0..=random.below(3) {
            text = mutate(&text, &mut random);
        }
        let mut bytes = text.into_bytes();
        if random.below(200) == 0 {
            let at = random.below(bytes.len());
            bytes.insert(at, 0xFF);
        }
        texts.push(bytes);
    }
    texts
}

/// Some of the lines of a text.
fn fragment(text: &str, random: &mut Random) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let from = random.below(lines.len());
    let length = 1 + random.below(8);
    lines.iter().skip(from).take(length).copied().collect()
}

pub(crate) fn mutate(text: &str, random: &mut Random) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(ToOwned::to_owned).collect();
    if lines.is_empty() {
        return random.pick(&MARKS).to_string();
    }
    let at = random.below(lines.len());
    match random.below(10) {
        0 => drop(lines.remove(at)),
        1 => lines.insert(at, lines[at].clone()),
        2 => {
            let other = random.below(lines.len());
            lines.swap(at, other);
        }
        3 => lines[at].insert_str(0, ["  ", " ", "    ", "\t"][random.below(4)]),
        4 if lines[at].starts_with("  ") => drop(lines[at].drain(..2)),
        5 => drop(lines[at].pop()),
        6 | 7 => return remove_letter(text, random),
        _ => return insert_mark(text, random),
    }
    lines.concat()
}

fn remove_letter(text: &str, random: &mut Random) -> String {
    let count = text.chars().count();
    let gone = random.below(count);
    text.chars()
        .enumerate()
        .filter(|(at, _)| *at != gone)
        .map(|(_, letter)| letter)
        .collect()
}

fn insert_mark(text: &str, random: &mut Random) -> String {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let mut text = text.to_owned();
    let at = *random.pick(&places);
    text.insert_str(at, random.pick::<&str>(&MARKS));
    text
}

const SCALARS: [&str; 153] = [
    "y",
    "Y",
    "yes",
    "Yes",
    "YES",
    "yEs",
    "n",
    "N",
    "no",
    "No",
    "NO",
    "on",
    "On",
    "ON",
    "oN",
    "off",
    "Off",
    "OFF",
    "true",
    "True",
    "TRUE",
    "tRUE",
    "false",
    "False",
    "FALSE",
    "~",
    "null",
    "Null",
    "NULL",
    "nULL",
    "",
    "010",
    "0777",
    "0o10",
    "0O10",
    "0b11",
    "0B11",
    "0x1F",
    "0X1f",
    "1_000",
    "1__0",
    "0b_1",
    "089",
    "08",
    "00",
    "0",
    "-0",
    "+0",
    "1.",
    ".5",
    "+1",
    "-1",
    "+.5",
    "-.5",
    "1e3",
    "1E3",
    "1e+3",
    "1e-3",
    "1.e3",
    ".5e1",
    "e3",
    "1:30",
    "2026-01-09",
    "2026-01-09T00:00:00Z",
    "1e400",
    "-1e400",
    "18446744073709551615",
    "18446744073709551616",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "+9223372036854775808",
    "12345678901234567890123",
    "0xFFFFFFFFFFFFFFFF",
    "0x1FFFFFFFFFFFFFFFF",
    "01777777777777777777777",
    "02777777777777777777777",
    ".inf",
    "-.inf",
    "+.INF",
    ".nan",
    ".NaN",
    ".iNf",
    "inf",
    "nan",
    "1.10",
    "1.0",
    "100.0",
    "-1.50",
    "1e21",
    "1e20",
    "1e-7",
    "1.5e-10",
    "0.1",
    "123456.7",
    "1234567.8",
    "16777217.5",
    "1e6",
    "1.5e6",
    "123456789.5",
    "1e38",
    "3.5e38",
    "1e-5",
    "0.0001",
    "0.00001",
    "0b",
    "0x",
    "0o",
    "0b2",
    "0b-1",
    "0b+1",
    "-0b1",
    "-0b-1",
    "+0b1",
    "0_",
    "_1",
    "1_",
    "-_1",
    "0x_",
    "._5",
    ".5_0",
    ".5__0",
    ".5_",
    ".",
    "..",
    "+",
    "-a",
    "+-1",
    "--1",
    "1e",
    "1e_3",
    "1_e3",
    "1.5.2",
    "1,000",
    "1 000",
    "0.",
    "-.",
    "+.",
    "-0.0",
    "0e0",
    "0x1p3",
    ".e3",
    "1f",
    "0xg",
    "0777_",
    "07_77",
    "<<",
    "=",
    "a",
    "-1_0",
    "1_0.5",
    "1__0.5e1_0",
];

/// Scalars by hand and by dice.
pub(crate) fn scalars() -> Vec<String> {
    let mut random = Random::new(11);
    let letters = [
        "0", "1", "7", "8", "9", "_", ".", "-", "+", "e", "E", "x", "b", "o", "00", "inf", "f",
    ];
    let by_dice = (0..3000).map(move |_| {
        (0..=random.below(6))
            .map(|_| *random.pick(&letters))
            .collect::<String>()
    });
    SCALARS
        .into_iter()
        .map(ToOwned::to_owned)
        .chain(by_dice)
        .collect()
}
