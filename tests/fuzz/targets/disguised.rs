//! A value in a disguise that is read, one or two deep, inside any text: what is sent does not hold it in that disguise,
//! and it comes back as it was.
//!
//! Owns: P1 and P3 for what `pseudonymize::encoded` decodes. Never: builds a disguise that cannot be told from other text,
//! such as base64 glued to more of its alphabet.

#![no_main]

use std::fmt::Write;
use std::sync::LazyLock;

use allonym::pseudonym::Restorable;
use allonym::pseudonymize::{self, Profile};
use allonym::restore::text::{Place, Restoring};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use libfuzzer_sys::fuzz_target;

static PROFILE: LazyLock<Profile> = LazyLock::new(Profile::default);
const PLANTED: &str = "planted.value@mail.example";

/// Ways to spell a text that are read whatever stands around.
const DISGUISES: [fn(&str) -> String; 8] = [
    |text| text.replace('@', "%40"),
    |text| text.replace('@', "&#64;"),
    |text| text.replace('@', "\\u0040"),
    |text| text.replace('@', "\\x40"),
    |text| text.bytes().map(|byte| format!("%{byte:02X}")).collect(),
    |text| text.chars().map(|c| format!("&#x{:x};", u32::from(c))).collect(),
    |text| BASE64_STANDARD.encode(text),
    hexadecimal,
];

fuzz_target!(|input: &[u8]| {
    let Some(([outer, inner, cut], around)) = input.split_first_chunk() else { return };
    let around = String::from_utf8_lossy(around);
    let at = (0..=around.len().min(usize::from(*cut))).rev().find(|at| around.is_char_boundary(*at));
    let (before, after) = around.split_at(at.unwrap_or_default());
    let count = DISGUISES.len();
    let mut disguised = DISGUISES[usize::from(*outer) % count](PLANTED);
    // The first four are no longer what they were after a whole encoding of another kind, which is what nests.
    if inner & 1 == 1 {
        disguised = DISGUISES[count - 2 + usize::from(*inner >> 1) % 2](&disguised);
    }
    let text = format!("{before}\n\n{disguised}\n\n{after}");
    let Ok(sent) = pseudonymize::texts(&[&text], &PROFILE, PROFILE.mapping()) else { return };
    assert!(!sent.texts[0].contains(&disguised), "{disguised} in {}", sent.texts[0]);
    let live = Restorable::new(sent.mapping.clone());
    let restoring = Restoring { grammar: &PROFILE.grammar, live: &live };
    assert_eq!(restoring.whole(&sent.texts[0], Place::Text), text, "sent as {}", sent.texts[0]);
});

fn hexadecimal(text: &str) -> String {
    text.bytes().fold(String::new(), |mut all, byte| {
        let _ = write!(all, "{byte:02x}");
        all
    })
}
