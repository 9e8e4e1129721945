//! Pseudonyms: what a provider sees instead of a value.
//!
//! Owns: how a pseudonym is written ([`Template`]), how one is recognised in whatever spelling a model gives it
//! ([`grammar`]), which value has which ([`Mapping`]), and the restore-only view of that ([`Restorable`]).
//! Never: finds personal data, walks a body or sends anything. Next: `pseudonymize.rs` mints, `restore.rs` restores.

pub mod fold;
pub mod grammar;
mod link;
mod mapping;
mod name;
mod notation;
mod restorable;
pub mod sought;
mod surroundings;
mod template;

pub use mapping::{Group, Layer, Mapping, Numbering, Spelling};
pub(crate) use name::split;
pub use notation::others;
pub use restorable::{Restorable, Restored};
pub use surroundings::Surroundings;
pub use template::{Template, TemplateFault};

use std::borrow::Cow;

use allonym_detectors::Entity;

/// Label of a text that merely looked like a pseudonym in the client's own input.
pub const LITERAL: &str = "LITERAL";

/// The `{type}` part of an entity's pseudonyms: `PERSON`, `CREDIT_CARD`, and for `CUSTOM:ticket` `TICKET`.
///
/// A custom name that would collide with a built-in label keeps the prefix: `CUSTOM:person` is `CUSTOM_PERSON`.
pub fn label(entity: &Entity) -> Cow<'_, str> {
    let Entity::Custom(name) = entity else { return entity.label().into() };
    let plain: String = name
        .as_str()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' })
        .collect();
    let plain = plain.trim_matches('_');
    let taken = plain == LITERAL || plain.parse::<Entity>().is_ok();
    if taken || !plain.starts_with(|c: char| c.is_ascii_alphabetic()) {
        format!("CUSTOM_{plain}").trim_end_matches('_').to_string().into()
    } else {
        plain.to_string().into()
    }
}
