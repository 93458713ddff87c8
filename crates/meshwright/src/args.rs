//! What was typed. What it means on this machine is for each command to say.
//!
//! Every flag can also be given as `MESHWRIGHT_<FLAG>`; the flag wins.

mod lint;
mod refusal;
mod values;
mod webhook;

use std::path::PathBuf;

use clap::builder::FalseyValueParser;
use clap::{Arg, ArgAction, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use meshwright_policy::Group;

pub(crate) use lint::LintArgs;
pub(crate) use refusal::Refusal;
pub(crate) use values::{Asked, Cloud, Output};
pub(crate) use webhook::{LogFormat, OwnArgs, WebhookArgs};

use crate::exit;

/// Rules about service meshes, enforced before a cloud refuses them.
///
/// meshwright judges ServiceMesh resources and Mesh documents offline: every fault at once, with its
/// place, the reason and the way out.
#[derive(Debug, Parser)]
#[command(name = "meshwright", version, after_help = AFTER)]
pub(crate) struct Args {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

const AFTER: &str =
    "Every flag can also be given as MESHWRIGHT_<FLAG>, with _ for -; the flag wins.";

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Finds every fault in files, folders and streams
    #[command(after_help = format!("{}\n\n{AFTER}", exit::TABLE))]
    Lint(Box<LintArgs>),
    /// Answers an API server that asks whether a ServiceMesh may be written, over TLS
    Webhook(Box<WebhookArgs>),
    /// Explains a rule: what it refuses, why, and what to do instead
    Explain(ExplainArgs),
    /// Lists the rules
    Rules(RulesArgs),
    /// Prints the definition of the ServiceMesh resource, with the rules in it
    Crd(CrdArgs),
    /// Prints a JSON Schema made from the rules, or lists their names
    Schema(SchemaArgs),
    /// Prints a script that completes commands and flags in a shell
    Completions(CompletionsArgs),
    /// Prints the manual, or writes all its pages to a folder
    Man(ManArgs),
}

/// How a rule or the table of rules is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PageFormat {
    /// For a terminal.
    Text,
    /// As in docs/rules/.
    Markdown,
    /// For programs.
    Json,
}

/// `meshwright explain`.
#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// Code of the rule, in any letter case, or its name
    #[arg(value_name = "CODE", value_parser = values::asked)]
    pub(crate) asked: Asked,
    /// How to write it
    #[arg(long, value_enum, default_value_t = PageFormat::Text)]
    pub(crate) format: PageFormat,
}

/// `meshwright rules`.
#[derive(Debug, clap::Args)]
pub(crate) struct RulesArgs {
    /// How to write them
    #[arg(long, value_enum, default_value_t = PageFormat::Text)]
    pub(crate) format: PageFormat,
    /// Only rules of this group
    #[arg(long, value_parser = values::group)]
    pub(crate) group: Option<Group>,
    /// Only rules that speak of documents of this kind
    #[arg(long, value_parser = values::kind)]
    pub(crate) kind: Option<meshwright_policy::Kind>,
}

/// `meshwright crd`.
#[derive(Debug, clap::Args)]
pub(crate) struct CrdArgs {
    /// Prints the rules and defaults as admission policies instead, with their parameters
    #[arg(long)]
    pub(crate) policies: bool,
}

/// `meshwright schema`.
#[derive(Debug, clap::Args)]
pub(crate) struct SchemaArgs {
    /// Name of the schema; without one, the names are listed
    #[arg(value_parser = values::schema)]
    pub(crate) name: Option<&'static meshwright_schema::SchemaFile>,
}

/// A shell that completes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shell {
    Bash,
    Elvish,
    Fish,
    Nushell,
    Powershell,
    Zsh,
}

/// `meshwright completions`.
#[derive(Debug, clap::Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

/// `meshwright man`.
#[derive(Debug, clap::Args)]
pub(crate) struct ManArgs {
    /// Write a page for each command into this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

impl Args {
    /// Reads the command line and the environment.
    pub(crate) fn read() -> Result<Self, Refusal> {
        let matches = Self::definition().try_get_matches().map_err(Refusal)?;
        Self::from_arg_matches(&matches).map_err(Refusal)
    }

    /// The command line as clap knows it, with a variable for every flag.
    pub(crate) fn definition() -> clap::Command {
        let mut definition = Self::command();
        let names: Vec<String> = definition
            .get_subcommands()
            .map(|command| command.get_name().to_owned())
            .collect();
        for name in names {
            definition = definition.mut_subcommand(name, |command| command.mut_args(with_variable));
        }
        definition
    }
}

/// Lets a flag be given as `MESHWRIGHT_<FLAG>`.
fn with_variable(arg: Arg) -> Arg {
    let Some(long) = arg.get_long() else {
        return arg;
    };
    let variable = format!("MESHWRIGHT_{}", long.replace('-', "_").to_uppercase());
    let switch = matches!(arg.get_action(), ArgAction::SetTrue);
    let arg = arg.env(variable).hide_env(true);
    if switch {
        arg.value_parser(FalseyValueParser::new())
    } else {
        arg
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Args::definition().debug_assert();
    }
}
