//! `meshwright completions` and `meshwright man`: made from the definition of the command line.

use std::fs;

use anyhow::Context as _;
use clap_complete::shells;

use crate::args::{Args, CompletionsArgs, ManArgs, Shell};
use crate::streams;

/// Prints the script that completes commands and flags.
pub(crate) fn completions(args: &CompletionsArgs) -> anyhow::Result<()> {
    let script = match args.shell {
        Shell::Bash => script(shells::Bash),
        Shell::Elvish => script(shells::Elvish),
        Shell::Fish => script(shells::Fish),
        Shell::Nushell => script(clap_complete_nushell::Nushell),
        Shell::Powershell => script(shells::PowerShell),
        Shell::Zsh => script(shells::Zsh),
    };
    streams::print(&script)
}

fn script(shell: impl clap_complete::Generator) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::definition(), "meshwright", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// Prints the manual's first page, or writes every page to a folder.
pub(crate) fn man(args: &ManArgs) -> anyhow::Result<()> {
    let mut definition = Args::definition();
    definition.build();
    let Some(folder) = &args.out else {
        return streams::print(&page(&definition)?);
    };
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    write(folder, "meshwright", &definition)?;
    for command in definition
        .get_subcommands()
        .filter(|command| command.get_name() != "help")
    {
        write(
            folder,
            &format!("meshwright-{}", command.get_name()),
            command,
        )?;
    }
    Ok(())
}

fn write(folder: &std::path::Path, name: &str, command: &clap::Command) -> anyhow::Result<()> {
    let path = folder.join(format!("{name}.1"));
    fs::write(&path, page(command)?).with_context(|| path.display().to_string())
}

fn page(command: &clap::Command) -> anyhow::Result<String> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
