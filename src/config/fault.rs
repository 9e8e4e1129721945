//! What is wrong with a configuration: every fault at once, each with its place and the way out.
//!
//! Owns: [`Fault`] and [`Faults`]. Never: quotes a value, for it may be a secret; the place tells where to look.

use std::fmt;

/// One thing to mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where it is written: `line 12`, `ALLONYM_LISTEN`, or nothing when a setting is missing.
    pub place: Option<String>,
    /// The setting, `limits.body_bytes`; empty when it is the file itself.
    pub setting: String,
    /// What is wrong and what to do.
    pub remedy: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        if !self.setting.is_empty() {
            write!(f, "{}: ", self.setting)?;
        }
        f.write_str(&self.remedy)
    }
}

/// All faults of a configuration, in the order of its settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.0.len() == 1 { "" } else { "s" };
        write!(f, "the configuration has {} fault{plural}:", self.0.len())?;
        self.0.iter().try_for_each(|fault| write!(f, "\n  {fault}"))
    }
}

impl std::error::Error for Faults {}
