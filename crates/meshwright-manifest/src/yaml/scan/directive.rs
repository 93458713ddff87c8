//! Directives: `%YAML 1.1` and `%TAG !e! prefix`. There are no others to the cluster.

use super::{Kind, Scanner, is_name};
use crate::build::Fault;

impl Scanner<'_> {
    pub(super) fn fetch_directive(&mut self) -> Result<(), Fault> {
        self.unroll(-1);
        self.drop_candidate()?;
        self.key_allowed = false;
        let start = self.at;
        self.at += 1;
        let name = self.at;
        while self.byte(0).is_some_and(is_name) {
            self.at += 1;
        }
        if self.at == name || !self.is_blank_or_end(0) {
            return self.fail("could not find expected directive name while scanning a directive");
        }
        let (kind, tag) = match self.source(name, self.at) {
            "YAML" => (Kind::VersionDirective, self.read_version()?),
            "TAG" => (Kind::TagDirective, self.read_prefix()?),
            _ => return self.fail("found unknown directive name while scanning a directive"),
        };
        self.push(kind, start);
        if let Some(token) = self.tokens.back_mut() {
            token.tag = Some(Box::new(tag));
        }
        self.skip_spaces_and_tabs();
        self.skip_comment();
        if !self.is_break_or_end(0) {
            return self
                .fail("did not find expected comment or line break while scanning a directive");
        }
        self.skip_break();
        Ok(())
    }

    /// Major and minor number.
    fn read_version(&mut self) -> Result<(String, String), Fault> {
        self.skip_spaces_and_tabs();
        let major = self.read_digits()?;
        if self.byte(0) != Some(b'.') {
            return self.fail(
                "did not find expected digit or '.' character while scanning a %YAML directive",
            );
        }
        self.at += 1;
        Ok((major, self.read_digits()?))
    }

    fn read_digits(&mut self) -> Result<String, Fault> {
        let start = self.at;
        while self.byte(0).is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        match self.at - start {
            1..=2 => Ok(self.source(start, self.at).to_owned()),
            _ => self.fail("did not find expected version number while scanning a %YAML directive"),
        }
    }

    /// Handle and prefix.
    fn read_prefix(&mut self) -> Result<(String, String), Fault> {
        self.skip_spaces_and_tabs();
        let handle = self.read_handle(true)?;
        if !self.is_blank(0) {
            return self.fail("did not find expected whitespace while scanning a %TAG directive");
        }
        self.skip_spaces_and_tabs();
        let prefix = self.read_uri(String::new(), false)?;
        if !self.is_blank_or_end(0) {
            return self.fail(
                "did not find expected whitespace or line break while scanning a %TAG directive",
            );
        }
        Ok((handle, prefix))
    }
}
