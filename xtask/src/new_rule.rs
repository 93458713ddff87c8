//! `cargo xtask new-rule GROUP NAME`: a rule that passes every check, for somebody to make it theirs.
//!
//! It writes the rule's file under the next free code of its group's area, its line in the table, its
//! vectors and its examples. Until its check is written, the rule warns of an annotation that nobody has.

mod texts;

use std::fs;

use anyhow::{Context as _, bail};
use meshwright_policy::{Group, rules};

use crate::{codegen, run, say};

/// Where the rules of a group have their codes, and the kind of document they speak of.
struct Area {
    prefix: &'static str,
    base: Base,
}

/// A kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Base {
    Mesh,
    ServiceMesh,
}

/// Codes that are taken although no rule has them any more.
const RETIRED: [&str; 1] = ["MR0105"];

/// Writes the files of a new rule and regenerates what is made from the table.
pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    let [group, name] = arguments else {
        bail!("usage: cargo xtask new-rule GROUP NAME, the name in kebab-case for the defect");
    };
    let group = Group::ALL.into_iter().find(|known| known.as_str() == group);
    let group = group.with_context(|| {
        format!(
            "the groups are {}",
            Group::ALL.map(Group::as_str).join(", ")
        )
    })?;
    if !is_kebab(name) || rules::all().iter().any(|rule| rule.name == name) {
        bail!("{name} is no name in kebab-case, or another rule has it");
    }
    let area = area(group);
    let codes = rules::all().iter().map(|rule| rule.code).chain(RETIRED);
    let code = next_code(area.prefix, codes).context("the area has no free code")?;
    write(&code, group, name, area.base)?;
    say::line(
        "now write its page and its check, then `cargo xtask codegen` and `cargo xtask test`",
    );
    Ok(())
}

fn write(code: &str, group: Group, name: &str, base: Base) -> anyhow::Result<()> {
    let module = code.to_lowercase();
    let table = "crates/meshwright-policy/src/rules.rs";
    let before = fs::read_to_string(run::root().join(table)).context(table)?;
    let after = with_line(&before, &module).context("the table of rules has a list of modules")?;
    for (path, text) in [
        (
            format!("crates/meshwright-policy/src/rules/{module}.rs"),
            texts::rule(code, group, name, base),
        ),
        (table.to_owned(), after),
        (
            format!("tests/vectors/{code}.json"),
            texts::vectors(code, name, base),
        ),
        (
            format!("tests/rules/{code}/invalid.yaml"),
            texts::example(code, name, base, true),
        ),
        (
            format!("tests/rules/{code}/valid.yaml"),
            texts::example(code, name, base, false),
        ),
    ] {
        let on_disk = run::root().join(&path);
        let folder = on_disk.parent().context("every file has a folder")?;
        fs::create_dir_all(folder).with_context(|| path.clone())?;
        fs::write(&on_disk, text).with_context(|| path.clone())?;
        say::line(&format!("wrote {path}"));
    }
    // This program knows the old table: the new one needs a new build.
    run::done(&mut run::cargo([
        "run",
        "--quiet",
        "--package",
        "xtask",
        "--",
        codegen::NAME,
    ]))
}

const fn area(group: Group) -> Area {
    let (prefix, base) = match group {
        Group::Envelope => ("MR01", Base::Mesh),
        Group::Names => ("MR02", Base::Mesh),
        Group::Clusters => ("MR04", Base::Mesh),
        Group::Proxy => ("MR05", Base::Mesh),
        Group::Tracing => ("MR06", Base::Mesh),
        Group::Response => ("MR07", Base::Mesh),
        Group::Edition => ("SM02", Base::ServiceMesh),
        Group::Identity => ("SM03", Base::ServiceMesh),
        Group::Annotations => ("SM04", Base::ServiceMesh),
        Group::Conditions => ("SM05", Base::ServiceMesh),
        Group::Lifecycle => ("SM06", Base::ServiceMesh),
        Group::Input => ("GX00", Base::ServiceMesh),
    };
    Area { prefix, base }
}

/// One more than the highest code of the area: codes are never reused.
fn next_code<'a>(prefix: &str, codes: impl Iterator<Item = &'a str>) -> Option<String> {
    let serials = codes.filter_map(|code| code.strip_prefix(prefix)?.parse::<u8>().ok());
    let next = serials.max().unwrap_or(0) + 1;
    (next < 100).then(|| format!("{prefix}{next:02}"))
}

/// The table with one more module, in its order.
fn with_line(table: &str, module: &str) -> Option<String> {
    let (head, rest) = table.split_once("\ntable! {\n")?;
    let (list, tail) = rest.split_once("}\n")?;
    let mut modules: Vec<&str> = list.lines().map(str::trim).collect();
    modules.push(module);
    modules.sort_unstable();
    let lines: String = modules
        .iter()
        .flat_map(|module| ["    ", module, "\n"])
        .collect();
    Some(format!("{head}\ntable! {{\n{lines}}}\n{tail}"))
}

fn is_kebab(name: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_never_reused() {
        let next = |codes: &[&str]| next_code("MR01", codes.iter().copied());
        assert_eq!(
            next(&["MR0101", "MR0105", "MR0201"]).as_deref(),
            Some("MR0106")
        );
        assert_eq!(next(&[]).as_deref(), Some("MR0101"));
        assert_eq!(next(&["MR0199"]), None);
    }

    #[test]
    fn the_line_goes_where_its_code_belongs() {
        let table = "x\ntable! {\n    mr0101\n    mr0201\n}\ny\n";
        let expected = "x\ntable! {\n    mr0101\n    mr0102\n    mr0201\n}\ny\n";
        assert_eq!(with_line(table, "mr0102").as_deref(), Some(expected));
    }
}
