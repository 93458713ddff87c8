//! The table of all rules, in the order of their codes. One file a rule.

use crate::rule::{Group, Rule};

macro_rules! table {
    ($($module:ident)*) => {
        $(pub(crate) mod $module;)*

        /// Every rule, in the order of their codes; the table all products are made from.
        pub fn all() -> &'static [&'static Rule] {
            static TABLE: &[&Rule] = &[$(&$module::RULE),*];
            TABLE
        }
    };
}

table! {
    gx0001
    gx0002
    gx0003
    gx0004
    gx0005
    gx0006
    gx0007
    gx0008
    gx0009
    gx0010
    gx0011
    gx0012
    gx0013
    gx0014
    gx0015
    gx0016
    mr0101
    mr0102
    mr0103
    mr0104
    mr0106
    mr0107
    mr0201
    mr0202
    mr0301
    mr0302
    mr0303
    mr0304
    mr0305
    mr0401
    mr0402
    mr0403
    mr0404
    mr0405
    mr0406
    mr0407
    mr0408
    mr0411
    mr0412
    mr0413
    mr0414
    mr0415
    mr0416
    mr0417
    mr0418
    mr0419
    mr0420
    mr0501
    mr0502
    mr0503
    mr0504
    mr0505
    mr0506
    mr0507
    mr0508
    mr0509
    mr0510
    mr0511
    mr0512
    mr0601
    mr0602
    mr0603
    mr0604
    mr0605
    mr0606
    mr0607
    mr0608
    mr0609
    mr0610
    mr0611
    mr0620
    mr0631
    mr0632
    mr0633
    mr0701
    mr0702
    mr0703
    mr0711
    mr0712
    mr0713
    mr0714
    sm0001
    sm0002
    sm0003
    sm0101
    sm0102
    sm0103
    sm0104
    sm0105
    sm0106
    sm0201
    sm0202
    sm0203
    sm0204
    sm0205
    sm0206
    sm0301
    sm0302
    sm0303
    sm0304
    sm0305
    sm0306
    sm0401
    sm0402
    sm0403
    sm0404
    sm0405
    sm0501
    sm0502
    sm0503
    sm0504
    sm0505
    sm0506
    sm0507
    sm0508
    sm0509
    sm0510
    sm0601
    sm0602
    sm0603
    sm0604
}

/// The rule of that code, in whatever letter case.
pub fn find(code: &str) -> Option<&'static Rule> {
    all()
        .iter()
        .copied()
        .find(|rule| rule.code.eq_ignore_ascii_case(code))
}

/// The rule of that code, or all rules of the group of that name; empty where neither has it.
pub fn named(code_or_group: &str) -> Vec<&'static Rule> {
    let of = |rule: &&&'static Rule| {
        rule.code.eq_ignore_ascii_case(code_or_group) || rule.group.as_str() == code_or_group
    };
    all().iter().filter(of).copied().collect()
}

/// The rule that took over from a retired code; `None` where the code was never retired.
pub fn retired(code: &str) -> Option<&'static str> {
    const HEIRS: &[(&str, &str)] = &[("MR0105", "GX0012")];
    HEIRS
        .iter()
        .find(|(gone, _)| *gone == code)
        .map(|(_, heir)| *heir)
}

impl Group {
    /// All groups.
    pub const ALL: [Self; 12] = [
        Self::Envelope,
        Self::Names,
        Self::Clusters,
        Self::Proxy,
        Self::Tracing,
        Self::Response,
        Self::Edition,
        Self::Identity,
        Self::Annotations,
        Self::Conditions,
        Self::Lifecycle,
        Self::Input,
    ];

    /// The name in configuration and output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Envelope => "envelope",
            Self::Names => "names",
            Self::Clusters => "clusters",
            Self::Proxy => "proxy",
            Self::Tracing => "tracing",
            Self::Response => "response",
            Self::Edition => "edition",
            Self::Identity => "identity",
            Self::Annotations => "annotations",
            Self::Conditions => "conditions",
            Self::Lifecycle => "lifecycle",
            Self::Input => "input",
        }
    }
}
