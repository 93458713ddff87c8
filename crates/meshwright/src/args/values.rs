//! Values of flags: from text to what is meant, or to a message that names the way out.

use std::path::PathBuf;

use meshwright_lint::Against;
use meshwright_lint::render::Format;
use meshwright_policy::{Date, Group, Kind, Level, Rule, rules, words};
use meshwright_schema::SchemaFile;

/// A format, and the file it goes to; standard output where there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Output {
    pub(crate) format: Format,
    pub(crate) file: Option<PathBuf>,
}

/// A rule somebody asks for.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) rule: &'static Rule,
    /// The retired code it was asked for by.
    pub(crate) gone: Option<String>,
}

/// The clouds that have regions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cloud {
    /// Behind `ServiceMesh`.
    Alibaba,
    /// Behind `Mesh`.
    Huawei,
}

pub(crate) fn output(text: &str) -> Result<Output, String> {
    let (name, file) = match text.split_once('=') {
        Some((_, "")) => return Err("a file is missing after the =".to_owned()),
        Some((name, "-")) => (name, None),
        Some((name, file)) => (name, Some(PathBuf::from(file))),
        None => (text, None),
    };
    let format = Format::parse(name)
        .ok_or_else(|| one_of("format", name, &Format::ALL.map(Format::as_str)))?;
    Ok(Output { format, file })
}

pub(crate) fn level(text: &str) -> Result<Level, String> {
    Level::parse(text).ok_or_else(|| one_of("level", text, &Level::ALL.map(Level::as_str)))
}

/// `SM0301=warn`, `input=off`.
pub(crate) fn level_of(text: &str) -> Result<(String, Level), String> {
    let (name, written) = text
        .split_once('=')
        .ok_or("write CODE=LEVEL, such as SM0301=warn")?;
    Ok((code_or_group(name)?, level(written)?))
}

/// `alibaba=cn-hangzhou`.
pub(crate) fn region(text: &str) -> Result<(Cloud, String), String> {
    let (cloud, id) = text
        .split_once('=')
        .ok_or("write CLOUD=ID, such as alibaba=cn-hangzhou")?;
    let cloud = match cloud {
        "alibaba" => Cloud::Alibaba,
        "huawei" => Cloud::Huawei,
        _ => return Err(one_of("cloud", cloud, &["alibaba", "huawei"])),
    };
    if id.is_empty() {
        return Err("an id is missing after the =".to_owned());
    }
    Ok((cloud, id.to_owned()))
}

pub(crate) fn date(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "write a day of the calendar, such as 2026-11-25".to_owned())
}

/// `old/`, `git:main`.
pub(crate) fn against(text: &str) -> Result<Against, String> {
    match text.strip_prefix("git:") {
        Some("") => Err("a revision is missing after git:".to_owned()),
        Some(revision) => Ok(Against::Git(revision.to_owned())),
        None => Ok(Against::Path(text.into())),
    }
}

pub(crate) fn group(text: &str) -> Result<Group, String> {
    let named = |group: &Group| group.as_str() == text;
    Group::ALL
        .into_iter()
        .find(named)
        .ok_or_else(|| one_of("group", text, &Group::ALL.map(Group::as_str)))
}

pub(crate) fn kind(text: &str) -> Result<Kind, String> {
    const KINDS: [Kind; 4] = [Kind::ServiceMesh, Kind::Mesh, Kind::ErrorBody, Kind::Crd];
    let named = |kind: &Kind| kind.as_str().eq_ignore_ascii_case(text);
    KINDS
        .into_iter()
        .find(named)
        .ok_or_else(|| one_of("kind", text, &KINDS.map(Kind::as_str)))
}

pub(crate) fn schema(text: &str) -> Result<&'static SchemaFile, String> {
    meshwright_schema::find(text).ok_or_else(|| {
        let names: Vec<&str> = meshwright_schema::schemas()
            .iter()
            .map(|file| file.name)
            .collect();
        one_of("schema", text, &names)
    })
}

/// A rule, by its code in any letter case or by its name, or by the code of one it took over from.
pub(crate) fn asked(text: &str) -> Result<Asked, String> {
    let named = |rule: &&Rule| rule.name.eq_ignore_ascii_case(text);
    if let Some(rule) = rules::find(text).or_else(|| rules::all().iter().copied().find(named)) {
        return Ok(Asked { rule, gone: None });
    }
    let code = text.to_uppercase();
    if let Some(rule) = rules::retired(&code).and_then(rules::find) {
        return Ok(Asked {
            rule,
            gone: Some(code),
        });
    }
    let names = rules::all().iter().flat_map(|rule| [rule.code, rule.name]);
    Err(unknown("rule", text, names, "meshwright rules lists them"))
}

/// The code of a rule, or the name of a group.
pub(crate) fn code_or_group(text: &str) -> Result<String, String> {
    if let Some(heir) = rules::retired(text) {
        return Err(format!("this rule is gone; {heir} took over"));
    }
    if let Some(rule) = rules::all()
        .iter()
        .find(|rule| rule.name.eq_ignore_ascii_case(text))
    {
        return Err(format!(
            "that is the name of a rule; write its code, {}",
            rule.code
        ));
    }
    if rules::named(text).is_empty() {
        let codes = rules::all().iter().map(|rule| rule.code);
        let names = codes.chain(Group::ALL.map(Group::as_str));
        return Err(unknown(
            "rule or group",
            text,
            names,
            "meshwright rules lists them",
        ));
    }
    Ok(text.to_owned())
}

fn unknown<'a>(
    what: &str,
    text: &str,
    names: impl IntoIterator<Item = &'a str>,
    otherwise: &str,
) -> String {
    match words::nearest(text, names) {
        Some(name) => format!("no such {what}; did you mean {name}?"),
        None => format!("no such {what}; {otherwise}"),
    }
}

fn one_of(what: &str, text: &str, names: &[&str]) -> String {
    let otherwise = format!("write {}", words::alternatives(names));
    unknown(what, text, names.iter().copied(), &otherwise)
}
