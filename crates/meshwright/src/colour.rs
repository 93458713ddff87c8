//! Whether to colour: what was asked for, what the environment says, what the stream is.

use std::ffi::OsString;

use clap::ValueEnum;

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Choice {
    /// On a terminal, unless the environment says otherwise.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Choice {
    /// Decides for a stream. The flag wins; then `NO_COLOR`, `FORCE_COLOR` and `CLICOLOR_FORCE`, `CLICOLOR`,
    /// and a terminal that calls itself dumb.
    pub(crate) fn holds(
        self,
        terminal: bool,
        environment: impl Fn(&str) -> Option<OsString>,
    ) -> bool {
        let set = |name| environment(name).is_some_and(|value| !value.is_empty());
        let on = |name| set(name) && environment(name).is_some_and(|value| value != "0");
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto if set("NO_COLOR") => false,
            Self::Auto if on("FORCE_COLOR") || on("CLICOLOR_FORCE") => true,
            Self::Auto => {
                let off = environment("CLICOLOR").is_some_and(|value| value == "0");
                let dumb = environment("TERM").is_some_and(|value| value == "dumb");
                terminal && !off && !dumb
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn auto(terminal: bool, set: &[(&str, &str)]) -> bool {
        let value = |name: &str| set.iter().find(|(key, _)| *key == name);
        Choice::Auto.holds(terminal, |name| {
            value(name).map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn a_terminal_is_coloured_and_a_file_is_not() {
        assert!(auto(true, &[]));
        assert!(!auto(false, &[]));
        assert!(!auto(true, &[("TERM", "dumb")]));
    }

    #[test]
    fn the_environment_is_heard() {
        assert!(!auto(true, &[("NO_COLOR", "1")]));
        assert!(auto(true, &[("NO_COLOR", "")]));
        assert!(!auto(true, &[("CLICOLOR", "0")]));
        assert!(auto(false, &[("CLICOLOR_FORCE", "1")]));
        assert!(!auto(false, &[("CLICOLOR_FORCE", "0")]));
        assert!(auto(false, &[("FORCE_COLOR", "1")]));
        assert!(!auto(true, &[("NO_COLOR", "1"), ("FORCE_COLOR", "1")]));
    }

    #[test]
    fn the_flag_wins() {
        assert!(Choice::Always.holds(false, |_| Some("1".into())));
        assert!(!Choice::Never.holds(true, |_| Some("1".into())));
    }
}
