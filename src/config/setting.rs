//! [`Setting`]: the types that a setting can have, how each is written, and how it is shown.
//!
//! Owns: reading one value. A secret's way of being shown is that it is not. Never: knows a setting's name or default.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use allonym_detectors::{Dates, Entity};

use super::raw::Value;
use crate::policy::Action;
use crate::sensitive::Sensitive;
use crate::server::listener::Address;
use crate::telemetry;
use crate::tenant::Auth;
use crate::tenant::keys::KeyHash;

/// A type that a setting can have.
pub(super) trait Setting: Sized {
    /// What to write, as the end of the sentence "expected …".
    const EXPECTED: &'static str;

    /// Reads a value; `None` if it is something else.
    fn read(value: &Value) -> Option<Self>;

    /// The value as it would stand in a file. Secrets and lists of personal values are only counted.
    fn show(&self) -> String;
}

/// A size in bytes: `33554432` or `"32 MiB"`.
impl Setting for usize {
    const EXPECTED: &'static str = "a number of bytes such as 1048576, \"512 KiB\", \"32 MiB\" or \"1 GiB\"";

    fn read(value: &Value) -> Option<Self> {
        let text = match value {
            Value::Integer(number) => return usize::try_from(*number).ok(),
            Value::Text(text) => text.trim(),
            _ => return None,
        };
        let (digits, factor) = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)]
            .iter()
            .find_map(|(unit, factor)| Some((text.strip_suffix(unit)?, *factor)))
            .unwrap_or((text, 1));
        digits.trim_end().parse::<usize>().ok()?.checked_mul(factor)
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

/// A count of things in memory.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub(super) struct Count(pub(super) usize);

impl Setting for Count {
    const EXPECTED: &'static str = "a whole number such as 64";

    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Integer(number) => usize::try_from(*number).ok(),
            Value::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
        .map(Self)
    }

    fn show(&self) -> String {
        self.0.to_string()
    }
}

/// A count.
impl Setting for u32 {
    const EXPECTED: &'static str = "a whole number from 0 to 4294967295";

    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Integer(number) => Self::try_from(*number).ok(),
            Value::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

/// A count where 0 means that there is no limit.
impl Setting for Option<NonZeroU32> {
    const EXPECTED: &'static str = "a whole number, 0 for no limit";

    fn read(value: &Value) -> Option<Self> {
        u32::read(value).map(NonZeroU32::new)
    }

    fn show(&self) -> String {
        self.map_or(0, NonZeroU32::get).to_string()
    }
}

/// A share between 0 and 1.
impl Setting for f32 {
    const EXPECTED: &'static str = "a number from 0 to 1";

    fn read(value: &Value) -> Option<Self> {
        let number = match value {
            Value::Integer(number) => *number as Self,
            Value::Float(number) => *number as Self,
            Value::Text(text) => text.trim().parse().ok()?,
            _ => return None,
        };
        (0.0..=1.0).contains(&number).then_some(number)
    }

    fn show(&self) -> String {
        format!("{self:?}")
    }
}

impl Setting for bool {
    const EXPECTED: &'static str = "true or false";

    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Flag(flag) => Some(*flag),
            Value::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

/// A time span: whole seconds, or a number with a unit.
impl Setting for Duration {
    const EXPECTED: &'static str =
        "a time such as \"500ms\", \"5s\", \"10m\", \"2h\" or \"30d\" (a bare number is seconds)";

    fn read(value: &Value) -> Option<Self> {
        let text = match value {
            Value::Integer(seconds) => return u64::try_from(*seconds).ok().map(Self::from_secs),
            Value::Text(text) => text.trim(),
            _ => return None,
        };
        let units = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];
        let (digits, factor) = units
            .iter()
            .find_map(|(unit, factor)| Some((text.strip_suffix(unit)?, *factor)))
            .unwrap_or((text, 1_000));
        digits.trim_end().parse::<u64>().ok()?.checked_mul(factor).map(Self::from_millis)
    }

    fn show(&self) -> String {
        let millis = self.as_millis();
        let units = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];
        let exact = units.iter().find(|(_, factor)| millis > 0 && millis.is_multiple_of(*factor));
        exact.map_or("\"0s\"".to_owned(), |(unit, factor)| format!("\"{}{unit}\"", millis / factor))
    }
}

impl Setting for String {
    const EXPECTED: &'static str = "text";

    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    fn show(&self) -> String {
        format!("{self:?}")
    }
}

impl Setting for Sensitive<String> {
    const EXPECTED: &'static str = "text";

    fn read(value: &Value) -> Option<Self> {
        String::read(value)
            .map(|text| Self::new(text.trim().to_owned()))
            .filter(|text| !text.expose().is_empty())
    }

    fn show(&self) -> String {
        "(set)".to_owned()
    }
}

impl Setting for PathBuf {
    const EXPECTED: &'static str = "a path";

    fn read(value: &Value) -> Option<Self> {
        String::read(value).filter(|text| !text.is_empty()).map(Self::from)
    }

    fn show(&self) -> String {
        format!("{self:?}")
    }
}

/// An address to listen on.
impl Setting for Address {
    const EXPECTED: &'static str = "an IP address and a port such as 127.0.0.1:8787, 0.0.0.0:8787 or [::1]:8787 (plain: before one keeps TLS from it), or unix: and an absolute path";

    fn read(value: &Value) -> Option<Self> {
        String::read(value)?.trim().parse().ok()
    }

    fn show(&self) -> String {
        format!("{:?}", self.to_string())
    }
}

/// Several of something: a list in a file, commas in a variable.
impl<T: Setting> Setting for Vec<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::List(items) => items.iter().map(T::read).collect(),
            Value::Text(text) => text
                .split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .map(|item| T::read(&Value::Text(item.to_owned())))
                .collect(),
            _ => None,
        }
    }

    fn show(&self) -> String {
        let shown: Vec<_> = self.iter().map(T::show).collect();
        match shown.first() {
            Some(first) if first == "(set)" => format!("({} set)", shown.len()),
            _ => format!("[{}]", shown.join(", ")),
        }
    }
}

/// A key, shown as the beginning of its hash: enough to tell two apart.
impl Setting for KeyHash {
    const EXPECTED: &'static str = "keys that begin with px- (visible ASCII, no spaces), or sha256: and 64 hexadecimal digits (`allonym keys` makes both)";

    fn read(value: &Value) -> Option<Self> {
        Self::parse(String::read(value)?.trim()).ok()
    }

    fn show(&self) -> String {
        format!("\"{:.15}…\"", self.to_string())
    }
}

impl Setting for Entity {
    const EXPECTED: &'static str = "entity labels such as EMAIL or CUSTOM:BADGE (docs/rules.md has them all, `allonym rules` those of each rule)";

    fn read(value: &Value) -> Option<Self> {
        String::read(value)?.trim().to_ascii_uppercase().parse().ok()
    }

    fn show(&self) -> String {
        format!("{:?}", self.label())
    }
}

impl Setting for telemetry::Filter {
    const EXPECTED: &'static str =
        "a level (error, warn, info, debug, trace) or a filter such as info,allonym=debug";

    fn read(value: &Value) -> Option<Self> {
        String::read(value)?.parse().ok()
    }

    fn show(&self) -> String {
        format!("{:?}", self.as_str())
    }
}

/// A setting that is one of a few words.
macro_rules! words {
    ($type:ty, $expected:literal, $($word:literal => $value:path),+ $(,)?) => {
        impl $crate::config::setting::Setting for $type {
            const EXPECTED: &'static str = $expected;

            fn read(value: &$crate::config::raw::Value) -> Option<Self> {
                match <String as $crate::config::setting::Setting>::read(value)?.trim() {
                    $($word => Some($value),)+
                    _ => None,
                }
            }

            fn show(&self) -> String {
                match self {
                    $($value => concat!("\"", $word, "\"").to_owned(),)+
                }
            }
        }
    };
}
pub(super) use words;

words!(Auth, "\"keys\" or \"passthrough\"", "keys" => Auth::Keys, "passthrough" => Auth::Passthrough);
words!(telemetry::Format, "\"text\" or \"json\"", "text" => telemetry::Format::Text, "json" => telemetry::Format::Json);
words!(
    Action,
    "\"pseudonymize\", \"redact\", \"block\" or \"allow\"",
    "pseudonymize" => Action::Pseudonymize,
    "redact" => Action::Redact,
    "block" => Action::Block,
    "allow" => Action::Allow,
);
words!(
    Dates,
    "\"personal\", \"all\" or \"none\"",
    "personal" => Dates::Personal,
    "all" => Dates::All,
    "none" => Dates::None,
);
