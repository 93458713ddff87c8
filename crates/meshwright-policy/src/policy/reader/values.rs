//! Single values of a `Policy` document: codes, words, globs, days, counts, lists of names. Each gives the
//! value, or leaves a fault.

use meshwright_api::FieldPath;
use meshwright_api::field::Field;
use meshwright_api::scalar::List;
use meshwright_api::shape::TextShape;
use meshwright_api::text_type::{TextFault, TextType, Unchecked};

use super::Reader;
use crate::context::Date;
use crate::diagnostic::Anchor;
use crate::policy::Pattern;
use crate::policy::document::{Day, Glob, PolicyFault, Reason, RuleOrGroup};
use crate::rule::{Group, Rule, Status};
use crate::{rules, words};

impl Reader {
    /// The codes that a list of codes and groups names.
    pub(super) fn codes(
        &mut self,
        field: &Field<List<Unchecked<RuleOrGroup>, 256>>,
        at: &FieldPath,
    ) -> Option<Vec<&'static str>> {
        if field.wrong().is_none() && field.get().is_none_or(List::is_empty) {
            self.missing(at.clone(), "at least one code or group is needed");
            return None;
        }
        let mut codes = Vec::new();
        for (index, name) in items(field) {
            let rules = self.rules(name.as_str(), &at.join(index), &Anchor::Value);
            codes.extend(rules.iter().map(|rule| rule.code));
        }
        codes.sort_unstable();
        codes.dedup();
        Some(codes)
    }

    /// The rules of that code or group; none, and a fault, where there are none.
    pub(super) fn rules(
        &mut self,
        name: &str,
        at: &FieldPath,
        anchor: &Anchor,
    ) -> Vec<&'static Rule> {
        let known = |rule: &&&'static Rule| rule.code == name || rule.group.as_str() == name;
        let rules: Vec<&Rule> = rules::all().iter().filter(known).copied().collect();
        let (message, suggestion) = match (rules.as_slice(), rules::retired(name)) {
            ([rule], _) if matches!(rule.status, Status::Removed(_)) => {
                (format!("the rule {name} is gone"), None)
            }
            ([], Some(heir)) => (format!("the rule {name} is gone"), Some(heir)),
            ([], None) => (
                format!("no rule and no group is called {}", words::quoted(name)),
                meant(name),
            ),
            _ => return rules,
        };
        let suggestion = suggestion.map(str::to_owned);
        self.faults.push(PolicyFault {
            path: at.clone(),
            anchor: anchor.clone(),
            message,
            suggestion,
        });
        Vec::new()
    }

    pub(super) fn reason(
        &mut self,
        field: &Field<Unchecked<Reason>>,
        at: &FieldPath,
    ) -> Option<String> {
        match field {
            Field::Is(reason) if !reason.as_str().trim().is_empty() => {
                return Some(reason.as_str().to_owned());
            }
            Field::Is(_) => self.add(at.clone(), "a reason must not be blank"),
            Field::Absent => self.missing(at.clone(), "an exemption needs a reason"),
            Field::Wrong(_) => {}
        }
        None
    }

    /// The day; the outer `None` where what is written is none.
    #[expect(
        clippy::option_option,
        reason = "an exemption may be without a day, and a day may be faulty"
    )]
    pub(super) fn day(
        &mut self,
        field: &Field<Unchecked<Day>>,
        at: &FieldPath,
    ) -> Option<Option<Date>> {
        let Some(written) = field.get() else {
            return field.is_absent().then_some(None);
        };
        let date = Date::parse(written.as_str());
        if date.is_none() {
            let message = format!(
                "{} is no day of the form YYYY-MM-DD",
                words::quoted(written.as_str())
            );
            self.add(at.clone(), message);
        }
        date.map(Some)
    }

    pub(super) fn patterns<const N: usize>(
        &mut self,
        field: &Field<List<Unchecked<Glob>, N>>,
        at: &FieldPath,
    ) -> Vec<Pattern> {
        let mut patterns = Vec::new();
        for (index, glob) in items(field) {
            match Pattern::new(glob.as_str()) {
                Ok(pattern) => patterns.push(pattern),
                Err(error) => self.add(at.join(index), error.to_string()),
            }
        }
        patterns
    }

    /// A count from 1 to `most`.
    pub(super) fn count(&mut self, field: &Field<i64>, most: i64, at: &FieldPath) -> Option<u64> {
        let count = *field.get()?;
        if (1..=most).contains(&count) {
            return u64::try_from(count).ok();
        }
        let range = if most == i64::MAX {
            "1 or more".to_owned()
        } else {
            format!("1 to {most}")
        };
        self.add(at.clone(), format!("must be {range}, not {count}"));
        None
    }

    /// One of the words of `T`.
    pub(super) fn word<T: TextType>(
        &mut self,
        field: &Field<Unchecked<T>>,
        at: &FieldPath,
    ) -> Option<T> {
        let written = field.get()?;
        written
            .parse()
            .map_err(|fault| self.text_fault(&T::TEXT, written.as_str(), fault, at))
            .ok()
    }

    pub(super) fn words<T: TextType, const N: usize>(
        &mut self,
        field: &Field<List<Unchecked<T>, N>>,
        at: &FieldPath,
    ) -> Vec<T> {
        let each = items(field).map(|(index, text)| (index, Field::Is(text.clone())));
        each.filter_map(|(index, text)| self.word(&text, &at.join(index)))
            .collect()
    }

    pub(super) fn text<T: TextType>(
        &mut self,
        field: &Field<Unchecked<T>>,
        at: &FieldPath,
    ) -> Option<String> {
        self.word(field, at)
            .and(field.get())
            .map(|text| text.as_str().to_owned())
    }

    /// The texts of a list without those that stand twice; `None` where there is no list.
    pub(super) fn texts<T: TextType, const N: usize>(
        &mut self,
        field: &Field<List<Unchecked<T>, N>>,
        at: &FieldPath,
    ) -> Option<Vec<String>> {
        let mut texts: Vec<String> = Vec::new();
        for (index, text) in field.get()?.iter() {
            let (at, text) = (at.join(index), text.as_str());
            if texts.iter().any(|earlier| earlier == text) {
                self.add(at, format!("{} stands twice", words::quoted(text)));
            } else if let Err(fault) = T::parse(text) {
                self.text_fault(&T::TEXT, text, fault, &at);
            } else {
                texts.push(text.to_owned());
            }
        }
        Some(texts)
    }

    pub(super) fn text_fault(
        &mut self,
        shape: &TextShape,
        written: &str,
        fault: TextFault,
        at: &FieldPath,
    ) {
        if shape.values.is_empty() {
            let verb = if fault == TextFault::Pattern {
                ""
            } else {
                "is "
            };
            return self.add(
                at.clone(),
                format!("{} {verb}{fault}", words::quoted(written)),
            );
        }
        let known = words::alternatives(shape.values);
        let message = format!("{} is none of {known}", words::quoted(written));
        let suggestion = words::nearest(written, shape.values.iter().copied());
        self.faults.push(PolicyFault {
            path: at.clone(),
            anchor: Anchor::Value,
            message,
            suggestion: suggestion.map(str::to_owned),
        });
    }
}

/// The items of the right type of a list that may not be there.
pub(super) fn items<T, const N: usize>(
    field: &Field<List<T, N>>,
) -> impl Iterator<Item = (usize, &T)> {
    field.get().into_iter().flat_map(List::iter)
}

/// The code or group that a misspelled one means; the code of a rule where its name is written.
fn meant(written: &str) -> Option<&'static str> {
    if let Some(rule) = rules::all().iter().find(|rule| rule.name == written) {
        return Some(rule.code);
    }
    let codes = rules::all().iter().map(|rule| rule.code);
    words::nearest(
        written,
        codes.chain(Group::ALL.iter().map(|group| group.as_str())),
    )
}
