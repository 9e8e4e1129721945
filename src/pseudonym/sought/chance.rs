//! Which values stand in texts by chance, and so are not known again wherever they seem to stand.
//!
//! Owns: the case in which a value of each kind is sought, if it is. Never: says what a value is.

use allonym_detectors::{Again, Entity, again};

/// How a value is sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// In any case.
    Any,
    /// As it is written.
    Own,
}

/// The most digits of a number that is a port, a year or a timeout as well as somebody's.
const DIGITS: usize = 4;

/// How a value of a kind is sought; none if it is known only where something speaks for it.
pub(super) fn case_of(text: &str, entity: &Entity) -> Option<Case> {
    match entity {
        _ if keeps_case(entity) => Some(Case::Own),
        Entity::Person | Entity::Location | Entity::Organization | Entity::Username => match again(text) {
            Again::Anywhere => Some(Case::Any),
            Again::AsWritten => Some(Case::Own),
            Again::Nowhere => None,
        },
        Entity::CustomerId | Entity::PostalCode if is_short_number(text) => None,
        _ => Some(Case::Any),
    }
}

/// Whether case belongs to values of this kind.
pub(super) fn keeps_case(entity: &Entity) -> bool {
    matches!(entity, Entity::Password | Entity::Secret | Entity::CryptoWallet)
}

fn is_short_number(text: &str) -> bool {
    text.len() <= DIGITS && text.bytes().all(|byte| byte.is_ascii_digit())
}
