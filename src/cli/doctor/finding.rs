//! [`Finding`]: what one check found, and what to do about it.
//!
//! Owns: how a finding reads, for people and for machines. Never: holds a secret; checks put names, counts and addresses in.

use std::fmt;

use serde::Serialize;

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    /// It holds.
    Ok,
    /// There was nothing to check it by.
    Skipped,
    /// It works, but not as well as it should.
    Warning,
    /// It does not work.
    Failed,
}

/// What was found.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    /// What was looked at.
    pub(super) check: String,
    pub(super) state: State,
    pub(super) found: String,
    /// What to do, where something is to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) remedy: Option<String>,
}

impl Finding {
    pub(super) fn ok(check: impl Into<String>, found: impl Into<String>) -> Self {
        Self { check: check.into(), state: State::Ok, found: found.into(), remedy: None }
    }

    pub(super) fn skipped(check: impl Into<String>, found: impl Into<String>) -> Self {
        Self { state: State::Skipped, ..Self::ok(check, found) }
    }

    pub(super) fn warning(
        check: impl Into<String>,
        found: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { state: State::Warning, remedy: Some(remedy.into()), ..Self::ok(check, found) }
    }

    pub(super) fn failed(
        check: impl Into<String>,
        found: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { state: State::Failed, remedy: Some(remedy.into()), ..Self::ok(check, found) }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.state {
            State::Ok => "ok",
            State::Skipped => "skipped",
            State::Warning => "warning",
            State::Failed => "FAILED",
        };
        writeln!(f, "{state:<8} {:<21} {}", self.check, self.found)?;
        match &self.remedy {
            Some(remedy) => writeln!(f, "{:<30} -> {remedy}", ""),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_reads_in_lines_and_as_json() {
        let finding = Finding::failed("provider azure", "the name has no address", "check the host");
        assert_eq!(
            finding.to_string(),
            format!("FAILED   provider azure        the name has no address\n{:<30} -> check the host\n", "")
        );
        let json = serde_json::to_value(&finding).unwrap();
        assert_eq!((&json["state"], &json["remedy"]), (&"failed".into(), &"check the host".into()));
        assert_eq!(serde_json::to_value(Finding::ok("a", "b")).unwrap().get("remedy"), None);
    }
}
