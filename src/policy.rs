//! [`Policies`]: what happens to a detection, by the kind of data it is.
//!
//! Owns: the four actions and which one an entity gets. Never: acts. `pseudonymize.rs` does what the policy says.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use allonym_detectors::{Entity, stands_for};

/// What happens to a value that was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Action {
    /// It is replaced by a pseudonym and restored in the answer.
    #[default]
    Pseudonymize,
    /// It is replaced for good: `[EMAIL]`.
    Redact,
    /// The request is refused and nothing is sent.
    Block,
    /// It is sent as it stands.
    Allow,
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Pseudonymize, Self::Redact, Self::Block, Self::Allow];

    /// The name in settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pseudonymize => "pseudonymize",
            Self::Redact => "redact",
            Self::Block => "block",
            Self::Allow => "allow",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that is no [`Action`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownAction;

impl FromStr for Action {
    type Err = UnknownAction;

    fn from_str(name: &str) -> Result<Self, UnknownAction> {
        Self::ALL.into_iter().find(|action| action.as_str() == name).ok_or(UnknownAction)
    }
}

/// An action for every entity: those named, and one for all others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policies {
    named: BTreeMap<Entity, Action>,
    /// Of single rules, by id or `folder.*`; the last one counts.
    of_rules: Vec<(String, Action)>,
    default: Action,
}

impl Policies {
    /// The same action for everything that [`Policies::set`] does not name.
    pub fn new(default: Action) -> Self {
        Self { default, ..Self::default() }
    }

    /// Gives one kind an action of its own.
    pub fn set(&mut self, entity: Entity, action: Action) {
        self.named.insert(entity, action);
    }

    /// Changes the action of everything that is not named.
    pub fn set_default(&mut self, action: Action) {
        self.default = action;
    }

    /// Gives what some rules find an action of its own, whatever the kind.
    pub fn set_of_rules(&mut self, names: &str, action: Option<Action>) {
        self.of_rules.extend(action.map(|action| (names.to_owned(), action)));
    }

    /// Whether what some rules find is let through.
    pub fn lets_rules_be(&self) -> bool {
        self.of_rules.iter().any(|(_, action)| *action == Action::Allow)
    }

    /// What happens to a value of this kind that this rule found.
    pub fn action_of(&self, entity: &Entity, rule: &str) -> Action {
        let of_rule = self.of_rules.iter().rev().find(|(names, _)| stands_for(names, rule));
        of_rule.map_or_else(|| self.action(entity), |(_, action)| *action)
    }

    /// What happens to a value of this kind, where its rule is not known.
    pub fn action(&self, entity: &Entity) -> Action {
        self.named.get(entity).copied().unwrap_or(self.default)
    }

    /// The action of everything that is not named.
    pub fn default_action(&self) -> Action {
        self.default
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_entity_has_its_own_action_and_others_the_default() {
        let mut policies = Policies::new(Action::Redact);
        policies.set(Entity::Iban, Action::Block);
        assert_eq!(policies.action(&Entity::Iban), Action::Block);
        assert_eq!(policies.action(&Entity::Email), Action::Redact);
        assert_eq!(Policies::default().action(&Entity::Email), Action::Pseudonymize);
    }

    #[test]
    fn a_rule_s_own_action_comes_before_that_of_its_kind() {
        let mut policies = Policies::default();
        policies.set(Entity::Age, Action::Redact);
        policies.set_of_rules("de.*", Some(Action::Allow));
        policies.set_of_rules("de.age", None);
        assert_eq!(policies.action_of(&Entity::Age, "de.age"), Action::Allow);
        assert_eq!(policies.action_of(&Entity::Age, "global.age"), Action::Redact);
    }

    #[test]
    fn actions_are_read_as_written() {
        for action in Action::ALL {
            assert_eq!(action.to_string().parse(), Ok(action));
        }
        assert_eq!("Block".parse::<Action>(), Err(UnknownAction));
    }
}
