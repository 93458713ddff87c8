//! A judge held to the cells of the rules.

use meshwright_policy::{Cell, Level, Rule, rules};

use crate::case::Case;
use crate::ruling::Ruling;
use crate::verdict::Verdict;

/// A judge and the rules say different things.
#[derive(Debug, Clone)]
pub struct Disagreement {
    /// Who says it.
    pub judge: &'static str,
    /// What is wrong, in a few words: the same for every case of one defect.
    pub what: String,
    /// The write.
    pub case: Case,
    /// What the rules found.
    pub rules: String,
    /// What the judge answered.
    pub answer: String,
}

/// What a judge is held to.
#[derive(Debug, Clone, Copy)]
pub struct Held {
    /// Its name.
    pub name: &'static str,
    /// How closely it enforces a rule.
    pub cell: fn(&Rule) -> Cell,
    /// Whether the rule's code must stand in its message, where it had the chance.
    pub says: fn(&Rule, &Case) -> bool,
    /// Whether the rules themselves answer: then every cause and every warning is theirs, to the letter.
    pub in_own_words: bool,
    /// The mildest of what it tells, where it tells of what it does not refuse.
    pub advises: Option<Level>,
}

/// What is wrong with a verdict, in a few words; `None` where nothing is.
pub fn wrong(held: Held, case: &Case, ruling: &Ruling, verdict: &Verdict) -> Option<String> {
    stricter(ruling, verdict)
        .or_else(|| weaker(held, case, ruling, verdict))
        .or_else(|| other_advice(held, ruling, verdict))
        .or_else(|| held.in_own_words.then(|| other_words(ruling, verdict))?)
        .or_else(|| other_object(ruling, verdict))
}

fn other_words(ruling: &Ruling, verdict: &Verdict) -> Option<String> {
    if verdict.causes != ruling.causes {
        return Some("other causes than the rules".to_owned());
    }
    if verdict.warnings != ruling.warnings {
        return Some("other warnings than the rules".to_owned());
    }
    None
}

fn other_object(ruling: &Ruling, verdict: &Verdict) -> Option<String> {
    let [expected, stored] = [&ruling.object, &verdict.object];
    let differs = stored.is_some() && expected.is_some() && stored != expected;
    differs.then(|| "fills in other defaults than the rules".to_owned())
}

/// What stood there before need not be told of again.
fn other_advice(held: Held, ruling: &Ruling, verdict: &Verdict) -> Option<String> {
    let mildest = held.advises?;
    let strange = verdict.advised.difference(&ruling.advised).next();
    if let Some((level, code)) = strange {
        return Some(format!("says {code} as {level}, the rules do not"));
    }
    let told = |&(level, code): &(Level, &'static str)| {
        let exact = rules::find(code).is_none_or(|rule| is_exact(held, rule));
        !exact || ruling.ratcheted.contains(code) || verdict.advised.contains(&(level, code))
    };
    let mut heard = ruling.advised.iter().filter(|(level, _)| *level >= mildest);
    let untold = heard.find(|advice| !told(advice));
    let (level, code) = untold.filter(|_| verdict.complete)?;
    Some(format!("does not say {code} as {level}"))
}

fn is_exact(held: Held, rule: &Rule) -> bool {
    matches!((held.cell)(rule), Cell::Exact | Cell::ExactFrom(_))
}

fn stricter(ruling: &Ruling, verdict: &Verdict) -> Option<String> {
    if verdict.refused && ruling.denied.is_empty() {
        return Some("refuses what the rules admit".to_owned());
    }
    let strange = verdict
        .said
        .iter()
        .find(|code| !ruling.denied.contains(code.as_str()));
    if let Some(code) = strange {
        return Some(format!("says {code}, the rules do not"));
    }
    let strange = verdict
        .implied
        .iter()
        .find(|rules| rules.is_disjoint(&ruling.denied));
    strange.map(|rules| format!("a fault of none of the rules that deny: {rules:?}"))
}

fn weaker(held: Held, case: &Case, ruling: &Ruling, verdict: &Verdict) -> Option<String> {
    let exact = rules::all().iter().filter(|rule| {
        rule.level == Level::Deny && ruling.denied.contains(rule.code) && is_exact(held, rule)
    });
    for rule in exact {
        if !verdict.refused {
            return Some(format!("admits what {} denies", rule.code));
        }
        let told = if (held.says)(rule, case) {
            verdict.said.contains(rule.code)
        } else {
            verdict.names(rule.code)
        };
        if verdict.complete && !told {
            return Some(format!("does not say {}", rule.code));
        }
    }
    None
}
